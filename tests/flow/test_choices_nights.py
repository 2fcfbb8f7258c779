"""Whole nights: a course that a person put first or took out stays so, until it is undone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.flow.added import course_id_of
from pipeline.model import CourseEntry
from pipeline.store import AddedCourses, Decisions, Home

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


@pytest.mark.slow
def test_what_a_person_chose_holds_every_night_until_it_is_undone(
    home: Home, verb: Callable[..., str], tmp_path: Path
) -> None:
    def night(day: int, *more: str) -> None:
        verb("run", "--source", "local_courses", "--as-of", f"2026-11-{day:02}T07:30", *more)

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


def test_a_course_that_a_person_entered_comes_with_the_night_and_goes_when_it_is_undone(
    home: Home, verb: Callable[..., str], tmp_path: Path
) -> None:
    def night(day: int, *more: str) -> None:
        verb("run", "--source", "local_courses", "--as-of", f"2026-11-{day:02}T07:30", *more)

    def courses() -> list[tuple[Any, ...]]:
        with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
            return catalogue.execute(
                "SELECT course_id, title, provider, language, duration_weeks, weekly_effort_hours, free_kind, "
                "is_active FROM out.course WHERE course_id LIKE '%:added-%'"
            ).fetchall()

    night(1, "--survey", str(tmp_path / "spring.csv"))
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        ((topic,),) = catalogue.execute("SELECT topic_id FROM out.topic").fetchall()
    entry = CourseEntry(
        title='=HYPERLINK("x") & more', url="https://own.example.org/c", provider="Own", language="es", weeks=5.5,
        weekly_hours=2.0, cost="free_audit",
    )  # fmt: skip
    number = AddedCourses(home.decisions).add(
        topic, course_id_of(entry), entry, decided_by="Rosa", decided_at=datetime(2026, 11, 1, 12, tzinfo=UTC)
    )
    night(2)
    found = (course_id_of(entry), entry.title, "Own", "es", 5.5, 2.0, "free_audit", True)
    assert courses() == [found]
    assert _listed(home)[0] == (entry.title, f"put first by Rosa on 2026-11-01, decision {number}")
    (home.folder / "courses" / "list.csv").unlink()  # the list of the library goes; what a person entered stays
    night(3)
    assert courses() == [found]
    Decisions(home.decisions).undo(number, decided_by="Ben", decided_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
    night(4)
    assert [row[-1] for row in courses()] == [False], "it is over although no list is left that could say so"
    assert entry.title not in [title for title, _ in _listed(home)]
