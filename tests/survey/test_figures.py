"""What is told of goals and topics beside their people: branches, roles, strength, shares, trend, strategic goals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import GoalDemand, StrategicGoal
from pipeline.survey import AnswerReader
from pipeline.survey.figures import Assessed, Crowd, assess, crowd_of_goal, crowd_of_topic
from pipeline.survey.names import why_withheld
from pipeline.survey.strategy import Strategy, unknown_concepts
from pipeline.survey.trend import Asked, Trends

STAFF = [f"p{number}" for number in range(40)]
K = 5


def people(*numbers: int) -> frozenset[str]:
    return frozenset(STAFF[number] for number in numbers)


def crowd(name: str, *numbers: int, **more: Any) -> Crowd:
    return Crowd(crowd_id=name, people=people(*numbers), **more)


def told(*crowds: Crowd, branches: dict[str, str] | None = None, **more: Any) -> Assessed:
    return assess(crowds, branches or {}, more.get("roles", {}), more.get("others", {}), K, more.get("before"))


def test_branches_are_told_where_they_and_the_rest_are_large_enough() -> None:
    at = {STAFF[n]: "Main" if n < 12 else "North" if n < 18 else "South" for n in range(20)}
    found = told(crowd("g", *range(20)), branches=at)
    assert found.figures["g"].branches == (("Main", 12),)  # North would leave two of South
    assert found.figures["g"].n_branches == 1
    assert told(crowd("g", *range(18)), branches=at).figures["g"].branches == (("Main", 12), ("North", 6))


def test_who_is_alone_in_a_role_or_branch_is_not_counted() -> None:
    """Six roles in the form and six among those who want it would say that the one director wants it."""
    roles = {STAFF[n]: "Page" if n < 7 else "Librarian" if n < 14 else "Clerk" for n in range(20)}
    everyone = told(crowd("g", *range(20)), roles=roles)
    assert everyone.figures["g"].n_roles == 3
    with_director = told(crowd("g", *range(20)), roles=roles | {STAFF[19]: "Director"})
    without = told(crowd("g", *range(19)), roles=roles)
    assert with_director.figures["g"].n_roles == 2  # clerks are hidden, else the rest would be the director
    assert without.figures["g"].n_roles == 3
    assert told(crowd("g", *range(20))).figures["g"].n_roles is None


def test_one_more_person_adds_no_branch_and_no_role() -> None:
    at = {STAFF[n]: "Main" if n < 6 else "North" for n in range(12)}
    doing = {STAFF[n]: "Page" for n in range(12)}
    first = told(crowd("g", *range(12)), branches=at, roles=doing)
    later = told(
        crowd("g", *range(13)), branches=at | {STAFF[12]: "Annex"}, roles=doing | {STAFF[12]: "Volunteer"},
        before={name: [n] for name, n in first.counts.items()},
    )  # fmt: skip
    assert (first.figures["g"].n_branches, first.figures["g"].n_roles) == (2, 1)
    assert later.figures["g"].n_branches in (1, 2)
    assert later.figures["g"].n_roles in (None, 1)
    assert first.counts["g"] == later.counts["g"] == 12


def test_a_hidden_goal_tells_no_figure() -> None:
    found = told(crowd("g", 0, 1, 2), branches={STAFF[0]: "Main"}, roles={STAFF[0]: "Page"})
    assert (dict(found.figures), dict(found.counts)) == ({}, {})


def test_strength_is_the_mean_of_numbers_that_are_told() -> None:
    strong = dict.fromkeys(people(*range(6)), 1.0) | dict.fromkeys(people(*range(6, 12)), 0.75)
    ways: Any = {"rating": people(*range(12)), "free_text": people(0, 1)}
    figures = told(crowd("g", *range(12), strengths=strong, ways=ways)).figures["g"]
    assert (figures.strength, figures.strength_from) == (pytest.approx(0.875, abs=0.006), ("rating",))


def test_a_mean_that_would_tell_of_few_is_not_told() -> None:
    strong = dict.fromkeys(people(*range(10)), 1.0) | dict.fromkeys(people(10, 11), 0.75)
    assert told(crowd("g", *range(12), strengths=strong)).figures["g"].strength is None


def test_a_topic_counts_each_person_once_and_at_their_strongest() -> None:
    def goal(name: str, *numbers: int, strength: float) -> GoalDemand:
        who = people(*numbers)
        return GoalDemand(
            goal_id=name, survey_id="s", wording=name, origin="form", respondents=who,
            strengths=dict.fromkeys(who, strength), ways={"rating": who},
        )  # fmt: skip

    both = crowd_of_topic("t", [goal("a", *range(8), strength=0.75), goal("b", *range(4, 12), strength=1.0)])
    assert len(both.people) == 12
    assert [both.strengths[STAFF[n]] for n in (0, 5, 11)] == [0.75, 1.0, 1.0]
    assert both.parts == ("a", "b")
    assert crowd_of_goal(goal("a", 1, 2, strength=0.5)).parts == ()


def test_a_share_is_told_of_told_numbers_only() -> None:
    everyone = {"s": people(*range(40))}
    assert told(crowd("g", *range(10)), others=everyone).share("g", "s") == 0.25
    found = told(crowd("g", *range(10)), crowd("most", *range(38)), others=everyone)
    assert found.counts["most"] == 38
    assert "s" in found.hidden  # two people would be left, so how many answered is hidden, and with it every share
    assert found.share("g", "s") is None


def test_a_number_told_before_is_told_again_while_it_is_near() -> None:
    found = told(crowd("g", *range(12)), branches=dict.fromkeys(STAFF, "Main"), before={"g": [10], "g@Main": [10]})
    assert (found.counts["g"], found.figures["g"].branches) == (10, (("Main", 10),))


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Crowd], dict[str, str]]:
    drawn = draw(st.lists(st.frozensets(st.sampled_from(STAFF), max_size=30), min_size=1, max_size=4))
    strengths = {person: draw(st.sampled_from([0.75, 1.0])) for person in STAFF}
    goals = [
        Crowd(crowd_id=f"g{n}", people=who, strengths={p: strengths[p] for p in who}, ways={"rating": who})
        for n, who in enumerate(drawn)
    ]
    topic = Crowd(
        crowd_id="t",
        people=frozenset[str]().union(*drawn),
        strengths={p: strengths[p] for who in drawn for p in who},
        parts=tuple(goal.crowd_id for goal in goals),
    )
    return [*goals, topic], {person: draw(st.sampled_from(["A", "B", "C"])) for person in STAFF}


@given(crowds())
@settings(max_examples=120, deadline=None)
def test_no_part_and_no_rest_of_a_told_group_is_small(made_up: tuple[list[Crowd], dict[str, str]]) -> None:
    drawn, branches = made_up
    found = told(*drawn, branches=branches)
    assert all(n >= K for n in found.counts.values())
    assert set(found.figures) == {each.crowd_id for each in drawn} & set(found.counts)
    by_id = {each.crowd_id: each for each in drawn}
    for name, figures in found.figures.items():
        parts = dict(figures.branches)
        rest = {person for person in by_id[name].people if branches[person] not in parts}
        assert not 0 < len(rest) < K
        for goal in by_id[name].parts:
            if goal in found.figures:
                for branch, n in found.figures[goal].branches:
                    if branch in parts:
                        assert parts[branch] - n not in range(1, K)


NOW, THEN = datetime(2026, 11, 1), datetime(2025, 11, 1)  # noqa: DTZ001 - columns are UTC without a zone


def goal_of(survey: str, meaning: str = "maps", *, is_decided: bool = False) -> GoalDemand:
    return GoalDemand(
        goal_id=f"{survey}-{meaning}", survey_id=survey, wording=meaning, origin="form",
        respondents=people(*range(6)), meaning=meaning, is_decided=is_decided,
    )  # fmt: skip


def survey(name: str, at: datetime, kinds: dict[str, str] | None = None, *, asks_freely: bool = True) -> Asked:
    return Asked(name, at, {meaning: frozenset({kind}) for meaning, kind in (kinds or {}).items()}, asks_freely)


@pytest.mark.parametrize(
    ("now", "then", "compares", "because"),
    [
        ({"maps": "rating"}, {"maps": "rating"}, True, "both times it was rated"),
        ({}, {}, True, "both times it was said in people's own words"),
        ({"maps": "rating"}, {"maps": "multi_select"}, False, "it was ticked then and is rated now"),
        ({"maps": "choice"}, {}, False, "it was said in people's own words then and is chosen now"),
    ],
)
def test_surveys_compare_where_they_asked_in_the_same_way(
    now: dict[str, str], then: dict[str, str], compares: bool, because: str
) -> None:
    surveys = {"new": survey("new", NOW, now), "old": survey("old", THEN, then)}
    found = Trends([goal_of("new"), goal_of("old")], surveys).earlier(goal_of("new"))
    assert (found.survey_id, found.because) == ("old" if compares else None, because)
    assert found.goal == (goal_of("old") if compares else None)


def test_the_latest_earlier_survey_that_compares_is_taken() -> None:
    surveys = {
        "new": survey("new", NOW, {"maps": "rating"}),
        "typed": survey("typed", datetime(2026, 5, 1)),  # noqa: DTZ001
        "old": survey("old", THEN, {"maps": "rating"}),
    }
    trends = Trends([goal_of("new"), goal_of("old")], surveys)
    assert trends.earlier(goal_of("new")).survey_id == "old"
    first = trends.earlier(goal_of("old"))
    assert (first.survey_id, first.is_first) == (None, True)
    both = [goal_of("old"), goal_of("new"), goal_of("new", "zines")]
    assert trends.leading(both, {"old-maps": 30, "new-maps": 6, "new-zines": 9}) == both[2]
    assert trends.leading([], {}) is None


def test_a_goal_that_people_changed_does_not_compare() -> None:
    surveys = {"new": survey("new", NOW), "old": survey("old", THEN)}
    found = Trends([goal_of("old", is_decided=True)], surveys).earlier(goal_of("new"))
    assert found.survey_id is None
    assert "a person joined or parted wordings" in found.because


def test_not_asked_then_is_not_nobody_then() -> None:
    surveys = {"new": survey("new", NOW), "old": survey("old", THEN, asks_freely=False)}
    found = Trends([], surveys).earlier(goal_of("new"))
    assert (found.survey_id, found.because) == (None, "it was not asked for in people's own words in both")


def test_a_goal_serves_the_strategic_goals_that_it_names(reader: AnswerReader) -> None:
    plan = [
        StrategicGoal(name="Safe online", concepts=("online safety",)),
        StrategicGoal(name="Rivers", words=("river history", "dams")),
    ]
    strategy = Strategy(plan, reader.lexicon)

    def served(text: str) -> list[tuple[str, str]]:
        goal = GoalDemand(goal_id="g", survey_id="s", wording=text, origin="form", respondents=frozenset())
        return list(strategy.links(goal))

    assert served("phishing") == [("Safe online", "it names the concept online safety")]
    assert served("the history of rivers") == []
    assert served("our river histories") == [("Rivers", "it holds the words “river history”")]
    assert served("beaver dams and online safety") == [
        ("Safe online", "it names the concept online safety"),
        ("Rivers", "it holds the words “dams”"),
    ]
    assert list(unknown_concepts([StrategicGoal(name="x", concepts=("weeding", "weding"))], reader.lexicon)) == [
        (0, 1, "weding")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a class like the one Susan gave",
        "what maria does at the desk",
        "storytimes as Kowalczyk Przybylski runs them",
        "working with Dr. Brown",
        "learn from Mrs Page",
        "call me at 555-010-0199",
        "Zines (jane.roe@example.org)",
        "como lo hace la señora Ortega",
    ],
)
def test_a_wording_that_may_name_somebody_is_withheld(text: str, reader: AnswerReader) -> None:
    assert why_withheld(text, reader.lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "grant writing", "Google Analytics", "MarcEdit and OpenRefine", "Black History programs", "APA Style",
        "reading development for Kids", "how to Mark up HTML", "Grace periods for fines", "escritura creativa",
    ],
)  # fmt: skip
def test_a_wording_without_a_name_is_shown(text: str, reader: AnswerReader) -> None:
    assert why_withheld(text, reader.lexicon) is None
