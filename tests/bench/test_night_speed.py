"""Whole nights over two catalogues, so that it is seen how each stage grows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchbook.book import Book
from benchbook.nights import NIGHTS, book_nights
from benchbook.told import told

GOALS = "BENCH_GOALS"
SMALLER = 5
"""The smaller catalogue has one course in so many."""


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.timeout(14_400)
def test_whole_nights(shared: Path, tmp_path: Path, book: Book) -> None:
    goals = int(os.environ.get(GOALS) or 2_000)
    sizes = (book.courses // SMALLER, book.courses)
    nights = [told("night/nights.py", n, shared, tmp_path / str(n), goals) for n in sizes]
    book_nights(book, *nights)
    for found in nights:
        for name in NIGHTS:
            print(f"\n{found['courses']:,} courses, {name}: {found[name]['stages']} {found[name]['whole']}")
        assert found["second"]["whole"]["cpu_s"] < found["of_all"]["whole"]["cpu_s"]
