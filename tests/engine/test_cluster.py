"""A Dask cluster gives what one process gives, also where a worker is killed; where it cannot be used that is told."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import RunningCluster, running_cluster
from distributed import Client
from engine_parts import hasher, n_made

from pipeline.embed import batches
from pipeline.embed.find import find_encoder
from pipeline.engine import cluster as asked
from pipeline.engine.cluster import Cluster
from pipeline.engine.local import Processes
from pipeline.engine.spread import Here, OrElse
from pipeline.errors import WorkerError
from pipeline.flow.spread import MIN_PARTS, courses_by, engines_of
from pipeline.model import EngineSettings
from pipeline.store import Home

PARTS = [(number, "hold" if number == 10 else "word") for number in range(20)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def settings_of(address: str, idle_seconds: float = 120) -> EngineSettings:
    return EngineSettings(kind="dask", scheduler=address, idle_seconds=idle_seconds)


def begun(folder: Path, number: int) -> list[int]:
    path = folder / f"begun-{number}"
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


@pytest.mark.slow
def test_a_worker_that_is_killed_half_way_changes_no_result(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    (here / "go").touch()
    expected = list(Here().spread(hasher, (str(here),), PARTS))
    with running_cluster(tmp_path) as running:
        results = Cluster(settings_of(running.address)).spread(hasher, (str(there),), PARTS)
        found = [next(results) for _ in range(10)]
        while not begun(there, 10):
            os.sched_yield()
        (killed,) = (worker for worker in running.workers if worker.pid == begun(there, 10)[0])
        killed.kill()
        (there / "go").touch()
        found += results
    assert found == expected
    first, second = begun(there, 10)
    assert first == killed.pid
    assert second in {worker.pid for worker in running.workers} - {killed.pid}


@pytest.mark.slow
def test_what_the_work_raises_is_raised_where_it_is_done_again(cluster: RunningCluster, tmp_path: Path) -> None:
    told: list[str] = []
    parts = [(0, "word"), (1, "raise"), (2, "word")]
    engine = OrElse(Cluster(settings_of(cluster.address)), Here(), told.append)
    with pytest.raises(ValueError, match="part 1 cannot be done"):
        list(engine.spread(hasher, (str(tmp_path),), parts))
    assert told == [
        f"the cluster at {cluster.address} could not do a part (ValueError: part 1 cannot be done); "
        "the rest was done on this machine"
    ]
    assert begun(tmp_path, 1)[-1] == os.getpid()
    assert len(begun(tmp_path, 1)) == 4  # tried, tried again twice, and here


@pytest.mark.slow
def test_workers_keep_nothing_of_work_that_failed(cluster: RunningCluster, tmp_path: Path) -> None:
    parts = [(0, "word"), (1, "raise")]
    with pytest.raises(WorkerError, match="part 1 cannot be done"):
        list(Cluster(settings_of(cluster.address)).spread(hasher, (str(tmp_path),), parts))
    with Client(cluster.address, set_as_default=False) as client:
        assert set(client.run(n_made).values()) == {0}


@pytest.mark.slow
def test_a_scheduler_that_is_killed_half_way_costs_no_part(tmp_path: Path) -> None:
    told: list[str] = []
    there = tmp_path / "there"
    there.mkdir()
    with running_cluster(tmp_path) as running:
        engine = OrElse(Cluster(settings_of(running.address, idle_seconds=5)), Here(), told.append)
        results = engine.spread(hasher, (str(there),), PARTS)
        found = [next(results) for _ in range(3)]
        running.scheduler.kill()
        (there / "go").touch()
        found += results
    assert found == list(Here().spread(hasher, (str(there),), PARTS))
    (sentence,) = told
    assert sentence.startswith(f"the cluster at {running.address} ")
    assert sentence.endswith("; the rest was done on this machine")


@pytest.mark.slow
def test_a_cluster_that_gives_no_answer_is_not_waited_for(cluster: RunningCluster, tmp_path: Path) -> None:
    spread = Cluster(settings_of(cluster.address, idle_seconds=1)).spread(hasher, (str(tmp_path),), [(0, "hold")])
    with pytest.raises(WorkerError, match="gave no answer for 1 s"):
        next(spread)
    (tmp_path / "go").touch()


@pytest.mark.slow
def test_a_worker_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    with running_cluster(tmp_path) as running:
        running.workers[0].send_signal(signal.SIGSTOP)
        with pytest.raises(WorkerError, match="gave no answer for 2 s"):
            list(Cluster(settings_of(running.address, idle_seconds=2)).spread(hasher, (str(tmp_path),), PARTS))
        running.workers[0].send_signal(signal.SIGCONT)


@pytest.mark.slow
def test_workers_of_another_version_are_not_used(
    cluster: RunningCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.engine.cluster._our_mark", lambda: "0" * 32)
    with pytest.raises(
        WorkerError, match=r"2 of 2 workers of the cluster at tcp://127.* another version of Circlewise"
    ):
        list(Cluster(settings_of(cluster.address)).spread(hasher, (str(tmp_path),), PARTS))
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_cluster_without_workers_is_told(tmp_path: Path) -> None:
    with running_cluster(tmp_path, n=0) as running, pytest.raises(WorkerError, match="has no workers"):
        list(Cluster(settings_of(running.address)).spread(hasher, (str(tmp_path),), PARTS))


def test_nothing_to_do_asks_nobody() -> None:
    assert list(Cluster(settings_of("tcp://127.0.0.1:1")).spread(hasher, ("",), [])) == []


def test_a_night_goes_on_where_no_cluster_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "CONNECT_SECONDS", 1.0)
    (tmp_path / "go").touch()
    told: list[str] = []
    engine = OrElse(Cluster(settings_of("tcp://127.0.0.1:1")), Here(), told.append)
    expected = list(Here().spread(hasher, (str(tmp_path),), PARTS))
    assert list(engine.spread(hasher, (str(tmp_path),), PARTS)) == expected
    assert list(engine.spread(hasher, (str(tmp_path),), PARTS)) == expected
    (sentence,) = told
    assert sentence.startswith("the cluster at tcp://127.0.0.1:1 cannot be reached (")
    assert sentence.endswith("; the rest was done on this machine")


def test_dask_is_asked_for_only_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkerError, match=r"distributed is not installed \(`pip install 'circlewise\[dask\]'`\)"):
        list(Cluster(settings_of("tcp://127.0.0.1:1")).spread(hasher, (str(tmp_path),), PARTS))


@pytest.mark.slow
def test_vectors_are_the_same_to_the_bit_wherever_they_are_made(
    cluster: RunningCluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batches, "BATCHES_A_PART", 1)
    encoder, said = find_encoder()
    assert encoder is not None, said
    words = ("grant writing", "Spanish", "welding", "data for libraries")
    texts = [" ".join([words[number % 4]] * (number % 7 + 1)) + f" {number}" for number in range(150)] + ["", "Spanish"]
    expected = encoder.courses(texts)
    told: list[str] = []
    assert len(encoder.batches(texts)) >= MIN_PARTS
    here = engines_of(EngineSettings(), Home(tmp_path), told.append).courses
    for engine in (Processes(2), Cluster(settings_of(cluster.address)), here):
        assert courses_by(engine, encoder, None)(texts).tobytes() == expected.tobytes()
    assert told == []


@pytest.mark.slow
def test_vectors_of_a_machine_that_counts_otherwise_are_not_taken(cluster: RunningCluster) -> None:
    encoder, _ = find_encoder()
    assert encoder is not None
    _, parts = batches.parts_of(encoder, ["Welding"])
    with pytest.raises(WorkerError, match="makes other vectors than the machine of the night"):
        list(Cluster(settings_of(cluster.address)).spread(batches.embedder, (None, "other", 1), parts))
