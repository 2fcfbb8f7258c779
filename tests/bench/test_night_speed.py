"""Whole nights over catalogues and surveys of several sizes, so that it is seen how each stage grows."""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from benchbook.book import Book
from benchbook.nights import NIGHTS, book_nights
from benchbook.told import told

GOALS, WISHES = "BENCH_GOALS", 2_400
"""Of 2,000 wishes 1,713 goals are made, since several mean the same (2026-11): these make more than 2,000."""
SMALLER = 5
"""Each smaller catalogue has one course in so many."""
FEWER = 4
"""The smallest has a night with one goal in so many, too."""


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.timeout(14_400)
def test_whole_nights(shared: Path, tmp_path: Path, book: Book) -> None:
    goals = int(os.environ.get(GOALS) or WISHES)
    vectors = os.environ.get("CIRCLEWISE_BENCH_VECTORS", str(tmp_path / "vectors.npy"))
    small, middle = book.courses // SMALLER**2, book.courses // SMALLER
    sizes = (
        (small, goals // FEWER, vectors),
        (small, goals, ""),
        (middle, goals, vectors),
        (book.courses, goals, vectors),
    )
    nights = []
    for n, m, copied in sizes:
        folder = tmp_path / f"{n}-{m}"
        nights.append(told("night/nights.py", n, shared, folder, m, copied))
        shutil.rmtree(folder)
    book_nights(book, *nights)
    for found in nights:
        for name in NIGHTS.keys() & found.keys():
            print(f"\n{found['courses']:,} courses, {name}: {found[name]['stages']} {found[name]['whole']}")
        changed = sum(source["changed"] for source in found["second"]["sources"])
        assert found["courses"] * 0.015 < changed < found["courses"] * 0.025
        assert found["second"]["whole"]["cpu_s"] < found["first"]["whole"]["cpu_s"]
    for name in ("first", "second"):
        for few, many in pairwise(nights[1:]):
            more = (many["courses"] - few["courses"]) / 10_000
            cost = (many[name]["whole"]["cpu_s"] - few[name]["whole"]["cpu_s"]) / more
            print(
                f"{name}: from {few['courses']:,} to {many['courses']:,} courses, 10,000 more cost {cost:.2f} s of CPU"
            )
