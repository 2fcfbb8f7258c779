"""What a night says when it is over: the shape of `run --json`."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import private
from pipeline.flow.harvested import Harvest
from pipeline.flow.links import Links
from pipeline.flow.purge import Purged
from pipeline.model import DIGEST_PARTS, DigestLine
from pipeline.store import Changes, Home, bytes_of

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
STAGES = ("harvest", "links", "build", "match", "propose", "publish")


@dataclass
class Stopwatch:
    """Seconds by stage; CPU and memory are the process's own."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    _started: float = field(default_factory=time.perf_counter)
    _cpu: float = field(default_factory=time.process_time)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; several spells add up."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def total(self) -> dict[str, float]:
        """Seconds by stage and in all, to the millisecond."""
        return {k: round(v, 3) for k, v in self.seconds.items()} | {
            "total": round(time.perf_counter() - self._started, 3)
        }

    def cpu_seconds(self) -> float:
        """CPU seconds of this process since the start of the night, all threads."""
        return round(time.process_time() - self._cpu, 3)


def new_night_id(at: datetime, chance: random.Random) -> str:
    """UTC stamp and a short suffix: `20261124T023000-k3f`."""
    return f"{at:%Y%m%dT%H%M%S}-{''.join(chance.choices(ALPHABET, k=3))}"


def peak_memory_mib(status: Path = Path("/proc/self/status")) -> float:
    """Largest resident memory of this program so far, in MiB.

    Linux tells it in `status` (VmHWM). What getrusage gives there begins with the memory of whoever started the program
    (a process of 1,100 MiB starts one of 13, which reads 1,113; seen 2026-11), so it serves elsewhere only.
    """
    with suppress(OSError, StopIteration, ValueError):
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return round(int(line.split()[1]) / 1024, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


@dataclass
class NightReport:
    """One night, told to people and scripts."""

    night_id: str
    catalogue: Path
    published: bool = False
    failure: str | None = None
    warning: str | None = None
    matched_by: str = ""
    """Which model of meaning matched, or why there was none; empty where no goal was matched."""
    harvests: list[Harvest] = field(default_factory=list)
    became: tuple[str, ...] = ()
    """What became of last night's topics, a sentence each; empty where all stayed."""
    digest: tuple[DigestLine, ...] = ()
    """What is other than the night before, first things first; of earlier nights what nobody has decided yet."""
    links: Links = field(default_factory=Links)
    changes: dict[str, Changes] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    purged: list[Purged] = field(default_factory=list)
    """Surveys whose retention has ended, or whose purge was cut off."""
    not_stored: tuple[str, ...] = ()
    """Survey exports of which nothing was stored, since a person has to say which survey they are of: why, each."""
    unnamed: bool = False
    """Whether hashes of people were taken out of the ledger, since their last circle ended long ago."""
    lake: dict[str, Any] | None = None
    """Rows that were written into the lake, by part and table; None where there is no lake."""
    lake_failure: str | None = None
    """Why the lake does not have this night; None where it has, or there is no lake."""
    courses: int = 0
    goals: int = 0
    matches: int = 0
    topics: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    peak_memory_mib: float = 0.0
    bytes: dict[str, int] = field(default_factory=dict)
    """What the home takes on its disk, see `store.bytes_of`; `doctor` tells from it how long the room lasts."""

    @property
    def is_impaired(self) -> bool:
        """Whether any source was held, blocked or failed."""
        return any(harvest.outcome != "succeeded" for harvest in self.harvests)

    @property
    def since_last_night(self) -> dict[str, int]:
        """Lines of the digest that are of this night, by part."""
        return {part: sum(line.is_new and line.part == part for line in self.digest) for part in DIGEST_PARTS}

    def warn(self, sentence: str | None) -> None:
        """Add what people should know of the night though it went on; None adds nothing."""
        self.warning = "; ".join(filter(None, (self.warning, sentence))) or None

    def as_json(self) -> dict[str, Any]:
        """The document that `run --json` prints; see the contract."""
        return {
            "night_id": self.night_id,
            "published": self.published,
            "failure": self.failure,
            "warning": self.warning,
            "catalogue": str(self.catalogue),
            "sources": [self._source(harvest) for harvest in self.harvests],
            "skipped": [{"source": source, "reason": reason} for source, reason in self.skipped],
            "surveys_not_stored": list(self.not_stored),
            "purged": [{"survey_id": purged.survey_id, "reason": purged.reason} for purged in self.purged],
            "people_unnamed": self.unnamed,
            "matched_by": self.matched_by,
            "links": self.links.as_json(),
            "topic_changes": list(self.became),
            "since_last_night": self.since_last_night,
            "lake": None if self.lake is None else {"written": self.lake, "failure": self.lake_failure},
            "courses": self.courses,
            "goals": self.goals,
            "matches": self.matches,
            "topics": self.topics,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "peak_memory_mib": self.peak_memory_mib,
            "bytes": self.bytes,
        }

    def _source(self, harvest: Harvest) -> dict[str, Any]:
        source = harvest.rules.source
        changes = self.changes.get(source, Changes())
        return {
            "source": source,
            "outcome": harvest.outcome,
            "reason": harvest.reason,
            "listings": harvest.records,
            "new": changes.new,
            "changed": changes.changed,
            "unchanged": changes.unchanged,
            "missing": changes.missing,
            "gone": changes.gone,
            "returned": changes.returned,
            "rejected": harvest.rejected,
            "issues": self.issues.get(source, 0),
            "pages": len(harvest.pages),
            "not_modified": harvest.not_modified,
            "remembered": harvest.remembered,
            "is_full": harvest.is_full,
            "retries": harvest.retries,
            "seconds": round(harvest.seconds, 3),
        }


def log_night(home: Home, report: NightReport) -> None:
    """Write the summary of a night into the home; where the disk refuses, the night is done all the same."""
    path = home.logs / f"{report.night_id}.json"
    try:
        report.bytes = bytes_of(home)
        private.write_text(path, json.dumps(report.as_json(), indent=1))
    except OSError as error:
        report.warn(f"{path} could not be written ({error.strerror})")
