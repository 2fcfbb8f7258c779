"""Whole nights over catalogues and surveys of several sizes, so that it is seen how each stage grows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchbook.book import Book
from benchbook.nights import NIGHTS, book_nights
from benchbook.told import told

GOALS = "BENCH_GOALS"
SMALLER = 5
"""Each smaller catalogue has one course in so many."""
FEWER = 4
"""The smallest has a night with one goal in so many, too."""


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.timeout(14_400)
def test_whole_nights(shared: Path, tmp_path: Path, book: Book) -> None:
    goals = int(os.environ.get(GOALS) or 2_000)
    small, middle = book.courses // SMALLER**2, book.courses // SMALLER
    sizes = ((small, goals // FEWER), (small, goals), (middle, goals), (book.courses, goals))
    nights = [told("night/nights.py", n, shared, tmp_path / f"{n}-{m}", m) for n, m in sizes]
    book_nights(book, *nights)
    for found in nights:
        for name in NIGHTS:
            print(f"\n{found['courses']:,} courses, {name}: {found[name]['stages']} {found[name]['whole']}")
        assert found["second"]["whole"]["cpu_s"] < found["of_all"]["whole"]["cpu_s"]
