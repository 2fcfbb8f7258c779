"""Rows of matching, from what tests/bench/match/measure.py prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchbook.book import Book

DIMENSIONS = 384
"""Of a vector; each text has one, and a course two (title, and title with description)."""
FLOPS = 2 * DIMENSIONS
"""Of one product of two vectors."""
WHOLE = "index read, then goals matched and explained"
REASON = (
    "The floor is one product of each goal with each title in single precision at the rate of this machine. Ours reads "
    "words, stems, synonyms and meanings of title and description, scores the candidates by parts that sum to the "
    "score, explains each and abstains; the peers return numbers. A peer that was asked fewer goals is told for as "
    "many as we were asked (seconds a goal): WRatio 10 of them, token_set 20, full-text search 50, bm25s 200, the "
    "others 600. Vectors of goals that were never asked before are told apart, as those of courses are."
)


def book_matches(book: Book, found: Sequence[Mapping[str, Any]]) -> None:
    """Ours, matched and indexed, beside each peer of the same size."""
    ours = next(each for each in found if each["method"] == "ours")
    goals, courses = ours["goals"], ours["courses"]
    size = f"{goals:,} goals × {courses:,} courses"
    floor, by_clock = book.machine.computing_s(FLOPS * goals * courses), f"s by the clock, {book.machine.cores} cores"
    for each in found:
        if each is ours or "not_available" in each:
            continue
        peer = each["match"]["cpu_s"] * goals / each["goals"]
        book.add(
            stage="match", what="goals matched and explained", ours=ours["match"]["cpu_s"], unit="s of CPU", size=size,
            peer=peer, peer_of=each["method"], floor=floor, floor_of="exact products", reason=REASON,
        )  # fmt: skip
    for name, what in (("bm25s", "courses indexed"), ("tantivy", "courses indexed")):
        peer = next((each["index"]["cpu_s"] for each in found if each["method"] == name and "index" in each), None)
        if peer is not None:
            book.add(
                stage="match", what=what, ours=ours["index"]["cpu_s"], unit="s of CPU", size=f"{courses:,} courses",
                peer=peer, peer_of=name, floor=book.machine.copying_s(ours["text_bytes"]),
                floor_of="its texts moved once",
            )  # fmt: skip
    book.add(
        stage="match", what=WHOLE, ours=ours["index"]["s"] + ours["match"]["s"], unit=by_clock, size=size,
        peer=next(each["match"]["s"] * goals / each["goals"] for each in found if each["method"] == "wratio"),
        peer_of="wratio", floor=floor, floor_of="exact products",
    )  # fmt: skip
    book.add(
        stage="match", what="vectors of goals made for the first time", ours=ours["embed_goals"]["s"],
        unit=by_clock, size=f"{goals:,} goals",
    )  # fmt: skip
    second = ours["two_percent"]
    book.add(
        stage="delta", what="match and index", ours=second["match"]["cpu_s"] + second["index"]["cpu_s"],
        unit="s of CPU", size=size, peer=ours["match"]["cpu_s"] + ours["index"]["cpu_s"], peer_of="from scratch",
    )  # fmt: skip
    book.add(stage="match", what="memory", ours=ours["peak_mb"], unit="MiB", size=size)
    book.note(
        index_cpu_s=ours["index"]["cpu_s"] / courses,
        match_cpu_s=ours["match"]["cpu_s"] / goals / courses,
        match_mib=ours["peak_mb"],
    )
