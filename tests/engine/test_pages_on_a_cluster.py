"""Pages read beside workers of a cluster say what they say here, whatever strangers wrote and whoever is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import RunningCluster, running_cluster
from engine_parts import Where
from wild_pages import CONNECTOR, LIMITS, RULES, Killer, NoApart, no_lines, questions_to, readers_of, recorded, titled

from pipeline.contract import Page, Request
from pipeline.engine import RaisedError
from pipeline.engine import cluster as asked
from pipeline.engine.cluster import Cluster
from pipeline.engine.questions import Questions
from pipeline.errors import WorkerError
from pipeline.flow import read_there
from pipeline.flow.apart import Apart
from pipeline.flow.plans import Wired, make_plans
from pipeline.flow.read_there import There
from pipeline.flow.spread import engines_of
from pipeline.model import EngineSettings, Job, Settings
from pipeline.sources import load_connector, load_rules
from pipeline.store import Home

ROOT = Path(__file__).parents[2]
RECORDED = ("coursera", "dtls", "fema", "gtn", "openhpi")
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="tests@example.org")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def connectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("connectors")
    (folder / "wild").mkdir()
    (folder / "wild" / "connector.py").write_text(CONNECTOR, encoding="utf-8")
    return folder


def test_a_source_with_secrets_or_memory_is_read_on_this_machine(tmp_path: Path) -> None:
    engines = engines_of(EngineSettings(kind="dask", scheduler="tcp://127.0.0.1:1"), Home(tmp_path), no_lines)
    folder = ROOT / "connectors"
    sources = {source: load_rules(folder / source) for source in ("coursera", "edx", "microsoft_learn")}
    wired = {
        source: Wired(load_connector(source, folder), {"EDX_CLIENT_ID": "x"} if source == "edx" else {}, "", folder)
        for source in sources
    }
    at = datetime(2026, 11, 24, tzinfo=UTC)
    plans = make_plans(sources, wired, {}, SETTINGS, at, engines)
    assert [(plan.rules.source, type(plan.apart)) for plan in plans] == [
        ("coursera", There),
        ("edx", Apart),
        ("microsoft_learn", Apart),
    ]
    plans = make_plans(sources, wired, {}, SETTINGS, at, engines_of(EngineSettings(), Home(tmp_path), no_lines))
    assert {type(plan.apart) for plan in plans} == {Apart}


def test_what_no_cluster_reads_is_read_here_and_told_once(connectors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "CONNECT_SECONDS", 1.0)
    questions = Questions(Cluster(EngineSettings(kind="dask", scheduler="tcp://127.0.0.1:1")))
    told: list[str] = []
    there = There(questions, Apart(connectors, RULES, {}, None, LIMITS), connectors, RULES, None, told.append)
    here = Apart(connectors, RULES, {}, None, LIMITS)
    secret = Page(
        Request("https://a.example/7", "course", is_secret=True), "https://a.example/7", 200, {}, b'{"title": "a"}'
    )
    long = titled(8, "a" * read_there.MOST_BYTES)
    for page in (secret, long):
        assert there.read(page, "sum") == here.read(page, "sum")
    assert told == []
    for number in range(3):
        assert there.read(titled(number, "One"), "sum") == here.read(titled(number, "One"), "sum")
    assert len(told) == 1
    assert told[0].startswith("the cluster at tcp://127.0.0.1:1 cannot be reached (")
    for each in (there, here):
        each.close()
    questions.close()


def test_a_cluster_that_cannot_be_reached_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    n_tried = []

    def unreachable(self: Cluster) -> Any:
        n_tried.append(self)
        while len(n_waiting) < 5:
            os.sched_yield()
        raise WorkerError("the cluster cannot be reached")

    monkeypatch.setattr(Cluster, "connected", unreachable)
    questions = Questions(Cluster(EngineSettings(kind="dask", scheduler="tcp://127.0.0.1:1")))
    n_waiting: list[int] = []

    def ask(number: int) -> str:
        n_waiting.append(number)
        with pytest.raises(WorkerError) as raised:
            questions.ask(Where, ("one",), number, "one", f"{number}.example", 60)
        return str(raised.value)

    with ThreadPoolExecutor(5) as threads:
        assert set(threads.map(ask, range(5))) == {"the cluster cannot be reached"}
    assert len(n_tried) == 1


@pytest.mark.slow
def test_recorded_pages_say_there_what_they_say_here(cluster: RunningCluster) -> None:
    questions = questions_to(cluster)
    n_read = 0
    for source in RECORDED:
        rules = load_rules(ROOT / "connectors" / source)
        here = Apart(ROOT / "connectors", rules, {}, None)
        there = There(questions, NoApart(here.limits), ROOT / "connectors", rules, None, no_lines)
        for case in sorted((ROOT / "tests" / "recordings" / source).iterdir()):
            n_read += there.read(recorded(case), "sum") == here.read(recorded(case), "sum")
        for each in (here, there):
            each.close()
    questions.close()
    assert n_read == sum(len(list((ROOT / "tests" / "recordings" / source).iterdir())) for source in RECORDED)


@pytest.mark.slow
@pytest.mark.parametrize("has_nanny", [False, True], ids=["alone", "nanny"])
def test_a_hostile_page_hurts_no_worker(tmp_path: Path, connectors: Path, *, has_nanny: bool) -> None:
    titles = ("One", "a" * 60 + "!", "Two", "hoard", "crash", "Three")
    here = Apart(connectors, RULES, {}, None, LIMITS)
    with running_cluster(tmp_path, has_nanny=has_nanny) as running:
        questions = questions_to(running)
        there = There(questions, NoApart(LIMITS), connectors, RULES, None, no_lines)
        workers = running.pids()
        found = [there.read(titled(number, title), "sum") for number, title in enumerate(titles)]
        with pytest.raises(RaisedError, match="KeyError: 'title'"):
            there.read(titled(9, "bug"), "sum")
        assert running.pids() == workers, "the same processes as before"
        readers = {child.pid for pid in workers.values() for child in readers_of(pid)}
        assert len(readers) == 1
        there.close()
        while any(readers_of(pid) for pid in workers.values()):
            os.sched_yield()
        questions.close()
    assert found == [here.read(titled(number, title), "sum") for number, title in enumerate(titles)]
    here.close()
    assert [bool(reading.error) for reading in found] == [False, True, False, True, True, False]
    assert "took more than 1 s of processor time" in str(found[1].error)


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_reads_changes_nothing(tmp_path: Path, connectors: Path) -> None:
    limits = replace(LIMITS, cpu_seconds=60.0)
    titles = ["One", "Two", f"hold {tmp_path}", "Three"]
    with running_cluster(tmp_path) as running:
        questions = questions_to(running)
        there = There(questions, NoApart(limits), connectors, RULES, None, no_lines)
        found = [there.read(titled(number, title), "sum") for number, title in enumerate(titles[:2])]
        killer = Killer(tmp_path, {worker.pid: worker for worker in running.workers})
        killer.start()
        found += [there.read(titled(number, title), "sum") for number, title in enumerate(titles) if number > 1]
        killer.join()
        questions.close()
        assert [worker.poll() is None for worker in running.workers].count(True) == 1
    assert len(list(tmp_path.glob("begun-*"))) == 2, "read by a process of the other worker again"
    here = Apart(connectors, RULES, {}, None, limits)
    for each in tmp_path.glob("begun-*"):
        each.rmdir()
    assert found == [here.read(titled(number, title), "sum") for number, title in enumerate(titles)]
    here.close()


@pytest.mark.slow
def test_a_cluster_that_ends_between_two_pages_is_told_and_pages_are_read_here(
    tmp_path: Path, connectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "CONNECT_SECONDS", 1.0)
    told: list[str] = []
    with running_cluster(tmp_path, 1) as running:
        questions = questions_to(running)
        there = There(questions, Apart(connectors, RULES, {}, None, LIMITS), connectors, RULES, None, told.append)
        first = there.read(titled(1, "One"), "sum")
        assert told == []
        running.scheduler.kill()
        client = questions._client
        while client.status != "closed":  # Dask gives the scheduler up after a while
            os.sched_yield()
        assert [each.title for each in there.read(titled(1, "One"), "sum").arrivals] == [
            each.title for each in first.arrivals
        ]
        assert len(told) == 1
        assert "cannot be reached" in told[0]
        there.close()
        questions.close()


@pytest.mark.slow
def test_a_worker_with_another_connector_reads_nothing_of_this_source(
    cluster: RunningCluster, connectors: Path
) -> None:
    questions = questions_to(cluster)
    told: list[str] = []
    there = There(questions, Apart(connectors, RULES, {}, None, LIMITS), connectors, RULES, None, told.append)
    path = connectors / "wild" / "connector.py"
    path.write_text(CONNECTOR + "\n", encoding="utf-8")
    assert [each.title for each in there.read(titled(1, "One"), "sum").arrivals] == ["One"]
    path.write_text(CONNECTOR, encoding="utf-8")
    assert [each.title for each in there.read(titled(2, "Two"), "sum").arrivals] == ["Two"]
    other = There(questions, NoApart(LIMITS), connectors, RULES, None, no_lines)
    assert [each.title for each in other.read(titled(3, "Three"), "sum").arrivals] == ["Three"]
    for each in (there, other):
        each.close()
    questions.close()
    assert told == [
        "a worker has another connector of wild than the machine of the night; the rest was done on this machine"
    ]


@pytest.mark.slow
def test_questions_about_a_host_go_to_one_worker_and_hosts_to_all(cluster: RunningCluster, tmp_path: Path) -> None:
    questions = questions_to(cluster)
    pids = [
        [questions.ask(Where, (group,), number, group, host, 60) for number in range(3)]
        for group, host in (("one", "a.example"), ("two", "b.example"), ("three", "b.example"))
    ]
    workers = {worker.pid for worker in cluster.workers}
    assert {pid for of_group in pids[:2] for pid, *_ in of_group} == workers
    assert [[n for _, _, n in of_group] for of_group in pids] == [[1, 2, 3]] * 3, "what answers is made once a source"
    assert all(len({pid for pid, *_ in of_group}) == 1 for of_group in pids)
    assert pids[2][0][0] == pids[1][0][0], "of one host"
    questions.let_go("two")
    assert [questions.ask(Where, (group,), 4, group, "b.example", 60)[2] for group in ("two", "three")] == [1, 4]
    questions.close()
