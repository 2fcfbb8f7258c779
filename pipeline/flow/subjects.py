"""data/reference/subjects.csv: which concepts are one subject of a circle; every row is checked."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.model import SUBJECT_KINDS
from pipeline.survey import AnswerReader, Lexicon, SubjectList, SubjectReader

FILE = Path("data") / "reference" / "subjects.csv"
COLUMNS = ("subject", "concept", "kind")
KINDS = ("subject", "broad", "word")


def load_subjects(path: Path, reader: AnswerReader) -> SubjectReader:
    """What reads the subjects of goals.

    Raises:
        SettingsError: there is no file, or a row says what it may not; every finding is a sentence on a line of its own
            that names the row, the column, what was found and what was expected.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = [tuple(row) for row in csv.reader(file, strict=True)] or [()]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path}: cannot be read ({error}), expected CSV in UTF-8") from error
    if head != COLUMNS:
        raise SettingsError(f"{path}, row 1: found {','.join(head) or 'nothing'}, expected {','.join(COLUMNS)}")
    if problems := [f"{path}, {problem}" for problem in _wrong(rows, reader.lexicon)]:
        raise SettingsError("\n".join(problems))
    names = {concept: subject for subject, concept, kind in rows if kind == "subject"}
    broad = frozenset(concept for _, concept, kind in rows if kind == "broad")
    words = {word: written for written, word, kind in rows if kind == "word"}
    return SubjectReader(reader, SubjectList(names=names, broad=broad, words=words))


def _wrong(rows: list[tuple[str, ...]], lexicon: Lexicon) -> Iterator[str]:
    known = sorted({term.concept for term in lexicon.terms if term.kind in SUBJECT_KINDS})
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        if len(row) != len(COLUMNS):
            yield f"row {number}: found {len(row)} columns, expected {len(COLUMNS)}"
            continue
        subject, concept, kind = row
        if not subject.strip() or subject != " ".join(subject.split()):
            yield f"row {number}, column subject: found `{subject}`, expected a heading without spaces around it"
        if kind not in KINDS:
            yield f"row {number}, column kind: found `{kind}`, expected one of {', '.join(KINDS)}"
        if kind == "word" and concept != subject.casefold():
            yield f"row {number}, column concept: found `{concept}`, expected `{subject.casefold()}`"
        if kind != "word" and concept not in known:
            near = difflib.get_close_matches(concept, known, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            yield f"row {number}, column concept: found `{concept}`, expected a concept of the library lexicon{hint}"
        if concept in seen:
            yield f"row {number}, column concept: found `{concept}` a second time, expected each concept once"
        seen.add(concept)
