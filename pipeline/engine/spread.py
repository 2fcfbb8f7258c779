"""One way to have work done in parts, wherever it is done: the same function, the same parts, the same results.

The work is made once a process, by `make(*arguments)`, and then given one part after the other. Both are found by name
where they are needed, so `make` is a function that can be imported; arguments and parts are plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from pipeline.errors import WorkerError

Work = Callable[[Any], Any]
Make = Callable[..., Work]


class Engine(Protocol):
    """Does work in parts."""

    def spread(self, make: Make, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        """What the work gives for each part, in the order of the parts.

        Raises:
            WorkerError: a part could not be done there; those before it were.
        """
        ...


class Here:
    """Does it in this process."""

    def spread(self, make: Make, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        """What the work gives for each part; what it raises is raised."""
        work = make(*arguments)
        return map(work, parts)


class OrElse:
    """Does it with one engine, and what that does not do with another one: a night is never lost with a cluster."""

    def __init__(self, first: Engine, then: Engine, tell: Callable[[str], None]) -> None:
        """`tell` is given one sentence, once; after it `first` is not asked any more."""
        self._first, self._then, self._tell = first, then, tell
        self._is_lost = False

    def spread(self, make: Make, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        """What the work gives for each part, in the order of the parts."""
        n_done = 0
        if not self._is_lost:
            try:
                for result in self._first.spread(make, arguments, parts):
                    yield result
                    n_done += 1
            except WorkerError as error:
                self._is_lost = True
                self._tell(f"{error}; the rest was done on this machine")
        if n_done < len(parts):
            yield from self._then.spread(make, arguments, parts[n_done:])
