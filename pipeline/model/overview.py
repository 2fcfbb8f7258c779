"""Topics as a list of them shows them, and what became of them since the night before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NewsKind = Literal["new_topic", "course_new", "course_gone", "course_changed", "merged", "split", "moved"]


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One thing that is not as it was on the night before.

    `what` is the course's title, or the topic concerned; `field`, `before` and `after` tell what a source changed.
    """

    kind: NewsKind
    what: str = ""
    field: str = ""
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedCourse:
    """A course of a shortlist, in short; `fit` is yes, no or unknown, `is_free` None where the cost is unknown."""

    course_id: str
    title: str
    provider: str | None
    language: str | None
    is_free: bool | None
    free_kind: str
    duration_weeks: float | None
    weekly_effort_hours: float | None
    fit: str
    link: str | None
    """What the last look at its page came to; None where there was none."""
    is_chosen: bool = False
    """Whether a person put it first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedTopic:
    """A topic whose count may be shown, in short; courses best first."""

    topic_id: str
    title: str
    n_respondents: int
    priority: float
    certainty: float | None
    is_measured: bool | None
    """Whether that chance was measured on wishes of this kind; None where an earlier release did not say."""
    trend: int
    """1 where its share of the survey went up, -1 where down, 0 where it stayed or nothing compares."""
    branches: tuple[str, ...]
    strategic_goals: tuple[str, ...]
    courses: tuple[ListedCourse, ...]
    news: tuple[News, ...]

    @property
    def is_new(self) -> bool:
        """Whether it was not shown on the night before."""
        return any(each.kind == "new_topic" for each in self.news)
