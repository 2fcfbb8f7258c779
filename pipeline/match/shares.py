"""Work on many goals or courses, dealt out in shares where there is somebody to do them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")

Spread = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
"""Work and its parts, to what it gives for each of them, in their order: in other processes, so it changes nothing."""

SHARE = 16
"""Goals of a part: about half a second of work in a large catalogue."""
LEAST = 4
"""So many parts there must be: fewer are not dealt out, since it would cost as much as they do."""


def dealt_out(
    spread: Spread | None, work: Callable[[Sequence[Item]], Found], items: Sequence[Item], size: int = SHARE
) -> list[Found]:
    """What the work finds for the items, share by share; `size`: of a share, where they are dealt out."""
    if spread is None or len(items) < LEAST * size:
        return [work(items)]
    return spread(work, [items[begin : begin + size] for begin in range(0, len(items), size)])
