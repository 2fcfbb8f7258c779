"""Demand: surveys, their questions and answers, and the goals read from them.

Questions, answers and wishes live in the surveys' own file and are never published; the catalogue holds goals
and counts only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.model.columns import column, table
from pipeline.model.lexicon import SkillLevel

Dialect = Literal[
    "surveymonkey",
    "google_forms",
    "microsoft_forms",
    "qualtrics",
    "limesurvey",
    "redcap",
    "kobo",
    "typeform",
    "table",
]
QuestionKind = Literal["free_text", "choice", "multi_select", "rating", "ranking", "date", "contact", "other"]
QuestionRole = Literal["goal", "branch", "role", "availability", "facilitate", "level", "language", "none"]
AnswerState = Literal["chosen", "not_chosen", "not_shown", "blank"]
Origin = Literal["form", "person"]
Way = Literal["rating", "ranking", "chosen", "free_text"]
"""How somebody said that they want a thing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question of a survey; a matrix is one question whose rows are its options.

    `options_are_headings` is true where the form itself names the options, in the headings of the export; elsewhere
    they were learned from the cells, and what several people typed under "other" may be among them. `is_kept` is false
    where nothing is read from what people typed, so that it is not kept.
    """

    question_id: str
    wording: str
    kind: QuestionKind
    role: QuestionRole
    options: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    n_answers: int = 0
    options_are_headings: bool = False
    strengths: tuple[tuple[str, float | None], ...] = ()
    """Steps and how strongly each says yes (0 to 1), where a person said so; None is no step."""
    is_kept: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One thing a respondent said to one question, in long form.

    `option` is the option chosen, or the row of a matrix; `text` is free text, or the step given to that row.
    """

    respondent: str
    question_id: str
    option: str | None
    text: str | None
    state: AnswerState


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """A survey export, read: what it is, what was kept, what was dropped and why. No contact data."""

    dialect: Dialect
    confidence: float
    encoding: str
    rows_read: int
    rows_kept: int
    dropped_because: dict[str, int]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    not_stored: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One respondent wants to learn one thing.

    `origin` says who worded it: `form` only where a heading of the export says so, `person` wherever a person may have.
    `wording` is as typed; `matching_text` is what of it names the subject, without polite words and level words, in
    full and rightly spelled (empty: as worded). `level` and `language` are None where the answer does not say. `way` is
    how it was said, and `strength` (0 to 1) how strongly. `typed` are the words of `matching_text` as they were typed.
    """

    respondent: str
    question_id: str
    wording: str
    origin: Origin
    strength: float
    matching_text: str = ""
    level: SkillLevel | None = None
    language: str | None = None
    way: Way = "free_text"
    typed: str = ""


@table("core", "survey")
@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A survey that has been read into demand."""

    survey_id: str = column("file name and a short hash of the content; the same file gives the same id", key=True)
    dialect: str = column("the survey tool whose export it is")
    added_at: datetime = column("UTC time it was added")
    n_goals: int = column("goals read from it")
    n_respondents: int = column("people who answered it; a survey answered by fewer than demand.min_group is left out")


@table("core", "goal")
@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """One thing that people of one survey want to learn; wordings that mean the same are one goal.

    Surveys answered by fewer than `demand.min_group` people are not counted.

    The published catalogue keeps no wording that a person typed and fewer than `demand.min_group` people share.
    """

    goal_id: str = column("keyed hash of survey and meaning; the same from night to night", key=True)
    survey_id: str = column("the survey")
    wording: str | None = column(
        "the form's wording, else the commonest that enough people share, else the name of its concept in the library "
        "lexicon; null where people typed it and too few share it"
    )
    origin: str = column(
        "`form` where the export's headings name it, `group` where at least demand.min_group people ask for it, "
        "`person` where fewer do"
    )
    n_respondents: int | None = column("distinct respondents; null where suppressed")
    is_suppressed: bool = column(
        "true where fewer than demand.min_group people share it, or a count would give one away"
    )
    level: str | None = column(
        "`beginner`, `intermediate` or `advanced` where the wording asks for it; null where it does not or is not told",
        default=None,
    )
    language: str | None = column(
        "BCP 47 code of the language it is worded in; null where that is unclear or the wording is not told",
        default=None,
    )
    n_branches: int | None = column(
        "branches with enough of those people to be told (out.goal_branch); null where there is none", default=None
    )
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
        "share of the survey's respondents who want it, 0 to 1, to two digits; null where suppressed", default=None
    )
    previous_survey_id: str | None = column(
        "the latest earlier survey that asked for it in the same way; null where there is none", default=None
    )
    previous_respondents_share: float | None = column(
        "the share in that survey; null where suppressed or there is none", default=None
    )
    trend: str | None = column(
        "`comparable`, `suppressed` (an earlier survey compares, a share may not be told), `not_comparable` or "
        "`no_earlier_survey`; null where the goal is suppressed",
        default=None,
    )
    trend_because: str | None = column("why they compare or do not, in a sentence", default=None)


@table("core", "told_count")
@dataclass(frozen=True, kw_only=True, slots=True)
class ToldCount:
    """Every number of respondents told so far: what is told stays until it is off by a whole group.

    So nobody who compares two nights learns what a few people changed (`demand.min_group`).
    """

    subject_id: str = column(
        "the goal, topic, survey or wording, or a part of a goal or topic: `@branch`, `=strength`, `~way`", key=True
    )
    place: int = column("1 is the number told first; the highest is the one told last", key=True)
    n_respondents: int = column("the number told")
    told_at: datetime = column("UTC time of the latest night that told it")


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldGroup:
    """A group of goals of which a number was told as that of a topic: all of them, those included that are not told.

    Which goals these are is kept privately, so that topics that are grouped anew give nothing away by subtraction.
    """

    topic_id: str
    n_respondents: int
    goal_ids: frozenset[str]
