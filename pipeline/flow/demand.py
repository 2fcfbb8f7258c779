"""Demand: every survey kept in the home, read into goals and the people behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Export, GoalDemand, QuestionRole, Settings, Survey
from pipeline.store import KeptSurvey
from pipeline.survey import NOTHING_DECIDED, AnswerReader, Decided, goals, wishes
from pipeline.survey.strategy import Strategy
from pipeline.survey.trend import Asked, asked
from pipeline.survey.wording import key as folded


@dataclass(frozen=True)
class Demand:
    """What people want; respondents are pseudonyms and stay inside the night."""

    surveys: tuple[Survey, ...] = ()
    goals: tuple[GoalDemand, ...] = ()
    branches: Mapping[str, str] = field(default_factory=dict)
    """Branch by respondent, where a survey asked for it."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Role by respondent, where a survey asked for it."""
    asked: Mapping[str, Asked] = field(default_factory=dict)
    """What each survey asked, by id."""
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Who answered each survey, by id."""
    strategy: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """The strategic goals that a goal serves, each with why, by goal_id."""


def read_demand(
    kept: Sequence[KeptSurvey],
    settings: Settings,
    key: bytes,
    reader: AnswerReader,
    decisions: Decided = NOTHING_DECIDED,
) -> Demand:
    """Goals of every survey, the oldest survey first; `key` is the home's secret, from which goals get their ids.

    `decisions` are what people decided about wordings. A survey answered by fewer than `demand.min_group` people is
    left aside: whatever it changed would tell about them.
    """
    surveys: list[Survey] = []
    found: list[GoalDemand] = []
    branches: dict[str, str] = {}
    roles: dict[str, str] = {}
    questions: dict[str, Asked] = {}
    people: dict[str, frozenset[str]] = {}
    for survey in kept:
        who = frozenset(answer.respondent for answer in survey.export.answers)
        if len(who) < settings.demand.min_group:
            continue
        wanted, _ = wishes(survey.export, settings.demand, reader)
        here = goals(wanted, survey.survey_id, key, reader.meanings, settings.demand.min_group, decisions)
        found += here
        branches |= _given(survey.export, "branch")
        roles |= _given(survey.export, "role")
        people[survey.survey_id] = who
        questions[survey.survey_id] = asked(survey.survey_id, survey.added_at, survey.export, reader)
        surveys.append(
            Survey(
                survey_id=survey.survey_id,
                dialect=survey.export.dialect,
                added_at=survey.added_at,
                n_goals=len(here),
                n_respondents=len(who),
            )
        )
    strategy = Strategy(settings.strategic_goals, reader.lexicon)
    links = {goal.goal_id: tuple(strategy.links(goal)) for goal in found} if settings.strategic_goals else {}
    return Demand(tuple(surveys), tuple(found), branches, roles, questions, people, links)


def _given(export: Export, role: QuestionRole) -> dict[str, str]:
    """What each respondent answered to the question of a role, worded as most people word it."""
    of_role = {question.question_id for question in export.questions if question.role == role}
    given = {
        answer.respondent: said
        for answer in export.answers
        if answer.question_id in of_role and answer.state == "chosen" and (said := answer.option or answer.text)
    }
    wordings: dict[str, Counter[str]] = defaultdict(Counter)
    for said in given.values():
        wordings[folded(said)][said] += 1
    common = {same: min(counts, key=lambda said: (-counts[said], said)) for same, counts in wordings.items()}
    return {respondent: common[folded(said)] for respondent, said in given.items()}
