"""How many commits the lake takes: four libraries at once, a row of its own each, without the queue of nights."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from subprocess import CompletedProcess
from time import perf_counter

import pytest
from benchbook.book import Book

WRITERS = ("ash", "birch", "cedar", "ash")
FEW, MANY = 5, 30
"""Commits a writer; the time of the few is taken off that of the many, so that starting a process is no part of it."""
REASON = (
    "A commit writes one row and its snapshot into PostgreSQL and its data into a file; commits that meet are tried "
    "again. A library commits a handful of times a night, so the lake is asked for far less than it takes."
)


@pytest.mark.bench
def test_commits_of_four_writers(rival: Callable[..., CompletedProcess[str]], book: Book) -> None:
    def commits(times: int) -> float:
        began = perf_counter()
        with ThreadPoolExecutor(len(WRITERS)) as threads:
            done = list(threads.map(lambda at: rival("commits", WRITERS[at], times=times), range(len(WRITERS))))
        assert [each.returncode for each in done] == [0] * len(WRITERS), done[0].stderr
        return perf_counter() - began

    commits(FEW)
    few, many = commits(FEW), commits(MANY)
    assert many > few
    rate = len(WRITERS) * (MANY - FEW) / (many - few)
    book.add(
        stage="lake", what="commits of four writers at once", ours=rate, unit="commits a second on the wall",
        size=f"{len(WRITERS) * (MANY - FEW)} commits", is_rate=True, reason=REASON,
    )  # fmt: skip
    book.note(commits_per_s=rate)
