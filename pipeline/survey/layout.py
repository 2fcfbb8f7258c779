"""What a dialect says about a file: which columns belong to which question, and which the tool added itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from pipeline.contract.grid import Rows
from pipeline.model import Dialect, QuestionKind, QuestionRole


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One question and its columns.

    Without `labels` it is one plain column. With them it is spread: one column an option or a matrix row, and
    `labels` names each. `typed` are columns with what people wrote beside an option, such as under "other";
    `typed_labels` has the heading of each, where the tool gives them one.

    What the tool knows about a question is not guessed from its cells: `kind` where it tells the kind, `codes` where
    cells hold codes (what each one stands for, out of the form's own definition), `is_ticked` where each column is an
    option and its cell says only whether it was chosen. `learned` are codes that only the cells show: what somebody
    typed may be among them, so they are no headings of the form. `role` is what a column of a two-way grid is for,
    where its heading says so. `is_grid` is true where the tool tells that each column is a row of the form with answers
    of its own, and no option. `is_unworded` is true where the export lacks the question's wording, and `wording` was
    made of its options.
    """

    wording: str
    columns: tuple[int, ...]
    labels: tuple[str, ...] = ()
    typed: tuple[int, ...] = ()
    typed_labels: tuple[str, ...] = ()
    kind: QuestionKind | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    learned: tuple[str, ...] = ()
    is_ticked: bool = False
    role: QuestionRole | None = None
    is_grid: bool = False
    is_unworded: bool = False

    @property
    def question_id(self) -> str:
        """`q` and the number of its first column, 1 for the first."""
        return f"q{min((*self.columns, *self.typed)) + 1}"

    def label_of(self, column: int) -> str:
        """The heading of one column beside the question's own wording; empty where it has none."""
        for columns, labels in ((self.columns, self.labels), (self.typed, self.typed_labels)):
            if labels and column in columns:
                return labels[columns.index(column)]
        return ""

    def without(self, left_out: Collection[int]) -> Block | None:
        """The question without some of its columns; None where nothing of it stays."""
        columns = tuple(column for column in self.columns if column not in left_out)
        typed = tuple(column for column in self.typed if column not in left_out)
        if not columns and not typed:
            return None
        labels = tuple(self.label_of(column) for column in columns) if self.labels else ()
        typed_labels = tuple(self.label_of(column) for column in typed) if self.typed_labels else ()
        return replace(self, columns=columns, labels=labels, typed=typed, typed_labels=typed_labels)


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How a file is to be read; every column is in one block or in `withheld`, never in both.

    `withheld` maps a column the tool adds (ids, times, addresses) to its heading. `separators` join the options of a
    multi-select in one cell, the likeliest first. `has_trailing_separator` is true where the tool ends every such
    cell with the separator, which tells a multi-select from prose.

    `left_out` maps a row beneath the headings (0 is the first) to the reason why it is no answer: a preview, an
    unfinished response. `blank_is_not_shown` is true where the tool leaves a cell blank only if the question was not
    shown; elsewhere a blank may as well be a question that was passed over.
    """

    n_header_rows: int
    blocks: tuple[Block, ...]
    withheld: dict[int, str]
    separators: tuple[str, ...] = ()
    has_trailing_separator: bool = False
    left_out: Mapping[int, str] = field(default_factory=dict)
    blank_is_not_shown: bool = False

    def without(self, left_out: Mapping[int, str]) -> Layout:
        """The layout with more columns withheld, each under its heading."""
        blocks = (block.without(left_out) for block in self.blocks)
        return replace(self, blocks=tuple(block for block in blocks if block), withheld={**left_out, **self.withheld})


class Reader(Protocol):
    """What a dialect's module offers; one more dialect is one more module and an entry in read.READERS."""

    DIALECT: Dialect

    def score(self, rows: Rows) -> float:
        """How sure the content makes us (0 to 1) that the file is of this dialect."""

    def layout(self, rows: Rows) -> Layout:
        """Which columns belong together."""
