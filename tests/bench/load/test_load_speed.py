"""What normalising, loading, the night after and publishing cost, beside DuckDB alone with the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchbook.book import Book
from benchbook.told import told

LOADED = (
    "DuckDB alone reads the same listings from one JSON file into one table. Ours hands them over from Python, row by "
    "row as columns, compares each with yesterday's, keeps the words beside what was read of them, writes runs, issues "
    "and history, adds the promised views and checks the whole before it may be published."
)
NORMALISED = (
    "The floor moves the same bytes through memory once. Between it and us stands Python: every field of a listing is "
    "read by a function of its own, its words stay beside what was read, and a hash is made of what the source says. "
    "Words that many listings share are read once."
)
PUBLISHED = (
    "A finished file is swapped in by its name and not copied, so publishing costs a sync and two renames whatever its "
    "size; the floor is what a copy would write."
)
DELTA = "The night after compares every listing with yesterday's, and carries over what is as it was."


@pytest.mark.bench
@pytest.mark.shared
@pytest.mark.timeout(3_600)
def test_listings_into_a_catalogue(shared: Path, tmp_path: Path, book: Book) -> None:
    found = told("load/load.py", book.courses, shared, tmp_path)
    n, floors = found["courses"], book.machine
    size = f"{n:,} listings"
    print(f"\n{found}")
    book.add(
        stage="load", what="normalise", ours=found["normalise"]["cpu_s"], unit="s of CPU", size=size,
        floor=floors.copying_s(found["raw_bytes"]), floor_of="memory moved once", reason=NORMALISED,
    )  # fmt: skip
    book.add(
        stage="load", what="load, merge and check", ours=found["load"]["cpu_s"], unit="s of CPU", size=size,
        floor=found["bare"]["from_json"]["cpu_s"], floor_of="DuckDB's read_json", reason=LOADED,
    )  # fmt: skip
    book.add(
        stage="load", what="load, merge and check", ours=found["load"]["s"], unit="s on the wall", size=size,
        floor=floors.writing_s(found["catalogue_bytes"]), floor_of="its bytes written", reason=LOADED,
    )  # fmt: skip
    book.add(
        stage="delta", what="load and merge on yesterday's catalogue", ours=found["delta"]["cpu_s"], unit="s of CPU",
        size=size, floor=found["bare"]["from_json"]["cpu_s"], floor_of="DuckDB's read_json", reason=DELTA,
    )  # fmt: skip
    book.add(
        stage="publish", what="swap a finished catalogue in", ours=max(found["publish"]["s"], 1e-6),
        unit="s on the wall", size=f"{found['catalogue_bytes'] / 1e6:,.0f} MB", floor=found["copy"]["s"],
        floor_of="its bytes copied", reason=PUBLISHED,
    )  # fmt: skip
    book.note(
        normalise_cpu_s=found["normalise"]["cpu_s"] / n,
        load_cpu_s=found["load"]["cpu_s"] / n,
        delta_cpu_s=found["delta"]["cpu_s"] / n,
        listing_bytes=found["raw_bytes"] / n,
    )
