"""What was made of words that many courses share, such as `6 weeks`: read once a run, not once a course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
MOST = 50_000
"""Readings kept at once; then all are forgotten, so that a catalogue whose words never repeat costs no memory."""


class Memo:
    """Passed to what reads, and gone with the run. For functions that depend on their arguments alone."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def __call__(self, read: Callable[P, T], *words: P.args, **options: P.kwargs) -> T:
        """What `read` makes of these words, which must be hashable, and its result never changed."""
        key = (read, words, *options.items()) if options else (read, words)
        if key in self._known:
            known: T = self._known[key]
            return known
        if len(self._known) >= MOST:
            self._known.clear()
        made = self._known[key] = read(*words, **options)
        return made
