"""Every topic that may be shown, in short, and what changed since the night before: what a list of topics needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import ListedCourse, ListedTopic, Night, Topic, TopicBranch, TopicChange, TopicCourse
from pipeline.model.overview import News, NewsKind
from pipeline.store.reading import Catalogue

COURSES = """
SELECT c.course_id, c.title, c.provider, c.language, c.is_free, c.free_kind, c.duration_weeks, c.weekly_effort_hours,
       tc.fit, l.result, tc.topic_id
FROM out.topic_course tc JOIN out.course c USING (course_id) LEFT JOIN out.link_check l USING (course_id, url)
ORDER BY tc.topic_id, tc.rank
"""
STRATEGY = "SELECT topic_id, strategic_goal FROM out.topic_strategy ORDER BY ALL"
CHANGED = """
SELECT tc.topic_id, c.title, e.field, e.before, e.after
FROM out.course_change e JOIN out.topic_course tc USING (course_id) JOIN out.course c USING (course_id)
WHERE e.night_id = ? AND e.field NOT IN ('words', 'is_active') ORDER BY tc.topic_id, tc.rank, e.field
"""
TITLES = "SELECT course_id, title FROM out.course WHERE course_id IN (SELECT unnest(?))"
BECAME: dict[str, NewsKind] = {"merged": "merged", "split": "split", "moved": "moved"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The topics of one published catalogue, best first."""

    night: Night | None
    """The night that published it."""
    topics: tuple[ListedTopic, ...]
    n_hidden: int
    """Topics wanted by too few people to be shown."""
    has_earlier: bool
    """Whether the night before is there to compare with."""


def read_overview(catalogue: Catalogue) -> Overview:
    """The topics of a catalogue; those of the night before are read from a database `earlier`, where one is attached.

    Only what both nights published is compared, and no numbers of people are.
    """
    night = next(catalogue.previous(Night, "true", order="started_at DESC"), None)
    topics = list(catalogue.previous(Topic, "true", order="priority DESC, title, topic_id"))
    branches: dict[str, list[str]] = defaultdict(list)
    for row in catalogue.previous(TopicBranch, "true", order="topic_id, n_respondents DESC, branch"):
        branches[row.topic_id].append(row.branch)
    goals: dict[str, list[str]] = defaultdict(list)
    for topic_id, goal in catalogue.query(STRATEGY).rows:
        goals[topic_id].append(goal)
    courses: dict[str, list[ListedCourse]] = defaultdict(list)
    by_hand = {
        (row.topic_id, row.course_id)
        for row in catalogue.previous(TopicCourse, "because IS NOT NULL", order="topic_id, rank")
    }
    for *values, topic_id in catalogue.query(COURSES).rows:
        found = dict(zip(ListedCourse.__slots__, values, strict=False))
        courses[topic_id].append(ListedCourse(**found, is_chosen=(topic_id, found["course_id"]) in by_hand))
    shown = [topic for topic in topics if not topic.is_suppressed and topic.n_respondents is not None]
    earlier = {row.topic_id: row for row in catalogue.previous(Topic, "true", order="topic_id", database="earlier")}
    news = _news(catalogue, shown, courses, earlier, night)
    return Overview(
        night=night,
        topics=tuple(
            ListedTopic(
                topic_id=topic.topic_id,
                title=topic.title or topic.topic_id,
                n_respondents=topic.n_respondents or 0,
                priority=topic.priority,
                certainty=topic.certainty,
                is_measured=topic.is_certainty_measured,
                trend=_trend(topic),
                branches=tuple(branches[topic.topic_id]),
                strategic_goals=tuple(goals[topic.topic_id]),
                courses=tuple(courses[topic.topic_id]),
                news=tuple(news.get(topic.topic_id, ())),
            )
            for topic in shown
        ),
        n_hidden=len(topics) - len(shown),
        has_earlier=bool(earlier),
    )


def _trend(topic: Topic) -> int:
    now, before = topic.respondents_share, topic.previous_respondents_share
    return 0 if now is None or before is None else (now > before) - (now < before)


def _news(
    catalogue: Catalogue,
    shown: Iterable[Topic],
    courses: Mapping[str, list[ListedCourse]],
    earlier: Mapping[str, Topic],
    night: Night | None,
) -> dict[str, list[News]]:
    """What changed about each topic; nothing where no earlier night is there."""
    if not earlier or night is None:
        return {}
    found: dict[str, list[News]] = defaultdict(list)
    before = _shortlists(catalogue.previous(TopicCourse, "true", order="topic_id, rank", database="earlier"))
    gone: list[tuple[str, str]] = []
    for topic in shown:
        then = earlier.get(topic.topic_id)
        if then is None or then.is_suppressed:
            found[topic.topic_id].append(News(kind="new_topic"))
            continue
        had, has = before.get(topic.topic_id, []), courses[topic.topic_id]
        found[topic.topic_id] += [News(kind="course_new", what=c.title) for c in has if c.course_id not in had]
        now = {course.course_id for course in has}
        gone += [(topic.topic_id, course_id) for course_id in had if course_id not in now]
    titles = dict(catalogue.query(TITLES, [[course_id for _, course_id in gone]]).rows) if gone else {}
    for topic_id, course_id in gone:
        found[topic_id].append(News(kind="course_gone", what=titles.get(course_id, course_id)))
    for topic_id, title, field, was, is_now in catalogue.query(CHANGED, [night.night_id]).rows:
        found[topic_id].append(News(kind="course_changed", what=title, field=field, before=was, after=is_now))
    for topic_id, each in _became(catalogue, night.night_id, earlier):
        found[topic_id].append(each)
    return found


def _shortlists(rows: Iterable[TopicCourse]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.topic_id].append(row.course_id)
    return found


def _became(catalogue: Catalogue, night_id: str, earlier: Mapping[str, Topic]) -> Iterator[tuple[str, News]]:
    """What was put into topics tonight; a topic that was not shown then is not named now."""
    for row in catalogue.previous(
        TopicChange, "night_id = '{}'".format(night_id.replace("'", "''")), order="topic_id, place"
    ):
        then = earlier.get(row.topic_id)
        if row.into_topic_id and row.kind in BECAME and then and not then.is_suppressed:
            yield row.into_topic_id, News(kind=BECAME[row.kind], what=then.title or then.topic_id)
