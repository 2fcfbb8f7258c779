"""One course, many listings, in a night: the lookup file, the table of reasons, and no course offered twice."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import SettingsError
from pipeline.flow.match import match_goals, one_a_course
from pipeline.flow.same import FILE, MARKS, join_courses, load_pairs
from pipeline.model import Course, CourseJoin, GoalDemand, Listing, MatchSettings, PairByHand
from pipeline.normalize.same import ListingBrief, find_joins
from pipeline.store import Arrival, Build, Catalogue, GoodRun

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def arrival(course_id: str, title: str = "Library Budgets", **changes: Any) -> Arrival:
    source, key = course_id.split(":")
    values: dict[str, Any] = dict.fromkeys(Listing.__dataclass_fields__)
    values |= {
        "course_id": course_id, "source": source, "key": key, "kind": "course", "title": title, "provider": "IBM",
        "language": "en", "topics": (), "free_kind": "unknown", "content_hash": title, "words": "{}",
        "page_sha256": "0" * 64,
    }  # fmt: skip
    return Arrival(**(values | changes))


def night(
    folder: Path,
    *arrivals: Arrival,
    pairs: tuple[PairByHand, ...] = (),
    previous: Path | None = None,
    kept: Path | None = None,
) -> Path:
    path = folder / f"{1 + int(previous.stem) if previous else 1}.duckdb"
    runs = {each.source: f"night.{each.source}" for each in arrivals}
    with Build(path, previous, path.stem, NIGHT + timedelta(days=int(path.stem))) as build:
        build.load_arrivals(arrivals)
        build.merge([GoodRun(source, retire_after=1, proves_absence=True) for source in runs])
        join_courses(build, pairs, runs, kept)
        build.finish()
    return path


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_join_is_kept_with_its_reason(tmp_path: Path) -> None:
    path = night(tmp_path, arrival("b:1"), arrival("a:1"), arrival("a:2", "Grant Writing"))
    assert rows(path, "SELECT course_id, canonical_course_id FROM out.course ORDER BY 1") == [
        ("a:1", "a:1"), ("a:2", "a:2"), ("b:1", "a:1"),
    ]  # fmt: skip
    assert rows(path, "FROM out.course_join") == [
        (
            "b:1",
            "a:1",
            "same_title",
            "same course as a:1: both have the title “Library Budgets” and the provider IBM",
            1.0,
        )
    ]


def test_what_stands_stays_until_it_is_retired(tmp_path: Path) -> None:
    first = night(tmp_path, arrival("b:1"))
    second = night(tmp_path, arrival("b:1"), arrival("a:1"), previous=first)
    assert rows(second, "SELECT course_id, canonical_course_id FROM out.course_join") == [("a:1", "b:1")]
    third = night(tmp_path, arrival("b:2", "Grant Writing"), arrival("a:1"), previous=second)
    assert rows(third, "SELECT course_id, canonical_course_id FROM out.course_join") == [("b:1", "a:1")]


def test_a_join_is_taken_back_and_another_made(tmp_path: Path) -> None:
    pairs = (
        PairByHand(different=("a:1", "b:1"), why="two editions", date="2026-11-24"),
        PairByHand(same=("b:1", "c:1"), why="renamed", date="2026-11-24"),
    )
    path = night(tmp_path, arrival("a:1"), arrival("b:1"), arrival("c:1", "Money for Libraries"), pairs=pairs)
    assert rows(path, "SELECT course_id, canonical_course_id, rule, because FROM out.course_join") == [
        ("c:1", "b:1", "by_hand", "same course as b:1: joined by hand on 2026-11-24: renamed")
    ]


def test_an_id_nobody_has_is_an_issue_of_its_source(tmp_path: Path) -> None:
    pairs = (PairByHand(same=("b:1", "b:404"), why="x", date="2026-11-24"),)
    pairs += (PairByHand(different=("a:1", "typo:1"), why="x", date="2026-11-24"),)
    path = night(tmp_path, arrival("a:1"), arrival("b:1", "Other"), pairs=pairs)
    assert rows(path, "SELECT run_id, source, level, kind, field, value FROM out.issue ORDER BY value") == [
        ("night.b", "b", "warning", "unknown_course", "same_courses.yaml, pairs[0]", "b:404"),
        ("night.a", "a", "warning", "unknown_course", "same_courses.yaml, pairs[1]", "typo:1"),
    ]


def test_the_committed_file_can_be_read(root: Path) -> None:
    assert (root / FILE).is_file()
    assert all(pair.why and pair.date for pair in load_pairs(root / FILE))


def test_no_file_is_no_pair(tmp_path: Path) -> None:
    assert load_pairs(tmp_path / "same_courses.yaml") == ()


GOOD = "why: seen\n    date: 2026-11-24"


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        (f"same: [a:1, b:2]\n    {GOOD}\n    reason: x", "pairs[0].reason: found a key that is not known"),
        (GOOD, "pairs[0]: found neither, expected either `same` or `different`"),
        (f"same: [a:1, b:2]\n    different: [a:1, b:2]\n    {GOOD}", "pairs[0]: found both, expected either"),
        (f"same: [a:1]\n    {GOOD}", "pairs[0].same: found ['a:1'], expected two different ids"),
        (f"different: [a:1, a:1]\n    {GOOD}", "pairs[0].different: found ['a:1', 'a:1'], expected two different ids"),
        (f"same: [a:1, nonsense]\n    {GOOD}", "pairs[0].same: found 'nonsense', expected an id such as"),
        (f"same: a:1\n    {GOOD}", "pairs[0].same: found 'a:1', expected a list"),
        ("same: [a:1, b:2]\n    date: 2026-11-24", "pairs[0].why: found nothing, expected what shows it"),
        ("same: [a:1, b:2]\n    why: ''\n    date: 2026-11-24", "pairs[0].why: found nothing, expected what shows it"),
        ("same: [a:1, b:2]\n    why: x\n    date: 24.11.2026", "pairs[0].date: found '24.11.2026', expected a day"),
        (
            f"same: [a:1, b:2]\n    {GOOD}\n  - different: [b:2, a:1]\n    {GOOD}",
            "pairs[1].different: found the two ids of pairs[0] again, expected every pair once",
        ),
    ],
)
def test_a_bad_pair_is_told_by_file_and_key(tmp_path: Path, pair: str, sentence: str) -> None:
    path = tmp_path / "same_courses.yaml"
    path.write_text(f"pairs:\n  - {pair}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_pairs(path)
    assert f"{path}: {sentence}" in str(raised.value)


def course(course_id: str, **changes: Any) -> Course:
    values: dict[str, Any] = dict.fromkeys(Course.__dataclass_fields__)
    seen = NIGHT.replace(tzinfo=None)
    values |= {
        "course_id": course_id, "source": "a", "key": "1", "kind": "course", "title": "Grant writing for libraries",
        "language": "en", "topics": (), "free_kind": "unknown", "canonical_course_id": course_id, "content_hash": "x",
        "first_seen_at": seen, "last_seen_at": seen, "changed_at": seen, "n_misses": 0, "is_active": True,
    }  # fmt: skip
    return Course(**(values | changes))


@pytest.mark.parametrize(
    ("free", "chosen"),
    [
        ({"a": None, "b": None, "c": None}, "b"),
        ({"a": None, "b": None, "c": True}, "c"),
        ({"a": None, "b": False, "c": False}, "a"),
        ({"a": True, "b": None, "c": True}, "a"),
    ],
)
def test_a_course_is_offered_in_one_listing(free: Mapping[str, bool | None], chosen: str) -> None:
    """`b` stands for all; what is known to be free goes before it."""
    listings = [course(key, canonical_course_id="b", is_free=is_free) for key, is_free in free.items()]
    other = course("d", title="Conflict at the desk")
    assert [each.course_id for each in one_a_course([*reversed(listings), other])] == [chosen, "d"]


def test_no_goal_is_offered_a_course_twice() -> None:
    subjects = ("painting", "Spanish", "law", "chemistry", "history", "music", "cooking", "astronomy", "poetry")
    others = [course(subject, title=f"Introduction to {subject}") for subject in subjects]
    courses = [course("a"), course("b", canonical_course_id="a"), *others]
    goal = GoalDemand(goal_id="g", survey_id="s", wording="grant writing", origin="form", respondents=frozenset({"p"}))
    found = match_goals(courses, [goal], MatchSettings())
    assert [each.course_id for each in found["g"].courses] == ["a"]
    apart = [replace(each, canonical_course_id=each.course_id) for each in courses]
    assert {each.course_id for each in match_goals(apart, [goal], MatchSettings())["g"].courses} == {"a", "b"}


TITLES = ("Library Budgets", "Library Budget", "Grant Writing 5 0", "Grant Writing")
PROVIDERS = ("IBM", "0 IBM", "Rice University", None)
PAGES = (None, None, "x.org/1", "x.org/2")


@pytest.mark.parametrize("what", ["kept", "lost", "cut"])
def test_what_is_kept_of_the_night_before_changes_no_join(tmp_path: Path, what: str) -> None:
    chance, kept = random.Random(what), tmp_path / "blocks.bin"
    pairs = (PairByHand(same=("a:0", "b:9"), why="renamed", date="2026-11-24"),)
    path: Path | None = None
    for n in (28, 30):  # in the second two more, and what the others say may have changed
        said = [(chance.choice(TITLES), chance.choice(PROVIDERS), chance.choice(PAGES)) for _ in range(n)]
        listed = [
            arrival(f"{'ab'[number % 2]}:{number}", title, provider=provider, canonical_url=page)
            for number, (title, provider, page) in enumerate(said, 30 - n)
        ]
        path = night(tmp_path, *listed, pairs=pairs, previous=path, kept=kept)
        stored = rows(path, f"SELECT {', '.join(CourseJoin.__dataclass_fields__)} FROM core.course_join ORDER BY ALL")
        assert stored == joined_of_all(path, pairs)
        assert len(stored) > 1
        stands = {each.course_id: each.course_id for each in listed} | {row[0]: row[1] for row in stored}
        assert dict(rows(path, "SELECT course_id, canonical_course_id FROM core.course")) == stands
        if what == "lost":
            kept.unlink()
        if what == "cut":
            kept.write_bytes(kept.read_bytes()[:-1])


def joined_of_all(path: Path, pairs: tuple[PairByHand, ...]) -> list[tuple[Any, ...]]:
    """What the rules find where every listing is read."""
    with Catalogue(path) as catalogue:
        return sorted(astuple(join) for join in find_joins(catalogue.rows(ListingBrief, "FROM core.course"), pairs))


def test_texts_that_run_together_are_told_apart(tmp_path: Path) -> None:
    """Where the title ends and the provider begins is part of what is looked up."""
    listed = [
        arrival("a:1", "Library Budgets", provider="IBM 5"), arrival("a:2", "Library Budgets5 IBM", provider=" 5"),
        arrival("a:3", provider=None, canonical_url="x.org/1"), arrival("a:4", provider="", canonical_url="x.org/1"),
        arrival("a:5", provider=None, canonical_url=None), arrival("a:6", provider=None, canonical_url=""),
    ]  # fmt: skip
    path = night(tmp_path, *listed)
    with Build(tmp_path / "next.duckdb", path, "next", NIGHT + timedelta(days=9)) as build:
        build.load_arrivals(listed)
        build.merge([GoodRun("a", retire_after=1, proves_absence=True)])
        found = build.arrays(MARKS)
    assert len({*zip(found["low"].tolist(), found["high"].tolist(), strict=True)}) == len(listed)
    assert [str(found[name].dtype) for name in ("row", "low", "high")] == ["int64", "uint64", "uint64"]
