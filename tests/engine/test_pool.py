"""Parts of work are done in several processes, in order, and done here where a process does not do its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from pipeline.engine import share_out

PARTS = list(range(7))


def test_parts_are_done_elsewhere_and_come_in_their_order() -> None:
    seen = {"by": "this process"}  # a fork sees what was there before
    found = share_out(lambda part: (part, seen["by"], os.getpid()), PARTS, n_processes=2)
    assert [(part, by) for part, by, _ in found] == [(part, "this process") for part in PARTS]
    assert len({pid for *_, pid in found} - {os.getpid()}) == 2


@pytest.mark.parametrize("n_processes", [1, 7, 20])
def test_as_many_processes_as_there_are_parts_at_most(n_processes: int) -> None:
    pids = {pid for _, pid in share_out(lambda part: (part, os.getpid()), PARTS[:3], n_processes)}
    assert (pids == {os.getpid()}) is (n_processes == 1)
    assert len(pids) <= 3
    assert share_out(str, [], n_processes) == []


def test_what_a_process_that_died_did_not_do_is_done_here() -> None:
    here = os.getpid()

    def work(part: int) -> tuple[int, int]:
        if part == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part, os.getpid()

    found = share_out(work, PARTS, n_processes=2)
    assert [part for part, _ in found] == PARTS
    assert found[3][1] == here


def test_where_all_processes_died_the_rest_is_done_here() -> None:
    here = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != here:
            os._exit(3)
        return part * part

    assert share_out(work, PARTS, n_processes=2) == [part * part for part in PARTS]


def test_a_process_that_hangs_is_ended_and_its_part_done_here() -> None:
    here = os.getpid()

    def work(part: int) -> tuple[int, int]:
        if part == 0 and os.getpid() != here:
            signal.pause()
        return part, os.getpid()

    found = share_out(work, PARTS, n_processes=2, idle_seconds=0.3)
    assert [part for part, _ in found] == PARTS
    assert found[0][1] == here


def test_what_the_work_raises_is_raised_here() -> None:
    def work(part: int) -> int:
        if part == 5:
            raise KeyError(part)
        return part

    with pytest.raises(KeyError, match="5"):
        share_out(work, PARTS, n_processes=2)


def test_what_cannot_be_handed_over_is_done_here() -> None:
    here = os.getpid()
    found = share_out(lambda part: lambda: part, PARTS, n_processes=2)
    assert [each() for each in found] == PARTS
    assert os.getpid() == here


def test_processes_end_with_the_one_that_forked_them() -> None:
    script = (
        "import os, signal; from pipeline.engine import share_out; here = os.getpid();"
        "share_out(lambda part: os.kill(here, signal.SIGKILL) if part == 1 else part,"
        " range(9), 3)"
    )
    # Whoever holds its output would keep this from ending.
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert b"Traceback" not in done.stderr
