"""docs/scale.md, counted from the figures of the book; what is assumed is said so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from textwrap import fill

from benchbook.book import Book
from benchbook.growth import KINDS, STAGES, Growth, Night, cpu, figure, growth, memory_at, two_sizes, whole_at
from benchbook.page import number
from benchbook.scale_base import BUILDS, COURSES, LIKENESS_BYTES, WIDTH, disk_at, table
from benchbook.scale_many import many_lines
from benchbook.scale_words import BENDS, HEAD, RUN, SIZES, STEPS, UNITS

GOALS = (300, 2_000, 20_000, 200_000)
OTHERS = (
    ("a page of JSON, 100 courses, fetched, kept, read and stored", "harvest_json_cpu_s", "ms", 1e3),
    ("a page of HTML, a course, the same", "harvest_html_cpu_s", "ms", 1e3),
    ("a listing normalised", "normalise_cpu_s", "µs", 1e6),
    ("a goal held against a course", "match_cpu_s", "ns", 1e9),
    ("a page of the coordinators, one in the middle", "page_cpu_s", "ms", 1e3),
    ("the dearest of their pages", "dearest_page_cpu_s", "ms", 1e3),
    ("a sign-in", "sign_in_cpu_s", "ms", 1e3),
)
"""What one of something costs in CPU: words, figure of the book, unit and how many of it are a second."""


def scale_page(book: Book) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Book) -> Iterator[str]:
    pair, goals = two_sizes(book, "courses", "goals"), two_sizes(book, "goals", "courses")
    small, large = pair
    yield HEAD
    measured = RUN.format(
        small=small["courses"], large=large["courses"], goals=large["goals"], few=goals[0]["goals"],
        many=goals[1]["goals"], courses=goals[0]["courses"], load=book.machine.load, cores=book.machine.cores,
    )  # fmt: skip
    yield f"{fill(measured, WIDTH)}\n"
    yield from _units(book, pair)
    yield from _sizes(book, pair)
    yield from _steps(book, pair)
    yield from _bends(pair, goals)
    yield from _goals(goals)
    yield from many_lines(book, pair)


def _units(book: Book, pair: tuple[Night, Night]) -> Iterator[str]:
    """What one more of something costs."""
    rows = []
    for stage in STAGES:
        each = [growth(pair, "courses", cpu(kind, stage)).each for kind in KINDS]
        rows.append((f"a course in {stage}", *(f"{number(1e6 * one)} µs" if one else "none seen" for one in each)))
    for name, what, unit, by in (
        ("catalogue_bytes", "a course in the catalogue's file", "bytes", 1.0),
        ("pages_bytes", "a course in the pages that are kept, packed", "bytes", 1.0),
        ("rest_bytes", "a course in all else that is kept: these pages, vectors, words, readings", "bytes", 1.0),
        ("peak_mib", "a course in memory, at the highest", "kB", 1024.0),
    ):
        each = [by * growth(pair, "courses", figure(kind, name)).each for kind in KINDS]
        rows.append((what, *(f"{number(one)} {unit}" if one else "none seen" for one in each)))
    yield from table(
        "What a unit costs", UNITS, ("one more of", "first night of all", "first night", "night after, 2 %"), rows
    )
    rows = [(what, _told(book, name, unit, by)) for what, name, unit, by in OTHERS]
    rate = book.figures.get("commits_per_s")
    commit = f"{number(1000 / rate)} ms by the clock" if rate else "not measured"
    rows.append(("a commit to the lake, four writers at once", commit))
    yield from table("And of other things", "", ("one", "costs"), rows)


def _told(book: Book, name: str, unit: str, by: float) -> str:
    """A figure of the book in CPU, and how many of it one core does in a second."""
    if name not in book.figures:
        return "not measured"
    seconds = book.figures[name]
    return f"{number(by * seconds)} {unit} of CPU; {number(1 / seconds)} a second and core"


def _sizes(book: Book, pair: tuple[Night, Night]) -> Iterator[str]:
    """A night by number of courses."""
    rows = []
    there = _measured(book, pair)
    for n in COURSES:
        measured = there.get(n)
        if measured:
            seconds = [measured[kind]["cpu_s"]["whole"] for kind in KINDS]
            memory = max(measured[kind]["peak_mib"] for kind in KINDS) / 1024
        else:
            seconds = [whole_at(pair, "courses", kind, n) for kind in KINDS]
            memory = memory_at(pair, n) / 1024
        cells, disk = [f"{each / 60:,.1f} min" for each in seconds], disk_at(pair, n)
        source = "counted" if measured is None else "measured"
        if measured is not None and measured.get("counted"):
            source += ", the first night of all counted"
        rows.append((f"{n:,}", *cells, f"{memory:.1f} GiB", f"{disk / 1e9:,.2f} GB", source))
    yield from table(
        f"By courses, with {pair[1]['goals']:,} goals",
        SIZES.format(builds=BUILDS),
        ("courses", "first night of all", "first night", "night after, 2 %", "memory", "disk", "figures are"),
        rows,
    )


def _measured(book: Book, pair: tuple[Night, Night]) -> dict[int, Night]:
    """By number of courses the nights with as many goals as these."""
    nights = [*book.nights.values(), *pair]
    return {night["courses"]: night for night in nights if night["goals"] == pair[1]["goals"]}


def _steps(book: Book, pair: tuple[Night, Night]) -> Iterator[str]:
    """What one more course costs in a night after, between each two sizes that were measured."""
    nights = [night for _, night in sorted(_measured(book, pair).items())]
    steps = list(pairwise(nights))
    rows = [
        (stage, *(f"{1e6 * growth(step, 'courses', cpu('second', stage)).each:,.0f} µs" for step in steps))
        for stage in (*STAGES, "whole")
    ]
    names = (f"{a['courses']:,} to {b['courses']:,}" for a, b in steps)
    yield from table("One more course in a night after", STEPS, ("stage", *names), rows)


def _bends(pair: tuple[Night, Night], goals: tuple[Night, Night]) -> Iterator[str]:
    """The power of each stage."""
    rows = []
    for stage in STAGES:
        by_courses = growth(pair, "courses", cpu("first", stage))
        by_goals = growth(goals, "goals", cpu("first", stage))
        rows.append((stage, _power(by_courses), _power(by_goals), BENDS[stage]))
    yield from table(
        "Where lines bend",
        "A power of 1 is a line: twice as many take twice as long. Below 1 something is paid once; above 1.1 the "
        "figures of other sizes follow the power and no line. A stage below half a second is not told.",
        ("stage", "power of courses", "power of goals", "what grows"),
        rows,
    )


def _power(found: Growth) -> str:
    return f"{found.power:.2f}" if max(found.small[1], found.large[1]) >= 0.5 else "too little"


def _goals(goals: tuple[Night, Night]) -> Iterator[str]:
    """Match and propose by number of goals."""
    rows = []
    for n in GOALS:
        cells = [growth(goals, "goals", cpu("first", stage)).at(n) / 60 for stage in ("match", "propose")]
        matrix = n * n * LIKENESS_BYTES / 1e9
        rows.append((f"{n:,}", *(f"{cell:,.1f} min" for cell in cells), f"{number(matrix)} GB"))
    yield from table(
        f"By goals, with {goals[0]['courses']:,} courses",
        "A first night, CPU of one core. A wish that several people share is one goal, so many libraries have fewer "
        "goals than people; how many fewer nobody measured. Grouping holds a table of goals × goals in memory, at its "
        "highest several of them: beyond 20,000 goals the minutes are what the line says, and no machine was asked.",
        ("goals", "match", "propose", "one table of goals × goals"),
        rows,
    )
