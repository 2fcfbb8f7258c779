"""docs/scale.md, counted from the figures of the book; what is assumed is said so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from textwrap import fill

from benchbook.book import Book
from benchbook.growth import STAGES, Growth, Night, cpu, figure, growth, memory_at, two_sizes, whole_at
from benchbook.page import number
from benchbook.scale_words import BENDS, HEAD, LIBRARIES, MONEY, POLITE, RUN, UNITS

WIDTH = 120
COURSES = (10_000, 50_000, 250_000, 1_000_000, 10_000_000)
GOALS = (300, 2_000, 20_000, 200_000)
HOSTS = (4, 20, 50)
SHARED = (1, 100, 1_000, 10_000)
"""Libraries."""
PER_PAGE = 100
DELAY_S = 1.0
"""The pause between two requests to one host, unless settings or robots.txt ask for a longer one."""
NIGHT_S = 8 * 3_600
NIGHTS = 30
"""A month."""
COMMITS = 2
"""Of a library's night into the lake: the shared part, and its own."""
CORES = 2
VCPU_HOUR, GIB_HOUR, GB_MONTH = 0.04, 0.005, 0.10
"""Prices to count with: an assumption of 2026-11, nobody's offer."""
LIKENESS_BYTES = 4
"""Of how alike two goals are, single precision; pipeline/topics/alike.py keeps all, several times."""
HOURS = 730
"""A month of a server that is always on."""
SERVER_GIB = 2.0


OTHERS = (
    ("a page of JSON, 100 courses, fetched, kept and read", "harvest_json_cpu_s", "ms", 1e3),
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
    yield from _sizes(pair)
    yield from _bends(pair, goals)
    yield from _goals(goals, large)
    yield from _polite(book)
    yield from _libraries(book, large)
    yield from _money(pair)
    yield from _breaks(pair, large)


def _table(heading: str, words: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"## {heading}\n"
    if words:
        yield f"{fill(words, WIDTH, break_on_hyphens=False)}\n"
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _units(book: Book, pair: tuple[Night, Night]) -> Iterator[str]:
    """What one more of something costs."""
    rows = []
    for stage in STAGES:
        each = [growth(pair, "courses", cpu(kind, stage)).each for kind in ("of_all", "first", "second")]
        rows.append((f"a course in {stage}", *(f"{number(1e6 * one)} µs" if one else "none seen" for one in each)))
    for name, what, unit, by in (
        ("catalogue_bytes", "a course in the catalogue's file", "bytes", 1.0),
        ("pages_bytes", "a course in the pages that are kept, packed", "bytes", 1.0),
        ("rest_bytes", "a course in all else that is kept: these pages, vectors, words, readings", "bytes", 1.0),
        ("peak_mib", "a course in memory, at the highest", "kB", 1024.0),
    ):
        each = [by * growth(pair, "courses", figure(kind, name)).each for kind in ("of_all", "first", "second")]
        rows.append((what, *(f"{number(one)} {unit}" if one else "none seen" for one in each)))
    yield from _table(
        "What a unit costs", UNITS, ("one more of", "first night of all", "first night", "night after, 2 %"), rows
    )
    rows = [(what, _told(book, name, unit, by)) for what, name, unit, by in OTHERS]
    rate = book.figures.get("commits_per_s")
    commit = f"{number(1000 / rate)} ms by the clock" if rate else "not measured"
    rows.append(("a commit to the lake, four writers at once", commit))
    yield from _table("And of other things", "", ("one", "costs"), rows)


def _told(book: Book, name: str, unit: str, by: float) -> str:
    """A figure of the book in CPU, and how many of it one core does in a second."""
    if name not in book.figures:
        return "not measured"
    seconds = book.figures[name]
    return f"{number(by * seconds)} {unit} of CPU; {number(1 / seconds)} a second and core"


def _sizes(pair: tuple[Night, Night]) -> Iterator[str]:
    """A night by number of courses."""
    rows = []
    for n in COURSES:
        cells = [f"{whole_at(pair, 'courses', kind, n) / 60:,.1f} min" for kind in ("of_all", "first", "second")]
        memory = memory_at(pair, n) / 1024
        disk = _disk(pair, n)
        measured = next((night for night in pair if night["courses"] == n), None)
        source = "counted" if measured is None else "measured"
        if measured is not None and measured.get("counted"):
            source += ", the first night of all counted"
        rows.append((f"{n:,}", *cells, f"{memory:.1f} GiB", f"{disk / 1e9:,.2f} GB", source))
    yield from _table(
        f"By courses, with {pair[1]['goals']:,} goals",
        "CPU of one core, memory and disk of a library's home with one catalogue; each build that is kept costs the "
        "catalogue's file once more. Waiting for sources is not in it.",
        ("courses", "first night of all", "first night", "night after, 2 %", "memory", "disk", "figures are"),
        rows,
    )


def _disk(pair: tuple[Night, Night], n: float) -> float:
    names = ("catalogue_bytes", "rest_bytes")
    return sum(growth(pair, "courses", figure("first", name)).at(n) for name in names)


def _bends(pair: tuple[Night, Night], goals: tuple[Night, Night]) -> Iterator[str]:
    """The power of each stage."""
    rows = []
    for stage in STAGES:
        by_courses = growth(pair, "courses", cpu("first", stage))
        by_goals = growth(goals, "goals", cpu("first", stage))
        rows.append((stage, _power(by_courses), _power(by_goals), BENDS[stage]))
    yield from _table(
        "Where lines bend",
        "A power of 1 is a line: twice as many take twice as long. Below 1 something is paid once; above 1.1 the "
        "figures of other sizes follow the power and no line. A stage below half a second is not told.",
        ("stage", "power of courses", "power of goals", "what grows"),
        rows,
    )


def _power(found: Growth) -> str:
    return f"{found.power:.2f}" if max(found.small[1], found.large[1]) >= 0.5 else "too little"


def _goals(goals: tuple[Night, Night], large: Night) -> Iterator[str]:
    """Match and propose by number of goals."""
    rows = []
    for n in GOALS:
        cells = [growth(goals, "goals", cpu("first", stage)).at(n) / 60 for stage in ("match", "propose")]
        matrix = n * n * LIKENESS_BYTES / 1e9
        rows.append((f"{n:,}", *(f"{cell:,.1f} min" for cell in cells), f"{number(matrix)} GB"))
    yield from _table(
        f"By goals, with {goals[0]['courses']:,} courses",
        "A first night, CPU of one core. A wish that several people share is one goal, so many libraries have fewer "
        "goals than people; how many fewer nobody measured. How alike each two goals are is a matrix in memory.",
        ("goals", "match", "propose", "one matrix of goals × goals"),
        rows,
    )


def _polite(book: Book) -> Iterator[str]:
    """What politeness asks of a harvest, beside what the processor does."""
    listed, single = (book.figures.get(f"harvest_{kind}_cpu_s") for kind in ("json", "html"))
    rows = []
    for n in COURSES:
        pages = n / PER_PAGE
        waits = [_time(pages / hosts * DELAY_S) for hosts in HOSTS]
        alone = [_time(n / hosts * DELAY_S) for hosts in HOSTS]
        rows.append((f"{n:,}", *waits, _work(pages, listed), *alone, _work(n, single)))
    yield from _table(
        "A harvest waits",
        POLITE.format(delay=DELAY_S, per_page=PER_PAGE, most=NIGHT_S / DELAY_S),
        ("courses", *(f"lists, {n} hosts" for n in HOSTS), "CPU", *(f"a page each, {n} hosts" for n in HOSTS), "CPU"),
        rows,
    )


def _work(n: float, each: float | None) -> str:
    return _time(n * each) if each else "not measured"


def _time(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:,.0f} s"


def _libraries(book: Book, large: Night) -> Iterator[str]:
    """Many libraries: each for itself, and beside a lake."""
    cpu_s = large["second"]["cpu_s"]
    alone, rest = cpu_s["whole"], cpu_s["whole"] - cpu_s["harvest"]
    pages = large["courses"] / PER_PAGE
    disk = (large["second"]["catalogue_bytes"] + large["second"]["rest_bytes"]) / 1e12
    rate = book.figures.get("commits_per_s")
    rows = []
    for n in SHARED:
        commits = _time(n * COMMITS / rate) if rate else "not measured"
        rows.append(
            (
                f"{n:,}",
                f"{n * pages:,.0f}",
                f"{n * alone / 3600:,.1f} h",
                f"{n * rest / 3600:,.1f} h",
                f"{n * alone / NIGHT_S / CORES:,.1f}",
                commits,
                f"{n * disk:,.2f} TB",
            )
        )
    yield from _table(
        f"By libraries, {large['courses']:,} courses and {large['goals']:,} goals each",
        LIBRARIES.format(commits=COMMITS, hours=NIGHT_S // 3600, cores=CORES),
        ("libraries", "requests a night, each for itself", "CPU a night", "of it without harvests", "machines",
         "commits by the clock", "disk"),
        rows,
    )  # fmt: skip


def _money(pair: tuple[Night, Night]) -> Iterator[str]:
    """What a month costs at prices that are an assumption."""
    rows = []
    for n in COURSES:
        hours = NIGHTS * whole_at(pair, "courses", "second", n) / 3_600
        memory = memory_at(pair, n) / 1024
        parts = (
            hours * VCPU_HOUR + hours / CORES * memory * GIB_HOUR,
            _disk(pair, n) / 1e9 * GB_MONTH,
            HOURS * (VCPU_HOUR + SERVER_GIB * GIB_HOUR),
        )
        rows.append((f"{n:,}", f"{hours:,.1f} h", *(f"{part:,.2f}" for part in parts), f"{sum(parts):,.2f}"))
    yield from _table(
        "A month",
        MONEY.format(
            vcpu=VCPU_HOUR, gib=GIB_HOUR, gb=GB_MONTH, nights=NIGHTS, hours=HOURS, server=SERVER_GIB, cores=CORES
        ),
        ("courses", "CPU of nights", "nights", "disk", "server of pages", "in all"),
        rows,
    )


def _breaks(pair: tuple[Night, Night], large: Night) -> Iterator[str]:
    """What is reached first, and what to change then."""
    rows = [
        (
            f"{gib} GiB of memory",
            _reached(partial(memory_at, pair), gib * 1024),
            "more memory; then a catalogue for each group of sources, not built",
        )
        for gib in (2, 4, 8, 16)
    ]
    for kind, what in (("of_all", "the first night of all"), ("second", "a night after")):
        time = _reached(lambda n, kind=kind: whole_at(pair, "courses", kind, n), NIGHT_S)
        then = "copy `vectors.npy` of a home that has them" if kind == "of_all" else (
            "fewer goals a night; an index of near vectors in the place of exact products, not built"
        )  # fmt: skip
        rows.append((f"8 h of one core, {what}", time, then))
    matrix = (16 * 2**30 / LIKENESS_BYTES) ** 0.5
    rows += [
        ("16 GiB for how alike each two goals are", f"{matrix:,.0f} goals, whatever the courses",
         "goals grouped within neighbourhoods, not built"),
        (f"{NIGHT_S / DELAY_S:,.0f} requests to one host in 8 h", f"{NIGHT_S / DELAY_S * PER_PAGE:,.0f} in a list of "
         f"{PER_PAGE} a page; {NIGHT_S / DELAY_S:,.0f} where each has a page", "read what changed only (a watermark, a "
         "sitemap's dates); ask the publisher for a file"),
        ("500 pages of a source a run, the setting's default", f"{500 * PER_PAGE:,} of one source",
         "`max_pages` in schedule.yaml"),
        ("one writer of a catalogue's file", "one night at a time in a home", "a home for each library; the lake for "
         "what they share"),
    ]  # fmt: skip
    yield from _table(
        "What breaks first", "In the order of the table, the first that a library meets is usually politeness: a "
        "source that gives a page a course.", ("limit", "reached at about so many courses", "what to change then"),
        rows,
    )  # fmt: skip


def _reached(figure_at: Callable[[float], float], limit: float) -> str:
    """The least number of courses, by doubling and halving, at which a figure is above a limit."""
    low, high = 1_000.0, 1e9
    if figure_at(high) < limit:
        return "never"
    while high / low > 1.01:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if figure_at(middle) >= limit else (middle, high)
    return f"{float(f'{high:.2g}'):,.0f}"
