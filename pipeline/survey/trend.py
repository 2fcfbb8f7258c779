"""Whether a goal can be compared with an earlier survey: only where both asked for it in the same way.

A goal that a form offers is ticked by more people than would have typed it, so a share that was ticked says nothing
about a share that was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Export, GoalDemand, QuestionKind
from pipeline.survey.joining import facet_words
from pipeline.survey.reader import AnswerReader

COMPARED_KINDS: tuple[QuestionKind, ...] = ("rating", "ranking", "choice", "multi_select")
SAID: dict[str, str] = {"rating": "rated", "ranking": "ranked", "choice": "chosen", "multi_select": "ticked"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one survey asked: each goal that its form offers, by meaning, with the kinds of its questions."""

    survey_id: str
    added_at: datetime
    offered: Mapping[str, frozenset[str]]
    asks_freely: bool
    """True where a question on goals is answered in one's own words."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier survey says of goals: `survey_id` is None where none compares; `because` is a sentence."""

    survey_id: str | None
    goals: tuple[GoalDemand, ...]
    is_first: bool
    """True where no survey is earlier."""
    because: str


def asked(survey_id: str, added_at: datetime, export: Export, reader: AnswerReader) -> Asked:
    """What a survey asked its people about goals."""
    offered: dict[str, set[str]] = {}
    asks_freely = False
    for question in export.questions:
        if question.role != "goal":
            continue
        asks_freely |= question.kind == "free_text"
        for option in question.options if question.kind in COMPARED_KINDS else ():
            said = reader.option(option)
            meaning = reader.meanings.of(said.matching_text or option).key + facet_words(said.level, said.language)
            offered.setdefault(meaning, set()).add(question.kind)
    return Asked(survey_id, added_at, {key: frozenset(kinds) for key, kinds in offered.items()}, asks_freely)


def earlier(
    goals: Sequence[GoalDemand],
    surveys: Mapping[str, Asked],
    by_meaning: Mapping[str, Mapping[str, GoalDemand]],
) -> Earlier:
    """The latest survey before that of these goals which asked for all of them in the same way.

    Args:
        goals: goals of one survey, at least one.
        surveys: what each survey asked, by id.
        by_meaning: the goals of each survey by what they mean.
    """
    now = surveys[goals[0].survey_id]
    before = sorted(
        (each for each in surveys.values() if (each.added_at, each.survey_id) < (now.added_at, now.survey_id)),
        key=lambda each: (each.added_at, each.survey_id),
        reverse=True,
    )
    if not before:
        return Earlier(None, (), True, "there is no earlier survey")
    reasons = []
    for then in before:
        found = tuple(
            by_meaning[then.survey_id][goal.meaning] for goal in goals if goal.meaning in by_meaning[then.survey_id]
        )
        reason = _why_not([*goals, *found], {goal.meaning for goal in goals}, now, then)
        if reason is None:
            return Earlier(then.survey_id, found, False, _how(goals[0].meaning, now))
        reasons.append(f"{then.survey_id}: {reason}")
    return Earlier(None, (), False, reasons[0])


def _why_not(goals: Sequence[GoalDemand], meanings: Collection[str], now: Asked, then: Asked) -> str | None:
    """Why two surveys do not compare in these meanings; None where they do."""
    if any(goal.is_decided for goal in goals):
        return "a person joined or parted wordings in one of the two, so it is not the same goal"
    for meaning in sorted(meanings):
        here, there = now.offered.get(meaning, frozenset()), then.offered.get(meaning, frozenset())
        if here != there:
            return f"it was {_said(there, then)} then and is {_said(here, now)} now"
        if not here and not (now.asks_freely and then.asks_freely):
            return "it was not asked for in people's own words in both"
    return None


def _how(meaning: str, now: Asked) -> str:
    return f"both times it was {_said(now.offered.get(meaning, frozenset()), now)}"


def _said(kinds: frozenset[str], survey: Asked) -> str:
    if kinds:
        return " and ".join(SAID[kind] for kind in COMPARED_KINDS if kind in kinds)
    return "said in people's own words" if survey.asks_freely else "not asked for"
