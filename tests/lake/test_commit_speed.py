"""How many commits the lake takes: four libraries at once, a row of its own each, without the queue of nights."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from subprocess import CompletedProcess

import pytest
from benchbook.book import Book

WRITERS = ("ash", "birch", "cedar", "ash")
TIMES = 25
"""Commits a writer."""
REASON = (
    "A commit writes one row and its snapshot into PostgreSQL and its data into a file; commits that meet are tried "
    "again, six times at most; nights queue instead. A library commits a handful of times a night, so the lake is "
    "asked for far less than it takes."
)


@pytest.mark.bench
def test_commits_of_four_writers(rival: Callable[..., CompletedProcess[str]], book: Book) -> None:
    assert rival("commits", times=1).returncode == 0
    with ThreadPoolExecutor(len(WRITERS)) as threads:
        done = list(threads.map(lambda library: rival("commits", library, times=TIMES), WRITERS))
    assert [each.returncode for each in done] == [0] * len(WRITERS), [each.stderr for each in done]
    told = [json.loads(each.stdout) for each in done]
    taken = sum(each["taken"] for each in told)
    assert taken
    rate = taken / max(each["s"] for each in told)
    book.add(
        stage="lake", what="commits of four writers at once", ours=rate, unit="commits a second on the wall",
        size=f"{taken} of {TIMES * len(WRITERS)} commits taken", is_rate=True, reason=REASON,
    )  # fmt: skip
    book.note(commits_per_s=rate)
