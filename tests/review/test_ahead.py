"""A night is read before anybody asks for it: at the start of a server, and after every swap until it ends."""

from __future__ import annotations

import gc
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from homes import copied
from served import app_of
from starlette.testclient import TestClient

from pipeline.review.ahead import SECONDS, reading_ahead
from pipeline.store import Catalogue, Home, LiveCatalogue, live, read_figures

from .catalogues import swap_in
from .conftest import NOW


class Steps:
    """A pause that ends when a test says so, and a count of what was opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun: Queue[float] = Queue()
        self._ended: Queue[bool] = Queue()
        self.opened = 0
        reading = live.read_overview

        def counted(catalogue: Catalogue) -> object:
            self.opened += 1
            return reading(catalogue)

        monkeypatch.setattr(live, "read_overview", counted)

    def pause(self, seconds: float) -> bool:
        self._begun.put(seconds)
        return self._ended.get()

    def wait(self) -> float:
        """Until the thread has done its work and pauses; for how many seconds."""
        return self._begun.get(timeout=60)

    def end(self, *, over: bool = False) -> None:
        self._ended.put(over)


@pytest.fixture
def home(demo_once: Path, tmp_path: Path) -> Path:
    return copied(demo_once, tmp_path / "home")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


@pytest.fixture
def catalogue(home: Path) -> Iterator[LiveCatalogue]:
    reading = LiveCatalogue(Home(home))
    yield reading
    reading.close()


def _count(catalogue: Catalogue) -> int:
    ((n,),) = catalogue.query("SELECT count(*) FROM out.topic").rows
    return int(n)


def test_every_version_is_read_once_and_before_anybody_asks(home: Path, catalogue: LiveCatalogue, steps: Steps) -> None:
    with reading_ahead(catalogue, steps.pause):
        assert steps.opened == 1  # when the block begins, not later
        assert steps.wait() == SECONDS
        before = catalogue.once(_count)
        swap_in(home, "DELETE FROM core.topic WHERE topic_id = (SELECT min(topic_id) FROM core.topic)")
        assert steps.opened == 1
        steps.end()
        steps.wait()
        assert steps.opened == 2
        current = catalogue._current()  # to ask would read what is not there yet
        assert current.kept == {_count: before - 1, read_figures: current.kept[read_figures]}
        steps.end()
        steps.wait()
        assert len(catalogue.overview().topics) > 0
        assert steps.opened == 2
        steps.end(over=True)


def test_one_that_is_missing_or_damaged_is_passed_over_and_the_next_is_read(
    home: Path, catalogue: LiveCatalogue, steps: Steps
) -> None:
    aside = Path(shutil.move(home / "catalogue.duckdb", home / "aside.duckdb"))
    with reading_ahead(catalogue, steps.pause):
        steps.wait()
        (home / "catalogue.duckdb").write_bytes(b"nothing")
        steps.end()
        steps.wait()
        assert steps.opened == 0
        aside.replace(home / "catalogue.duckdb")
        steps.end()
        steps.wait()
        assert steps.opened == 1
        steps.end(over=True)


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_a_server_reads_is_left_out_of_collections_of_garbage(
    home: Path, catalogue: LiveCatalogue, steps: Steps, *, is_kept: bool
) -> None:
    gc.unfreeze()
    try:
        with reading_ahead(catalogue, steps.pause, is_kept=is_kept):
            steps.wait()
            assert (gc.get_freeze_count() > 0) is is_kept
            gc.unfreeze()
            steps.end()
            steps.wait()
            assert gc.get_freeze_count() == 0  # nothing new was read, so nothing is collected
            swap_in(home, "DELETE FROM core.topic WHERE topic_id = (SELECT min(topic_id) FROM core.topic)")
            steps.end()
            steps.wait()
            assert (gc.get_freeze_count() > 0) is is_kept
            steps.end(over=True)
    finally:
        gc.unfreeze()


def _at_work() -> int:
    return sum(each.name == "reading ahead" for each in threading.enumerate())


def test_a_server_reads_before_it_answers_and_stops_when_it_ends(home: Path, steps: Steps) -> None:
    others = _at_work()  # servers of other tests
    with TestClient(app_of(home, lambda: NOW), base_url="http://127.0.0.1") as client:
        assert steps.opened == 1
        assert _at_work() == others + 1
        assert client.get("/topics").status_code == 200
        assert steps.opened == 1
    assert _at_work() == others


def test_a_server_without_any_catalogue_starts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with TestClient(app_of(tmp_path / "home", lambda: NOW), base_url="http://127.0.0.1") as client:
        assert client.get("/topics").status_code == 503
        assert client.get("/healthz").status_code == 200
