"""Matches, topics and people's decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.model.columns import column, table

FitValue = Literal["yes", "no", "unknown"]
Action = Literal["shortlist", "reject", "later", "rename", "pin", "drop", "comment", "assign", "undo"]
RegroupAction = Literal["merge", "split", "move"]
ChangeKind = Literal["merged", "split", "moved", "ended"]
ACTIONS: tuple[Action, ...] = ("shortlist", "reject", "later", "rename", "pin", "drop", "comment", "assign", "undo")
TALK: tuple[Action, ...] = ("comment", "assign")
"""What people say to each other about a topic: it decides nothing, and overtakes nobody."""
CHOOSE: tuple[str, ...] = ("pin", "drop", "add")
"""What people say of a course for a topic: put first, taken out, or entered by them, which puts it first, too."""
TopicStatus = Literal["proposed", "shortlisted", "rejected", "later"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One feature's share in a score: points = value * weight; `because` names the words or fields that earned it."""

    feature: str
    value: float
    weight: float
    points: float
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseMatch:
    """A course found for a goal; the points of its parts sum to its score."""

    course_id: str
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GoalMatch:
    """What one goal gets: courses, best first; or the reason why nothing is offered."""

    wording: str
    abstained: bool
    reason: str
    confidence: float
    courses: tuple[CourseMatch, ...]


@table("core", "match")
@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A course found for a goal; none is told for a goal that a person typed and too few share."""

    goal_id: str = column("the goal", key=True)
    course_id: str = column("the course", key=True)
    rank: int = column("1 is the best; ties are ordered by title, then course_id")
    score: float = column("sum of the points in explanation")
    explanation: str = column("JSON list of parts {feature, value, weight, points, because}")


@table("core", "abstention")
@dataclass(frozen=True, kw_only=True, slots=True)
class Abstention:
    """A goal for which nothing is offered, and why."""

    goal_id: str = column("the goal", key=True)
    reason: str = column("one sentence; the wording of a suppressed goal is not in it")


@table("core", "topic")
@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A proposed circle theme: goals, the people who share them, and a shortlist of courses."""

    topic_id: str = column("the same from night to night while its goals stay", key=True)
    title: str | None = column("what the circle would be about; null where a suppressed wording would be told")
    n_respondents: int | None = column("distinct respondents over all its goals; null where suppressed")
    is_suppressed: bool = column("true where fewer than demand.min_group people want it")
    n_branches: int | None = column("branches with enough of those people to be told; null where there is none")
    priority: float = column("0 to 1: demand, certainty of the match and circle fit; 0 where suppressed")
    status: str = column("proposed, shortlisted, rejected or later; the latest decision not undone")
    decided_by: str | None = column("who decided")
    decided_at: datetime | None = column("UTC time of the decision")
    n_roles: int | None = column("roles with enough of those people to be told; null where there is none", default=None)
    strength: float | None = column(
        "how strongly they want it, 0 to 1: the mean over people of the strongest thing each said (a rating or rank as "
        "a share of its scale, 1 for what was ticked or typed); null where it would tell of a small group",
        default=None,
    )
    strength_from: tuple[str, ...] | None = column(
        "the ways in which enough of them said so to be told: rating, ranking, chosen, free_text", default=None
    )
    respondents_share: float | None = column(
        "share of its survey's respondents who want the goal that stands for the topic: the most wanted one of its "
        "latest survey; 0 to 1, to two digits; null where suppressed",
        default=None,
    )
    previous_survey_id: str | None = column(
        "the latest earlier survey that asked for that goal in the same way; null where there is none", default=None
    )
    previous_respondents_share: float | None = column(
        "the share of that goal in that survey; null where suppressed or there is none", default=None
    )
    trend: str | None = column(
        "`comparable`, `suppressed` (an earlier survey compares, a share may not be told), `not_comparable` or "
        "`no_earlier_survey`; null where the topic is suppressed",
        default=None,
    )
    trend_because: str | None = column("why they compare or do not, in a sentence", default=None)
    certainty: float | None = column(
        "the chance that the best match of its goals is accepted, 0 to 1; 0 without a match; null where suppressed",
        default=None,
    )
    is_certainty_measured: bool | None = column(
        "whether that chance was measured on goals of this kind: the library lexicon reads the goal, as it did all "
        "that were answered when certainty was fitted; null without a match or where suppressed",
        default=None,
    )


@table("core", "topic_goal")
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicGoal:
    """Which goals make up a topic; those whose wording may not be told are left out."""

    topic_id: str = column("the topic", key=True)
    goal_id: str = column("the goal", key=True)


@table("core", "topic_course")
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicCourse:
    """The shortlist of a topic. Paid courses stay out; a course of unknown cost says so."""

    topic_id: str = column("the topic", key=True)
    course_id: str = column("the course", key=True)
    rank: int = column(
        "1 is the best: what people put first, then those in a language that nobody asked in last, known free ones "
        "first, those that do not fit last, then by score, title, course_id"
    )
    score: float = column("best score over the topic's goals; 0 where only a decision brought it here")
    is_free: bool | None = column("true, or null where the cost is unknown")
    fit: str = column("circle fit: no where any signal says no, yes where all say yes, else unknown")
    because: str | None = column(
        "who put it first, when and by which decision; null where the rules alone place it", default=None
    )


@table("core", "fit_signal")
@dataclass(frozen=True, kw_only=True, slots=True)
class FitSignal:
    """One thing that makes a course fit a circle, or not. Unknown is not no."""

    course_id: str = column("the course", key=True)
    signal: str = column("what it is about; every signal is worded so that yes is good news: docs/fit.md", key=True)
    value: str = column("yes, no or unknown")
    source: str = column("where the evidence comes from: `listing`, `description`, `policy`, `page` or `circles`")
    evidence: str = column("the value and the setting it was held against")


@table("core", "decision")
@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What a person decided about a topic; append-only, undo is a row of its own."""

    decision_id: int = column("running number", key=True)
    topic_id: str = column("the topic")
    action: str = column(
        "shortlist, reject, later, rename, pin, drop, add, comment, assign, merge, split, move or undo"
    )
    reason: str | None = column("reason code")
    note: str | None = column("what the person wrote: of a rename the new title, of an assign the colleague")
    decided_by: str = column("who")
    decided_at: datetime = column("UTC time")
    undone_at: datetime | None = column("UTC time it was undone; null while it holds")
    into_topic_id: str | None = column(
        "the topic that got goals of this one: of a merge, split or move; null for others", default=None
    )
    course_id: str | None = column(
        "the course that was put first (pin), taken out (drop) or entered (add); null for others", default=None
    )

    @property
    def named(self) -> str:
        """Who decided it when, as explanations name it: `Ada on 2026-11-26, decision 3`."""
        return f"{self.decided_by} on {self.decided_at:%Y-%m-%d}, decision {self.decision_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """Where a merge, split or move put a goal: from which topic into which; the same for goals that stay."""

    decision_id: int
    goal_id: str
    from_topic_id: str
    topic_id: str
    is_undone: bool


@table("core", "topic_change")
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicChange:
    """What became of a topic of an earlier night, as far as its goals may be told; others stayed."""

    night_id: str = column("the night that found it", key=True)
    topic_id: str = column("the topic of the night before", key=True)
    place: int = column("1 for the first thing that became of it", key=True)
    changed_at: datetime = column("UTC time of that night")
    kind: str = column(
        "merged (all of it is in another topic), split (goals of it are a topic of their own), moved (goals are in "
        "another topic that was there), ended (its goals are gone)"
    )
    into_topic_id: str | None = column("the other topic; null where it ended")
    decided_by: str = column("`person` where a merge, split or move says so, else `rules`")
