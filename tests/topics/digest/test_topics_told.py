"""New topics, what became of topics, better matches, and what sources changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from pipeline.model import TopicChange

NIGHT = datetime(2026, 11, 25, 7, 30)  # noqa: DTZ001 - as the catalogue stores times, without a zone


@pytest.mark.parametrize(
    ("earlier", "tonight", "is_told"),
    [
        (None, {}, True),
        ({"is_suppressed": True}, {}, True),
        ({}, {}, False),
        (None, {"is_suppressed": True}, False),
        (None, {"title": None}, False),
        (None, {"status": "later"}, False),
    ],
    ids=["new", "shown now", "known", "suppressed", "untitled", "decided"],
)
def test_a_new_topic_waits_for_a_decision(
    earlier: dict[str, Any] | None, tonight: dict[str, Any], is_told: bool, made: Any, lines: Any
) -> None:
    course = made.course("a")
    was = () if earlier is None else (made.topic(**earlier),)
    now = made.facts(course, topics=(made.topic(**tonight),), listed={made.topic_id: made.listed("edx:a")})
    found = lines(made.facts(course, topics=was, listed=now.listed if was else {}), now)
    expected = ["is new; the first course is “Course a” (Provider a)"] if is_told else []
    assert [line.sentence for line in found] == expected


def test_a_new_topic_without_a_course_says_so(made: Any, lines: Any) -> None:
    (line,) = lines(made.facts(), made.facts(topics=(made.topic(),)))
    assert (line.part, line.sentence) == ("decision", "is new; no course is found for it yet")


def change(topic_id: str, kind: str, into: str | None, by: str = "rules") -> TopicChange:
    return TopicChange(
        night_id="tonight", topic_id=topic_id, place=1, changed_at=NIGHT, kind=kind,
        into_topic_id=into, decided_by=by,
    )  # fmt: skip


def test_what_became_of_topics(made: Any, lines: Any) -> None:
    grants, writing = made.topic("t1", title="Grants"), made.topic("t2", title="Writing")
    before, now = made.facts(topics=(grants, writing)), made.facts(topics=(writing,))
    chosen = [made.decision("t1", at=NIGHT - timedelta(days=9))]
    part_of = "is now part of “Writing” (t2)"
    for what, decisions, part, said in (
        (change("t1", "merged", "t2"), [], "shortlist", part_of),
        (change("t1", "merged", "t2"), chosen, "decision", part_of),
        (
            change("t1", "merged", "t2", "person"),
            chosen,
            "shortlist",
            "is now part of “Writing” (t2), as a person decided",
        ),
        (change("t1", "ended", None), chosen, "decision", "ended: nobody asks for it any more"),
    ):
        (line,) = lines(before, now, changes=[what], decisions=decisions)
        assert (line.part, line.topic_id, line.topic_title, line.sentence) == (part, "t1", "Grants", said)
    renamed = made.facts(topics=(grants, replace(writing, title="Writing for the web")))
    (line,) = lines(before, renamed)
    assert (line.before, line.after) == ("Writing", "Writing for the web")
    assert line.sentence == "is called so now, before it was “Writing”"
    hidden = made.facts(topics=(replace(grants, is_suppressed=True), writing))
    assert lines(hidden, now, changes=[change("t1", "ended", None)]) == ()


def better(made: Any, lines: Any, listed: Any, *, old: Any = None, min_gain: float = 0.05, **was: Any) -> list[Any]:
    """The better match of a topic whose first course was a, and whose shortlist is now another one."""
    a, b, topic = old or made.course("a"), made.course("b"), (made.topic(),)
    before = made.facts(a, topics=topic, listed={made.topic_id: made.listed("edx:a", **was)})
    now = made.facts(a, b, topics=topic, listed={made.topic_id: listed})
    return [line for line in lines(before, now, min_gain=min_gain) if line.part == "better"]


def told_of_b(made: Any, lines: Any, listed: Any, *, min_gain: float) -> list[tuple[str, str]]:
    """Where a new first course b is told."""
    a, b, topic = made.course("a"), made.course("b"), (made.topic(),)
    before = made.facts(a, topics=topic, listed={made.topic_id: made.listed("edx:a")})
    now = made.facts(a, b, topics=topic, listed={made.topic_id: listed})
    return [(line.part, line.kind) for line in lines(before, now, min_gain=min_gain) if line.course_id == "edx:b"]


def test_a_better_match_says_why_it_is_better(made: Any, lines: Any) -> None:
    closer = made.listed("edx:b", "edx:a")  # 0.9 and 0.8
    (line,) = better(made, lines, closer)
    assert line.sentence == (
        "“Course b” (Provider b), which is new, comes first now, before “Course a” (Provider a): it is closer to what "
        "people want to learn"
    )
    assert (line.kind, line.course_id, line.before, line.after) == ("better_match", "edx:b", "Course a", "Course b")
    assert better(made, lines, closer, min_gain=0.2) == []
    assert told_of_b(made, lines, closer, min_gain=0.05) == [("better", "better_match"), ("catalogue", "new_course")]
    assert told_of_b(made, lines, closer, min_gain=0.2) == [("shortlist", "new_course"), ("catalogue", "new_course")]
    unknown = made.course("a", is_free=None, free_kind="unknown")
    (line,) = better(made, lines, closer, old=unknown, min_gain=9)
    assert line.sentence.endswith(": it is known to be free")
    unfit = (*made.listed("edx:b"), replace(made.listed("edx:x", "edx:a")[1], fit="no"))
    (line,) = better(made, lines, unfit, min_gain=9, fit="no")
    assert line.sentence.endswith(": it fits a circle, the other does not")
    (line,) = better(made, lines, made.listed("edx:b"), min_gain=9)
    assert line.sentence.endswith("closer to what people want to learn")


def test_what_is_no_better_match(made: Any, lines: Any) -> None:
    assert better(made, lines, made.listed("edx:a", "edx:b")) == []
    same = made.course("a", canonical_course_id="edx:b")
    assert better(made, lines, made.listed("edx:b"), old=same) == []
    assert better(made, lines, made.listed("edx:b"), old=made.course("a", is_active=False)) == []


def test_a_topic_that_gets_its_first_course(made: Any, lines: Any) -> None:
    topic = (made.topic(),)
    now = made.facts(made.course("a"), topics=topic, listed={made.topic_id: made.listed("edx:a")})
    found = [line for line in lines(made.facts(topics=topic), now) if line.part == "better"]
    assert [line.sentence for line in found] == ["has a course now: “Course a” (Provider a), which is new"]


def test_a_course_that_is_new_on_a_shortlist(made: Any, lines: Any, two_nights: Any) -> None:
    before, now = two_nights(listed=made.listed("edx:a", "edx:c", "edx:b"))
    now = replace(now, courses={**now.courses, "edx:c": made.course("c")})
    found = [line for line in lines(before, now) if line.part == "shortlist"]
    assert [line.sentence for line in found] == ["“Course c” (Provider c) is new: the second course of the shortlist"]


def test_sources(made: Any, lines: Any) -> None:
    """New, stopped and back; a source that is as it was, stopped before included, is not told again."""
    old = [made.course("1", source="s") for s in ("held", "back", "still", "idle")]
    outcomes = {"held": "succeeded", "back": "failed", "still": "held", "idle": "succeeded"}
    known = frozenset({"held", "back", "still", "idle"})
    before = made.facts(*old, known_sources=known, runs={s: made.run(s, o) for s, o in outcomes.items()})
    runs = {
        "held": made.run("held", "held", "half of its courses are missing"),
        "back": made.run("back"),
        "still": made.run("still", "held"),
        "idle": made.run("idle"),
        "new": made.run("new"),
    }
    courses = [made.course(str(n), source="new") for n in range(50)]
    now = made.facts(*old, *courses, known_sources=known | {"new"}, runs=runs)
    assert [(line.kind, line.source, line.sentence) for line in lines(before, now)] == [
        ("source_back", "back", "it could be harvested again"),
        (
            "source_stopped",
            "held",
            "it was held (half of its courses are missing); its courses stay as they were",
        ),
        ("new_source", "new", "its courses are here for the first time"),
    ]


def test_courses_of_the_catalogue(made: Any, lines: Any) -> None:
    old = [made.course(key) for key in "abcd"]
    a, b, c, d = old
    changed = [
        replace(a, is_active=False),
        replace(b, free_kind="paid", is_free=False),
        replace(c, title="Another title"),
        replace(d, missing_since_at=made.tonight),
    ]
    found = lines(made.facts(*old), made.facts(*changed, made.course("e")))
    assert [(line.kind, line.course_id) for line in found] == [
        ("gone_course", "edx:a"),
        ("no_longer_free", "edx:b"),
        ("missing_course", "edx:d"),
        ("new_course", "edx:e"),
    ]
    again = lines(made.facts(*changed), made.facts(a, b, replace(d, missing_since_at=None)))
    assert [(line.kind, line.course_id) for line in again] == [
        ("returned_course", "edx:a"),
        ("price_changed", "edx:b"),
        ("returned_course", "edx:d"),
    ]


def test_what_a_person_chose_is_the_reason_and_no_likeness_is(made: Any, lines: Any) -> None:
    """Course a was first; that b is first now is for what a person said, whatever the scores are."""
    who = "put first by Rosa on 2026-11-24, decision 7"
    first, second = made.listed("edx:b", "edx:a")
    (line,) = better(made, lines, (replace(first, because=who), second), min_gain=9)
    assert line.sentence.endswith(f"comes first now, before “Course a” (Provider a): {who}")
    a, b = made.course("a"), made.course("b")
    before = made.facts(a, b, topics=(made.topic(),), listed={made.topic_id: made.listed("edx:a", "edx:b")})
    out = {made.topic_id: frozenset({"edx:a"})}
    now = made.facts(a, b, topics=(made.topic(),), listed={made.topic_id: made.listed("edx:b")}, out=out)
    (line,) = [each for each in lines(before, now, min_gain=9) if each.part == "better"]
    assert line.sentence.endswith(": a person took the other one out")
    pinned = tuple(replace(row, because=who) if row.rank == 1 else row for row in made.listed("edx:a", "edx:b"))
    before = made.facts(a, b, topics=(made.topic(),), listed={made.topic_id: pinned})
    now = made.facts(a, b, topics=(made.topic(),), listed={made.topic_id: (first, second)})
    (line,) = [each for each in lines(before, now, min_gain=9) if each.part == "better"]
    assert line.sentence.endswith(": it is no longer the other one that a person puts first")
