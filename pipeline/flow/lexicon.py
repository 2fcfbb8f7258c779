"""The library lexicon, from its files to what reads answers: a file a language, every row checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import cast

from pipeline.errors import SettingsError
from pipeline.match.wordlist import Lexicon as WordLists
from pipeline.model import SUBJECT_KINDS, LexiconTerm, TermKind
from pipeline.model.lexicon import LEVELS, TERM_KINDS
from pipeline.survey import Lexicon

FOLDER = Path("data") / "reference" / "lexicon"
COLUMNS = ("concept", "term", "kind", "note", "source")
FILES = "a file a language such as en.csv was expected; see data/reference/README.md"


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of every language in a folder, the files by name: `en.csv` before `es.csv`.

    Raises:
        SettingsError: there is no file, or a row says what it may not; every finding is a sentence on a line of its own
            that names the file, the row, the column, what was found and what was expected.
    """
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise SettingsError(f"{folder}: no lexicon was found, {FILES}")
    terms = [term for path in paths for term in _terms(path)]
    problems = [*_shared_terms(terms)]
    if problems:
        raise SettingsError("\n".join(problems))
    return Lexicon(terms, _InUse().is_word)


class _InUse:
    """Words that are in use in English or Spanish; the lists take 1 s to load, so they wait for an unknown word."""

    @cached_property
    def _lists(self) -> WordLists:
        return WordLists()

    def is_word(self, word: str) -> bool:
        return self._lists.is_common(word)


def _terms(path: Path) -> list[LexiconTerm]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path}: cannot be read ({error}), expected CSV in UTF-8") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        found = ",".join(rows[0]) if rows else "nothing"
        raise SettingsError(f"{path}, row 1: found the headings {found}, expected {','.join(COLUMNS)}")
    problems = [f"{path}, row {n}, {problem}" for n, row in enumerate(rows[1:], 2) for problem in _wrong(row)]
    if problems:
        raise SettingsError("\n".join(problems))
    return [
        LexiconTerm(
            language=path.stem,
            concept=concept,
            term=term,
            kind=cast("TermKind", kind),
            note=note,
            source=source,
        )
        for concept, term, kind, note, source in rows[1:]
    ]


def _wrong(row: list[str]) -> Iterator[str]:
    """A sentence for everything that is wrong with a row, from its column on."""
    if len(row) != len(COLUMNS):
        yield f"all columns: found {len(row)} of them, expected {len(COLUMNS)}; a comma within a term needs quotes"
        return
    concept, term, kind, _, source = row
    for name, cell in (("concept", concept), ("term", term), ("source", source)):
        if not cell.strip() or cell != " ".join(cell.split()):
            yield f"column {name}: found `{cell}`, expected words without spaces around them"
    if kind not in TERM_KINDS:
        yield f"column kind: found `{kind}`, expected one of {', '.join(TERM_KINDS)}"
    elif kind == "level" and concept not in LEVELS:
        yield f"column concept: found `{concept}`, expected of a level one of {', '.join(LEVELS)}"


def _shared_terms(terms: list[LexiconTerm]) -> Iterator[str]:
    """A sentence for each term that stands for two things, unless the note of the second says `also of …`."""
    seen: dict[tuple[str, str, bool], LexiconTerm] = {}
    for term in terms:
        is_subject = term.kind in SUBJECT_KINDS
        key = (term.language, f"{term.term.casefold()}\n{'' if is_subject else term.kind}", is_subject)
        first = seen.setdefault(key, term)
        if first is not term and not term.note.startswith("also of "):
            yield (
                f"{term.language}.csv, column term: found `{term.term}` under `{term.concept}` and under "
                f"`{first.concept}`, expected it once"
            )
