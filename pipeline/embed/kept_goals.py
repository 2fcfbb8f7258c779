"""Vectors of what people wish for, in one file of the home, so that a night makes only those of wishes that are new.

The file is about people's wishes and private: a wish is in it as a hash keyed with the home's secret, beside a vector
that says what it is about to who has the model. Each night writes it anew with what that night asked; a purge removes
it. A wish keeps its vector, to the last bit, whatever it is read beside: so what was worked out for it holds, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from pipeline.embed.arrays import read_arrays, write_arrays
from pipeline.embed.encoder import Encoder, Vectors


class KeptGoals:
    """Vectors of goals by one model, made once a text. `path` is the file; `salt` goes into hashes of texts."""

    def __init__(self, encoder: Encoder, path: Path, salt: bytes) -> None:
        self._encoder, self._path, self._salt = encoder, path, salt
        self._mark = f"goals {encoder.files.fingerprint}"
        self._known = self._read()
        self._used: dict[int, Vectors] = {}
        self.n_made = 0
        """Vectors that had to be made."""

    def goals(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what people look for, one row a text."""
        keys = [self._key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        self._known |= zip(missing, self._encoder.goals(list(missing.values())), strict=True)
        self._used |= {key: self._known[key] for key in keys}
        self.n_made += len(missing)
        found = np.zeros((len(keys), self._encoder.size), dtype=np.float32)
        for row, key in enumerate(keys):
            found[row] = self._known[key]
        return found

    def write(self) -> None:
        """Keep the vectors that were asked for, and no others. The caller holds the home."""
        vectors = np.array(list(self._used.values()), dtype=np.float32).reshape(-1, self._encoder.size)
        keys = np.array(list(self._used), dtype=np.uint64)
        write_arrays(self._path, self._mark, {"keys": keys, "vectors": vectors})

    def _read(self) -> dict[int, Vectors]:
        arrays = read_arrays(self._path, self._mark)
        if arrays is None or arrays["vectors"].shape[1:] != (self._encoder.size,):
            return {}
        return dict(zip(arrays["keys"].tolist(), np.array(arrays["vectors"]), strict=True))

    def _key(self, text: str) -> int:
        said = text.encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(said, digest_size=8, key=self._salt[:64]).digest())
