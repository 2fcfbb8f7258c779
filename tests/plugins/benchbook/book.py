"""The book that benches write their rows into: the fixture `book` of tests/bench, kept as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from benchbook.machine import Machine

COURSES = "BENCH_COURSES"
FULL = 250_000
"""How many courses a run has that may write the committed pages."""
STAGES = {
    "start": "Start of a verb",
    "harvest": "Harvest",
    "parse": "Reading a page of HTML",
    "load": "Normalise and load",
    "delta": "The night after, with 2 % changed",
    "match": "Match",
    "propose": "Propose",
    "publish": "Publish",
    "page": "Pages of the coordinators",
    "sign-in": "Sign-in",
    "night": "The whole night",
}
"""By id: its heading. A run without a row of each of them is not whole."""
MORE = {"lake": "The lake", "survey": "Surveys", "season": "The season"}
"""Stages that a run may lack: they need what is not installed everywhere, or are no part of a night."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure with what it is held against."""

    stage: str
    what: str
    ours: float
    unit: str
    """Such as `s of CPU` or `pages per CPU-second`."""
    size: str
    """How much of what: `250,000 courses`."""
    peer: float | None = None
    peer_of: str = ""
    floor: float | None = None
    """The same in the same unit, where only the physics of `floor_of` had to be paid."""
    floor_of: str = ""
    reason: str = ""
    """Why we are that far from the floor."""
    is_rate: bool = False
    """More is better."""

    @property
    def ratio(self) -> float | None:
        """How many times the peer takes what we take; below 1 the peer is better."""
        return None if self.peer is None else _times(self.peer, self.ours, is_rate=self.is_rate)

    @property
    def distance(self) -> float | None:
        """How many times we take what the floor takes."""
        return None if self.floor is None else _times(self.ours, self.floor, is_rate=self.is_rate)


def _times(more: float, less: float, *, is_rate: bool) -> float | None:
    above, below = (less, more) if is_rate else (more, less)
    return above / below if below else None


@dataclass
class Book:
    """Everything one run measured."""

    courses: int
    machine: Machine
    rows: list[Row] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    """By name, what docs/scale.md counts with."""
    remarks: list[str] = field(default_factory=list)
    """What a reader of the page has to know beside its rows."""
    nights: dict[str, Any] = field(default_factory=dict)
    """By `courses × goals`, what tests/bench/night/nights.py prints."""

    def add(self, **cells: Any) -> None:
        """Write a row; the cells are those of `Row`.

        Raises:
            ValueError: nobody knows such a stage, or what was measured took nothing.
        """
        row = Row(**cells)
        if row.stage not in STAGES | MORE:
            raise ValueError(f"{row.stage} is no stage; known are {', '.join(STAGES | MORE)}")
        if row.ours <= 0 or (row.floor is not None and not row.floor_of) or (row.peer is not None and not row.peer_of):
            raise ValueError(f"a row of {row.stage} says too little: {row}")
        self.rows.append(row)

    def note(self, **figures: float) -> None:
        """Write down what docs/scale.md counts with."""
        self.figures |= figures

    @property
    def missing(self) -> list[str]:
        """Stages that a whole run has and this one lacks."""
        return [stage for stage in STAGES if not any(row.stage == stage for row in self.rows)]

    def kept(self) -> str:
        """The book as JSON."""
        told = {
            "courses": self.courses,
            "machine": asdict(self.machine),
            "rows": [asdict(row) for row in self.rows],
            "figures": self.figures,
            "remarks": self.remarks,
            "nights": self.nights,
        }
        return json.dumps(_short(told), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _short(told: Any) -> Any:
    """Four significant digits; what is more of them is noise."""
    if isinstance(told, Mapping):
        return {name: _short(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_short(value) for value in told]
    return float(f"{told:.4g}") if isinstance(told, float) else told


def read_book(path: Path) -> Book:
    """A book as it was kept."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return Book(
        courses=told["courses"],
        machine=Machine(**told["machine"]),
        rows=[Row(**row) for row in told["rows"]],
        figures=told["figures"],
        remarks=told["remarks"],
        nights=told["nights"],
    )


def n_courses() -> int:
    """How many courses the benches of a run have: `make bench BENCH_COURSES=10000` is a quick one."""
    return int(os.environ.get(COURSES) or FULL)


BOOK = pytest.StashKey[Book]()
"""Where a run keeps its book."""
