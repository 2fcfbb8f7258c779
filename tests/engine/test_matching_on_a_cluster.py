"""Goals matched on a Dask cluster get what one process gives them, to the bit, also where a worker is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import RunningCluster, running_cluster
from engine_parts import HELD, Wishes, holding

from pipeline.embed.kept_base import KeptBase
from pipeline.embed.kept_pools import PoolFile
from pipeline.engine.cluster import Cluster
from pipeline.engine.handed import hand_over, taken_over
from pipeline.engine.spread import Engine, Here
from pipeline.errors import WorkerError
from pipeline.flow import match_there
from pipeline.flow.match_there import Share, goals_by, matching_at, numbers_mark
from pipeline.match.index import CourseText, build_index
from pipeline.match.matcher import match_goals
from pipeline.match.means import Means, Vectors
from pipeline.match.shares import SHARE, Spread
from pipeline.match.weights import PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import EngineSettings, GoalMatch, MatchSettings, Verdict

WORDS = ("grants", "weeding", "budget", "excel", "music", "puppets", "story", "coding", "music", "garden", "taxes")
WEIGHTS = replace(PLAIN, full={**PLAIN.full, "feedback": 0.5})
VERDICTS = (
    Verdict(
        decision_id=7,
        wording="grants budget",
        course_id="c:3",
        says="rejected",
        decided_by="Ana",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
    ),
)
SETTINGS = MatchSettings(min_confidence=0.0)
N_SHARES = 14


def embed(texts: Sequence[str]) -> Vectors:
    """Texts that share letters point the same way, a little."""
    found = np.full((len(texts), 16), 0.01, dtype=np.float32)
    for row, text in enumerate(texts):
        for letter in text.lower():
            found[row, ord(letter) % 16] += 1.0
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def said(rng: np.random.Generator, most: int) -> str:
    return " ".join(rng.choice(WORDS, int(rng.integers(1, most + 1))))


RNG = np.random.default_rng(46)
COURSES = [CourseText(course_id=f"c:{n}", title=said(RNG, 3), description=said(RNG, 9)) for n in range(120)]
CHANGED = [*COURSES[:118], *(replace(course, description=said(RNG, 9)) for course in COURSES[118:])]
GOALS = list(dict.fromkeys(["grants budget", *(said(RNG, 5) for _ in range(N_SHARES * SHARE + 60))]))[
    : N_SHARES * SHARE
]


@dataclass(frozen=True)
class Nights:
    """Two nights of one home, the second with courses that changed: matches, pairs scored, and what is kept."""

    found: tuple[list[GoalMatch], list[GoalMatch]]
    n_scored: tuple[int, int]
    kept: bytes


def nights(folder: Path, lexicon: Lexicon, spread: Spread | None, *, is_full: bool = True) -> Nights:
    found, n_scored = [], []
    for courses in (COURSES, CHANGED):
        pools = PoolFile(folder / "pools.bin", b"salt")
        base = KeptBase(folder / "words.bin")
        means = Means(
            weights=WEIGHTS, open_pools=pools.open, find_base=base.find, spread=spread, verdicts=VERDICTS
        )  # fmt: skip
        if is_full:
            means = replace(means, embed_courses=embed, embed_goals=embed)
        found.append(match_goals(build_index(courses, lexicon, means), GOALS, SETTINGS))
        n_scored.append(pools.n_scored)
        pools.write()
        base.write()
    return Nights((found[0], found[1]), (n_scored[0], n_scored[1]), (folder / "pools.bin").read_bytes())


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def cluster_at(running: RunningCluster) -> Cluster:
    return Cluster(EngineSettings(kind="dask", scheduler=running.address))


@dataclass(frozen=True)
class Killed:
    """An engine in which the worker that holds one part is killed."""

    engine: Engine
    folder: Path
    kill: Callable[[int], None]

    def spread(self, make: Callable[..., Any], arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        held = (str(self.folder), make.__module__, make.__qualname__, arguments)
        results = self.engine.spread(holding, held, list(enumerate(parts)))
        for _ in range(HELD):
            yield next(results)
        while not self.holders():
            os.sched_yield()
        self.kill(self.holders()[0])
        (self.folder / "go").touch()
        yield from results

    def holders(self) -> list[int]:
        path = self.folder / f"begun-{HELD}"
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def test_a_folder_that_cannot_be_written_is_told_and_goals_are_matched_here(lexicon: Lexicon, tmp_path: Path) -> None:
    told: list[str] = []
    here = build_index(COURSES, lexicon, Means(weights=WEIGHTS))
    spread = goals_by(Here(), tmp_path / "missing" / "shared.index", told.append)
    index = replace(here, means=replace(here.means, spread=spread))
    assert match_goals(index, GOALS, SETTINGS) == match_goals(here, GOALS, SETTINGS)
    assert told == [
        f"{tmp_path}/missing/shared.index could not be written (No such file or directory); "
        "goals were matched on this machine"
    ]


def test_nothing_is_written_for_a_cluster_that_is_lost_already(
    lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.engine.cluster.CONNECT_SECONDS", 1.0)
    written: list[Path] = []
    monkeypatch.setattr(match_there, "hand_over", lambda path, *_: written.append(path))
    lost = Cluster(EngineSettings(kind="dask", scheduler="tcp://127.0.0.1:1"))
    lost.check()
    with pytest.raises(WorkerError) as raised:
        list(lost.spread(matching_at, (), ["a share"]))
    told: list[str] = []
    here = build_index(COURSES, lexicon, Means(weights=WEIGHTS))
    spread = goals_by(lost, tmp_path / "shared.index", told.append, lost.check)
    index = replace(here, means=replace(here.means, spread=spread))
    assert match_goals(index, GOALS, SETTINGS) == match_goals(here, GOALS, SETTINGS)
    assert told == [f"{raised.value}; the rest was done on this machine"]
    assert written == []


def test_wordings_that_people_decided_for_are_not_handed_over(lexicon: Lexicon, tmp_path: Path) -> None:
    given: list[bytes] = []

    class Looking:
        def spread(self, make: Any, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
            given.append((tmp_path / "shared.index").read_bytes())
            raise WorkerError("looked at")

    said = (replace(VERDICTS[0], wording="Zymurgical grantsmanship"),)
    here = build_index(COURSES, lexicon, Means(weights=WEIGHTS, verdicts=said))
    spread = goals_by(Looking(), tmp_path / "shared.index", lambda _: None)
    match_goals(replace(here, means=replace(here.means, spread=spread)), GOALS, SETTINGS)
    (file,) = given
    assert b"Ana" in file, "explanations name who decided"
    assert b"Zymurgical" not in file


def test_a_machine_that_counts_otherwise_matches_nothing(tmp_path: Path) -> None:
    handed = hand_over(tmp_path / "shared.index", "a catalogue")
    with pytest.raises(WorkerError, match="counts otherwise than the machine of the night"):
        matching_at(handed, numbers_mark()[::-1])


def test_a_file_that_was_changed_is_not_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "shared.index"
    handed = hand_over(path, ["a catalogue", np.arange(1000)])
    path.write_bytes(path.read_bytes().replace(b"a catalogue", b"b catalogue"))
    with pytest.raises(WorkerError, match=r"shared\.index is not what the machine of the night wrote"):
        taken_over(handed)
    path.write_bytes(path.read_bytes().replace(b"b catalogue", b"a catalogue")[:-1])
    with pytest.raises(WorkerError, match=r"shared\.index is not what the machine of the night wrote"):
        taken_over(handed)


def test_what_is_handed_over_anew_is_not_taken_for_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "shared.index"
    before, now = hand_over(path, np.zeros(1000)), hand_over(path, np.ones(1000))
    assert (before.digest, before.places) == (now.digest, now.places), "arrays are not in what is hashed"
    assert before != now


def test_arrays_are_mapped_and_can_only_be_read(tmp_path: Path) -> None:
    whole = {"a": np.arange(1000), "b": np.zeros((3, 4), dtype=np.float32), "c": "words", "d": np.zeros(0)}
    handed = hand_over(tmp_path / "shared.index", whole)
    found = taken_over(handed)
    assert found.keys() == whole.keys()
    assert all(np.array_equal(found[key], whole[key]) for key in whole)
    assert not found["a"].flags.writeable
    assert not found["a"].flags.owndata
    assert (tmp_path / "shared.index").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "lesser"])
def test_a_cluster_matches_as_one_process_does(
    cluster: RunningCluster, lexicon: Lexicon, tmp_path: Path, *, is_full: bool
) -> None:
    told: list[str] = []
    spread = goals_by(cluster_at(cluster), tmp_path / "shared.index", told.append)
    folders = [tmp_path / "here", tmp_path / "there"]
    for folder in folders:
        folder.mkdir()
    here = nights(folders[0], lexicon, None, is_full=is_full)
    assert nights(folders[1], lexicon, spread, is_full=is_full) == here
    assert told == []
    assert not (tmp_path / "shared.index").exists()
    assert 0 < here.n_scored[1] < here.n_scored[0], "the second night finds what the first one kept"


@pytest.mark.slow
def test_a_worker_that_is_killed_half_way_changes_no_match(lexicon: Lexicon, tmp_path: Path) -> None:
    told: list[str] = []
    here = build_index(COURSES, lexicon, Means(weights=WEIGHTS, embed_courses=embed, embed_goals=embed))
    expected = match_goals(here, GOALS, SETTINGS)
    with running_cluster(tmp_path) as running:
        killed = Killed(cluster_at(running), tmp_path, lambda pid: os.kill(pid, 9))
        spread = goals_by(killed, tmp_path / "shared.index", told.append)
        index = replace(here, means=replace(here.means, spread=spread))
        assert match_goals(index, GOALS, SETTINGS) == expected
        first, second = killed.holders()
        assert {first, second} == {worker.pid for worker in running.workers}
    assert told == []


@pytest.mark.slow
def test_workers_that_do_not_see_the_folder_are_told_and_goals_are_matched_here(
    cluster: RunningCluster, lexicon: Lexicon, tmp_path: Path
) -> None:
    class Elsewhere:
        def spread(self, make: Any, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
            (tmp_path / "shared.index").rename(tmp_path / "moved.index")
            return cluster_at(cluster).spread(make, arguments, parts)

    told: list[str] = []
    here = build_index(COURSES, lexicon, Means(weights=WEIGHTS))
    spread = goals_by(Elsewhere(), tmp_path / "shared.index", told.append)
    index = replace(here, means=replace(here.means, spread=spread))
    assert match_goals(index, GOALS, SETTINGS) == match_goals(here, GOALS, SETTINGS)
    (sentence,) = told
    assert "every worker has to see that folder" in sentence
    assert sentence.endswith("; the rest was done on this machine")


@pytest.mark.slow
def test_goals_that_cannot_be_matched_are_in_no_log_of_a_cluster(cluster: RunningCluster, tmp_path: Path) -> None:
    handed = hand_over(tmp_path / "shared.index", None)
    share = Share(SETTINGS, 10, None, Wishes("grants for Ana"))
    with pytest.raises(
        WorkerError, match=r"could not do a part \(WorkerError: goals could not be matched \(KeyError\)"
    ):
        list(cluster_at(cluster).spread(matching_at, (handed, numbers_mark()), [share]))
    while "could not be matched" not in cluster.logs():
        os.sched_yield()
    assert "Ana" not in cluster.logs()
