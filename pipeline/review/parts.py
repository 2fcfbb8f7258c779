"""A long list, a part of it on each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What of a list is on a page."""

    rows: Sequence[T]
    number: int
    """From 1 on."""
    n: int
    """Parts in all; an empty list has one."""


def part_of(rows: Sequence[T], asked: str, size: int) -> Part[T]:
    """The part with this number, of so many rows each; a number beyond the last is the last, what is none the first."""
    n = max(1, -(-len(rows) // size))
    number = min(max(1, int(asked)), n) if re.fullmatch(r"[0-9]{1,4}", asked, re.ASCII) else 1
    return Part(rows[(number - 1) * size : number * size], number, n)
