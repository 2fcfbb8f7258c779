"""Coordinators join wordings, part them and take that back: whole nights on a real home, without the network."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.flow import goals as flow
from pipeline.flow.goals import GoalSeen, goals_seen
from pipeline.store import Home

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BRANCHES = ("Main", "North", "Harbor")
QUESTION = "What would you like to learn? (choose all that apply)"
ROWS = ("Woodworking", "Maps")
CONFIG = """
timezone: America/New_York
contact: tests@example.org
night: {at: '02:30'}
strategic_goals:
  - name: Stories of our town
    concepts: [woodworking]
  - name: Boats for all
    words: [boats]
"""


def export(seed: int, typed: dict[int, str]) -> bytes:
    """A made-up staff survey as Google Forms exports it: 30 people, two rated rows, and what some of them typed."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(
        ["Timestamp", "Which branch do you work in?", "What is your role?"]
        + [f"How much do you need training in the following? [{row}]" for row in ROWS]
        + ["In your own words: what else would you like to learn?"]
    )
    for n in range(30):
        rated = ["Very needed" if (n + seed) % (2 + place) else "Not needed" for place in range(len(ROWS))]
        stamp = f"2026/0{seed}/02 9:{n:02}:11 AM EST"
        out.writerow([stamp, BRANCHES[(n + seed) % 3], ("Page", "Librarian")[n % 2], *rated, typed.get(n, "")])
    return text.getvalue().encode()


TYPED = (
    dict.fromkeys(range(9), "dragon boats") | dict.fromkeys(range(9, 12), "RA") | {12: "readers advisory", 13: "rowing"}
)
TYPED |= {14: "the class that Susan Kowalczyk gave"}
TYPED |= {15: "hablar en público"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def night(home: Home, tmp_path: Path) -> Callable[..., None]:
    """A night of the demo's catalogues with these surveys added first."""
    from pipeline.__main__ import main

    config = tmp_path / "schedule.yaml"
    config.write_text(CONFIG)

    def run(day: int, **surveys: bytes) -> None:
        arguments = ["run", "--demo", "--home", str(home.folder), "--config", str(config), "--json"]
        arguments += ["--as-of", f"2026-11-{day:02}T07:30", "--source", "p2pu"]
        for name, data in surveys.items():
            path = tmp_path / f"{name}.csv"
            path.write_bytes(data)
            arguments += ["--survey", str(path)]
        assert main(arguments) == 0

    return run


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.catalogue}' AS c (READ_ONLY)")
        connection.execute("USE c")
        return connection.execute(sql).fetchall()


def goal_of(home: Home, wording: str, survey: str | None = None) -> GoalSeen:
    seen = goals_seen(home, survey)
    (found,) = [goal for goal in seen.goals if wording in [each.wording for each in goal.wordings]]
    return found


@pytest.mark.slow
def test_a_decision_holds_every_night_until_it_is_taken_back(home: Home, night: Callable[..., None]) -> None:
    with pytest.raises(UsageError, match="does not exist yet"):
        goals_seen(home)
    night(1, autumn=export(3, TYPED))
    advisory = goal_of(home, "RA")
    assert {each.wording for each in advisory.wordings} == {"RA", "readers advisory"}
    moved = next(each for each in advisory.wordings if each.wording == "RA")
    boats, rowing = goal_of(home, "dragon boats"), goal_of(home, "rowing")
    assert (boats.n_respondents, rowing.n_respondents) == (9, None)

    first = flow.keep_apart(home, moved.wording_id, by="ana", at=NOON, note="RA is resident advisor here")
    second = flow.join(home, rowing.goal_id, boats.goal_id, by="ana", at=NOON)
    for day in (2, 3):
        night(day)
        assert goal_of(home, "RA").goal_id != goal_of(home, "readers advisory").goal_id == advisory.goal_id
        (apart,) = goal_of(home, "RA").wordings
        assert apart.because == "kept apart by ana on 2026-11-24 (decision 1): RA is resident advisor here"
        joined = goal_of(home, "rowing")
        assert joined.goal_id == boats.goal_id
        assert joined == goal_of(home, "dragon boats")

    flow.take_back(home, first, by="ben", at=NOON)
    flow.take_back(home, second, by="ben", at=NOON)
    for day in (4, 5):
        night(day)
        assert goal_of(home, "RA") == advisory
        assert goal_of(home, "rowing") == rowing
    assert [each.undone_at is not None for each in goals_seen(home).decisions] == [True, True]


def test_what_cannot_be_joined_is_said(home: Home, night: Callable[..., None]) -> None:
    night(1, autumn=export(3, TYPED), spring=export(5, {3: "rowing"}))
    boats, advisory = goal_of(home, "dragon boats"), goal_of(home, "RA")
    spanish = goal_of(home, "hablar en público")
    autumn, spring, demo = sorted({goal.survey_id for goal in goals_seen(home).goals})
    elsewhere = goal_of(home, "rowing", spring)
    for subject, goal_id, message in (
        ("nothing", boats.goal_id, "there is no wording or goal nothing"),
        (advisory.goal_id, "nothing", "there is no goal nothing"),
        (boats.goal_id, boats.goal_id, "is in goal [0-9a-f]+ already"),
        (spanish.goal_id, advisory.goal_id, "a course is in one language"),
        (elsewhere.goal_id, boats.goal_id, "goals are of one survey each"),
    ):
        with pytest.raises(UsageError, match=message):
            flow.join(home, subject, goal_id, by="ana", at=NOON)
    with pytest.raises(UsageError, match="the only one of its goal"):
        flow.keep_apart(home, spanish.wordings[0].wording_id, by="ana", at=NOON)
    flow.join(home, advisory.goal_id, boats.goal_id, by="ana", at=NOON)
    with pytest.raises(UsageError, match=r"was joined to \w+ before; undo that"):
        flow.join(home, boats.goal_id, advisory.goal_id, by="ana", at=NOON)
    with pytest.raises(UsageError, match=f"it counted {autumn}, {spring}, {demo}"):
        goals_seen(home, "winter-1")


def test_coordinators_see_what_few_typed_but_no_name_and_no_small_number(
    home: Home, night: Callable[..., None]
) -> None:
    night(1, autumn=export(3, TYPED))
    assert home.demand.stat().st_mode & 0o777 == 0o600
    seen = goals_seen(home)
    assert "rowing" in [each.wording for goal in seen.goals for each in goal.wordings]
    document = json.dumps(seen.as_json(), default=str)
    assert "Kowalczyk" not in document
    assert b"Kowalczyk" not in home.demand.read_bytes()
    assert b"Kowalczyk" not in home.surveys.read_bytes()
    numbers = [each.n_told for goal in seen.goals for each in goal.wordings if each.n_told is not None]
    assert numbers
    assert min(numbers) >= seen.min_group == 5
    published = home.catalogue.read_bytes()
    assert b"rowing" not in published
    assert b"Kowalczyk" not in published


def test_figures_of_two_surveys_and_of_the_strategic_plan(home: Home, night: Callable[..., None]) -> None:
    night(1, spring=export(3, {}))
    night(2, autumn=export(4, TYPED))
    told = rows(
        home,
        "SELECT wording, n_respondents, strength, strength_from, respondents_share, trend, previous_respondents_share, "
        "trend_because FROM out.goal WHERE NOT is_suppressed AND starts_with(survey_id, 'autumn') ORDER BY wording",
    )
    assert told == [
        ("Maps", 20, 1.0, ["rating"], 0.67, "comparable", 0.67, "both times it was rated"),
        ("Woodworking", 15, 1.0, ["rating"], 0.5, "comparable", 0.5, "both times it was rated"),
        (
            "dragon boats",
            9,
            1.0,
            ["free_text"],
            0.3,
            "suppressed",
            None,
            "both times it was said in people's own words",
        ),
    ]
    first = rows(
        home, "SELECT DISTINCT trend FROM out.goal WHERE starts_with(survey_id, 'spring') AND NOT is_suppressed"
    )
    assert first == [("no_earlier_survey",)]
    assert rows(home, "SELECT n_respondents FROM out.survey ORDER BY ALL") == [(30,), (30,), (62,)]
    served = rows(
        home,
        "SELECT DISTINCT wording, strategic_goal, because FROM out.goal_strategy JOIN out.goal USING (goal_id) "
        "ORDER BY 1",
    )
    assert served == [
        ("Woodworking", "Stories of our town", "it names the concept woodworking"),
        ("dragon boats", "Boats for all", "it holds the words “boats”"),
    ]
    assert len(rows(home, "FROM out.topic_strategy")) == 2
    (topic,) = rows(home, "SELECT n_respondents, n_branches, n_roles, trend FROM out.topic WHERE title = 'Woodworking'")
    assert topic == (30, 3, 2, "comparable")
    branches = rows(
        home,
        "SELECT branch, b.n_respondents FROM out.goal_branch b JOIN out.goal USING (goal_id) "
        "WHERE NOT starts_with(survey_id, 'survey')",
    )
    assert branches
    assert {branch for branch, _ in branches} <= set(BRANCHES)
    assert min(n for _, n in branches) >= 5


def test_a_concept_that_the_lexicon_does_not_have_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.__main__ import main

    config = tmp_path / "schedule.yaml"
    config.write_text(CONFIG.replace("[woodworking]", "[woodworkin]"))
    assert main(["run", "--demo", "--home", str(tmp_path / "home"), "--config", str(config)]) == 2
    said = capsys.readouterr().err
    assert "strategic_goals[0].concepts[0]: found `woodworkin`" in said
    assert "did you mean `woodworking`?" in said
