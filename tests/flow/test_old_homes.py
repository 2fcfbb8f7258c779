"""Homes as earlier code wrote them: a night of today runs on them, and nothing that people gave is lost."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.__main__ import main
from pipeline.store import Home, versions
from pipeline.store.health import sqlite_files

HOMES = sorted((Path(__file__).resolve().parents[1] / "store" / "homes").glob("*.tar.xz"))
KEPT = {
    "decisions.sqlite": "SELECT decision_id, topic_id, action, note, decided_by, decided_at, undoes FROM decision",
    "surveys.sqlite": "SELECT * FROM answer",
    "circles.sqlite": "SELECT intake_id, sheet, key FROM entry WHERE sheet IN ('circle', 'session', 'outcome')",
}
"""What people gave. Who came to circles is not among it: a night takes that out once it is old."""


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute(sql).fetchall(), key=repr)


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_there_are_old_homes() -> None:
    assert len(HOMES) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("packed", HOMES, ids=lambda path: path.name.partition(".")[0])
def test_a_night_of_today_on_an_old_home_loses_nothing(packed: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with tarfile.open(packed) as tar:
        tar.extractall(home.folder, filter="data")
    before = {name: rows(home.folder / name, sql) for name, sql in KEPT.items()}
    assert before["decisions.sqlite"]
    assert before["surveys.sqlite"]
    courses = "SELECT course_id, first_seen_at FROM core.course"
    known = dict(asked(home.catalogue, courses))
    here = ["--home", str(home.folder)]

    assert main(["run", "--demo", *here, "--as-of", "2026-11-24T07:30", "--json"]) == 0

    assert {name: rows(home.folder / name, sql) for name, sql in KEPT.items()} == before
    assert dict(asked(home.catalogue, courses)) == known, "a course that was known is not new"
    (told,) = asked(home.catalogue, "SELECT list(decision_id ORDER BY ALL) FROM out.decision")
    assert told[0] == [row[0] for row in before["decisions.sqlite"]]
    assert {found for _, found in sqlite_files(home)} == {None}

    (topic,) = asked(home.catalogue, "SELECT min(topic_id) FROM out.topic")[0]
    assert main(["decide", topic, "shortlist", "--by", "ada", *here]) == 0
    assert rows(home.decisions, "PRAGMA user_version") == [(versions.VERSION,)]
    assert len(rows(home.decisions, KEPT["decisions.sqlite"])) == len(before["decisions.sqlite"]) + 1
