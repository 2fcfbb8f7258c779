"""From a table and its layout to questions and answers in long form, the same for every dialect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.contract.grid import Rows
from pipeline.model import NO_MAPPING, Answer, AnswerState, Question, QuestionMapping, SurveyMapping
from pipeline.survey import contact, kinds, roles, scales
from pipeline.survey.kinds import Shape, numeral
from pipeline.survey.layout import Block, Layout
from pipeline.survey.mapping import mapped
from pipeline.survey.splitting import learn, split
from pipeline.survey.wording import key, passage, shown, wording

UNTICKED = frozenset({"0", "no", "n", "false", "unchecked", "not selected", "0 0"})
"""Keys of cells that say: shown, and not chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LongForm:
    """What an export says, and what was left out and why."""

    rows_read: int
    rows_kept: int
    dropped_because: dict[str, int]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    not_stored: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A kept row: the respondent's pseudonym is its place in the file, never an id of the tool."""

    respondent: str
    cells: Sequence[str]


def long_form(rows: Rows, layout: Layout, mapping: SurveyMapping = NO_MAPPING) -> LongForm:
    """Read every row beneath the headings; what `mapping` says about a question is not guessed.

    A cell that is not empty ends in an answer, or in a column of `not_stored`, or in a row that is counted in
    `dropped_because`; rows_read is rows_kept plus all that were dropped.

    Raises:
        UsageError: the mapping is of another export.
    """
    heads, body = rows[: layout.n_header_rows], rows[layout.n_header_rows :]
    blocks, left_out = _without_contact(layout.blocks, body)
    blocks, unwanted = mapped(blocks, mapping)
    left_out |= unwanted
    names = {**layout.withheld, **left_out}
    stored = [column for block in blocks for column in (*block.columns, *block.typed)]
    kept, dropped = _kept(heads, body, stored, layout.left_out)
    questions: list[Question] = []
    answers: list[Answer] = []
    for block in blocks:
        question, found = _read(block, kept, layout, mapping.questions.get(block.question_id, QuestionMapping()))
        answered = {answer.respondent for answer in found if answer.state in ("chosen", "not_chosen")}
        questions.append(replace(question, n_answers=len(answered)))
        answers += found
    return LongForm(
        rows_read=len(body),
        rows_kept=len(kept),
        dropped_because=dropped,
        questions=tuple(questions),
        answers=tuple(answers),
        not_stored=tuple(names[column] or f"Column {column + 1}" for column in sorted(names)),
    )


def _without_contact(blocks: Sequence[Block], body: Rows) -> tuple[list[Block], dict[int, str]]:
    """The blocks without the columns that must not be stored, and the headings of those columns."""
    kept: list[Block] = []
    left_out: dict[int, str] = {}
    for block in blocks:
        whole = not block.labels and contact.head_is_withheld(block.wording)
        for column in (*block.columns, *block.typed):
            label = block.labels[block.columns.index(column)] if block.labels and column in block.columns else ""
            if whole or _is_withheld(block, column, label, [row[column] for row in body]):
                left_out[column] = f"{block.wording} - {label}" if label else block.wording
        columns = tuple(column for column in block.columns if column not in left_out)
        typed = tuple(column for column in block.typed if column not in left_out)
        if columns or typed:
            labels = tuple(
                label for column, label in zip(block.columns, block.labels, strict=False) if column not in left_out
            )
            kept.append(replace(block, columns=columns, labels=labels, typed=typed))
    return kept, left_out


def _is_withheld(block: Block, column: int, label: str, cells: Sequence[str]) -> bool:
    if column in block.typed:
        return contact.cells_are_contact(cells)
    if not label:
        return contact.column_is_withheld(block.wording, cells)
    is_tick = {key(cell) for cell in cells} <= {"", key(label)}  # a topic named "City" is no place somebody gave
    return not is_tick and contact.column_is_withheld(label, cells) and not _is_rated(cells)


def _is_rated(cells: Sequence[str]) -> bool:
    """True where the cells are steps of a scale: the row of a matrix, whatever its label."""
    values = {wording(cell) for cell in set(cells) if cell}
    return bool(values) and all(scales.is_step(value) for value in values)


def _kept(
    heads: Rows, body: Rows, stored: Sequence[int], left_out: Mapping[int, str]
) -> tuple[list[Row], dict[str, int]]:
    dropped: Counter[str] = Counter()
    kept: list[Row] = []
    repeated = {tuple(row) for row in heads}
    for number, row in enumerate(body, start=1):
        if not any(row):
            dropped["empty"] += 1
        elif tuple(row) in repeated:
            dropped["repeated_header"] += 1
        elif number - 1 in left_out:
            dropped[left_out[number - 1]] += 1
        elif not any(row[column] for column in stored):
            dropped["no_answer"] += 1
        else:
            kept.append(Row(respondent=f"r{number}", cells=row))
    return kept, dict(sorted(dropped.items()))


def _read(block: Block, rows: Sequence[Row], layout: Layout, told: QuestionMapping) -> tuple[Question, list[Answer]]:
    question_id = block.question_id
    head = wording(block.wording) or f"Column {question_id[1:]}"
    words = Words(block)
    if not block.columns:
        shape = Shape(kind="free_text")
        found: Iterator[Answer] = iter(())
    elif block.is_ticked:
        shape = Shape(kind="multi_select", options=tuple(dict.fromkeys(block.labels)))
        found = _ticked_answers(block, rows, layout, question_id)
    elif block.labels:
        table = [[words[row.cells[column]] for row in rows] for column in block.columns]
        shape = kinds.spread(table, block.labels, head, block.kind)
        found = _spread_answers(block, rows, shape, layout, question_id, words)
    else:
        (column,) = block.columns
        cells = [words[row.cells[column]] for row in rows if row.cells[column]]
        shape = _told(block, cells, layout) or kinds.plain(
            cells, head, layout.separators, has_trailing_separator=layout.has_trailing_separator
        )
        found = _plain_answers(block, rows, shape, layout, question_id, words)
    answers = [*found, *_typed_answers(block, rows, question_id)]
    question = Question(
        question_id=question_id,
        wording=head,
        kind=shape.kind,
        role=told.role or roles.role(head, shape.kind),
        options=shape.options,
        steps=shape.steps,
        options_are_headings=bool(block.labels or block.codes),
        strengths=tuple(told.steps.items()),
    )
    return question, answers


def _told(block: Block, cells: Sequence[str], layout: Layout) -> Shape | None:
    """The shape of a plain column whose kind the tool or a person tells; the steps of a scale are in the cells."""
    if block.kind is None:
        return None
    if block.kind in ("multi_select", "ranking"):
        if block.codes:
            return Shape(kind=block.kind, options=tuple(block.codes.values()), separator=" ")
        mark = max(layout.separators or (";",), key=lambda mark: sum(mark in cell for cell in cells))
        return Shape(kind=block.kind, options=learn(cells, mark), separator=mark)
    if block.kind == "choice":
        return Shape(kind="choice", options=tuple(dict.fromkeys(block.codes.values() or cells)))
    return Shape(kind=block.kind, steps=scales.ordered(cells) if block.kind == "rating" else ())


class Words(dict[str, str]):
    """By cell of one block, the cell as shown, or what its code stands for; each distinct cell is worked out once."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self._codes = block.codes

    def __missing__(self, cell: str) -> str:
        plain = numeral(shown(cell))
        words = self[cell] = self._codes.get(plain, plain)
        return words


def _plain_answers(
    block: Block, rows: Sequence[Row], shape: Shape, layout: Layout, question_id: str, words: Words
) -> Iterator[Answer]:
    (column,) = block.columns
    options = frozenset(shape.options)
    parted = {}
    if shape.separator:
        parted = {
            cell: split(words[cell], shape.separator, shape.options) for cell in {row.cells[column] for row in rows}
        }
    for row in rows:
        cell = row.cells[column]
        if not cell:
            if layout.blank_is_not_shown:
                yield _unanswered(row, question_id, "not_shown")
        elif shape.kind in ("free_text", "date"):
            yield _answer(row, question_id, text=passage(cell))
        elif shape.separator:
            chosen, rest = parted[cell]
            for place, option in enumerate(chosen, start=1):
                yield _answer(row, question_id, option=option, text=str(place) if shape.kind == "ranking" else None)
            for text in rest or (() if chosen else (words[cell],)):
                yield _answer(row, question_id, text=text)
        elif (value := words[cell]) in options:
            yield _answer(row, question_id, option=value)
        else:
            yield _answer(row, question_id, text=value)


def _spread_answers(
    block: Block, rows: Sequence[Row], shape: Shape, layout: Layout, question_id: str, words: Words
) -> Iterator[Answer]:
    for row in rows:
        is_blank = True
        for column, label in zip(block.columns, block.labels, strict=True):
            cell = row.cells[column]
            if not cell:
                continue
            is_blank = False
            if shape.kind == "multi_select":
                yield _answer(row, question_id, option=label)
            else:
                text = passage(cell) if shape.kind == "free_text" else words[cell]
                yield _answer(row, question_id, option=label, text=text)
        if is_blank and layout.blank_is_not_shown:
            yield _unanswered(row, question_id, "not_shown")


def _ticked_answers(block: Block, rows: Sequence[Row], layout: Layout, question_id: str) -> Iterator[Answer]:
    """Chosen and not chosen, as the tool says; a row in which no box is ticked or unticked was not shown, or blank."""
    for row in rows:
        cells = [(label, row.cells[column]) for column, label in zip(block.columns, block.labels, strict=True)]
        filled = [(label, cell) for label, cell in cells if cell]
        if not filled:
            yield _unanswered(row, question_id, "not_shown" if layout.blank_is_not_shown else "blank")
        for label, cell in filled:
            state: AnswerState = "not_chosen" if key(cell) in UNTICKED else "chosen"
            yield Answer(respondent=row.respondent, question_id=question_id, option=label, text=None, state=state)


def _typed_answers(block: Block, rows: Sequence[Row], question_id: str) -> Iterator[Answer]:
    for row in rows:
        for column in block.typed:
            if row.cells[column]:
                yield _answer(row, question_id, text=passage(row.cells[column]))


def _unanswered(row: Row, question_id: str, state: AnswerState) -> Answer:
    return Answer(respondent=row.respondent, question_id=question_id, option=None, text=None, state=state)


def _answer(row: Row, question_id: str, *, option: str | None = None, text: str | None = None) -> Answer:
    return Answer(respondent=row.respondent, question_id=question_id, option=option, text=text, state="chosen")
