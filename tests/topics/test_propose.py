"""The rows of a night: what is shown, what people decided, and what stays hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from pipeline.model import CircleSettings, Decision, FitWords, Part, SignalWords
from pipeline.topics.fit import SIGNALS, FitBasis
from pipeline.topics.group import TopicDraft
from pipeline.topics.propose import _is_measured, propose

NO_WORDS = SignalWords()
BASIS = FitBasis(
    settings=CircleSettings(),
    today=date(2026, 11, 24),
    words=FitWords(**dict.fromkeys(FitWords.__dataclass_fields__, NO_WORDS)),
)


def decision(number, topic_id, action, note=None, undone=False):
    at = datetime(2026, 11, 1, 12, number)  # noqa: DTZ001 - columns are UTC without a zone
    return Decision(
        decision_id=number, topic_id=topic_id, action=action, reason=None, note=note, decided_by=f"person{number}",
        decided_at=at, undone_at=at if undone else None,
    )  # fmt: skip


@pytest.fixture
def night(make_goal, make_match, make_course):
    """Two topics: Excel (8 people, two goals) and a divorce that three people typed."""

    def run(decisions=(), shown_goals=("g1",), shown_topics=("t1",), **changes):
        goals = [
            make_goal("g1", "excel", "ann bob cyd dan eve fay"),
            make_goal("g2", "excel basics", "ann gus hal"),
            make_goal("g3", "my divorce", "ann bob cyd"),
        ]
        drafts = [TopicDraft(topic_id="t2", goal_ids=("g3",)), TopicDraft(topic_id="t1", goal_ids=("g1", "g2"))]
        courses = {key: make_course(key) for key in ("a", "b", "c", "unused")}
        courses["b"] = make_course("b", is_free=None, duration_weeks=None)
        courses["paid"] = make_course("paid", is_free=False)
        matches = {
            "g1": make_match("a", "b", "paid", confidence=0.9),
            "g2": make_match("b", confidence=0.4),
            "g3": make_match("c", "gone", confidence=0.7),
        }
        arguments = {
            "goals": goals, "matches": matches, "courses": courses, "decisions": decisions, "shown_goals": shown_goals,
            "shown_topics": shown_topics, "basis": BASIS,
            "told_goals": {*shown_goals, "g2"},
        }  # fmt: skip
        return propose(drafts, **(arguments | changes))

    return run


def test_topics_come_best_first_with_goals_courses_and_signals(night):
    found = night()
    assert [(topic.topic_id, topic.title, topic.n_respondents) for topic in found.topics] == [
        ("t1", "Excel", 8),
        ("t2", None, None),
    ]
    assert [(row.topic_id, row.goal_id) for row in found.topic_goals] == [("t1", "g1"), ("t1", "g2")]
    assert [(row.topic_id, row.course_id, row.rank, row.fit) for row in found.topic_courses] == [
        ("t1", "a", 1, "yes"),
        ("t1", "b", 2, "unknown"),
        ("t2", "c", 1, "yes"),
    ]
    assert [(signal.course_id, signal.signal) for signal in found.fit_signals[:2]] == [
        ("a", "free_of_charge"),
        ("a", "free_to_the_end"),
    ]
    assert len(found.fit_signals) == 3 * len(SIGNALS)
    assert all("start on 2026-12-22" in each.evidence for each in found.fit_signals if "enrol" in each.signal)


def test_a_wording_that_is_not_told_does_not_order_the_courses(night, make_goal, make_course):
    """The hidden goal of a topic is in Spanish: that somebody asked in it must not be seen in the shortlist."""
    english, spanish = make_goal("g1", "excel", 6), make_goal("g2", "hojas", 3)
    goals = [replace(english, language="en"), replace(spanish, language="es"), make_goal("g3", "my divorce", 3)]
    courses = {"a": make_course("a", language="es"), "b": make_course("b", is_free=None)}

    def first(*told):
        rows = night(goals=goals, courses=courses, told_goals=set(told)).topic_courses
        return next(row.course_id for row in rows if row.topic_id == "t1")

    assert first("g1") == "b"
    assert first("g1", "g2") == "a"


def test_priority_is_demand_certainty_and_fit(night):
    assert night().topics[0].priority == pytest.approx(0.5 * 1 + 0.3 * 0.9 + 0.2 * 0.75)
    assert night().topics[0].certainty == 0.9


def _matched(make_match, feature, confidence):
    """What a goal gets: one course, with a part of this feature."""
    match = make_match("a", confidence=confidence)
    part = Part(feature=feature, value=1.0, weight=1.0, points=1.0, because="")
    return replace(match, courses=(replace(match.courses[0], parts=(part,)),))


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ((("concept_meaning", 0.9), ("words", 0.8)), True),
        ((("words", 0.9), ("concept_meaning", 0.8)), False),  # the chance that is told is that of the first
        ((("words", 0.9), ("concept", 0.9)), True),
        ((("phrases", 0.9),), False),
        ((), None),
    ],
)
def test_a_chance_is_measured_where_the_lexicon_reads_the_goal(make_match, features, expected):
    found = [_matched(make_match, feature, confidence) for feature, confidence in features]
    none = replace(make_match(confidence=0.95), abstained=True)
    assert _is_measured([none, *found]) is expected
    assert _is_measured([*reversed(found), none]) is expected


def test_what_is_suppressed_tells_nothing(night, make_goal):
    hidden = night().topics[1]
    assert hidden.is_suppressed
    assert (hidden.title, hidden.n_respondents, hidden.n_branches, hidden.priority) == (None, None, None, 0.0)
    more = [
        make_goal("g3", "my divorce", "ann bob cyd dan"),
        *[make_goal("g1", "excel", 6), make_goal("g2", "excel", 3)],
    ]
    assert night(goals=more).topics[1] == hidden
    for topic in night(shown_topics=()).topics:
        assert (topic.priority, topic.certainty, topic.is_certainty_measured) == (0, None, None)


def test_the_largest_shown_topic_sets_the_scale(night):
    both = {topic.topic_id: topic for topic in night(shown_topics=("t1", "t2"), shown_goals=("g1", "g3")).topics}
    assert both["t2"].priority == pytest.approx(0.5 * 3 / 8 + 0.3 * 0.7 + 0.2 * 1, abs=1e-4)
    assert both["t2"].title == "My divorce"


DECISIONS = [
    ([], "proposed", None, "Excel"),
    ([("shortlist",)], "shortlisted", "person1", "Excel"),
    ([("shortlist",), ("reject",)], "rejected", "person2", "Excel"),
    ([("shortlist",), ("reject", None, True), ("undo",)], "shortlisted", "person1", "Excel"),
    ([("later",)], "later", "person1", "Excel"),
    ([("rename", " Spreadsheets\n2 ")], "proposed", None, "Spreadsheets 2"),
    ([("rename", "Spreadsheets"), ("rename", "Sheets")], "proposed", None, "Sheets"),
    ([("rename", "Spreadsheets"), ("rename", "Sheets", True)], "proposed", None, "Spreadsheets"),
    ([("rename", None), ("rename", " ")], "proposed", None, "Excel"),
    ([("shortlist",), ("rename", "x" * 99)], "shortlisted", "person1", "x" * 80),
]


@pytest.mark.parametrize(("taken", "status", "by", "title"), DECISIONS)
@pytest.mark.parametrize("order", [1, -1])
def test_decisions_of_people_hold(night, taken, status, by, title, order):
    decisions = [decision(number, "t1", *each) for number, each in enumerate(taken, start=1)]
    others = [decision(50, "t9", "reject"), decision(51, "t2", "later")]
    topic = next(topic for topic in night([*decisions, *others][::order]).topics if topic.topic_id == "t1")
    assert (topic.status, topic.decided_by, topic.title) == (status, by, title)
    assert (topic.decided_at is None) == (by is None)


def test_a_person_may_name_a_suppressed_topic(night):
    topic = night([decision(1, "t2", "rename", "Family law")]).topics[1]
    assert (topic.title, topic.is_suppressed) == ("Family law", True)


def test_goals_without_a_match_make_a_topic_without_courses(night):
    found = night(matches={})
    assert found.topics[0].priority == 0.5
    assert found.topic_courses == found.fit_signals == ()


def test_nothing_gives_nothing(night):
    empty = propose(
        [],
        [],
        {},
        {},
        [],
        shown_goals=(),
        told_goals=(),
        shown_topics=(),
        basis=BASIS,
    )
    assert empty.topics == empty.topic_goals == empty.topic_courses == empty.fit_signals == ()
