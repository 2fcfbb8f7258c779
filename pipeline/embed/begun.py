"""Vectors that are made beside other work, by the time they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from pipeline.embed.encoder import Vectors


class Begun:
    """Makes vectors of texts in a thread, which ends when they are made."""

    def __init__(self, make: Callable[[Sequence[str]], Vectors], texts: Mapping[int, str]) -> None:
        """`texts` by a key each."""
        self._make, self._texts = make, texts
        self._made: dict[int, Vectors] = {}
        self._thread = threading.Thread(target=self._run, name="vectors", daemon=True)
        self._thread.start()

    def vectors(self) -> Mapping[int, Vectors]:
        """The vectors by key, once they are all made; none where they could not be: who makes them then hears why."""
        self._thread.join()
        return self._made

    def _run(self) -> None:
        try:
            vectors = self._make(list(self._texts.values()))
        except Exception:  # noqa: BLE001 - they are made again where they are wanted, and raise it there
            return
        self._made = dict(zip(self._texts, vectors, strict=True))
