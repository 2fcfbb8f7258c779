"""Read a survey export, whatever tool it is from: told by its content, never by its file name."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.contract.grid import Asked, Grid, Rows, grids
from pipeline.errors import UsageError
from pipeline.model import NO_MAPPING, Export, SurveyMapping
from pipeline.survey import (
    google_forms,
    kobo,
    limesurvey,
    microsoft_forms,
    qualtrics,
    redcap,
    surveymonkey,
    table,
    typeform,
    typeform_json,
)
from pipeline.survey.contact import whole_contact
from pipeline.survey.layout import Reader
from pipeline.survey.long_form import LongForm, long_form
from pipeline.survey.totals import refuse_totals
from pipeline.survey.withheld import never_stored
from pipeline.survey.wording import wording

READERS: tuple[Reader, ...] = (
    qualtrics,
    microsoft_forms,
    google_forms,
    typeform,
    surveymonkey,
    limesurvey,
    redcap,
    kobo,
    table,
)
"""Every dialect, the one to prefer first where two are equally sure."""
SAMPLE_ROWS = 60
ASKED = Asked(expected="a survey export as CSV or XLSX was expected")


def read_export(
    data: bytes, name: str, dictionary: tuple[bytes, str] | None = None, mapping: SurveyMapping = NO_MAPPING
) -> Export:
    """The export as questions and answers in long form, without contact data.

    `name` is for messages only. Of a workbook's sheets the likeliest is read; the others are named in `not_stored`.
    `dictionary` is a REDCap data dictionary and its name: wordings, options and which fields identify a person.
    `mapping` is what a person knows better; a dialect named there is not guessed, and its confidence is 1. What the
    dialect that the content shows would never store is not stored under another one either.

    Raises:
        UsageError: the file is empty, broken, encrypted, too large, no table with a heading row and answers, or one of
            totals; or the mapping is of another export.
    """
    told = typeform_json.read(data, name)
    if told is not None:
        grid, layout, others = told
        return _export(grid, typeform, 0.97, long_form(grid.rows, layout, mapping), others, mapping)
    found = grids(data, name, ASKED)
    named = [reader for reader in READERS if mapping.dialect in (None, reader.DIALECT)]
    grid = max(found, key=lambda grid: max(_scores(grid, named)))
    score, guessed = max(zip(_scores(grid, READERS), READERS, strict=True), key=lambda pair: pair[0])
    reader = guessed if mapping.dialect is None else named[0]
    if redcap.is_dictionary(grid.rows):
        raise UsageError(
            f"{name}: a REDCap data dictionary, {ASKED.expected}: give it with --dictionary beside the export it is of"
        )
    if dictionary is not None and reader is table:
        reader = redcap  # without checkboxes, a label export has none of the tool's own headings
    _require_headings(grid.rows[:1], name)
    if guessed is table:
        refuse_totals(grid.rows, name)
    if reader is table:
        _refuse_title_rows(grid, name)
    layout = reader.layout(grid.rows)
    _require_headings(grid.rows[: layout.n_header_rows], name)
    if dictionary is not None:
        if reader is not redcap:
            raise UsageError(f"{name}: of {reader.DIALECT}, which has no data dictionary; leave out {dictionary[1]}")
        fields = redcap.dictionary(grids(*dictionary, ASKED)[0].rows, dictionary[1])
        layout = redcap.informed(grid.rows, layout, fields, name)
    if layout.n_header_rows > 1 and not reader.score(grid.rows[:SAMPLE_ROWS]):
        raise UsageError(
            f"{name}: told to be of {reader.DIALECT}, but the {layout.n_header_rows} heading rows of such an export "
            f"are not there; the content looks like {guessed.DIALECT}: take `dialect` out of the mapping, or export "
            "again"
        )
    if reader is not guessed and dictionary is None:
        layout = layout.without(never_stored(grid.rows, guessed.layout(grid.rows)))
    if len(grid.rows) <= layout.n_header_rows and reader is table:
        raise UsageError(
            f"{name}: headings without any answers beneath them were found, one heading row and a row a respondent "
            "were expected: export the responses again"
        )
    others = tuple(f"sheet {other.sheet}" for other in found if other is not grid)
    return _export(grid, reader, score, long_form(grid.rows, layout, mapping), others, mapping)


def _export(
    grid: Grid, reader: Reader, score: float, long: LongForm, others: tuple[str, ...], mapping: SurveyMapping
) -> Export:
    """What was read; `others` are the sheets or forms of the file that were not."""
    return Export(
        dialect=reader.DIALECT,
        confidence=score if mapping.dialect is None else 1.0,
        encoding=grid.encoding,
        rows_read=long.rows_read,
        rows_kept=long.rows_kept,
        dropped_because=long.dropped_because,
        questions=long.questions,
        answers=long.answers,
        not_stored=long.not_stored + others,
    )


def _scores(grid: Grid, readers: Sequence[Reader]) -> list[float]:
    return [reader.score(grid.rows[:SAMPLE_ROWS]) for reader in readers]


def _require_headings(heads: Rows, name: str) -> None:
    """A heading that is somebody's e-mail address or phone number is an answer: the headings are missing."""
    for words in (wording(head) for row in heads for head in row if head):
        what = whole_contact(words)
        if what:
            raise UsageError(
                f"{name}: where headings were expected, there is somebody's {what}: export again with headings, or "
                "add them"
            )


def _refuse_title_rows(grid: Grid, name: str) -> None:
    """A title above the headings would make them answers, and names and addresses would not be recognised as such."""
    n_columns = len(grid.rows[0])
    n_headings = sum(1 for head in grid.rows[0] if wording(head))
    if n_columns >= 2 and n_headings < n_columns / 2:
        raise UsageError(
            f"{name}: the first row has a heading above {n_headings} of {n_columns} columns, one heading a column was "
            "expected: delete the title rows above the headings and save again"
        )
