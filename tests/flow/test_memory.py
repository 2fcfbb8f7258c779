"""Python looks for cycles again once a block is over, whatever became of it; memory goes back to the system."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path

import pytest

from pipeline.flow.memory import give_back, looked_for_later


def test_cycles_are_looked_for_after_the_block_and_not_in_it() -> None:
    assert gc.isenabled()
    with looked_for_later():
        assert not gc.isenabled()
        with looked_for_later():
            assert not gc.isenabled()
        assert not gc.isenabled(), "the outer block is not over"
    assert gc.isenabled()


def test_a_block_that_fails_ends_it_too() -> None:
    with pytest.raises(RuntimeError), looked_for_later():
        raise RuntimeError
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library has no malloc_trim")
def test_what_was_let_go_of_goes_back() -> None:
    """Texts that are let go of between texts that are held: the C library would keep what lies between."""
    held = [("x" * 1000 + str(n), "y" * 20_000 + str(n)) for n in range(3_000)]
    kept = [short for short, _ in held]
    del held
    before = _resident_kib()
    give_back()
    assert _resident_kib() < before - 20_000
    assert len(kept) == 3_000


def _resident_kib() -> int:
    (line,) = (each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1])
