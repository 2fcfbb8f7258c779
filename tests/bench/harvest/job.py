"""The job that both sides do with the words of a page: normalise them with the project's own normalisers, store them.

Both sides store with the project's own store, so that what is compared is fetching, reading and all around them.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.flow.read_page import take
from pipeline.model import Expect, Politeness, RawListing, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.store import Arrival, Build, GoodRun, Reading

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
CONCURRENCY = 8
RULES = SourceRules(
    source="bench", title="Bench", publisher="us", home="https://courses.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}),
    politeness=Politeness(delay_seconds=0.0, concurrency=CONCURRENCY, max_pages=10_000),
    lookups={"licence": {"All rights reserved": None}},
)  # fmt: skip


def normalised(raw: RawListing, normaliser: Normaliser) -> Arrival:
    """A raw listing in the project's own terms; `normaliser` as in a night: words read before are not read again."""
    reading = Reading()
    take(reading, raw, normaliser, "0" * 64)
    (arrival,) = reading.arrivals
    return arrival


def store(path: Path, arrivals: Iterable[Arrival]) -> None:
    """Write the listings as a catalogue."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Build(path, None, "bench", NIGHT) as build:
        build.load_arrivals(arrivals)
        build.merge([GoodRun("bench", 3, proves_absence=True)])
        build.finish()


class Stopwatch:
    """CPU seconds of this process, all threads, by part of the job, from the first request on.

    So neither side pays for its imports, and Scrapy not for what it sets up once.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.system_seconds = 0.0
        self._last = 0.0

    def start(self) -> None:
        """The spider or connector is asked for its first requests."""
        self._last = time.process_time()
        self.system_seconds = -os.times().system

    def lap(self, part: str) -> None:
        """This part is done."""
        now = time.process_time()
        self.seconds[part], self._last = now - self._last, now

    def told(self) -> dict[str, float]:
        """Seconds by part, in all, and of these what the system spent, mostly on files: it varies most."""
        system = self.system_seconds + os.times().system
        return {**self.seconds, "cpu": sum(self.seconds.values()), "system": system}


def tell(n_pages: int, n_courses: int, stopwatch: Stopwatch) -> None:
    """Print what was done and what it cost."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"pages": n_pages, "courses": n_courses, "peak_mib": round(peak, 1)}
    json.dump(told | stopwatch.told(), sys.stdout)
