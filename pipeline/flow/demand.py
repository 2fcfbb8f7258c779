"""Demand: every survey kept in the home, read into goals and the people behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import DemandSettings, Export, GoalDemand, Survey
from pipeline.store import KeptSurvey
from pipeline.survey import AnswerReader, goals, wishes


@dataclass(frozen=True)
class Demand:
    """What people want; respondents are pseudonyms and stay inside the night."""

    surveys: tuple[Survey, ...]
    goals: tuple[GoalDemand, ...]
    branches: dict[str, str]
    """Branch by respondent, where a survey asked for it."""


def read_demand(kept: Sequence[KeptSurvey], settings: DemandSettings, key: bytes, reader: AnswerReader) -> Demand:
    """Goals of every survey, the oldest survey first; `key` is the home's secret, from which goals get their ids.

    A survey answered by fewer than `min_group` people is left aside: whatever it changed would tell about them.
    """
    surveys: list[Survey] = []
    found: list[GoalDemand] = []
    branches: dict[str, str] = {}
    for survey in kept:
        if len({answer.respondent for answer in survey.export.answers}) < settings.min_group:
            continue
        wanted, _ = wishes(survey.export, settings, reader)
        here = goals(wanted, survey.survey_id, key)
        found += here
        branches |= _branches(survey.export)
        surveys.append(
            Survey(
                survey_id=survey.survey_id,
                dialect=survey.export.dialect,
                added_at=survey.added_at,
                n_goals=len(here),
            )
        )
    return Demand(tuple(surveys), tuple(found), branches)


def _branches(export: Export) -> dict[str, str]:
    asked = {question.question_id for question in export.questions if question.role == "branch"}
    return {
        answer.respondent: branch
        for answer in export.answers
        if answer.question_id in asked and (branch := answer.option or answer.text)
    }
