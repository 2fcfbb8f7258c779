"""The catalogue as a process that lives long reads it: it follows every swap, and reaches nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.store import Home, LiveCatalogue


@pytest.fixture
def home(demo_once: Path, tmp_path: Path) -> Home:
    """A home of the demo for one test."""
    return Home(Path(shutil.copytree(demo_once, tmp_path / "home")))


@pytest.fixture
def live(home: Home) -> Iterator[LiveCatalogue]:
    """Its catalogue."""
    reading = LiveCatalogue(home)
    yield reading
    reading.close()


def _swap(home: Home, number: int) -> None:
    """Publish a catalogue of which every title is this number."""
    coming = home.folder / "coming.duckdb"
    shutil.copyfile(home.catalogue, coming)
    with duckdb.connect(str(coming)) as connection:
        connection.execute(f"UPDATE core.topic SET title = '{number}'")
    coming.replace(home.catalogue)


def _titles(live: LiveCatalogue) -> set[str]:
    with live.open() as catalogue:
        return {title for (title,) in catalogue.query("SELECT title FROM out.topic").rows}


def test_every_swap_is_followed_and_an_open_one_stays(live: LiveCatalogue, home: Home) -> None:
    _swap(home, 1)
    with live.open() as before:
        _swap(home, 2)
        assert _titles(live) == {"2"}
        assert before.query("SELECT DISTINCT title FROM out.topic").rows == [("1",)]
    assert {topic.title for topic in live.overview().topics} == {"2"}


def test_many_threads_see_one_night_each_while_nights_are_published(live: LiveCatalogue, home: Home) -> None:
    _swap(home, 0)
    with ThreadPoolExecutor(8) as pool:
        reads = []
        for number in range(1, 6):
            reads += [pool.submit(_titles, live) for _ in range(8)]
            _swap(home, number)
        found = [read.result() for read in reads]
    assert {len(titles) for titles in found} == {1}
    assert _titles(live) == {"5"}


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_text('/etc/hostname')",
        "ATTACH '/tmp/x.duckdb' AS x",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "DELETE FROM core.topic",
        "COPY core.topic TO '/tmp/x.csv'",
    ],
)
def test_it_reaches_nothing_else(live: LiveCatalogue, sql: str) -> None:
    with live.open() as catalogue, pytest.raises(UsageError, match="refused"):
        catalogue.query(sql)


def test_a_home_without_a_catalogue_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`circlewise run` makes it"):
        LiveCatalogue(Home(tmp_path)).overview()


def test_a_damaged_catalogue_is_told_and_the_next_one_read(live: LiveCatalogue, home: Home) -> None:
    good = home.catalogue.read_bytes()
    home.catalogue.write_bytes(good[:5000])
    with pytest.raises(StoreError, match="cannot be read"):
        live.overview()
    home.catalogue.write_bytes(good)
    assert live.overview().topics


def test_a_path_with_a_quote_is_a_path(demo_once: Path, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(demo_once, tmp_path / "Rosa's home")))
    live = LiveCatalogue(home)
    assert live.overview().topics
    live.close()


def test_what_is_pinned_stays_the_version_that_it_first_met(home: Home, live: LiveCatalogue) -> None:
    _swap(home, 1)
    unasked, pinned = live.pinned(), live.pinned()
    assert _titles(pinned) == {"1"}
    _swap(home, 2)
    assert _titles(pinned) == {"1"}
    assert {topic.title for topic in pinned.overview().topics} == {"1"}
    assert _titles(live) == _titles(unasked) == {"2"}
    assert pinned.pinned() is pinned
    pinned.close()
    assert _titles(live) == {"2"}
