"""De-identified survey answers: a SQLite file of their own, read into every build and never published.

One survey counts once: the same file under another name is known by its content, a later export of the same form
takes the place of the earlier one, and where it cannot be told whether it is one, a person says so.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.model import Answer, Export, Question
from pipeline.store.schema import naive
from pipeline.store.sqlite import open_sqlite, scrub
from pipeline.survey import NOTHING_TOLD, Held, Intake, Reread, Told, placed, reread

SCHEMA = """
CREATE TABLE IF NOT EXISTS survey (
    survey_id TEXT PRIMARY KEY,
    added_at TEXT NOT NULL,
    facts TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS question (
    survey_id TEXT NOT NULL REFERENCES survey ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (survey_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answer (
    survey_id TEXT NOT NULL REFERENCES survey ON DELETE CASCADE,
    position INTEGER NOT NULL,
    respondent TEXT NOT NULL,
    question_id TEXT NOT NULL,
    option TEXT,
    text TEXT,
    state TEXT NOT NULL,
    PRIMARY KEY (survey_id, position)
) STRICT, WITHOUT ROWID;
"""
FACTS = ("dialect", "confidence", "encoding", "rows_read", "rows_kept", "dropped_because", "not_stored")
MAPPED = "is_mapped"
"""Among the facts: whether a mapping had the export read. Earlier releases did not note it."""


@dataclass(frozen=True)
class KeptSurvey:
    """A survey as it is kept."""

    survey_id: str
    added_at: datetime
    export: Export


def survey_id(name: str, data: bytes, key: bytes) -> str:
    """File name and 8 hex digits of a keyed hash of the content: readable; `key` is the home's secret."""
    stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in Path(name).stem.lower())
    words = "-".join(part for part in stem.split("-") if part)[:40].strip("-") or "survey"
    return f"{words}-{hashlib.blake2b(data, key=key, digest_size=4).hexdigest()}"


class Surveys:
    """The surveys of one home."""

    def __init__(self, path: Path, salt: bytes) -> None:
        self._path = path
        self._salt = salt

    def add(
        self,
        name: str,
        data: bytes,
        export: Export,
        added_at: datetime,
        min_group: int = 1,
        *,
        is_mapped: bool = False,
        told: Told = NOTHING_TOLD,
    ) -> Intake:
        """Keep an export, respondents as salted hashes; a survey that is here already is brought up to date.

        Args:
            name: the file's name, for the id of a new survey.
            data: the file's content, by which the same file is known under any name; it is not kept.
            export: what the content says, as it may be kept.
            added_at: UTC time; a survey that is brought up to date keeps the time it was first added.
            min_group: the fewest people by whom an export has to differ from the one that is here to take its place:
                whoever compares two nights would learn what fewer people said.
            is_mapped: whether a person said how the export is to be read: then a survey that is here already is read
                anew, and what is kept no more leaves no byte.
            told: whether a person said of which survey it is.

        Raises:
            UsageError: the survey that it is to replace is not here.
            BusyError: somebody reads what is to leave no byte; what is kept was changed all the same.
        """
        intake = self._take_in(name, data, export, added_at, min_group, told, is_mapped=is_mapped)
        if is_mapped and intake.outcome in ("reread", "updated", "known"):
            scrub(self._path)  # also after one that was cut off between the change and this
        return intake

    def _take_in(
        self, name: str, data: bytes, export: Export, added_at: datetime, min_group: int, told: Told, *, is_mapped: bool
    ) -> Intake:
        new = survey_id(name, data, self._salt)
        with open_sqlite(self._path, SCHEMA) as connection:
            content = new.rpartition("-")[2]
            same = connection.execute("SELECT survey_id FROM survey WHERE substr(survey_id, -8) = ?", (content,))
            if found := same.fetchone():
                return self._read_anew(connection, found[0], export, min_group, is_mapped=is_mapped)
            held = (
                Held(
                    survey_id=kept.survey_id,
                    export=self._by_row(kept),
                    is_mapped=_is_mapped(connection, kept.survey_id),
                )
                for kept in _kept(connection)
            )
            place = placed(held, export, told, min_group, is_mapped=is_mapped)
            if place.act == "add":
                connection.execute(
                    "INSERT INTO survey VALUES (?, ?, ?)",
                    (new, naive(added_at).isoformat(sep=" "), _facts(export, is_mapped=is_mapped)),
                )
                self._fill(connection, new, export)
                return Intake(new, "added")
            if place.act == "reread":
                return self._read_anew(connection, place.survey_id, export, min_group, is_mapped=is_mapped)
            if place.act == "ask_more":
                if self._changes(connection, place.survey_id, export).tells_of_few(min_group):
                    return Intake(place.survey_id, "few", common=place.common)
            elif place.act != "replace":
                return Intake(place.survey_id, place.act, common=place.common, others=place.others)
            self._replace(connection, place.survey_id, export, is_mapped=is_mapped)
            return Intake(place.survey_id, "updated", common=place.common)

    def _read_anew(
        self, connection: sqlite3.Connection, survey: str, export: Export, min_group: int, *, is_mapped: bool
    ) -> Intake:
        """The same people again: nothing is changed, unless a mapping has them read in another way."""
        if not is_mapped:
            return Intake(survey, "known")
        changes = self._changes(connection, survey, export)
        if changes.tells_of_few(min_group):
            return Intake(survey, "few_reread", changes)
        self._replace(connection, survey, export, is_mapped=True)
        return Intake(survey, "reread" if changes.changed else "known", changes)

    def _changes(self, connection: sqlite3.Connection, survey: str, export: Export) -> Reread:
        """How an export of the same people, row by row, differs from what is kept."""
        answers = tuple(replace(a, respondent=self._pseudonym(survey, a.respondent)) for a in export.answers)
        kept = next(each.export for each in _kept(connection) if each.survey_id == survey)
        return reread(kept, replace(export, answers=answers))

    def _replace(self, connection: sqlite3.Connection, survey: str, export: Export, *, is_mapped: bool) -> None:
        connection.execute(
            "UPDATE survey SET facts = ? WHERE survey_id = ?", (_facts(export, is_mapped=is_mapped), survey)
        )
        connection.execute("DELETE FROM question WHERE survey_id = ?", (survey,))
        connection.execute("DELETE FROM answer WHERE survey_id = ?", (survey,))
        self._fill(connection, survey, export)

    def _by_row(self, kept: KeptSurvey) -> Export:
        """The export as it was read: each respondent named by row again, which only the salt allows.

        Answers that were kept under another salt (a home restored without it) name nobody and are left out.
        """
        rows = {
            self._pseudonym(kept.survey_id, row): row for row in (f"r{n}" for n in range(1, kept.export.rows_read + 1))
        }
        answers = tuple(
            replace(answer, respondent=rows[answer.respondent])
            for answer in kept.export.answers
            if answer.respondent in rows
        )
        return replace(kept.export, answers=answers)

    def _fill(self, connection: sqlite3.Connection, survey: str, export: Export) -> None:
        connection.executemany(
            "INSERT INTO question VALUES (?, ?, ?)",
            ((survey, n, json.dumps(_question(q))) for n, q in enumerate(export.questions)),
        )
        connection.executemany(
            "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (survey, n, self._pseudonym(survey, a.respondent), a.question_id, a.option, a.text, a.state)
                for n, a in enumerate(export.answers)
            ),
        )

    def all(self) -> list[KeptSurvey]:
        """Every survey, the oldest first."""
        if not self._path.exists():
            return []
        with open_sqlite(self._path, SCHEMA) as connection:
            return _kept(connection)

    def ids(self) -> list[str]:
        """The ids of every survey, the oldest first."""
        if not self._path.exists():
            return []
        with open_sqlite(self._path, SCHEMA) as connection:
            rows = connection.execute("SELECT survey_id FROM survey ORDER BY added_at, survey_id").fetchall()
        return [survey for (survey,) in rows]

    def forget(self, survey: str) -> dict[str, int]:
        """Delete a survey so that no byte of it stays; how many respondents, answers and questions went, by name.

        Safe to repeat: a survey that is not here is nothing to count, and the file is cleaned all the same.

        Raises:
            BusyError: somebody reads or writes the file.
        """
        if not self._path.exists():
            return {}
        with open_sqlite(self._path, SCHEMA) as connection:
            row = connection.execute(
                "SELECT count(DISTINCT respondent), count(*), (SELECT count(*) FROM question WHERE survey_id = $1), "
                "(SELECT count(*) FROM survey WHERE survey_id = $1) FROM answer WHERE survey_id = $1",
                {"1": survey},
            ).fetchone()
            connection.execute("DELETE FROM survey WHERE survey_id = ?", (survey,))  # questions and answers go with it
        scrub(self._path)
        respondents, answers, questions, n_surveys = row
        return {"respondents": respondents, "answers": answers, "questions": questions} if n_surveys else {}

    def _pseudonym(self, survey: str, respondent: str) -> str:
        return hashlib.blake2b(f"{survey}\x00{respondent}".encode(), key=self._salt, digest_size=12).hexdigest()


def _kept(connection: sqlite3.Connection) -> list[KeptSurvey]:
    found = connection.execute("SELECT survey_id, added_at, facts FROM survey ORDER BY added_at, survey_id").fetchall()
    return [
        KeptSurvey(survey, datetime.fromisoformat(added_at), _export(connection, survey, json.loads(facts)))
        for survey, added_at, facts in found
    ]


def _facts(export: Export, *, is_mapped: bool) -> str:
    return json.dumps({name: getattr(export, name) for name in FACTS} | {MAPPED: is_mapped})


def _is_mapped(connection: sqlite3.Connection, survey: str) -> bool:
    (facts,) = connection.execute("SELECT facts FROM survey WHERE survey_id = ?", (survey,)).fetchone()
    return bool(json.loads(facts).get(MAPPED))


def _question(question: Question) -> dict[str, object]:
    return {name: getattr(question, name) for name in Question.__dataclass_fields__}


def _export(connection: sqlite3.Connection, survey: str, facts: dict[str, object]) -> Export:
    questions = connection.execute("SELECT question FROM question WHERE survey_id = ? ORDER BY position", (survey,))
    answers = connection.execute(
        "SELECT respondent, question_id, option, text, state FROM answer WHERE survey_id = ? ORDER BY position",
        (survey,),
    )
    export = Export(
        **{name: facts[name] for name in FACTS},  # type: ignore[arg-type]
        questions=tuple(_read_question(json.loads(text)) for (text,) in questions),
        answers=tuple(_answers(answers)),
    )
    return replace(export, not_stored=tuple(export.not_stored))


def _read_question(values: dict[str, object]) -> Question:
    question = Question(**values)  # type: ignore[arg-type]
    strengths = tuple((str(step), strength) for step, strength in question.strengths)
    return replace(question, options=tuple(question.options), steps=tuple(question.steps), strengths=strengths)


def _answers(rows: Iterable[tuple[str, str, str | None, str | None, str]]) -> Iterable[Answer]:
    for respondent, question_id, option, text, state in rows:
        yield Answer(respondent=respondent, question_id=question_id, option=option, text=text, state=state)  # type: ignore[arg-type]
