"""A page that is made to stall a parser costs every connector a moment, and never the night."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable

import pytest

from .targets import CASES, pages, surveys

DEEP = 40_000
HOSTILE = {
    "nested HTML": b"<html><body>" + b"<div>" * DEEP + b"x",
    "nested links": b"<a href='/x'><b>" * DEEP,
    "nested JSON": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "nested lists": b"[" * DEEP,
    "nested XML": b"<rss><channel>" + b"<a>" * DEEP,
    "entities": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10) for n in range(1, 12))
    + b"]><rss><channel><title>&a11;</title></channel></rss>",
    "a long number": b'[{"id": ' + b"9" * 1_000_000 + b"}]",
    "many elements": b"<li>" * 50_000,
}
SECONDS = 5.0
"""Of processor time on a machine that does `_plain_work` in PLAIN_SECONDS. lexbor alone takes 3 s for 40,000 levels,
feedparser 2.6 to 4.1 s for 80,000 elements (2026-11)."""
PLAIN_SECONDS = 0.25
"""What it took here with nothing beside it. Where other processes share the cores it takes up to twice that."""
MOST_SLOWNESS = 3.0
"""Beyond this a reader stalls, whatever the machine does."""
MOST_BYTES = 400 << 20


@pytest.mark.slow
@pytest.mark.parametrize("hostile", sorted(HOSTILE))
def test_no_reader_stalls(hostile: str) -> None:
    body = HOSTILE[hostile]
    for number in _one_of_each_reader():
        took = _seconds(lambda number=number: pages(number.to_bytes(2, "big") + body))
        if took < SECONDS:
            continue
        slowness = min(max(1.0, _seconds(_plain_work) / PLAIN_SECONDS), MOST_SLOWNESS)
        name = f"{CASES[number].parent.name}/{CASES[number].name}"
        assert took < SECONDS * slowness, f"{name} took {took:.1f} s on a machine {slowness:.1f} times as slow"


@pytest.mark.parametrize("hostile", ["nested JSON", "entities", "a long number"])
def test_a_survey_of_the_kind_is_refused_or_read_in_little_memory(hostile: str) -> None:
    tracemalloc.start()
    try:
        surveys(HOSTILE[hostile])
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _plain_work() -> None:
    """Words counted and letters left out: what readers do, of fixed size."""
    counts: dict[str, int] = {}
    for word in (f"word{n % 977}" for n in range(200_000)):
        counts[word] = counts.get(word, 0) + len(re.sub("[aeiou]", "", word))


def _one_of_each_reader() -> list[int]:
    seen: dict[tuple[str, str], int] = {}
    for number, case in enumerate(CASES):
        words = (case / "case.yaml").read_text(encoding="utf-8")
        seen.setdefault((case.parent.name, words.partition("\nreader:")[2].split("\n")[0]), number)
    return list(seen.values())
