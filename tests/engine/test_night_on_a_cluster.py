"""A night by the verb with a Dask cluster publishes the rows that one on this machine alone does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import running_cluster

from pipeline.__main__ import main
from pipeline.demo import DEMO_SOURCES
from pipeline.embed import batches
from pipeline.engine.cluster import Cluster
from pipeline.engine.questions import Questions
from pipeline.flow import night
from pipeline.match import shares

MOMENTS = "_at"
"""How columns end that say when something was done on this very day."""
TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'kept' ORDER BY ALL"
COLUMNS = (
    "SELECT column_name FROM duckdb_columns() WHERE database_name = 'kept' AND schema_name = ? AND table_name = ? "
    "ORDER BY column_index"
)


def rows_of(home: Path) -> dict[str, list[str]]:
    """All rows of all tables of a catalogue, but for the seconds in which it was made."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home / 'catalogue.duckdb'}' AS kept (READ_ONLY)")
        for schema, table in connection.execute(TABLES).fetchall():
            names = [name for (name,) in connection.execute(COLUMNS, [schema, table]).fetchall()]
            said = ", ".join(f'"{name}"' for name in names if not name.endswith(MOMENTS))
            rows = connection.execute(f'SELECT {said} FROM kept."{schema}"."{table}"').fetchall()
            found[f"{schema}.{table}"] = sorted(map(repr, rows))
    return found


@pytest.mark.slow
def test_a_night_on_a_cluster_publishes_what_one_machine_does(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(night, "new_night_id", lambda at, random: "20261124T073000-aaa")
    homes = [tmp_path / "local", tmp_path / "dask"]
    told: list[Any] = []
    done: dict[str, set[str]] = {"parts": set(), "pages": set()}
    spread, ask = Cluster.spread, Questions.ask

    def noted_spread(self: Cluster, make: Any, arguments: Any, parts: Any) -> Iterator[Any]:
        for result in spread(self, make, arguments, parts):
            done["parts"].add(make.__qualname__)
            yield result

    def noted_ask(self: Questions, make: Any, arguments: Any, *rest: Any) -> Any:
        found = ask(self, make, arguments, *rest)
        done["pages"].add(arguments[1].source)
        return found

    monkeypatch.setattr(Cluster, "spread", noted_spread)
    monkeypatch.setattr(Questions, "ask", noted_ask)
    monkeypatch.setattr(batches, "BATCHES_A_PART", 1)
    monkeypatch.setattr(shares, "LEAST", 1)
    monkeypatch.setattr(shares, "SHARE", 5)
    with running_cluster(tmp_path) as running:
        for home in homes:
            arguments = ["run", "--demo", "--home", str(home), "--json", "--as-of", "2026-11-24T07:30"]
            if home.name == "dask":
                home.mkdir()
                (home / "salt").write_bytes((homes[0] / "salt").read_bytes())
                engine = {"kind": "dask", "scheduler": running.address, "folder": str(tmp_path)}
                words = (root / "schedule.yaml").read_text(encoding="utf-8")
                (tmp_path / "schedule.yaml").write_text(f"{words}\nengine: {json.dumps(engine)}\n", encoding="utf-8")
                arguments += ["--config", str(tmp_path / "schedule.yaml")]
            assert main(arguments) == 0
            told.append(json.loads(capsys.readouterr().out))
    assert done == {"parts": {"embedder", "matching_at"}, "pages": set(DEMO_SOURCES) - {"edx"}}, "edx needs a secret"
    assert [each["warning"] for each in told] == [None, None]
    here, there = (rows_of(home) for home in homes)
    assert here.keys() == there.keys()
    for table, rows in here.items():
        assert there[table] == rows, table
    for name in ("vectors.npy", "pools.bin"):
        assert (homes[1] / name).read_bytes() == (homes[0] / name).read_bytes(), name
    assert not list(tmp_path.glob("*.index"))
