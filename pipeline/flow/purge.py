"""Purges a survey: out of every file of the home, said file by file; and those whose retention has ended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import durable, private
from pipeline.errors import UsageError
from pipeline.flow.intake import meant
from pipeline.model import DemandSettings, Settings
from pipeline.store import Decisions, Home, KeptSurvey, ListedSurvey, Surveys, Uploads, clear_unfinished
from pipeline.store.forget import Forgotten, surveys_in
from pipeline.store.holdings import HOLDINGS, unknown_files
from pipeline.store.schema import naive

CUT_OFF = "its purge was cut off before"


@dataclass(frozen=True)
class Purged:
    """What a purge did."""

    survey_id: str
    purged_at: datetime
    reason: str
    files: tuple[Forgotten, ...]
    unknown: tuple[str, ...]
    """Files that are not the project's own: a person has to look into them."""
    n_decisions: int
    """Decisions about topics kept: titles, reasons and notes are the words of those who decided."""

    @property
    def sentences(self) -> list[str]:
        """What to tell a person, a line a file."""
        lines = [f"survey {self.survey_id} is purged ({self.reason})"]
        for done in self.files:
            counts = ", ".join(_counted(n, what) for what, n in done.removed.items())
            told = "; ".join(text for text in (counts, done.note) if text)
            lines.append(f"  {done.file}: {done.action}{f' ({told})' if told else ''}")
        if self.n_decisions:
            lines.append(
                f"  decisions.sqlite: kept ({self.n_decisions:,} decisions about topics: titles, reasons and notes are "
                "the words of those who decided, a title typed after a wording of the survey included)"
            )
        lines += [f"  {name}: not one of Circlewise's files; look into it yourself" for name in self.unknown]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The shape of `purge-survey --json`, and of the record in logs/."""
        return {
            "survey_id": self.survey_id,
            "purged_at": self.purged_at,
            "reason": self.reason,
            "files": [
                {"file": done.file, "action": done.action, "removed": done.removed, "note": done.note}
                for done in self.files
            ],
            "decisions_kept": self.n_decisions,
            "unknown_files": list(self.unknown),
        }


def _counted(n: int, what: str) -> str:
    """So many of what: rows by what they are about, "23 abstention rows"; people and answers as they are called."""
    schema, dot, rows = what.partition(".")
    if not dot:
        return f"{n:,} {what}"
    table, colon, done = rows.partition(": ")
    words = table.replace("_", " ")
    rows_of = f"{words} row{'' if n == 1 else 's'}" if schema != "raw" else f"raw {words} rows"
    return f"{n:,} {words} {done}" if colon else f"{n:,} {rows_of}"


def purge_survey(home: Home, survey_id: str, purged_at: datetime, min_group: int, reason: str = "asked for") -> Purged:
    """Take a survey out of every file of a home that the caller has locked.

    A purge that was cut off is finished by purging again, or by the next night. `purged_at` is UTC; a number of
    respondents under `min_group` is not told.

    Raises:
        UsageError: no file knows such a survey; says which surveys there are.
        BusyError: somebody reads the answers; purge again.
    """
    clear_unfinished(home)
    pending = _pending(home)
    survey_id = meant(survey_id, known_surveys(home) | ({pending} if pending else set()))
    if pending not in (None, survey_id):
        purge_survey(home, pending, purged_at, min_group, CUT_OFF)
    known = known_surveys(home)
    if survey_id not in known and survey_id != pending:
        there = ", ".join(sorted(known)) if known else "none"
        raise UsageError(f"there is no survey `{survey_id}` here; surveys of this home: {there}")
    mark = _mark(home)
    private.write_text(mark, json.dumps({"survey_id": survey_id}))
    durable.sync(mark)
    durable.sync(mark.parent)  # before anything goes: else a purge that power cut off could never be finished
    files = [
        done
        for holding in HOLDINGS
        if holding.forget and (paths := holding.files(home))
        for done in holding.forget(home, paths, survey_id)
    ]
    purged = Purged(
        survey_id=survey_id,
        purged_at=naive(purged_at),
        reason=reason,
        files=tuple(_told(done, min_group) for done in files),
        unknown=tuple(unknown_files(home)),
        n_decisions=len(Decisions(home.decisions).all()),
    )
    record = home.logs / f"purge-{purged_at:%Y%m%dT%H%M%S}-{survey_id}.json"
    private.write_text(record, json.dumps(purged.as_json(), indent=1, default=str))
    mark.unlink()
    return purged


def known_surveys(home: Home) -> set[str]:
    """The ids of all surveys that any file of the home knows."""
    kept = {survey.survey_id for survey in Surveys(home.surveys, home.salt()).all()}
    return kept | surveys_in([path for path in (home.catalogue, *home.builds.glob("*.duckdb")) if path.exists()])


def listed(home: Home, demand: DemandSettings) -> list[dict[str, Any]]:
    """The surveys of a home, the oldest first: the shape of `survey list --json`."""
    kept = Surveys(home.surveys, home.salt()).all() if home.surveys.exists() else []
    rows = []
    for survey in kept:
        n = len({answer.respondent for answer in survey.export.answers})
        rows.append(
            {
                "survey_id": survey.survey_id,
                "dialect": survey.export.dialect,
                "added_at": survey.added_at,
                "n_respondents": n if n >= demand.min_group else None,
                "is_suppressed": n < demand.min_group,
                "n_questions": len(survey.export.questions),
                "ends_at": ends_at(survey, demand),
            }
        )
    return rows


def ends_at(survey: KeptSurvey | ListedSurvey, demand: DemandSettings) -> datetime | None:
    """UTC time from which a night purges the survey; None where it is kept until somebody does."""
    if demand.keep_surveys_days is None:
        return None
    return survey.added_at + timedelta(days=demand.keep_surveys_days)


def purge_due(home: Home, settings: Settings, as_of: datetime) -> list[Purged]:
    """Finish a purge that was cut off, then purge every survey whose retention has ended at `as_of`.

    Uploads that nobody added in time go, too.
    """
    demand, purged = settings.demand, []
    Uploads(home.uploads).sweep(as_of, timedelta(hours=settings.serve.keep_uploads_hours))
    if pending := _pending(home):
        purged.append(purge_survey(home, pending, as_of, demand.min_group, CUT_OFF))
    for survey_id in _expired(Surveys(home.surveys, home.salt()).all(), demand, as_of):
        reason = f"kept for {demand.keep_surveys_days} days, demand.keep_surveys_days in schedule.yaml"
        purged.append(purge_survey(home, survey_id, as_of, demand.min_group, reason))
    return purged


def _expired(kept: Iterable[KeptSurvey], demand: DemandSettings, as_of: datetime) -> list[str]:
    ends = ((survey.survey_id, ends_at(survey, demand)) for survey in kept)
    return [survey_id for survey_id, end in ends if end is not None and end <= naive(as_of)]


def _told(done: Forgotten, min_group: int) -> Forgotten:
    """What a purge did, without a number of people that is too small to be told."""
    few = {what for what, n in done.removed.items() if what == "respondents" and n < min_group}
    if not few:
        return done
    removed = {what: n for what, n in done.removed.items() if what not in few}
    return replace(done, removed=removed, note=f"fewer than {min_group} respondents")


def _mark(home: Home) -> Path:
    return home.folder / "purge.pending"


def _pending(home: Home) -> str | None:
    """The survey whose purge was begun and not ended."""
    try:
        return str(json.loads(_mark(home).read_text(encoding="utf-8"))["survey_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
