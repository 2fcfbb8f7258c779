"""Attacks by SQL on every door through which a published catalogue is read, with real files to reach for.

The doors: `circlewise query`, the coordinators' page, the notebooks, and the check of a backup.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.store import Catalogue, Home, Limits, LiveCatalogue, damage
from pipeline.store.limits import CLOSED_OFF

ROOT = Path(__file__).resolve().parents[2]
SECRET = "quixotrophy"
"""Stands in every file around the catalogue, and must be in no answer."""
Ask = Callable[[str], Any]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a small catalogue, and files around it that nobody should get at."""
    home = Home(tmp_path / "home")
    home.prepare()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.catalogue}' AS next; USE next; CREATE SCHEMA core; CREATE SCHEMA out")
        connection.execute("CREATE TABLE core.course AS SELECT range AS n, 'x' AS content_hash FROM range(9)")
        connection.execute(
            "CREATE TABLE core.night AS SELECT 'n1' AS night_id; CREATE VIEW out.night AS FROM core.night"
        )
    for name in ("salt", "secret.csv", "secret.json"):
        (home.folder / name).write_text(f'{{"a": "{SECRET}"}}\n' * 2)
    return home


@contextmanager
def by_query(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    with Catalogue(home.catalogue) as catalogue:
        yield lambda sql: catalogue.query(sql, limits=Limits(max_seconds=20))


@contextmanager
def by_page(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    monkeypatch.setattr("pipeline.store.live.read_overview", lambda catalogue: None)
    live = LiveCatalogue(home)
    with live.open() as catalogue:
        yield catalogue.query
    live.close()


@contextmanager
def by_notebook(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    monkeypatch.syspath_prepend(ROOT / "notebooks")
    monkeypatch.setattr(sys, "argv", ["notebook", str(home.catalogue)])
    import board

    yield board.ask
    board._catalogue(str(home.catalogue)).close()
    board._catalogue.cache_clear()


DOORS = {"query": by_query, "page": by_page, "notebook": by_notebook}


@pytest.fixture(params=DOORS)
def ask(request: pytest.FixtureRequest, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    with DOORS[request.param](home, monkeypatch) as asked:
        yield asked


READS = [
    "FROM read_csv('{home}/secret.csv')",
    "FROM '{home}/secret.csv'",
    "FROM read_json('{home}/secret.json')",
    "FROM read_text('{home}/salt')",
    "FROM read_blob('{home}/salt')",
    "FROM read_parquet('{home}/salt')",
    "FROM sniff_csv('{home}/secret.csv')",
    "FROM glob('{home}/*')",
    "FROM read_csv('http://127.0.0.1:9/secret.csv')",
    "ATTACH '{home}/other.duckdb' AS other",
    "ATTACH '{home}/decisions.sqlite' AS other (TYPE sqlite)",
    "IMPORT DATABASE '{home}'",
    "SELECT getenv('HOME')",
    "FROM query('FROM read_text(''{home}/salt'')')",
    "PREPARE p AS FROM read_text('{home}/salt'); EXECUTE p",
]
WRITES = [
    "COPY core.course TO '{home}/out.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "EXPORT DATABASE '{home}/out'",
    "DELETE FROM core.course",
    "UPDATE core.night SET night_id = 'x'",
    "DROP TABLE core.course",
    "CREATE TABLE core.own AS SELECT 1 AS n",
    "CREATE VIEW out.own AS SELECT 1 AS n",
    "SELECT 1; COPY core.course TO '{home}/out.csv'",
    "PRAGMA enable_profiling",
    "PRAGMA profiling_output = '{home}/profile.json'",
]
SETTINGS = [
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{home}/own.duckdb_extension'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET GLOBAL threads = 64",
    "SET memory_limit = '900GB'",
    "RESET memory_limit",
    "PRAGMA memory_limit = '900GB'",
    "SET temp_directory = '{home}/spilt'",
    "SET allow_community_extensions = true",
    "SET python_enable_replacements = true",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
]


def files(home: Home) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(home.folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("sql", [*READS, *WRITES, *SETTINGS])
def test_every_attack_is_refused_and_leaves_nothing(home: Home, ask: Ask, sql: str) -> None:
    before = files(home)
    with pytest.raises((UsageError, duckdb.Error)) as refused:
        ask(sql.replace("{home}", str(home.folder)))
    assert SECRET not in str(refused.value)
    assert files(home) == before


def test_variables_of_ours_are_no_tables(ask: Ask) -> None:
    import pandas as pd

    hidden = pd.DataFrame({"a": [SECRET]})
    with pytest.raises((UsageError, duckdb.Error), match="hidden does not exist"):
        ask("FROM hidden")
    assert list(hidden["a"]) == [SECRET]


def test_what_was_refused_was_not_refused_for_another_reason(home: Home) -> None:
    """The same SQL on a connection of one's own reads what it reaches for: the attacks are real ones."""
    own = duckdb.connect()
    for sql in READS[:5]:
        told = f"SELECT string_agg(t::VARCHAR) FROM ({sql}) t"
        assert SECRET in own.execute(told.replace("{home}", str(home.folder))).fetchall()[0][0], sql
    own.execute(f"ATTACH '{home.folder}/other.duckdb' AS other")
    own.execute(f"COPY (SELECT 1) TO '{home.folder}/out.csv'")
    assert {"other.duckdb", "out.csv"} <= {path.name for path in home.folder.iterdir()}


def test_a_time_with_a_zone_is_told_in_a_sentence(home: Home) -> None:
    with Catalogue(home.catalogue) as catalogue:
        with pytest.raises(UsageError, match=r"has a time with a zone.*::TIMESTAMP") as refused:
            catalogue.query("SELECT TIMESTAMPTZ '2026-11-27 02:00:00+00' AS at", limits=Limits())
        assert "Traceback" not in str(refused.value)
        assert len(catalogue.query("SELECT now()::TIMESTAMP AS at", limits=Limits()).rows) == 1


def test_a_value_that_python_cannot_hold_is_told_in_a_sentence(home: Home) -> None:
    with Catalogue(home.catalogue) as catalogue, pytest.raises(UsageError, match="a value that Python cannot hold"):
        catalogue.query("SELECT INTERVAL '100000000' YEAR AS long", limits=Limits())


ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n FROM t) SELECT count(*) FROM t"
CROSSED = (
    "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c WHERE (a.range * b.range + c.range) % 7 = 8"
)
SLOW_ANSWER = "SELECT a.range FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 999999937 = 17"


@pytest.mark.parametrize("sql", [ENDLESS, CROSSED, SLOW_ANSWER])
def test_a_query_without_an_end_is_ended(home: Home, sql: str) -> None:
    with Catalogue(home.catalogue) as catalogue:
        with pytest.raises(UsageError, match=r"it took longer than 0\.3 seconds; .* --max-seconds"):
            catalogue.query(sql, limits=Limits(max_seconds=0.3))
        assert catalogue.query("SELECT count(*) FROM core.course", limits=Limits()).rows == [(9,)], "it goes on"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("FROM range(1001)", "more than 1,000 rows"),
        ("SELECT repeat('x', 90) FROM range(200)", "more than 10,000 letters"),
        ("SELECT ['x', repeat('y', 20000)]", "more than 10,000 letters"),
        ("SELECT {'a': repeat('y', 20000)}", "more than 10,000 letters"),
        ("SELECT range(20000)", "more than 10,000 letters"),
        ("FROM range(9000000000000)", "more than 1,000 rows"),
    ],
)
def test_an_answer_without_an_end_is_ended(home: Home, sql: str, told: str) -> None:
    limits = Limits(max_rows=1000, max_letters=10_000)
    with Catalogue(home.catalogue) as catalogue:
        with pytest.raises(UsageError, match=f"its answer has {told}; ask for less"):
            catalogue.query(sql, limits=limits)
        assert len(catalogue.query("FROM range(1000)", limits=limits).rows) == 1000


def test_an_answer_that_finds_no_room_is_refused_and_not_spilt(home: Home) -> None:
    before = files(home)
    hungry = "SELECT length(string_agg(repeat('x', 10000000))) FROM range(400)"
    with Catalogue(home.catalogue) as catalogue:
        with pytest.raises(UsageError, match=r"refused: Out of Memory"):
            catalogue.query(hungry, limits=Limits())
        with pytest.raises(StoreError, match="there is not enough memory to read the catalogue"):
            catalogue.query(hungry)
    assert files(home) == before
    assert list(home.folder.glob("*.tmp")) == []


@pytest.mark.parametrize("door", ["query", "page"])
def test_the_limits_are_those_that_are_written_down(home: Home, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with DOORS[door](home, monkeypatch) as asked:
        found = dict(asked("SELECT name, value FROM duckdb_settings()").rows)
    assert found["memory_limit"] in ("1.8 GiB", "953.6 MiB")
    assert found["temp_directory"] == ""
    assert {found[name] for name in CLOSED_OFF if name.startswith(("enable_ext", "auto", "allow", "python"))} == {
        "false"
    }
    assert found["lock_configuration"] == "true"


def test_the_check_of_a_backup_runs_nothing_of_it(home: Home, tmp_path: Path) -> None:
    """A catalogue with views in the place of tables: a night would read them with the right to read files."""
    assert damage(home.catalogue) is None
    for number, made in enumerate(
        (
            "DROP VIEW out.night; DROP TABLE core.night; "
            f"CREATE VIEW core.night AS FROM read_text('{home.folder}/salt')",
            f"CREATE MACRO core.own() AS TABLE FROM read_text('{home.folder}/salt')",
            "CREATE MACRO core.own() AS 1",
        )
    ):
        hostile = tmp_path / f"hostile{number}.duckdb"
        hostile.write_bytes(home.catalogue.read_bytes())
        with duckdb.connect(str(hostile)) as connection:
            connection.execute(made)
        found = damage(hostile)
        assert found is not None, made
        assert "is a view or macro that no night makes" in found
        assert SECRET not in found
