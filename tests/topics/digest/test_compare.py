"""What became of courses that something rests on: which part it stands in, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

AFTER = "; it was the first course of the shortlist; first now: “Course b” (Provider b)"


def told(lines: Any, part: str) -> list[tuple[str, str | None, str]]:
    return [(line.kind, line.course_id, line.sentence) for line in lines if line.part == part]


def test_nothing_changed_is_nothing_told(made: Any, lines: Any, two_nights: Any) -> None:
    before, now = two_nights()
    assert lines(before, now) == ()


@pytest.mark.parametrize(
    ("changes", "kind", "sentence"),
    [
        (
            {"is_active": False},
            "gone_course",
            f"“Course a” (Provider a) is gone: its source does not list it any more{AFTER}",
        ),
        (
            {"is_free": False, "free_kind": "paid", "price_amount": Decimal("49.00"), "price_currency": "USD"},
            "no_longer_free",
            f"“Course a” (Provider a) is not free any more: to be paid for (49 USD), before it was free{AFTER}",
        ),
        (
            {"enrol_until_on": date(2026, 12, 10)},
            "closing",
            "enrolment in “Course a” (Provider a) ends on 2026-12-10, before the first session of a circle (2026-12-22)"
            "; it was the first course of the shortlist; still first: “Course a” (Provider a)",
        ),
        (
            {"ends_on": date(2026, 12, 21)},
            "closing",
            "“Course a” (Provider a) ends on 2026-12-21, before the first session of a circle (2026-12-22); "
            "it was the first course of the shortlist; still first: “Course a” (Provider a)",
        ),
    ],
    ids=["gone", "paid", "enrolment", "end"],
)
def test_what_bars_the_course_of_a_chosen_topic_needs_a_decision(
    changes: dict[str, Any], kind: str, sentence: str, made: Any, lines: Any, two_nights: Any
) -> None:
    found = lines(*two_nights(**changes))
    assert told(found, "decision") == [(kind, "edx:a", sentence)]
    assert found[0].topic_id == made.topic_id
    assert (found[0].part, found[0].place, found[0].is_new, found[0].found_at) == ("decision", 1, True, made.tonight)
    undecided = lines(*two_nights(status="proposed", **changes))
    assert told(undecided, "decision") == []
    assert told(undecided, "shortlist") == [(kind, "edx:a", sentence)]
    assert [line.part for line in lines(*two_nights(status="rejected", **changes))] in ([], ["catalogue"])


def test_a_page_that_is_gone_is_a_course_that_is_gone(made: Any, lines: Any, two_nights: Any) -> None:
    before, now = two_nights(listed=made.listed("edx:b"))
    found = lines(before, replace(now, gone_pages=frozenset({"edx:a"})))
    assert told(found, "decision") == [("gone_course", "edx:a", f"the page of “Course a” (Provider a) is gone{AFTER}")]
    both = {"gone_pages": frozenset({"edx:a"})}
    assert lines(replace(before, **both), replace(now, **both)) == ()


def test_a_last_day_that_comes_closer_is_told_on_the_night_on_which_it_becomes_too_early(
    made: Any, lines: Any, two_nights: Any
) -> None:
    """No source changed anything: one night later a circle would start one day later."""
    before, now = two_nights(enrol_until_on=date(2026, 12, 21))
    before = replace(before, planned_on=date(2026, 12, 21), courses=now.courses)
    assert [line.kind for line in lines(before, now)] == ["closing"]
    assert lines(now, replace(now, planned_on=date(2026, 12, 23))) == ()


def test_a_course_that_is_far_down_or_has_another_listing_needs_no_decision(
    made: Any, lines: Any, two_nights: Any
) -> None:
    before, now = two_nights(is_active=False)
    far = made.listed("edx:b", "edx:c", "edx:d", "edx:a")
    others = {f"edx:{key}": made.course(key) for key in "cd"}
    found = lines(
        replace(before, listed={made.topic_id: far}, courses={**before.courses, **others}),
        replace(now, listed={made.topic_id: far[:3]}, courses={**now.courses, **others}),
    )
    assert told(found, "decision") == []
    assert [sentence.split("; ")[1] for _, _, sentence in told(found, "shortlist")] == [
        "it was number 4 of the shortlist"
    ]
    joined = replace(before.courses["edx:b"], canonical_course_id="edx:a")
    found = lines(replace(before, courses={**before.courses, "edx:b": joined}), now)
    assert told(found, "decision") == []
    assert told(found, "better") == []
    assert "the same course is still there: “Course b” (Provider b)" in found[0].sentence


def test_no_course_that_is_left_is_said(made: Any, lines: Any, two_nights: Any) -> None:
    found = lines(*two_nights(is_active=False, listed=()))
    assert found[0].sentence.endswith("no other course is left")


def test_a_course_that_stops_fitting_says_what_speaks_against_it_now(made: Any, lines: Any, two_nights: Any) -> None:
    before, now = two_nights(listed=(*made.listed("edx:b"), *made.listed("edx:x", "edx:a", fit="no")[1:]))
    old = made.misfit("edx:a", "language_fits", "in French")
    new = made.misfit("edx:a", "weeks_fit", "14 weeks; a circle here takes 4 to 10 weeks")
    now = replace(now, misfits={"edx:a": (old, new)})
    found = lines(replace(before, misfits={"edx:a": (old,)}), now)
    assert told(found, "decision") == [
        (
            "no_longer_fits",
            "edx:a",
            "“Course a” (Provider a) does not fit a circle any more: 14 weeks; a circle here takes 4 to 10 weeks"
            + AFTER,
        )
    ]
    assert told(found, "better") == []
    unfit = {made.topic_id: made.listed("edx:a", "edx:b", fit="no")}
    before, now = two_nights()
    assert lines(replace(before, listed=unfit), replace(now, listed=unfit, misfits={"edx:a": (new,)})) == ()


def test_a_planned_circle_comes_first_and_a_running_one_cares_for_less(made: Any, lines: Any, two_nights: Any) -> None:
    before, now = two_nights(is_active=False)
    season = made.season("edx:a")
    for circles, said, circle_id in (
        (
            (made.circle("edx:a"),),
            "the planned circle “Grants on Tuesday” (c1, first session on 2027-01-12) works",
            "c1",
        ),
        ((), "was planned for Tuesday morning, the season of tonight has none on this topic", None),
    ):
        found = lines(replace(before, season=(season,), circles=circles), replace(now, circles=circles))
        (line,) = (line for line in found if line.part == "decision")
        assert said in line.sentence
        assert line.circle_id == circle_id
    replanned = lines(replace(before, season=(season,)), replace(now, season=(made.season("edx:b"),)))
    assert "the season of tonight has “Course b” (Provider b)" in replanned[0].sentence
    later = {"enrol_until_on": date(2027, 1, 1)}  # before the circle's own first session, after a new one's
    for status, kinds in (("planned", ["closing"]), ("running", []), ("completed", [])):
        before, now = two_nights(**later)
        found = lines(before, replace(now, circles=(made.circle("edx:a", status=status),)))
        assert [line.kind for line in found if line.part == "decision"] == kinds, status


def test_what_weighs_more_stands_first(made: Any, lines: Any) -> None:
    ids = ("t1", "t2", "t3")
    courses = [made.course(key) for key in "abc"]
    topics = (
        made.topic("t1", status="shortlisted", priority=0.2),
        made.topic("t2", status="shortlisted", priority=0.9),
        made.topic("t3", status="proposed", priority=1.0),
    )
    listed = {t: made.listed(f"edx:{key}", topic_id=t) for t, key in zip(ids, "abc", strict=True)}
    before = made.facts(*courses, topics=topics, listed=listed)
    gone = [replace(course, is_active=False) for course in courses]
    now = made.facts(*gone, topics=(*topics, made.topic("t4", title="New one")))
    found = lines(before, now)
    assert [(line.part, line.kind, line.topic_id) for line in found] == [
        ("decision", "gone_course", "t2"),
        ("decision", "gone_course", "t1"),
        ("decision", "new_topic", "t4"),
        ("shortlist", "gone_course", "t3"),
        *[("catalogue", "gone_course", None)] * 3,
    ]
    assert [line.place for line in found] == list(range(1, 8))


def test_changes_of_listed_courses_that_need_no_decision(made: Any, lines: Any, two_nights: Any) -> None:
    for changes, kind, said in (
        (
            {"starts_on": date(2027, 1, 4)},
            "dates_changed",
            "has other dates: starts on 2027-01-04; before: no dates given",
        ),
        ({"missing_since_at": made.tonight}, "missing_course", "was not in its source's list"),
        (
            {"free_kind": "free_audit"},
            "price_changed",
            "is now free to follow, without a certificate, before it was free",
        ),
    ):
        found = lines(*two_nights(**changes))
        assert [(line.part, line.kind) for line in found] == [("shortlist", kind), ("catalogue", kind)]
        assert said in found[0].sentence


def test_suppressed_topics_are_not_named(made: Any, lines: Any, two_nights: Any) -> None:
    before, now = two_nights(is_active=False)
    hidden = {made.topic_id: made.topic(status="shortlisted", is_suppressed=True, priority=0.0, n_respondents=None)}
    for was, is_ in ((before, replace(now, topics=hidden)), (replace(before, topics=hidden), now)):
        assert {line.topic_id for line in lines(was, is_)} == {None}


def test_a_first_session_is_that_of_circle_fit(made: Any, make_course: Any) -> None:
    """`closing` says the same as the signal open_for_enrolment."""
    from pipeline.model import CircleSettings, FitWords, SignalWords
    from pipeline.topics.digest.happened import closes
    from pipeline.topics.fit import FitBasis
    from pipeline.topics.fit.time import open_for_enrolment

    words = FitWords(**dict.fromkeys(FitWords.__dataclass_fields__, SignalWords()))
    basis = FitBasis(settings=CircleSettings(), today=date(2026, 11, 24), words=words)
    days = [None, *(basis.planned_on + timedelta(days=n) for n in (-1, 0, 1))]
    open_course = made.course("a")
    n_closing = 0
    for ends in days:
        for enrol in days:
            course = make_course("edx:a", ends_on=ends, enrol_until_on=enrol)
            was = made.facts(open_course, planned_on=basis.planned_on)
            now = made.facts(replace(open_course, ends_on=ends, enrol_until_on=enrol), planned_on=basis.planned_on)
            is_closing = closes("edx:a", was, now) is not None
            n_closing += is_closing
            assert is_closing == (open_for_enrolment(course, basis).value == "no"), (ends, enrol)
    assert 0 < n_closing < len(days) ** 2
