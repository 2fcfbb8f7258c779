"""An attacker with every catalogue of every night: nothing that is told gives a group of fewer than k people away.

The nights are real, and what people want is made up. The attack finds out by itself which columns of which tables and
views count people: a new one is attacked as soon as it is there, and one that the attack cannot read fails it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from watched import NO_PEOPLE, Library, Told, is_history, numbers

from pipeline.fetch import SystemClock
from pipeline.flow.tonight import Wanted, prepare
from pipeline.model import Settings
from pipeline.settings import load_settings
from pipeline.store import Home

pytestmark = pytest.mark.slow
K = 5
SEEDS = (1, 2, 3, 4)
WISHES = (
    "Excel", "Excel pivot tables", "Excel formulas", "Grant writing", "Writing grants", "Public speaking",
    "Storytelling", "Storytelling for toddlers", "Python",
)  # fmt: skip
RARE = ("Beekeeping", "Calligraphy", "Falconry", "Heraldry", "Juggling", "Origami")
BRANCHES = ("Main", "North", "South")
GOALS, TOPICS = "core.goal.n_respondents", "core.topic.n_respondents"


def made_up(chance: random.Random, n: int) -> list[tuple[str, str]]:
    """So many people, each at a branch and with one to four wishes; a few wish what hardly anybody does."""
    weights = [chance.choice((2, 3, 4, 8)) for _ in WISHES]
    people = []
    for _ in range(n):
        wishes = dict.fromkeys(chance.choices(WISHES, weights, k=chance.randint(1, 4)))
        if chance.random() < 0.15:
            wishes[chance.choice(RARE)] = None
        people.append((chance.choice(BRANCHES), "; ".join(wishes)))
    return people


@pytest.fixture(scope="module")
def prepared(
    root: Path, tmp_path_factory: pytest.TempPathFactory, write_courses: Callable[[Path], None]
) -> tuple[Settings, Any]:
    """A night on the library's own list of courses, ready for any home."""
    folder = tmp_path_factory.mktemp("courses")
    write_courses(folder)
    settings = load_settings(root / "schedule.yaml")
    wanted = Wanted(sources=("local_courses",))
    clock = SystemClock(datetime(2026, 11, 1, 2, tzinfo=UTC))
    return settings, prepare(Home(folder), settings, root / "connectors", os.environ, clock, wanted)


@pytest.fixture(scope="module", params=SEEDS, ids="seed{}".format)
def library(
    request: pytest.FixtureRequest,
    prepared: tuple[Settings, Any],
    tmp_path_factory: pytest.TempPathFactory,
    write_survey: Callable[..., Path],
) -> Library:
    """Five nights: a survey; one more person; six more; a second survey of many of the same people; nobody new."""
    folder = tmp_path_factory.mktemp("library")
    here = Library(Home(folder / "home"), *prepared)
    here.home.prepare()
    chance = random.Random(request.param)
    staff = made_up(chance, 80)
    later = made_up(chance, 7)
    asked_again = made_up(chance, 30)
    for day, (people, asked, outcome) in enumerate(
        (
            (staff, "What would you like to learn this year?", "added"),
            ([*staff, later[0]], "What would you like to learn this year?", "few"),
            ([*staff, *later], "What would you like to learn this year?", "updated"),
            (asked_again, "What else would you like to learn?", "added"),
            (asked_again, "What else would you like to learn?", "known"),
        ),
        start=1,
    ):
        assert here.add(write_survey(folder / f"{day}.csv", people, asked)) == outcome
        here.run(day)
    return here


@pytest.fixture(scope="module")
def told(library: Library, asking: Any) -> list[Told]:
    """Every number of people in every table and view of every night."""
    found = []
    for n, seen in enumerate(library.seen):
        with asking(seen.path) as ask:
            found += list(numbers(n, seen, ask))
    assert {one.night for one in found} == set(range(5))
    assert len(found) > 100
    return found


def test_every_share_of_people_is_known_to_the_attack(library: Library, rows: Any) -> None:
    """A share tells a number to whoever knows the whole: it is told only between k people and all but k."""
    everyone = max(map(len, library.seen[-1].surveys.values()))
    for seen in library.seen:
        shares = rows(
            seen.path,
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "WHERE database_name = 'c' AND column_name LIKE '%\\_share' ESCAPE '\\'",
        )
        for schema, table, name in shares:
            for (share,) in rows(seen.path, f"SELECT {name} FROM c.{schema}.{table} WHERE {name} > 0 AND {name} < 1"):
                assert K - 1 < share * everyone < everyone - K + 1, f"{schema}.{table}.{name}"


def test_no_number_is_small(told: list[Told]) -> None:
    assert {one.where for one in told} >= {
        "core.goal.n_respondents",
        "out.goal.n_respondents",
        "out.topic.n_respondents",
    }
    assert [one for one in told if one.n < K] == []


def test_numbers_are_true_or_were_told_before(told: list[Told]) -> None:
    for one in told:
        if not is_history(one):
            assert abs(one.n - len(one.people)) < K, one
            assert one.night or one.n == len(one.people), one


def test_no_two_numbers_of_one_night_differ_by_few(told: list[Told]) -> None:
    """Whoever lies within whom is taken as known: more than an attacker has."""
    for night_of in range(5):
        distinct = {(one.key, one.n, one.people) for one in told if one.night == night_of and not is_history(one)}
        assert len(distinct) > 10
        for (key, n, who), (other_key, m, others) in combinations(sorted(distinct, key=lambda each: each[:2]), 2):
            if who <= others or others <= who:
                assert not 0 < abs(n - m) < K, (key, n, other_key, m)


def test_no_two_nights_differ_by_few(library: Library, told: list[Told]) -> None:
    """Of a goal, of a topic, and of a goal and the topic that it is in, whichever nights are compared."""
    by_key: dict[tuple[tuple[str, str], ...], set[int]] = {}
    for one in told:
        key = (("subject_id", one.key[0][1]),) if is_history(one) else one.key
        by_key.setdefault(key, set()).add(one.n)
    for key, ns in by_key.items():
        assert all(m - n >= K for n, m in pairwise(sorted(ns))), (key, ns)
    for n, first in enumerate(library.seen):
        for m, second in enumerate(library.seen):
            numbers_of = {one.key[0][1]: one.n for one in told if one.night == n and one.where == GOALS}
            totals = {one.key[0][1]: one.n for one in told if one.night == m and one.where == TOPICS}
            for topic in first.topics.keys() & totals.keys() & second.topics.keys():
                for goal in first.topics[topic] & second.topics[topic] & numbers_of.keys():
                    assert not 0 < abs(totals[topic] - numbers_of[goal]) < K, (n, goal, m, topic)


def test_one_more_person_changes_nothing_that_is_told(library: Library, rows: Any) -> None:
    before, after = (seen.path for seen in library.seen[:2])
    for table in ("goal", "topic", "topic_goal", "topic_course", "match", "abstention", "survey"):
        assert rows(before, f"FROM c.core.{table}") == rows(after, f"FROM c.core.{table}"), table
    numbers_told = "SELECT subject_id, place, n_respondents FROM c.core.told_count"
    assert rows(before, numbers_told) == rows(after, numbers_told)


def test_some_numbers_change_where_enough_people_came(told: list[Told]) -> None:
    """The attack looks at nights that differ, or it would prove nothing."""
    goals = [{one.key: one.n for one in told if one.night == n and one.where == GOALS} for n in range(5)]
    assert goals[0] != goals[3]
    assert set(goals[3]) - set(goals[2])


def test_no_linear_programme_pins_a_group_of_few(library: Library, rows: Any, bounds: Any) -> None:
    """Each goal, and who wants two of a topic; nobody answers two surveys under one pseudonym, and that is known."""
    n_attacked = 0
    for seen in library.seen:
        counts = dict(rows(seen.path, "SELECT goal_id, n_respondents FROM c.out.goal WHERE n_respondents IS NOT NULL"))
        counts |= dict(
            rows(seen.path, "SELECT topic_id, n_respondents FROM c.out.topic WHERE n_respondents IS NOT NULL")
        )
        survey_of = dict(rows(seen.path, "SELECT goal_id, survey_id FROM c.out.goal"))
        members = rows(seen.path, "SELECT topic_id, list(goal_id ORDER BY goal_id) FROM c.out.topic_goal GROUP BY 1")
        is_any_untold = rows(seen.path, "SELECT count(*) FROM c.out.goal WHERE topic_id IS NULL")[0][0] > 0
        for topic, told_goals in members:
            goals = told_goals[:6]
            known = [*goals, *(["rest"] if is_any_untold or len(told_goals) > len(goals) else [])]
            kinds = (frozenset(c) for size in range(1, len(known) + 1) for c in combinations(known, size))
            atoms = [kind for kind in kinds if len({survey_of[goal] for goal in kind - {"rest"}}) < 2]
            tell = {g: (lambda atom, g=g: g in atom, counts[g]) for g in goals if g in counts}
            if topic in counts:
                tell[topic] = (lambda atom: True, counts[topic])
            for one, other in [(g, g) for g in goals] + list(combinations(goals, 2)):
                true = len(seen.goals[one] & seen.goals[other])
                if 0 < true < K:
                    n_attacked += 1
                    low, high = bounds(atoms, tell, lambda atom, a=one, b=other: a in atom and b in atom)
                    assert high - low >= K - 1e-6, (topic, one, other, true, low, high)
    assert n_attacked > 5


def test_the_place_of_a_row_tells_nothing(library: Library, rows: Any) -> None:
    for seen in library.seen:
        for table, group in (("goal", "ALL"), ("abstention", "ALL"), ("topic_goal", "topic_id")):
            placed = f"SELECT list(goal_id ORDER BY rowid) FROM c.core.{table} GROUP BY {group}"
            found = [ids for (ids,) in rows(seen.path, placed)]
            assert found
            assert all(ids == sorted(ids) for ids in found), table


def test_nothing_else_depends_on_a_hidden_number(library: Library) -> None:
    """Order, titles, priorities, shortlists: who is told the same numbers is told the same of everything.

    A wish that few have is given to somebody more who is in its topic anyway, or taken from one who stays in it.
    """
    n_tried = 0
    for seen in library.seen:
        real = told_of(seen.again(seen.demand))
        hidden = {row.goal_id for row in real["Goal"] if row.n_respondents is None}
        for goal_id, who in sorted((goal_id, who) for goal_id, who in seen.goals.items() if goal_id in hidden):
            (topic,) = (t for t, goals in seen.topics.items() if goal_id in goals)
            others = frozenset[str]().union(*(seen.goals[g] for g in seen.topics[topic] if g != goal_id))
            joins, leaves = sorted(others - who)[:1], sorted(who & others)[:1]
            for changed in (who | set(joins), who - set(leaves)):
                if changed == who or not changed or (len(changed) < K) != (len(who) < K):
                    continue
                goals = [replace(g, respondents=changed) if g.goal_id == goal_id else g for g in seen.demand.goals]
                other = told_of(seen.again(replace(seen.demand, goals=tuple(goals))))
                if counts_in(other) == counts_in(real):
                    assert other == real, (topic, goal_id)
                    n_tried += 1
    assert n_tried > 3


def told_of(proposed: Any) -> dict[str, list[Any]]:
    return {row.__name__: list(rows) for row, rows in proposed.tables()}


def counts_in(tables: dict[str, list[Any]]) -> dict[tuple[str, str], int | None]:
    rows = [row for name in ("Goal", "Topic") for row in tables[name]]
    return {(type(row).__name__, getattr(row, "goal_id", None) or row.topic_id): row.n_respondents for row in rows}


def test_exports_tell_the_same_numbers_and_no_others(library: Library, rows: Any, say: Any) -> None:
    """JSON, CSV and Markdown of `topics`, and `query` on the promised views."""
    home = library.home
    shown = sorted(n for (n,) in rows(home.catalogue, "SELECT n_respondents FROM c.core.topic WHERE NOT is_suppressed"))
    assert shown
    topics = json.loads(say("topics", "--home", home.folder, "--format", "json")[1])
    assert sorted(topic["n_respondents"] for topic in topics) == shown
    table = list(csv.DictReader(io.StringIO(say("topics", "--home", home.folder, "--format", "csv")[1])))
    assert sorted((row["topic_id"], int(row["n_respondents"])) for row in table) == sorted(
        (topic["topic_id"], topic["n_respondents"]) for topic in topics
    )
    lines = say("topics", "--home", home.folder, "--format", "md")[1].splitlines()
    head = next(line for line in lines if line.startswith("|")).split("|")
    place = next(n for n, cell in enumerate(head) if cell.strip().replace("\\", "") == "n_respondents")
    cells = {
        line.split("|")[1:3][0].strip(): line.split("|")[place].strip() for line in lines if line.startswith("| t")
    }
    assert {n for topic, n in cells.items() if topic.startswith("t") and topic != "topic\\_id"} <= set(map(str, shown))
    views = rows(
        home.catalogue, "SELECT view_name FROM duckdb_views() WHERE database_name = 'c' AND schema_name = 'out'"
    )
    assert len(views) > 10
    for (view,) in views:
        for row in json.loads(say("query", f"FROM out.{view}", "--home", home.folder, "--format", "json")[1]):
            small = {name: n for name, n in row.items() if name.startswith("n_") and name not in NO_PEOPLE and n}
            assert all(n >= K for n in small.values()), (view, small)


def test_a_spreadsheet_tells_the_same_numbers(
    library: Library, rows: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from pipeline.__main__ import main

    capfdbinary.readouterr()
    assert main(["topics", "--home", str(library.home.folder), "--format", "xlsx"]) == 0
    sheet = openpyxl.load_workbook(io.BytesIO(capfdbinary.readouterr()[0])).active
    assert sheet is not None
    head, *body = sheet.iter_rows(values_only=True)
    place = head.index("People")
    shown = rows(library.home.catalogue, "SELECT n_respondents FROM c.core.topic WHERE NOT is_suppressed")
    assert {row[place] for row in body} == {n for (n,) in shown}
