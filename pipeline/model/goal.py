"""Goals with their wordings and figures, and what people decide about wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipeline.model.columns import column, table
from pipeline.model.demand import Origin, Way
from pipeline.model.lexicon import SkillLevel

JoinRule = Literal["words", "spelling", "order", "concept", "concepts", "person"]
GoalAction = Literal["join", "keep_apart", "undo"]
GOAL_ACTIONS: tuple[GoalAction, ...] = ("join", "keep_apart", "undo")


@dataclass(frozen=True, kw_only=True, slots=True)
class GoalWording:
    """One way in which a goal is worded: wordings that differ in form only (case, plural, polite words) are one.

    `wording_id` is a keyed hash, the same from night to night. `wording` is the commonest of them as typed. `rule` and
    `because` say why it belongs to its goal; `decision_id` is the decision that put it there or keeps it apart. `also`
    are the others as typed, but for capitals.
    """

    wording_id: str
    wording: str
    origin: Origin
    respondents: frozenset[str]
    rule: JoinRule
    because: str
    decision_id: int | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GoalDemand:
    """A goal with the people behind it; lives inside a night and is never stored.

    `respondents` are pseudonyms, distinct over all surveys. `matching_text`, `level` and `language` are as in Wish.
    `wording` is what may be shown where the goal may be told at all: the form's, one that enough people share, or the
    name of its concept; `has_telling_wording` is false where there is none of these. `meaning` is the same for goals of
    different surveys that mean the same, and `concepts` are those of the library lexicon that the goal means.
    `is_decided` is true where a person put a wording in or took one out.

    `strengths` are how strongly each respondent wants it, 0 to 1, the strongest of what they said; `ways` are the
    respondents by how they said it.
    """

    goal_id: str
    survey_id: str
    wording: str
    origin: Origin
    respondents: frozenset[str]
    matching_text: str = ""
    level: SkillLevel | None = None
    language: str | None = None
    wordings: tuple[GoalWording, ...] = ()
    has_telling_wording: bool = True
    meaning: str = ""
    is_decided: bool = False
    concepts: frozenset[str] = frozenset()
    strengths: Mapping[str, float] = field(default_factory=dict)
    ways: Mapping[Way, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class GoalDecision:
    """What a person decided about a wording or goal of a survey; append-only, undo is a row of its own.

    `subject` is the wording (or whole goal) that was put into `goal_id` (`join`) or is kept out of it (`keep_apart`).
    All of them are keyed hashes: a decision holds nothing that anybody answered.
    """

    decision_id: int
    survey_id: str
    subject: str
    goal_id: str
    action: GoalAction
    note: str | None
    decided_by: str
    decided_at: datetime
    undone_at: datetime | None
    undone_by_id: int | None = None
    """The number of the undoing, which counts among the decisions."""


@table("core", "goal_branch")
@dataclass(frozen=True, kw_only=True, slots=True)
class GoalBranch:
    """How many people of a branch share a goal; only where the number tells of no small group."""

    goal_id: str = column("the goal", key=True)
    branch: str = column("the branch, as most of its people call it", key=True)
    n_respondents: int = column("distinct respondents of that branch who share it")


@table("core", "topic_branch")
@dataclass(frozen=True, kw_only=True, slots=True)
class TopicBranch:
    """How many people of a branch want a topic; only where the number tells of no small group."""

    topic_id: str = column("the topic", key=True)
    branch: str = column("the branch, as most of its people call it", key=True)
    n_respondents: int = column("distinct respondents of that branch over all goals of the topic")


@table("core", "goal_strategy")
@dataclass(frozen=True, kw_only=True, slots=True)
class GoalStrategy:
    """Which goals serve which goal of the library's strategic plan (schedule.yaml, `strategic_goals`)."""

    goal_id: str = column("the goal; only one whose wording may be told", key=True)
    strategic_goal: str = column("the name given in schedule.yaml", key=True)
    because: str = column("the concept or the words that link them")


@dataclass(frozen=True, kw_only=True, slots=True)
class PrivateWording:
    """A wording as coordinators see it, in a file of its own that is never published.

    `wording` is None where it may name somebody. `n_told` is None where fewer than `demand.min_group` people used it
    (`is_few`), or where the number would give such a group away. `also` are other ways in which people typed it,
    without those that may name somebody. `subject_id` is the same for goals that differ in level or language only.
    """

    survey_id: str
    goal_id: str
    wording_id: str
    wording: str | None
    withheld_because: str | None
    origin: Origin
    level: str | None
    language: str | None
    n_told: int | None
    is_few: bool
    rule: JoinRule
    because: str
    decision_id: int | None
    subject_id: str = ""
    also: tuple[str, ...] = ()
