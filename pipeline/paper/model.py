"""What stands on a paper: a title, and parts of paragraphs, lists and tables; plain values, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.topics.sheet.layout import Block


@dataclass(frozen=True, slots=True)
class Lines:
    """A table to be filled in by hand: a row of headings, and empty rows with a number each."""

    columns: tuple[str, ...]
    n_rows: int


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below; without a heading what stands above all."""

    heading: str
    blocks: tuple[Block | Lines, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """One document."""

    kind: str
    """What it is, above the title: Circle proposal."""
    title: str
    summary: tuple[str, ...] = ()
    """Lines below the title."""
    parts: tuple[Part, ...]
    language: str
    """BCP 47 tag of its words, without a region."""
    made_at: datetime
    """UTC time that stands in the file: of the night it tells of, so that the same night gives the same bytes."""
    page: str = "Page"
    """The word before the number of a page."""
    unprintable: str = "Letters that this paper cannot show are printed as"
    """Told at the end where there are any, with the mark that stands for them."""
    is_wide: bool = False
    """Whether it lies on its side."""
