"""Python looks for cycles again once a block is over, whatever became of it."""

from __future__ import annotations

import gc
from weakref import ReferenceType, ref

import pytest

from pipeline.flow.cycles import looked_for_later


def test_cycles_are_looked_for_after_the_block_and_not_in_it() -> None:
    assert gc.isenabled()
    with looked_for_later():
        assert not gc.isenabled()
        with looked_for_later():
            assert not gc.isenabled()
        assert not gc.isenabled(), "the outer block is not over"
    assert gc.isenabled()


def test_what_holds_each_other_goes_before_the_block_begins() -> None:
    before = _in_a_cycle()
    with looked_for_later():
        assert before() is None


def _in_a_cycle() -> ReferenceType[Held]:
    first, second = Held(), Held()
    first.other, second.other = second, first
    return ref(first)


class Held:
    """Something that can be held by another."""

    other: Held


def test_a_block_that_fails_ends_it_too() -> None:
    with pytest.raises(RuntimeError), looked_for_later():
        raise RuntimeError
    assert gc.isenabled()
