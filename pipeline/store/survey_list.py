"""The surveys of a home in short, for the coordinators' page: without reading the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.store.reading import Catalogue
from pipeline.store.sqlite import read_sqlite

COUNTED = "SELECT survey_id, n_goals FROM out.survey"


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedSurvey:
    """A survey that is kept."""

    survey_id: str
    dialect: str
    added_at: datetime
    """UTC, without zone."""
    n_respondents: int
    """Everybody who answered: not to be told where it is under `demand.min_group`."""
    n_questions: int
    n_used: int
    """Questions that something is read from."""


def listed_surveys(path: Path) -> list[ListedSurvey]:
    """The surveys in this file of answers, the oldest first.

    Raises:
        StoreError: the file cannot be read.
    """
    if not path.exists():
        return []
    with read_sqlite(path) as connection:
        surveys = connection.execute("SELECT survey_id, added_at, facts FROM survey ORDER BY added_at, survey_id")
        rows = surveys.fetchall()
        asked = connection.execute("SELECT survey_id, question FROM question").fetchall()
    roles: dict[str, list[str]] = {survey_id: [] for survey_id, _, _ in rows}
    for survey_id, question in asked:
        roles.setdefault(survey_id, []).append(json.loads(question)["role"])
    return [_listed(survey_id, added_at, json.loads(facts), roles[survey_id]) for survey_id, added_at, facts in rows]


def counted_surveys(catalogue: Catalogue) -> dict[str, int]:
    """The surveys that the last night counted, by id: how many goals it read from each."""
    return {str(survey_id): int(n_goals) for survey_id, n_goals in catalogue.query(COUNTED).rows}


def _listed(survey_id: str, added_at: str, facts: Mapping[str, Any], roles: Sequence[str]) -> ListedSurvey:
    return ListedSurvey(
        survey_id=survey_id,
        dialect=facts["dialect"],
        added_at=datetime.fromisoformat(added_at),
        n_respondents=facts["rows_kept"],  # each row that is kept is a respondent with an answer, be it a blank
        n_questions=len(roles),
        n_used=sum(role != "none" for role in roles),
    )
