"""The half of docs/scale.md beyond one night of one library: politeness, many libraries, money, what breaks first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from benchbook.book import Book
from benchbook.growth import Night, memory_at, whole_at
from benchbook.scale_base import COURSES, LIKENESS_BYTES, disk_at, table
from benchbook.scale_words import BREAKS, LIBRARIES, MANY_MONTHS, MONEY, POLITE

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
HOURS = 730
"""A month of a server that is always on."""
SERVER_GIB = 2.0


def many_lines(book: Book, pair: tuple[Night, Night]) -> Iterator[str]:
    """The sections."""
    yield from _polite(book)
    yield from _libraries(book, pair)
    yield from _money(pair)
    yield from _breaks(pair)


def _polite(book: Book) -> Iterator[str]:
    """What politeness asks of a harvest, beside what the processor does."""
    listed, single = (book.figures.get(f"harvest_{kind}_cpu_s") for kind in ("json", "html"))
    rows = []
    for n in COURSES:
        pages = n / PER_PAGE
        waits = [_time(pages / hosts * DELAY_S) for hosts in HOSTS]
        alone = [_time(n / hosts * DELAY_S) for hosts in HOSTS]
        rows.append((f"{n:,}", *waits, _work(pages, listed), *alone, _work(n, single)))
    yield from table(
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


def _libraries(book: Book, pair: tuple[Night, Night]) -> Iterator[str]:
    """Many libraries: each for itself, and beside a lake."""
    large = pair[1]
    cpu_s = large["second"]["cpu_s"]
    alone, rest = cpu_s["whole"], cpu_s["whole"] - cpu_s["harvest"]
    pages = large["courses"] / PER_PAGE
    disk = disk_at(pair, large["courses"]) / 1e12
    by_clock = max(large["second"]["wall_s"], pages / HOSTS[0] * DELAY_S)
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
                f"{n * by_clock / NIGHT_S:,.1f}",
                commits,
                f"{n * disk:,.2f} TB",
            )
        )
    yield from table(
        f"By libraries, {large['courses']:,} courses and {large['goals']:,} goals each",
        LIBRARIES.format(commits=COMMITS, hours=NIGHT_S // 3600, cores=CORES, hosts=HOSTS[0]),
        ("libraries", "requests a night, each for itself", "CPU a night", "of it without harvests",
         "machines, a night at a time", "commits, the least", "disk"),
        rows,
    )  # fmt: skip


def _money(pair: tuple[Night, Night]) -> Iterator[str]:
    """What a month costs at prices that are an assumption."""
    rows = []
    for n in COURSES:
        parts = _month(pair, n)
        rows.append((f"{n:,}", f"{_hours(pair, n):,.1f} h", *(f"{x:,.2f}" for x in parts), f"{sum(parts):,.2f}"))
    words = MONEY.format(
        vcpu=VCPU_HOUR, gib=GIB_HOUR, gb=GB_MONTH, nights=NIGHTS, hours=HOURS, server=SERVER_GIB, cores=CORES
    )
    costs = ("nights", "disk", "server of pages", "in all")
    yield from table("A month", words, ("courses", "CPU of nights", *costs), rows)
    n = pair[1]["courses"]
    parts = _month(pair, n)
    many = [(f"{k:,}", *(f"{k * part:,.2f}" for part in parts), f"{k * sum(parts):,.2f}") for k in SHARED]
    yield from table(f"A month of many libraries, {n:,} courses each", MANY_MONTHS, ("libraries", *costs), many)


def _hours(pair: tuple[Night, Night], n: float) -> float:
    return NIGHTS * whole_at(pair, "courses", "second", n) / 3_600


def _month(pair: tuple[Night, Night], n: float) -> tuple[float, float, float]:
    """What nights, disk and the server of pages cost."""
    hours, memory = _hours(pair, n), memory_at(pair, n) / 1024
    return (
        hours * VCPU_HOUR + hours / CORES * memory * GIB_HOUR,
        disk_at(pair, n) / 1e9 * GB_MONTH,
        HOURS * (VCPU_HOUR + SERVER_GIB * GIB_HOUR),
    )


def _breaks(pair: tuple[Night, Night]) -> Iterator[str]:
    """What is reached first, and what to change then."""
    at_one_host = pair[1]["courses"] / PER_PAGE / HOSTS[0]
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
        ("16 GiB for one table of goals × goals, of which several are held",
         f"{matrix:,.0f} goals, whatever the courses",
         "goals grouped within neighbourhoods, not built"),
        (f"{NIGHT_S / DELAY_S:,.0f} requests to one host in 8 h", f"{NIGHT_S / DELAY_S * PER_PAGE:,.0f} in a list of "
         f"{PER_PAGE} a page; {NIGHT_S / DELAY_S:,.0f} where each has a page", "read what changed only (a watermark, a "
         "sitemap's dates); ask the publisher for a file"),
        (f"the same, asked by many homes of {pair[1]['courses']:,} courses in lists at {HOSTS[0]} hosts",
         f"{NIGHT_S / DELAY_S / at_one_host:,.0f} libraries; each keeps its own pauses, none keeps those of all",
         "one harvest for all, which is not built; until then nights at other hours, and fewer of them a week"),
        ("500 pages of a source a run, where its settings name no other", f"{500 * PER_PAGE:,} of one source in "
         "lists; 500 where each has a page", "`max_pages` in schedule.yaml"),
        ("one writer of a catalogue's file", "one night at a time in a home", "a home for each library; the lake for "
         "what they share"),
    ]  # fmt: skip
    yield from table(
        "What breaks first", BREAKS, ("limit", "reached at about so many courses", "what to change then"), rows,
    )  # fmt: skip


def _reached(figure_at: Callable[[float], float], limit: float) -> str:
    """The largest number of courses at which a figure stays below a limit, sought by halving, rounded down."""
    low, high = 1_000.0, 1e9
    if figure_at(high) < limit:
        return "never"
    while high / low > 1.01:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if figure_at(middle) >= limit else (middle, high)
    return f"{_down(low):,.0f}"


def _down(n: float) -> float:
    """A number with two figures, never above it."""
    unit = 10.0 ** (len(f"{n:.0f}") - 2)
    return n // unit * unit
