"""Work on many goals, dealt out in shares where there is somebody to do them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Goal = TypeVar("Goal")
Found = TypeVar("Found")

Spread = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
"""Work and its parts, to what it gives for each of them, in their order: in other processes, so it changes nothing."""

SHARE = 16
"""Goals of a part: about half a second of work in a large catalogue."""
LEAST = 64
"""Fewer goals are not dealt out: it would cost as much as they do."""


def dealt_out(spread: Spread | None, work: Callable[[Sequence[Goal]], Found], goals: Sequence[Goal]) -> list[Found]:
    """What the work finds for the goals, share by share."""
    if spread is None or len(goals) < LEAST:
        return [work(goals)]
    return spread(work, [goals[begin : begin + SHARE] for begin in range(0, len(goals), SHARE)])
