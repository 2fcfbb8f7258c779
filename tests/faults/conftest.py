"""Nights that go wrong, each played once for all rows that look at it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from faultbook.apart import Apart, process_apart
from faultbook.broken import BrokenNight, play_broken_night
from faultbook.fault import Stage
from faultbook.network import WayNight, play_way_night
from faultbook.nights import SOURCES, YESTERDAY, Nights
from faultbook.provider import serving
from faultbook.replayed import CASES, GOOD, Told
from faultbook.small import SmallHome, answering, make_small_home


@pytest.fixture
def nights(tmp_path: Path, root: Path) -> Nights:
    """A fresh home."""
    return Nights(tmp_path, root)


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory, root: Path, replay: Any) -> Nights:
    """A home after one good night of all SOURCES; not to be changed."""
    nights = Nights(tmp_path_factory.mktemp("first"), root)
    with replay() as gateway:
        report = nights.run(gateway, YESTERDAY)
    assert {name: each["outcome"] for name, each in report["sources"].items()} == dict.fromkeys(SOURCES, "succeeded")
    return nights


@pytest.fixture(scope="session")
def healthy(replay: Any) -> Any:
    """The address of a replay server without any fault, for all tests together."""
    with replay() as gateway:
        yield gateway


@pytest.fixture
def second_night(first_night: Nights, tmp_path: Path) -> Nights:
    """The home after the first good night, to go on with."""
    return first_night.copied(tmp_path)


def read_log(path: Path) -> list[dict[str, Any]]:
    """What the replay server was asked, in the order of its answers."""
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="session")
def asked() -> Callable[[Path], list[dict[str, Any]]]:
    """Reads the replay server's log."""
    return read_log


@pytest.fixture(scope="session")
def told(
    first_night: Nights, replay: Any, healthy: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Told]:
    """The broken night of this number and the good night after it; each is run once."""
    tonight = YESTERDAY + timedelta(days=1)

    @cache
    def tell(number: int) -> Told:
        folder = tmp_path_factory.mktemp("broken")
        nights, log = first_night.copied(folder), folder / "log.jsonl"
        cases = {source: cases[number] for source, cases in CASES.items()}
        for source, case in cases.items():
            if case.is_asked_anew:
                nights.promoted(source).unlink()
        pointers = {source: _bytes(nights.promoted(source)) for source in cases}
        before = {source: nights.seen(source) for source in (*cases, GOOD)}
        clock = nights.clock(tonight)
        with replay(faults=[case.fault(source) for source, case in cases.items()], log=log) as gateway:
            manners = {source: case.politeness for source, case in cases.items()}
            report = nights.run(gateway, tonight, politeness=manners, clock=clock)
        after = {source: nights.seen(source) for source in (*cases, GOOD)}
        promoted = {source: (pointers[source], _bytes(nights.promoted(source))) for source in cases}
        next_report = nights.run(healthy, tonight + timedelta(days=1))
        next_after = {source: nights.seen(source) for source in (*cases, GOOD)}
        return Told(report, before, after, next_report, next_after, promoted, read_log(log), clock.slept)

    return tell


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


@pytest.fixture(scope="session")
def broken_night(tmp_path_factory: pytest.TempPathFactory, root: Path) -> BrokenNight:
    """The night on which every source of the group `answers` goes wrong."""
    return play_broken_night(tmp_path_factory.mktemp("answers"), root)


@pytest.fixture(scope="session")
def way_night(tmp_path_factory: pytest.TempPathFactory, root: Path) -> WayNight:
    """The night without a gateway."""
    return play_way_night(tmp_path_factory.mktemp("ways"), root)


@pytest.fixture
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """Where a row is played."""
    return Stage(request, tmp_path)


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[SmallHome]:
    """A small home after two nights, and its providers, which go on answering; not to be changed."""
    with serving(answering()) as providers:
        yield make_small_home(tmp_path_factory.mktemp("small"), root, providers)


@pytest.fixture
def small_home(small_once: SmallHome, tmp_path: Path) -> SmallHome:
    """The small home, for one fault."""
    return small_once.copied(tmp_path / "small")


@pytest.fixture(scope="session")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    """A process that has loaded everything, and runs verbs in children of its own."""
    with process_apart(tmp_path_factory.mktemp("apart")) as process:
        yield process


@pytest.fixture(scope="session")
def night_steps(small_once: SmallHome, apart: Apart, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """How often a night of the small home does each kind of step."""
    small = small_once.copied(tmp_path_factory.mktemp("steps"))
    return apart.counted(small, *small.words())


@pytest.fixture(scope="session")
def night_seconds(small_once: SmallHome, apart: Apart, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a night of the small home takes here, its start included."""
    small = small_once.copied(tmp_path_factory.mktemp("timed"))
    begun = time.monotonic()
    assert apart.verb(small, *small.words()).status == 0
    return time.monotonic() - begun
