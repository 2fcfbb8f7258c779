"""New topics, what became of topics, and better matches for those that stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pipeline.model import DigestLine, Topic, TopicChange, TopicCourse, TopicStatus
from pipeline.model.digest import DigestKind, DigestPart
from pipeline.topics.digest.facts import Facts, is_shown
from pipeline.topics.digest.words import course_words, short, topic_words

CHOSEN = 10.0
BECAME = {
    "merged": "is now part of {other}",
    "split": "was parted: some of it is now {other}",
    "moved": "gave goals to {other}",
}
ENDED = "ended: nobody asks for it any more"


def new_topics(before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    """Topics that are shown, were not shown the night before, and about which nobody has decided yet."""
    for topic_id in sorted(now.topics):
        topic, earlier = now.topics[topic_id], before.topics.get(topic_id)
        if not is_shown(topic) or topic.status != "proposed" or (earlier and is_shown(earlier)):
            continue
        first = now.first(topic_id)
        course = now.courses.get(first.course_id) if first else None
        found = f"the first course is {course_words(course)}" if course else "no course is found for it yet"
        yield _line("decision", "new_topic", topic, found_at, f"is new; {found}")


def topic_changes(
    changes: Sequence[TopicChange], statuses: Mapping[str, TopicStatus], before: Facts, now: Facts, found_at: datetime
) -> Iterator[DigestLine]:
    """What became of topics that were shown the night before, and new titles of those that stayed.

    `statuses` are those of decided topics. A chosen topic that is not there any more needs a decision, unless it was a
    person who put it elsewhere.
    """
    for change in changes:
        topic = before.topics.get(change.topic_id)
        if topic is None or not is_shown(topic):
            continue
        is_chosen = statuses.get(change.topic_id) == "shortlisted"
        is_lost = change.topic_id not in now.topics and change.decided_by != "person"
        part: DigestPart = "decision" if is_chosen and is_lost else "shortlist"
        other = now.topics.get(change.into_topic_id or "")
        said = BECAME[change.kind].format(other=topic_words(other)) if other and change.kind in BECAME else ENDED
        by = ", as a person decided" if change.decided_by == "person" and said != ENDED else ""
        weight = CHOSEN if is_chosen else 0.0
        yield _line(part, "topic_changed", topic, found_at, said + by, weight=weight)
    for topic_id in sorted(now.topics):
        topic, was = now.shown(topic_id), before.shown(topic_id)
        if topic and was and topic.title != was.title:
            said = f"is called so now, before it was “{short(was.title or '')}”"
            yield _line("shortlist", "topic_changed", topic, found_at, said, before=was.title, after=topic.title)


def better_matches(before: Facts, now: Facts, min_gain: float, found_at: datetime) -> Iterator[DigestLine]:
    """Topics that stayed and have another first course, which is better than the one before it; and those that got one.

    Where the one before is not offered any more, or stopped fitting, that is told instead.
    """
    for topic_id in sorted(now.topics):
        topic, first, was = now.shown(topic_id), now.first(topic_id), before.first(topic_id)
        if topic is None or before.shown(topic_id) is None or first is None:
            continue
        course = now.courses[first.course_id]
        new = "" if before.is_offered(first.course_id) else ", which is new"
        if was is None:
            said = f"has a course now: {course_words(course)}{new}"
            yield _line("better", "better_match", topic, found_at, said, first, now)
            continue
        earlier = now.courses.get(was.course_id)
        if earlier is None or now.is_same(was.course_id, first.course_id):
            continue
        if (why := _why_better(topic_id, was, first, before, now, min_gain)) is not None:
            said = f"{course_words(course)}{new}, comes first now, before {course_words(earlier)}: {why}"
            yield _line("better", "better_match", topic, found_at, said, first, now, before=earlier.title)


def _why_better(
    topic_id: str, was: TopicCourse, first: TopicCourse, before: Facts, now: Facts, min_gain: float
) -> str | None:
    """Why a course is before the one that was first; None where it is not known to be better."""
    earlier = now.courses[was.course_id]
    if not now.is_offered(was.course_id) or earlier.is_free is False:
        return None
    if first.because is not None:
        return first.because
    if any(now.is_same(was.course_id, course_id) for course_id in now.out.get(topic_id, ())):
        return "a person took the other one out"
    if was.because is not None:
        return "it is no longer the other one that a person puts first"
    then = next((row for row in now.listed[topic_id] if row.course_id == was.course_id), None)
    if first.is_free and not earlier.is_free:
        return "it is known to be free"
    if then is not None and then.fit == "no" and first.fit != "no":
        return "it fits a circle, the other does not" if was.fit == "no" else None
    if then is None or first.score >= then.score * (1 + min_gain):
        return "it is closer to what people want to learn"
    return None


def _line(
    part: DigestPart,
    kind: DigestKind,
    topic: Topic,
    found_at: datetime,
    sentence: str,
    listed: TopicCourse | None = None,
    now: Facts | None = None,
    *,
    weight: float = 0.0,
    before: str | None = None,
    after: str | None = None,
) -> DigestLine:
    course = now.courses[listed.course_id] if listed and now else None
    return DigestLine(
        place=0,
        part=part,
        kind=kind,
        is_new=True,
        found_at=found_at,
        topic_id=topic.topic_id,
        topic_title=topic.title,
        course_id=course.course_id if course else None,
        course_title=course.title if course else None,
        circle_id=None,
        source=course.source if course else None,
        before=before,
        after=after or (course.title if course else None),
        sentence=sentence,
        weight=round(
            weight + (CHOSEN if part == "better" and topic.status == "shortlisted" else 0) + topic.priority, 4
        ),
    )
