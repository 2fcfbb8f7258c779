"""docs/benchmarks.md, written from the book of one run."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from benchbook.book import FULL, MORE, STAGES, Book, Row
from pipeline.escape import markdown_cell

WIDTH = 120
HEAD = """\
# Benchmarks

<!-- Written by `make bench`; change the benches in tests/bench or the words in tests/plugins/benchbook. -->

For whoever wants to know what a night costs before there is one, and whether a change made it dearer. Everything here
was measured in one run, side by side: {courses:,} courses where a row names no other number, with titles and
descriptions of real courses.

**Ratios travel, seconds do not.** *Peer* is the same work by another program in the same run; *times* is how many
times it takes what we take, so below 1 it is better than we are. *Floor* is what the physics of the machine ask for the
same work, *distance* how many times that we take, and behind it stands why. Seconds are absolute figures of the machine
below: CPU time of one core, all processes added up, unless a unit says otherwise.
"""
QUICK = """\
**This was a quick run**: {courses:,} of {full:,} courses{missing}. What grows faster or slower than the courses is told
wrongly by it.
"""
MACHINE = """\
## The machine

{processor}, {cores} cores, {memory:.0f} GiB; {system}, Python {python}, DuckDB {duckdb}. The load average at
the start was {load}; where that is more than there are cores, seconds on the wall are too many, and CPU time suffers
a little.

| floor, measured in this run | rate |
|---|---|
| a file written from first byte to last and synced | {write:,.0f} MB/s |
| the same file read again, out of the system's cache | {read:,.0f} MB/s |
| an array copied in memory, bytes read and written | {copy:.1f} GB/s |
| products of matrices in single precision, a core | {gflops:,.0f} GFLOP/s |
"""
END = """\
## Again

    make bench                        # everything; takes hours; writes this page
    make bench BENCH_COURSES=10000    # quick; leaves its page in build/benchmarks.md

Each figure is that of a bench in `tests/bench`, which prints more than stands here. What the figures mean for other
sizes is on [scale.md](scale.md).
"""


def lines_of(book: Book) -> Iterator[str]:
    """The page, part by part."""
    yield HEAD.format(courses=book.courses)
    if book.courses < FULL or book.missing:
        lacking = f", and nothing of {', '.join(book.missing)}" if book.missing else ""
        yield f"{_filled(QUICK.format(courses=book.courses, full=FULL, missing=lacking))}\n"
    yield from (f"{_filled(remark)}\n" for remark in book.remarks)
    about = book.machine
    yield MACHINE.format(
        processor=about.processor, cores=about.cores, memory=about.memory_gib, system=about.system, python=about.python,
        duckdb=about.duckdb, load=about.load, write=about.write_mb_s, read=about.read_mb_s, copy=about.copy_gb_s,
        gflops=about.gflops,
    )  # fmt: skip
    for stage, heading in (STAGES | MORE).items():
        rows = [row for row in book.rows if row.stage == stage]
        if rows:
            yield f"## {heading}\n"
            yield "| what | size | ours | peer | times | floor | distance |"
            yield "|---|---|---|---|---|---|---|"
            yield from map(_line, rows)
            yield ""
            for reason in dict.fromkeys(row.reason for row in rows if row.reason):
                yield f"{_filled(reason)}\n"
    yield END.rstrip("\n")


def _filled(words: str) -> str:
    return fill(words, WIDTH, break_on_hyphens=False, break_long_words=False)


def _line(row: Row) -> str:
    cells = [row.what, row.size, f"{number(row.ours)} {row.unit}"]
    cells += ["", ""] if row.peer is None else [f"{row.peer_of}: {number(row.peer)}", times(row.ratio)]
    cells += ["", ""] if row.floor is None else [f"{row.floor_of}: {number(row.floor)}", times(row.distance)]
    return f"| {' | '.join(map(markdown_cell, cells))} |"


def number(value: float) -> str:
    """A figure with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def times(value: float | None) -> str:
    """A ratio."""
    return "" if value is None else f"{number(value)} ×"


def page_of(book: Book) -> str:
    """The page as Markdown."""
    return "\n".join(lines_of(book)) + "\n"
