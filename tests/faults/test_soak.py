"""Many nights in a row: with faults by chance, a page that is read all the time, an analyst who never lets go; and two
hundred quiet ones. Nothing is lost, and nothing grows.
"""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from faultbook.apart import Apart
from faultbook.kills import KILLED
from faultbook.processes import ANALYST, asked, beside, heard
from faultbook.provider import Providers, serving
from faultbook.small import make_small_home
from faultbook.soak import BEFALLS, DAY, Books, Held, Load, World, loaded, one_night
from served import served

SEED = int(os.environ.get("SOAK_SEED", "20261127"))
NIGHTS = int(os.environ.get("SOAK_NIGHTS", "30"))
"""`make check` plays twelve (Makefile), in which everything befalls as well, only less often; ten are the fewest."""
MANY = int(os.environ.get("FLAT_NIGHTS", "200"))
WARM = 8
"""Nights after which everything that is kept on purpose is there."""
NOISE_MIB = 20.0
"""Of the allocator, and of what grows with the catalogue: 3.6 were seen over 21 nights with faults, 15.1 over 180 quiet
ones in which the catalogue grew by about two courses each (2026-11).
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for everything that only passes."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def not_growing(seen: list[Held], noise_mib: float = NOISE_MIB) -> None:
    """From the first to the last of these."""
    first, last = seen[0], seen[-1]
    assert last.handles <= first.handles, seen
    assert last.threads <= first.threads, seen
    assert last.temporary <= first.temporary, seen
    assert last.memory_mib - first.memory_mib < noise_mib, seen


def drawn(chance: random.Random) -> tuple[dict[int, str], set[int]]:
    """What befalls the home before which night, each kind at least once however few nights there are; who is killed.

    Three nights in ten, and two in ten.
    """
    n_befalls = min(NIGHTS, max(len(BEFALLS), round(0.3 * NIGHTS)))
    kinds = [kind for _ in range(n_befalls) for kind in chance.sample(sorted(BEFALLS), len(BEFALLS))]
    befalls = dict(zip(sorted(chance.sample(range(NIGHTS), n_befalls)), kinds, strict=False))
    return befalls, set(chance.sample(range(NIGHTS), max(2, round(0.2 * NIGHTS))))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_thirty_nights_with_faults_lose_nothing(
    tmp_path: Path, root: Path, apart: Apart, temporary: Path, record_property: Any
) -> None:
    chance = random.Random(SEED)
    world, books, seen, befell = World(chance, Providers()), Books(), [], []
    with serving(world.providers) as providers:
        small = make_small_home(tmp_path, root, providers)
        for source, offers in world.offers.items():
            books.known |= offers
            books.listed[source] = set(offers)
        topics = [row[0] for row in small.shown()["topics"]]
        first = small.decisions()
        with (
            served(small.folder, lambda: small.nights[-1] + DAY / 24) as address,
            loaded(Load(address, small, random.Random(SEED))) as load,
            beside(ANALYST, small.home.catalogue, "read") as analyst,
        ):
            held_since = heard(analyst)
            befalls, kills = drawn(chance)
            for number in range(NIGHTS):
                world.next_day()
                if number in befalls:
                    befell.append(befalls[number])
                    BEFALLS[befell[-1]](small)
                if number in kills:
                    killed = apart.verb(small, *small.words(), seconds=chance.uniform(0.1, 2.0))
                    assert killed.status in (KILLED, 0), killed
                    if killed.status == 0:  # it was quicker, and counts
                        small.nights.append(small.nights[-1] + DAY)
                        books.check(world, killed.json, small)
                        world.next_day()
                    befell.append("kill -9")
                load.decide(chance.choice(topics), small.nights[-1])
                books.check(world, one_night(small).json, small)
                assert [finding.level for finding in small.doctor() if finding.level != "note"] == []
                if number in (min(WARM, NIGHTS // 2), NIGHTS - 1):
                    load.resting.set()
                    assert load.rests.wait(60)
                    seen.append(Held.now(small.folder, temporary))
                    load.resting.clear()
            assert asked(analyst) == held_since
    assert set(befell) == {*BEFALLS, "kill -9"}
    assert load.troubles == []
    assert set(load.answers) == {200}, load.answers
    assert load.answers[200] > 4 * NIGHTS
    assert [each[:2] for each in small.decisions()] == [*(each[:2] for each in first), *load.decided]
    published = small.rows("SELECT topic_id, action FROM out.decision ORDER BY decision_id")
    assert published == [each[:2] for each in small.decisions()]
    assert len(list(small.home.builds.glob("*.duckdb"))) <= 7
    not_growing(seen)
    record_property("seen", f"{seen}; {load.answers[200]} pages; {len(befell)} befell: {sorted(set(befell))}")
    print(f"\n{NIGHTS} nights, seed {SEED}: {seen[0]} then {seen[-1]}; {load.answers[200]} pages read; {befell}")


@pytest.mark.bench
@pytest.mark.timeout(3600)
def test_memory_is_flat_over_two_hundred_nights(tmp_path: Path, root: Path, temporary: Path) -> None:
    world, books, seen = World(random.Random(SEED), Providers()), Books(), []
    with serving(world.providers) as providers:
        small = make_small_home(tmp_path, root, providers)
        for source, offers in world.offers.items():
            books.known |= offers
            books.listed[source] = set(offers)
        for number in range(MANY):
            world.next_day(most_faults=0)
            books.check(world, one_night(small).json, small)
            if number + 1 in (MANY // 10, MANY // 2, MANY):
                seen.append(Held.now(small.folder, temporary))
    print(f"\n{MANY} nights: {seen}")
    not_growing(seen)
    assert seen[-1].memory_mib - seen[1].memory_mib < NOISE_MIB / 2, seen
