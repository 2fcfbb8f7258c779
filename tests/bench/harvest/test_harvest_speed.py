"""How fast a harvest is: pages per CPU-second against Scrapy's own spider, on the same pages, in the same run."""

from __future__ import annotations

import json
import os
import pstats
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from benchbook.book import FULL, Book, n_courses

HERE = Path(__file__).parent
ROUNDS = 5 if n_courses() >= FULL else 2
ROOMS = {
    "the wire: httpx, httptools, asyncio": (
        "/pipeline/fetch/wire", "/pipeline/fetch/transport", "/httpx/", "httptools", "/asyncio/", "/selectors.py",
        "/ssl.py", "socket", "poll",
    ),
    "archive and readings: hash, pack, write": (
        "/pipeline/fetch/archive", "/pipeline/fetch/disk", "/pipeline/store/readings", "/pipeline/store/segment",
        "gzip", "zlib", "hashlib", "/pathlib", "/tempfile", "posix",
    ),
    "fetch: politeness, guard, robots": ("/pipeline/fetch/", "/protego", "/pipeline/flow/walk"),
    "normalise": (
        "/pipeline/normalize/", "/pipeline/contract/simple_markup", "markup_text", "/pipeline/flow/reading",
        "langcodes", "language_data",
    ),
    "contract: strict reading": ("/pipeline/contract/", "selectolax", "/connectors/", "ours.py"),
    "store: the catalogue": ("/pipeline/store/", "duckdb"),
}  # fmt: skip
REST = "all the rest"
REASON = (
    "Between the bytes and a course stand HTTP, unpacking under limits, hashing and keeping every page, strict reading "
    "and every normaliser; the table of shares that this bench prints says how much each takes. How long a "
    "night waits for politeness beside it is on scale.md."
)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the made-up site, in a process of its own."""
    command = [sys.executable, str(HERE / "site_pages.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        yield process.stdout.readline().strip()
        process.stdin.close()


Told = dict[str, Any]
SIDES = {"ours": ("ours",), "peer": ("peer",), "peer keeping pages": ("peer", "cache")}
"""Ours archives every page and keeps what was read of it; Scrapy as it is keeps no page, with its cache every page."""


def run(side: str, *arguments: str) -> Told:
    command = [sys.executable, str(HERE / f"{side}.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: Told = json.loads(done.stdout)
    return told


def per_second(told: Told) -> float:
    return float(told["pages"] / told["cpu"])


def pooled(first: Told, second: Told) -> Told:
    """Both jobs, one after the other; rounds are paired by rank, the best with the best."""
    return {name: max(first[name], second[name]) if name == "peak_mib" else first[name] + second[name]
            for name in first}  # fmt: skip


@pytest.mark.bench
def test_harvest_against_scrapy(site: str, tmp_path: Path, book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("scrapy")
    jobs: dict[str, dict[str, list[Told]]] = {}
    for kind in ("html", "json"):
        jobs[kind] = {side: [] for side in SIDES}
        for n in range(ROUNDS):
            for side, (program, *options) in SIDES.items():
                folder = tmp_path / f"{kind} {side} {n}"
                jobs[kind][side].append(run(program, kind, site, str(folder), *options))
        assert len({(told["pages"], told["courses"]) for rounds in jobs[kind].values() for told in rounds}) == 1
    jobs["html and json pooled"] = {
        side: [pooled(*pair) for pair in zip(sorted(jobs["html"][side], key=per_second),
                                             sorted(jobs["json"][side], key=per_second), strict=True)]
        for side in SIDES
    }  # fmt: skip
    book_harvest(book, jobs)
    with capsys.disabled():
        print("\nload average:", *(f"{load:.1f}" for load in os.getloadavg()))
        for kind, sides in jobs.items():
            show(kind, sides)
            if kind in ("html", "json"):
                profile = tmp_path / f"{kind}.profile"
                run("ours", kind, site, str(tmp_path / f"{kind} profiled"), str(profile))
                print("  where our time goes (profiled, so the shares count, not the seconds):")
                for room, share in shares(profile).most_common():
                    print(f"    {share:5.1%}  {room}")


def book_harvest(book: Book, jobs: dict[str, dict[str, list[Told]]]) -> None:
    """Medians of pages per CPU-second, beside both ways of the peer."""
    per_page = bytes_per_page()
    for kind, sides in jobs.items():
        found = {side: median(map(per_second, rounds)) for side, rounds in sides.items()}
        n_bytes = per_page[kind]
        for side, name in (("peer", "Scrapy, pages not kept"), ("peer keeping pages", "Scrapy with its cache")):
            book.add(
                stage="harvest", what=kind, ours=found["ours"], unit="pages per CPU-second", is_rate=True,
                size=f"{sides['ours'][0]['pages']} pages, median of {ROUNDS}", peer=found[side], peer_of=name,
                floor=1 / book.machine.copying_s(n_bytes), floor_of="its bytes moved once", reason=REASON,
            )  # fmt: skip
        if kind in ("html", "json"):
            book.note(**{f"harvest_{kind}_cpu_s": 1 / found["ours"]})


def bytes_per_page() -> dict[str, float]:
    """Of the first pages of each job, unpacked."""
    sys.path.insert(0, str(HERE))
    try:
        from site_pages import N_COURSES, PER_FEED, PER_LIST, course_page, feed_page, list_page
    finally:
        sys.path.pop(0)
    html = (sum(len(course_page(n)) for n in range(PER_LIST)) + len(list_page(0))) / (PER_LIST + 1)
    n_html, n_json = N_COURSES + N_COURSES // PER_LIST, N_COURSES // PER_FEED
    feed = float(len(feed_page(0)))
    return {"html": html, "json": feed, "html and json pooled": (html * n_html + feed * n_json) / (n_html + n_json)}


def show(kind: str, sides: dict[str, list[Told]]) -> None:
    """The table of one job."""
    first = sides["ours"][0]
    print(f"{kind}: {first['pages']} pages, {first['courses']} courses; best and median of {ROUNDS} rounds")
    for side, rounds in sides.items():
        best = max(rounds, key=per_second)
        print(
            f"  {side:<20} {per_second(best):6.1f} {median(map(per_second, rounds)):6.1f} pages per CPU-second;"
            f" best: {best['cpu']:5.2f} CPU s, of these {best['system']:.2f} in the system, {best['store']:.2f}"
            f" in the store; {median(told['peak_mib'] for told in rounds):.0f} MiB peak"
        )
    for side in ("peer", "peer keeping pages"):
        ratios = [pick(map(per_second, sides["ours"])) / pick(map(per_second, sides[side])) for pick in (max, median)]
        print(f"  ratio to {side}: {ratios[0]:.2f} best to best, {ratios[1]:.2f} by medians")


def shares(profile: Path) -> Counter[str]:
    """The share of CPU time spent in each part of the house, by own time; built-ins count for who calls."""
    found: Counter[str] = Counter()
    stats: dict[Any, Any] = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    for function, (_, _, own, _, callers) in stats.items():
        if function[0] == "~" and room_of(function) is None:
            for caller, (_, _, for_caller, _) in callers.items():
                found[room_of(caller) or REST] += for_caller
        else:
            found[room_of(function) or REST] += own
    total = sum(found.values())
    return Counter({room: spent / total for room, spent in found.items()})


def room_of(function: tuple[str, int, str]) -> str | None:
    where = f"{function[0]} {function[2]}"
    return next((room for room, marks in ROOMS.items() if any(mark in where for mark in marks)), None)
