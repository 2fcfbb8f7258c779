"""Processes of this machine give what one process gives, in the order of the parts, also where one of them dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from engine_parts import quiet_hasher

from pipeline.engine.local import Processes
from pipeline.engine.spread import Here, OrElse
from pipeline.errors import WorkerError

PARTS = [(number, "word") for number in range(9)]


def test_processes_give_what_one_process_gives() -> None:
    expected = list(Here().spread(quiet_hasher, ("hello",), PARTS))
    assert list(Processes(2).spread(quiet_hasher, ("hello",), PARTS)) == expected
    assert list(Processes(3).spread(quiet_hasher, ("hello",), [])) == []


def test_a_part_of_which_two_processes_died_is_told() -> None:
    spread = Processes(2).spread(quiet_hasher, ("hello",), [*PARTS, (9, "always"), (10, "word")])
    assert [next(spread) for _ in PARTS] == list(Here().spread(quiet_hasher, ("hello",), PARTS))
    with pytest.raises(WorkerError, match="was tried twice, and its process was killed"):
        next(spread)


def test_a_part_whose_process_died_once_is_done_again(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.touch()
    parts = [(number, f"once {token}" if number == 4 else "word") for number in range(6)]
    found = list(Processes(2).spread(quiet_hasher, ("hello",), parts))
    assert not token.exists()
    assert found == list(Here().spread(quiet_hasher, ("hello",), parts))


def test_what_is_left_is_done_with_the_other_engine() -> None:
    told: list[str] = []
    parts = [*PARTS, (9, "word")]

    class Lost:
        def spread(self, make, arguments, parts):
            yield from Here().spread(make, arguments, parts[:3])
            raise WorkerError("the cluster is gone")

    engine = OrElse(Lost(), Here(), told.append)
    assert list(engine.spread(quiet_hasher, (str(os.getpid()),), parts)) == list(
        Here().spread(quiet_hasher, (str(os.getpid()),), parts)
    )
    assert told == ["the cluster is gone; the rest was done on this machine"]
