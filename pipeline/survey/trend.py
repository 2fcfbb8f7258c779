"""Whether a goal can be compared with an earlier survey: only where both asked for it in the same way.

A goal that a form offers is ticked by more people than would have typed it, so a share that was ticked says nothing
about a share that was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Export, GoalDemand, QuestionKind
from pipeline.survey.asked_about import is_rated_whole, offered
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
    """What an earlier survey says of a goal: `survey_id` is None where none compares; `because` is a sentence.

    `goal` is the same goal there, None where nobody wanted it.
    """

    survey_id: str | None
    goal: GoalDemand | None
    because: str
    is_first: bool = False
    """True where no survey is earlier."""


def asked(survey_id: str, added_at: datetime, export: Export, reader: AnswerReader) -> Asked:
    """What a survey asked its people about goals."""
    kinds: dict[str, set[str]] = {}
    asks_freely = False
    for question in export.questions:
        if question.role != "goal":
            continue
        asks_freely |= question.kind == "free_text"
        kind: QuestionKind = "rating" if is_rated_whole(question) else question.kind
        for option in offered(question) if kind in COMPARED_KINDS else ():
            said = reader.option(option)
            meaning = reader.meanings.of(said.matching_text or option).key + facet_words(said.level, said.language)
            kinds.setdefault(meaning, set()).add(kind)
    return Asked(survey_id, added_at, {key: frozenset(asked) for key, asked in kinds.items()}, asks_freely)


class Trends:
    """Finds for goals the earlier survey that compares."""

    def __init__(self, goals: Iterable[GoalDemand], surveys: Mapping[str, Asked]) -> None:
        """`surveys` is what each survey asked, by id; there is one for every goal."""
        self._surveys = surveys
        self._by_meaning: dict[str, dict[str, list[GoalDemand]]] = {survey_id: {} for survey_id in surveys}
        for goal in goals:
            self._by_meaning[goal.survey_id].setdefault(goal.meaning, []).append(goal)
        self._in_order = sorted(surveys.values(), key=_order)

    def leading(self, goals: Sequence[GoalDemand], counts: Mapping[str, int]) -> GoalDemand | None:
        """The goal whose trend stands for a topic: of its latest survey the most wanted, a tie by id.

        `counts` are the numbers told, of which there is one for each of the goals; None where there are no goals.
        """
        return min(goals, key=lambda goal: (self._n_later(goal), -counts[goal.goal_id], goal.goal_id), default=None)

    def earlier(self, goal: GoalDemand) -> Earlier:
        """The latest survey before that of a goal which asked for it in the same way."""
        now = self._surveys[goal.survey_id]
        before = [then for then in reversed(self._in_order) if _order(then) < _order(now)]
        if not before:
            return Earlier(None, None, "there is no earlier survey", is_first=True)
        reasons: list[str] = []  # without the id of that survey: a purge has to find every place that names it
        for then in before:
            found = self._by_meaning[then.survey_id].get(goal.meaning, [])
            reason = _why_not([goal, *found], goal.meaning, now, then)
            if reason is None:
                same = found[0] if found else None
                return Earlier(then.survey_id, same, f"both times it was {_said(_offered(goal.meaning, now), now)}")
            reasons.append(reason)
        return Earlier(None, None, reasons[0])

    def _n_later(self, goal: GoalDemand) -> int:
        return sum(_order(survey) > _order(self._surveys[goal.survey_id]) for survey in self._in_order)


def _order(survey: Asked) -> tuple[datetime, str]:
    return survey.added_at, survey.survey_id


def _why_not(goals: Sequence[GoalDemand], meaning: str, now: Asked, then: Asked) -> str | None:
    """Why two surveys do not compare in a meaning; None where they do."""
    if any(goal.is_decided for goal in goals):
        return "a person joined or parted wordings in one of the two, so it is not the same goal"
    here, there = _offered(meaning, now), _offered(meaning, then)
    if here != there:
        return f"it was {_said(there, then)} then and is {_said(here, now)} now"
    if not here and not (now.asks_freely and then.asks_freely):
        return "it was not asked for in people's own words in both"
    return None


def _offered(meaning: str, survey: Asked) -> frozenset[str]:
    return survey.offered.get(meaning, frozenset())


def _said(kinds: frozenset[str], survey: Asked) -> str:
    if kinds:
        return " and ".join(SAID[kind] for kind in COMPARED_KINDS if kind in kinds)
    return "said in people's own words" if survey.asks_freely else "not asked for"
