"""Data out of a pickle, and nothing that would run: only classes that are named beforehand."""

from __future__ import annotations

import io
import pickle
from collections.abc import Collection
from typing import Any


class Plain:
    """Reads pickles of numbers, texts and their collections, and of a few named classes."""

    def __init__(self, kinds: Collection[type]) -> None:
        """`kinds`: the classes of which data may be made besides."""
        self._kinds = {(kind.__module__, kind.__qualname__): kind for kind in kinds}

    def load(self, body: bytes) -> Any:
        """What the pickle holds.

        Raises:
            pickle.UnpicklingError: it names another class. Bytes that are no pickle raise what they like.
        """
        return _Reader(io.BytesIO(body), self._kinds).load()


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, kinds: dict[tuple[str, str], type]) -> None:
        super().__init__(file)
        self._kinds = kinds

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._kinds[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in this data") from None
