"""From a table and its layout to questions and answers in long form, the same for every dialect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.contract.grid import Rows
from pipeline.model import (
    NO_MAPPING,
    Answer,
    AnswerState,
    Question,
    QuestionKind,
    QuestionMapping,
    QuestionRole,
    SurveyMapping,
)
from pipeline.survey import kinds, roles, scales, unworded
from pipeline.survey.answered import Row, kept_rows
from pipeline.survey.contact import has_contact
from pipeline.survey.kinds import UNTICKED, Shape, numeral
from pipeline.survey.layout import Block, Layout
from pipeline.survey.mapping import SHOWN, mapped
from pipeline.survey.relabelled import JOINT, relabelled
from pipeline.survey.splitting import learn, split
from pipeline.survey.told import told_strengths
from pipeline.survey.withheld import contact_columns, named
from pipeline.survey.wording import key, passage, shown, wording

STEPPED: tuple[QuestionKind, ...] = ("rating", "ranking", "date")
"""Kinds of which nothing is typed: what is answered is kept, even where nothing is read from it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LongForm:
    """What an export says, and what was left out and why."""

    rows_read: int
    rows_kept: int
    dropped_because: dict[str, int]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    not_stored: tuple[str, ...]


def long_form(rows: Rows, layout: Layout, mapping: SurveyMapping = NO_MAPPING) -> LongForm:
    """Read every row beneath the headings; what `mapping` says about a question is not guessed.

    A cell that is not empty ends in an answer, or in a column of `not_stored`, or in a row that is counted in
    `dropped_because`; rows_read is rows_kept plus all that were dropped.

    Raises:
        UsageError: the mapping is of another export.
    """
    heads, body = rows[: layout.n_header_rows], rows[layout.n_header_rows :]
    layout = layout.without(contact_columns(layout.blocks, body))
    blocks, unwanted = mapped(layout.blocks, mapping)
    stored = [column for block in blocks for column in (*block.columns, *block.typed)]
    kept, dropped = kept_rows(heads, body, stored, layout.left_out)
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
        not_stored=named({**layout.withheld, **unwanted}),
    )


def _read(block: Block, rows: Sequence[Row], layout: Layout, told: QuestionMapping) -> tuple[Question, list[Answer]]:
    question_id = block.question_id
    head = wording(block.wording) or f"Column {question_id[1:]}"
    name = f"`{question_id}` ({head[:SHOWN]})"
    if told.labels:
        block, rows = relabelled(block, rows, told.labels, name)
    words = Words(block)
    block = _ticked(block, rows, words)
    shape = _shape(block, rows, layout, head, words, is_guess=told.kind is None)
    cells = [words[row.cells[column]] for column in block.columns for row in rows if row.cells[column]]
    strengths = told_strengths(name, told, shape, cells)
    if not block.columns:
        found: Iterator[Answer] = iter(())
    elif block.is_ticked:
        found = _ticked_answers(block, rows, layout, question_id)
    elif block.labels:
        found = _spread_answers(block, rows, shape, layout, question_id, words)
    else:
        found = _plain_answers(block, rows, shape, layout, question_id, words)
    answers = [*found, *_typed_answers(block, rows, question_id)]
    role = told.role or block.role or _role(block, shape, head)
    question = Question(
        question_id=question_id,
        wording=head,
        kind=shape.kind,
        role=role,
        options=shape.options,
        steps=shape.steps,
        options_are_headings=bool(block.labels) or set(shape.options) <= set(block.codes.values()) != set(),
        strengths=tuple(strengths.items()),
        is_kept=role != "none" or shape.kind in STEPPED or bool(told.is_stored),
    )
    return question, answers


def _role(block: Block, shape: Shape, head: str) -> QuestionRole:
    return unworded.role_of(shape.options) if block.is_unworded else roles.role(head, shape.kind)


def _ticked(block: Block, rows: Sequence[Row], words: Words) -> Block:
    """Where a person told of a column an option that it is a multi-select: ticked or not, unless it is a grid."""
    if block.kind != "multi_select" or not block.labels or block.is_ticked or block.is_grid:
        return block
    columns = [[words[row.cells[column]] for row in rows] for column in block.columns]
    return replace(block, is_ticked=kinds.is_ticked(columns, block.labels))


def _shape(block: Block, rows: Sequence[Row], layout: Layout, head: str, words: Words, *, is_guess: bool) -> Shape:
    """What the question was found or told to be; no step or option that the cells teach holds contact data.

    `is_guess` is true where no person told the kind: of a choice between the steps of a scale the tool does not say
    that it is a rating.
    """
    if not block.columns:
        return Shape(kind="free_text")
    if block.is_ticked:
        return Shape(kind="multi_select", options=tuple(dict.fromkeys(block.labels)))
    if block.labels:
        table = [[words[row.cells[column]] for row in rows] for column in block.columns]
        shape = kinds.spread(table, block.labels, head, block.kind)
    else:
        (column,) = block.columns
        cells = [words[row.cells[column]] for row in rows if row.cells[column]]
        shape = _told(block, cells, layout) or kinds.plain(
            cells, head, layout.separators, has_trailing_separator=layout.has_trailing_separator
        )
        if is_guess and block.kind == "choice":
            shape = kinds.rated(shape, cells)
    of_form = {*block.labels, *block.codes.values()}
    options = tuple(option for option in shape.options if option in of_form or not has_contact(option))
    return replace(shape, options=options, steps=tuple(step for step in shape.steps if not has_contact(step)))


def _told(block: Block, cells: Sequence[str], layout: Layout) -> Shape | None:
    """The shape of a plain column whose kind the tool or a person tells; the steps of a scale are in the cells."""
    if block.kind is None:
        return None
    if block.kind in ("multi_select", "ranking"):
        if block.codes or block.learned:
            mark = JOINT if block.codes else " "
            return Shape(kind=block.kind, options=tuple(block.codes.values()) or block.learned, separator=mark)
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
            if shape.kind == "multi_select" and not shape.is_grid:
                yield _answer(row, question_id, option=label)
            else:
                text = passage(cell) if shape.kind == "free_text" else words[cell]
                yield _answer(row, question_id, option=label, text=text)
        if is_blank and layout.blank_is_not_shown:
            yield _unanswered(row, question_id, "not_shown")


def _ticked_answers(block: Block, rows: Sequence[Row], layout: Layout, question_id: str) -> Iterator[Answer]:
    """Chosen and not chosen, as the tool says; a row in which no box is ticked or unticked was not shown, or blank.

    Where every cell repeats its own option, an option worded "No" or "None" is chosen like any other.
    """
    labels = dict(zip(block.columns, block.labels, strict=True))
    said = {column: {row.cells[column] for row in rows} for column in labels}
    is_repeated = all(key(cell) in ("", key(labels[column])) for column, cells in said.items() for cell in cells)
    unticked = {cell for cells in said.values() for cell in cells if key(cell) in UNTICKED and not is_repeated}
    for row in rows:
        filled = [(label, row.cells[column]) for column, label in labels.items() if row.cells[column]]
        if not filled:
            yield _unanswered(row, question_id, "not_shown" if layout.blank_is_not_shown else "blank")
        for label, cell in filled:
            state: AnswerState = "not_chosen" if cell in unticked else "chosen"
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
