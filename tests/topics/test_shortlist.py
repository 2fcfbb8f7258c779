"""The courses of a topic, and what a topic is worth."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import CircleSettings, Decision
from pipeline.topics.decided import chosen
from pipeline.topics.shortlist import BEFORE_POINTS, moved, priority, shortlist


@pytest.fixture
def listed(make_course, make_match):
    """Ids on the shortlist of one topic, in order."""

    def run(courses, *matches, **settings):
        by_id = {course.course_id: course for course in courses}
        fits = dict.fromkeys(by_id, "unknown")
        rows = shortlist("t1", matches, by_id, fits, CircleSettings(**settings))
        assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
        return [row.course_id for row in rows]

    return run


def test_the_best_score_over_all_goals_counts(make_course, make_match):
    by_id = {key: make_course(key) for key in "abc"}
    rows = shortlist(
        "t1", [make_match(a=0.5, b=0.7), make_match(a=0.9, c=0.6)], by_id, dict.fromkeys(by_id, "yes"), CircleSettings()
    )
    assert [(row.course_id, row.score) for row in rows] == [("a", 0.9), ("b", 0.7), ("c", 0.6)]
    assert {(row.topic_id, row.is_free, row.fit) for row in rows} == {("t1", True, "yes")}


def test_free_before_unknown_and_neither_paid_nor_retired(listed, make_course, make_match):
    courses = [
        make_course("unknown", is_free=None),
        make_course("paid", is_free=False),
        make_course("retired", is_active=False),
        make_course("free"),
    ]
    assert listed(courses, make_match("paid", "unknown", "retired", "gone", "free")) == ["free", "unknown"]


def test_a_far_worse_match_is_no_alternative_even_if_free(listed, make_course, make_match):
    courses = [
        make_course("good", is_free=None),
        make_course("fair"),
        make_course("poor"),
        make_course("paid", is_free=False),
    ]
    match = make_match(good=1.0, fair=0.6, poor=0.59, paid=9.0)
    assert listed(courses, match) == ["fair", "good"]
    assert listed(courses, match, min_score_share=0.0) == ["fair", "poor", "good"]


def test_a_course_in_another_language_comes_after_those_in_the_goals(make_course, make_match):
    courses = [
        make_course("free-es", language="es-MX"),
        make_course("free-de", language="de"),
        make_course("unknown-en", is_free=None, language="en-US"),
        make_course("unsaid", is_free=None, language=None),
    ]
    by_id, fits = {course.course_id: course for course in courses}, {course.course_id: "yes" for course in courses}

    def ids(*languages):
        match = make_match("free-es", "free-de", "unknown-en", "unsaid")
        return [row.course_id for row in shortlist("t1", [match], by_id, fits, CircleSettings(), languages)]

    assert ids("en") == ["unknown-en", "unsaid", "free-es", "free-de"]
    assert ids("es") == ["free-es", "unsaid", "free-de", "unknown-en"]
    assert ids("en", "es") == ["free-es", "unknown-en", "unsaid", "free-de"]
    assert ids() == ids("en", "es"), "no goal says its language: those in which circles are held count"


def test_ties_go_by_title_then_id(listed, make_course, make_match):
    courses = [make_course("c", title="B"), make_course("b", title="A"), make_course("a", title="B")]
    assert listed(courses, make_match(a=0.5, b=0.5, c=0.5)) == ["b", "a", "c"]


def test_one_listing_of_the_same_course(listed, make_course, make_match):
    courses = [
        make_course("a", canonical_course_id="a"),
        make_course("b", canonical_course_id="a"),
        make_course("c", canonical_course_id="a", is_free=None),
    ]
    assert listed(courses, make_match("c", "b", "a")) == ["b"]


def test_no_longer_than_the_settings_say(listed, make_course, make_match):
    courses = [make_course(key) for key in "abcdef"]
    assert listed(courses, make_match(*"abcdef")) == list("abcde")
    assert listed(courses, make_match(*"abcdef"), topic_courses=2) == ["a", "b"]
    assert listed(courses) == []


@pytest.mark.parametrize(
    ("n", "most", "certainty", "fits", "expected"),
    [
        (10, 10, 1.0, ["yes"], 1.0),
        (5, 10, 1.0, ["yes"], 0.75),
        (10, 10, 0.0, [], 0.5),
        (10, 10, 0.5, ["yes", "no"], 0.75),
        (10, 10, 0.5, ["unknown"], 0.75),
        (10, 10, 2.0, ["no"], 0.8),
    ],
)
def test_priority(n, most, certainty, fits, expected):
    assert priority(n, most, certainty, fits) == pytest.approx(expected)


def said(number, action, course_id):
    at = datetime(2026, 11, 24, 12, number)  # noqa: DTZ001 - columns are UTC without a zone
    return Decision(
        decision_id=number, topic_id="t1", action=action, reason=None, note=None, decided_by="Rosa", decided_at=at,
        undone_at=None, course_id=course_id,
    )  # fmt: skip


def listed_after(courses, match, *decisions):
    """Ids with the reason, after decisions given in the order made."""
    by_id = {course.course_id: course for course in courses}
    fits = dict.fromkeys(by_id, "no")
    latest_first = tuple(reversed(decisions))
    rows = shortlist("t1", [match], by_id, fits, CircleSettings(), ("en",), chosen(latest_first))
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    return [(row.course_id, row.because) for row in rows]


def test_what_a_person_put_first_is_first_whatever_the_rules_say(make_course, make_match):
    courses = [make_course("a"), make_course("b"), make_course("far", language="de"), make_course("unmatched")]
    match = make_match("a", "b", far=0.1)
    assert listed_after(courses, match, said(1, "pin", "far"), said(2, "pin", "unmatched")) == [
        ("unmatched", "put first by Rosa on 2026-11-24, decision 2"),
        ("far", "put first by Rosa on 2026-11-24, decision 1"),
        ("a", None),
        ("b", None),
    ]
    by_id = {course.course_id: course for course in courses}
    rows = shortlist(
        "t1", [match], by_id, dict.fromkeys(by_id, "yes"), CircleSettings(), (), chosen([said(1, "pin", "unmatched")])
    )
    assert next((row.course_id, row.score) for row in rows) == ("unmatched", 0.0)


def test_what_a_person_took_out_stays_out_and_says_nothing_of_others(make_course, make_match):
    courses = [make_course("a"), make_course("b"), make_course("c")]
    match = make_match(a=1.0, b=0.3, c=0.2)
    assert [key for key, _ in listed_after(courses, match)] == ["a"]
    assert [key for key, _ in listed_after(courses, match, said(1, "drop", "a"))] == ["b", "c"]


def test_of_one_course_the_latest_word_holds(make_course, make_match):
    courses = [make_course("a"), make_course("b")]
    match = make_match("a", "b")
    assert [key for key, _ in listed_after(courses, match, said(1, "pin", "b"), said(2, "drop", "b"))] == ["a"]
    assert [key for key, _ in listed_after(courses, match, said(1, "drop", "b"), said(2, "pin", "b"))] == ["b", "a"]


def test_all_listings_of_a_course_are_chosen_together(make_course, make_match):
    courses = [make_course(key, canonical_course_id="a") for key in "ab"] + [make_course("c")]
    match = make_match("a", "b", "c")
    assert [key for key, _ in listed_after(courses, match, said(1, "drop", "b"))] == ["c"]
    assert [key for key, _ in listed_after(courses, match, said(1, "pin", "b"))] == ["b", "c"]
    assert [key for key, _ in listed_after(courses, match, said(1, "drop", "b"), said(2, "pin", "a"))] == ["a", "c"]


def test_a_decision_makes_no_offer_of_what_is_paid_or_gone(make_course, make_match):
    courses = [make_course("a"), make_course("paid", is_free=False), make_course("retired", is_active=False)]
    match = make_match("a", "paid", "retired")
    pins = [said(number, "pin", key) for number, key in enumerate(("paid", "retired", "unknown"), 1)]
    assert listed_after(courses, match, *pins) == [("a", None)]


def test_a_list_of_chosen_courses_is_no_longer_than_the_settings_say(make_course, make_match):
    courses = [make_course(key) for key in "abcdef"]
    pins = [said(number, "pin", key) for number, key in enumerate("abcdef", 1)]
    assert [key for key, _ in listed_after(courses, make_match("a"), *pins)] == list("fedcb")


KINDS = st.tuples(
    st.sampled_from(["en", "fr", None]), st.sampled_from([True, None]), st.sampled_from(["yes", "no", "unknown"])
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw is timed with what a busy machine does
@given(drawn=st.lists(st.tuples(KINDS, st.integers(6, 10)), min_size=1, max_size=6))
def test_whatever_moved_the_order_of_points_is_told(drawn, make_course, make_match):
    """Each course that stands below others with fewer points says why, and no other course does."""
    by_id = {f"c{n}": make_course(f"c{n}", language=kind[0], is_free=kind[1]) for n, (kind, _) in enumerate(drawn)}
    fits = {f"c{n}": kind[2] for n, (kind, _) in enumerate(drawn)}
    match = make_match(**{f"c{n}": points / 10 for n, (_, points) in enumerate(drawn)})
    rows = shortlist("t1", [match], by_id, fits, CircleSettings(topic_courses=6), {"en"})
    told = moved(rows, by_id, {"en"})
    for row in rows:
        worse = tuple(each.rank for each in rows if each.rank < row.rank and each.score < row.score)
        assert (told[row.course_id].ranks if row.course_id in told else ()) == worse
        against = {"language": by_id[row.course_id].language == "fr", "cost": by_id[row.course_id].is_free is None}
        against |= {"fit": row.fit == "no"}
        assert all(against[name] for name in (told[row.course_id].reasons if worse else ()))


def test_the_first_thing_that_parts_two_courses_is_the_reason(make_course, make_match):
    by_id = {
        "plain": make_course("plain"),
        "unfit": make_course("unfit"),
        "costly": make_course("costly", is_free=None),
        "french": make_course("french", language="fr", is_free=None),
    }
    fits = {"plain": "yes", "unfit": "no", "costly": "no", "french": "no"}
    match = make_match(plain=0.6, unfit=0.7, costly=0.8, french=0.9)
    rows = shortlist("t1", [match], by_id, fits, CircleSettings(topic_courses=4), {"en"})
    told = {course_id: (each.ranks, each.reasons) for course_id, each in moved(rows, by_id, {"en"}).items()}
    assert told == {
        "unfit": ((1,), ("fit",)),
        "costly": ((1, 2), ("cost",)),
        "french": ((1, 2, 3), ("language",)),
    }
    assert BEFORE_POINTS == ("language", "cost", "fit")


def test_a_course_that_a_person_put_first_is_compared_with_none(make_course, make_match):
    by_id = {key: make_course(key) for key in "ab"}
    rows = listed_rows(by_id, make_match(a=1.0, b=0.7), chosen([said(1, "pin", "b")]))
    assert [row.course_id for row in rows] == ["b", "a"]
    assert moved(rows, by_id, {"en"}) == {}


def listed_rows(by_id, match, choices):
    return shortlist("t1", [match], by_id, dict.fromkeys(by_id, "yes"), CircleSettings(), chosen=choices)
