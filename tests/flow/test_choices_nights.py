"""Whole nights: a course that a person put first or took out stays so, until it is undone."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.store import Decisions, Home

COURSES = ("Python basics", "Python for data", "Learn Python programming", "Chess openings")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    (folder / "courses").mkdir(parents=True)
    with (folder / "courses" / "list.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [[title, f"https://courses.example.org/{n}", "Example", "yes"] for n, title in enumerate(COURSES)]
        csv.writer(file).writerows([["title", "url", "provider", "free"], *rows])
    with (tmp_path / "spring.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [["Main", "Python"] for _ in range(9)]
        csv.writer(file).writerows([["Which branch do you work at?", "What would you like to learn?"], *rows])
    return Home(folder)


@pytest.fixture
def verb(home: Home, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """A verb on that home; what it printed."""
    from pipeline.__main__ import main

    def run(*arguments: str, status: int = 0) -> str:
        capfd.readouterr()
        found = main([*arguments, "--home", str(home.folder)])
        out, err = capfd.readouterr()
        assert found == status, err
        return out + err

    return run


def _listed(home: Home) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        return catalogue.execute(
            "SELECT title, because FROM out.topic_course JOIN out.course USING (course_id) ORDER BY rank"
        ).fetchall()


def test_what_a_person_chose_holds_every_night_until_it_is_undone(
    home: Home, verb: Callable[..., str], tmp_path: Path
) -> None:
    def night(day: int, *more: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            verb("run", "--source", "local_courses", "--json", "--as-of", f"2026-11-{day:02}T07:30", *more)
        )
        return told

    night(1, "--survey", str(tmp_path / "spring.csv"))
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        ((topic,),) = catalogue.execute("SELECT topic_id FROM out.topic").fetchall()
        ids = dict(catalogue.execute("SELECT title, course_id FROM out.course").fetchall())
    before = [title for title, _ in _listed(home)]
    assert len(before) >= 2
    assert "Chess openings" not in before

    said = verb("decide", topic, "pin", "--course", ids["Chess openings"], "--by", "Rosa")
    assert "“Chess openings”" in said
    assert f"comes first for {topic}" in said
    verb("decide", topic, "drop", "--course", ids[before[0]], "--by", "Rosa")
    for day in (2, 3):
        night(day)
        titles = [title for title, _ in _listed(home)]
        assert titles[0] == "Chess openings"
        assert titles[1:] == before[1:]
        assert _listed(home)[0][1].startswith("put first by Rosa on ")
        assert _listed(home)[0][1].endswith(", decision 1")
        assert all(because is None for _, because in _listed(home)[1:])
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        rows = catalogue.execute("SELECT action, course_id FROM out.decision ORDER BY decision_id").fetchall()
    assert rows == [("pin", ids["Chess openings"]), ("drop", ids[before[0]])]

    assert "undo of decision 2 (drop)" in verb("decide", topic, "undo", "--by", "Ben")
    Decisions(home.decisions).undo(1, decided_by="Ben", decided_at=Decisions(home.decisions).all()[0].decided_at)
    night(4)
    assert [title for title, _ in _listed(home)] == before


def test_the_verb_says_what_it_needs(home: Home, verb: Callable[..., str], tmp_path: Path) -> None:
    verb("run", "--source", "local_courses", "--as-of", "2026-11-01T07:30", "--survey", str(tmp_path / "spring.csv"))
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        ((topic,),) = catalogue.execute("SELECT topic_id FROM out.topic").fetchall()
    assert "`pin` needs a course: --course ID" in verb("decide", topic, "pin", status=2)
    assert "there is no course nowhere:1" in verb("decide", topic, "drop", "--course", "nowhere:1", status=2)
    assert "no course was expected" in verb("decide", topic, "later", "--course", "nowhere:1", status=2)
    assert Decisions(home.decisions).all() == []
