"""Vectors of courses in parts: whole batches, so that every part gives what one process would have given."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from pipeline.embed.encoder import Encoder, Vectors
from pipeline.embed.find import find_encoder
from pipeline.errors import WorkerError

Batch = tuple[str, ...]
Part = tuple[Batch, ...]
BATCHES_A_PART = 16
"""About 400 titles or 60 descriptions: a second or two of work."""
PROBE = ("books", "welding of steel pipes", "Introduction to the history of public libraries " * 9)
"""Texts whose vectors tell whether another processor counts as ours does."""


def parts_of(encoder: Encoder, texts: Sequence[str]) -> tuple[list[list[int]], list[Part]]:
    """The places of the texts that are read together, and the parts made of them."""
    batches = encoder.batches(texts)
    parts = [
        tuple(tuple(texts[place] for place in batch) for batch in batches[begin : begin + BATCHES_A_PART])
        for begin in range(0, len(batches), BATCHES_A_PART)
    ]
    return batches, parts


def joined(encoder: Encoder, n: int, batches: Sequence[Sequence[int]], results: Iterable[Sequence[bytes]]) -> Vectors:
    """The vectors of `n` texts, of what was made of each batch; zeros for a text without a word."""
    vectors = np.zeros((n, encoder.size), dtype=np.float32)
    made = (of_batch for result in results for of_batch in result)
    for batch, of_batch in zip(batches, made, strict=True):
        vectors[batch] = np.frombuffer(of_batch, dtype=np.float32).reshape(len(batch), encoder.size)
    return vectors


def mark_of(encoder: Encoder) -> str:
    """A hash of the model and of what it makes of a few texts: the same wherever vectors are the same to the bit."""
    made = encoder.together(PROBE)
    return hashlib.blake2b(encoder.files.fingerprint.encode() + made.tobytes(), digest_size=16).hexdigest()


def embedder(folder: str | None, mark: str, threads: int) -> Callable[[Part], list[bytes]]:
    """Makes the vectors of parts, in a process of its own.

    Raises:
        WorkerError: the model there is another one, or another processor makes other vectors of the same texts.
    """
    encoder, said = find_encoder(Path(folder) if folder else None, threads)
    if encoder is None or mark_of(encoder) != mark:
        raise WorkerError(f"makes other vectors than the machine of the night ({said})")
    found = encoder
    return lambda part: [found.together(batch).tobytes() for batch in part]
