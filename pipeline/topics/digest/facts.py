"""What a catalogue says that is compared with that of another night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.model import Circle, CourseFacts, FitSignal, LastRun, SeasonCircle, Topic, TopicCourse


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One night. Of courses it may leave out those that both nights say the same of and nobody refers to."""

    planned_on: date
    """Day of the first session of a circle that is planned on that night."""
    courses: Mapping[str, CourseFacts] = field(default_factory=dict)
    """By course_id, retired ones included."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """By topic_id."""
    listed: Mapping[str, tuple[TopicCourse, ...]] = field(default_factory=dict)
    """Shortlists by topic_id, best first."""
    misfits: Mapping[str, tuple[FitSignal, ...]] = field(default_factory=dict)
    """The signals that say no and keep a course from fitting, by course_id; what decides first comes first."""
    season: tuple[SeasonCircle, ...] = ()
    circles: tuple[Circle, ...] = ()
    gone_pages: frozenset[str] = frozenset()
    """Courses that are left out of shortlists since their page is gone."""
    runs: Mapping[str, LastRun] = field(default_factory=dict)
    """The latest run by source, of whatever night."""
    known_sources: frozenset[str] = frozenset()
    """Sources of which a run succeeded on this night or before."""
    out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The courses that people took out, by topic_id."""

    def is_offered(self, course_id: str) -> bool:
        """Whether people can be sent to the course: it is there, and so is its page."""
        course = self.courses.get(course_id)
        return course is not None and course.is_active and course_id not in self.gone_pages

    def shown(self, topic_id: str) -> Topic | None:
        """The topic, if it is shown to people and not rejected by them."""
        topic = self.topics.get(topic_id)
        return topic if topic and is_shown(topic) and topic.status != "rejected" else None

    def first(self, topic_id: str) -> TopicCourse | None:
        """The first of a topic's shortlist."""
        return next(iter(self.listed.get(topic_id, ())), None)

    def fit(self, topic_id: str, course_id: str) -> str | None:
        """How a course fits a circle; None where it is not on the topic's shortlist."""
        return next((row.fit for row in self.listed.get(topic_id, ()) if row.course_id == course_id), None)

    def is_same(self, one: str, other: str) -> bool:
        """Whether two listings are of the same course."""
        mine, theirs = self.courses.get(one), self.courses.get(other)
        return one == other or bool(mine and theirs and mine.canonical_course_id == theirs.canonical_course_id)


def is_shown(topic: Topic) -> bool:
    """Whether the catalogue tells people of a topic: enough of them want it, and it has a title."""
    return not topic.is_suppressed and topic.title is not None
