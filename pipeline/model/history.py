"""What topics, goals and shortlists were on earlier nights: one row a state, from the night that first published it.

Only what a night published is in it, and a state is told as it was told then: whoever kept that night's catalogue knows
no less. Counts of circles are not, since two nights of them are not held against each other (decision 15). No index of
the keys is held: it would be ten times the rows (measured 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model.columns import column, table

FROM_NIGHT = "the night that first published it like this"
FROM_AT = "UTC time of that night"
UNTIL_AT = "UTC time of the night that first published something else, or nothing; null while it stands"


@table("core", "topic_history", is_indexed=False)
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicState:
    """How a topic was told, from which night to which."""

    topic_id: str = column("the topic; may be one that is not proposed any more", key=True)
    from_night_id: str = column(FROM_NIGHT, key=True)
    from_at: datetime = column(FROM_AT)
    until_at: datetime | None = column(UNTIL_AT)
    title: str | None = column("what the circle would be about; null where it was not told")
    n_respondents: int | None = column("distinct respondents over all its goals; null where suppressed")
    is_suppressed: bool = column("true where too few people wanted it, or a count would have given few away")
    n_branches: int | None = column("branches with enough of those people to be told; null where there was none")
    respondents_share: float | None = column(
        "share of its survey's respondents who wanted the goal that stands for the topic, 0 to 1; null where suppressed"
    )
    priority: float = column("0 to 1, to two digits; 0 where suppressed")
    status: str = column("proposed, shortlisted, rejected or later, as decided by then")


@table("core", "goal_history", is_indexed=False)
@dataclass(frozen=True, kw_only=True, slots=True)
class GoalState:
    """How a goal was told, from which night to which."""

    goal_id: str = column("the goal; may be one that is not there any more", key=True)
    from_night_id: str = column(FROM_NIGHT, key=True)
    from_at: datetime = column(FROM_AT)
    until_at: datetime | None = column(UNTIL_AT)
    survey_id: str = column("its survey")
    wording: str | None = column("how it was worded; null where that was not told")
    topic_id: str | None = column("the topic it belonged to; null where its wording was not told")
    n_respondents: int | None = column("distinct respondents; null where suppressed")
    is_suppressed: bool = column("true where too few people shared it, or a count would have given few away")
    respondents_share: float | None = column(
        "share of its survey's respondents who wanted it, 0 to 1, to two digits; null where suppressed"
    )


@table("core", "topic_course_history", is_indexed=False)
@dataclass(frozen=True, kw_only=True, slots=True)
class ShortlistState:
    """Where a course stood on the shortlist of a topic, from which night to which."""

    topic_id: str = column("the topic; may be one that is not proposed any more", key=True)
    course_id: str = column("the course", key=True)
    from_night_id: str = column(FROM_NIGHT, key=True)
    from_at: datetime = column(FROM_AT)
    until_at: datetime | None = column(UNTIL_AT)
    rank: int = column("its place on the shortlist; 1 is the best")
    is_free: bool | None = column("true, or null where the cost was unknown")
    fit: str = column("circle fit: no, yes or unknown")
