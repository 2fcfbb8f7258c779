"""A large object in a file that many processes of one machine share: its arrays are mapped into memory, not read.

What runs when it is unpickled is read whole and has to have the hash that its writer told; all behind it is numbers.
"""

from __future__ import annotations

import hashlib
import io
import mmap
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from pipeline import private
from pipeline.errors import WorkerError

ALIGNED = 64
"""Bytes: where arrays begin that numpy works on at full speed."""


@dataclass(frozen=True)
class Handed:
    """Where it is.

    `digest` is of the first `length` bytes; behind them `places` says where each array begins, and its bytes. `name` is
    of this one alone: who still has another one in memory does not take it for this.
    """

    name: str
    path: str
    digest: str
    length: int
    places: tuple[tuple[int, int], ...]


def hand_over(path: Path, what: Any, apart: Callable[[Any], Any] = lambda each: None) -> Handed:
    """Write an object in place of what was there; who has that one open keeps it.

    Args:
        path: a file that others are to read under this path.
        what: it can be pickled, but for what `apart` names.
        apart: gives the name of an object that whoever reads has already; None for all others.

    Raises:
        OSError: the disk refuses.
    """
    buffers: list[pickle.PickleBuffer] = []
    told = io.BytesIO()
    pickler = pickle.Pickler(told, pickle.HIGHEST_PROTOCOL, buffer_callback=buffers.append)
    pickler.persistent_id = apart  # type: ignore[method-assign]
    pickler.dump(what)
    path.unlink(missing_ok=True)
    places = []
    try:
        with os.fdopen(private.new_file(path), "wb") as file:
            file.write(told.getbuffer())
            for buffer in buffers:
                data = buffer.raw()
                file.write(bytes(-file.tell() % ALIGNED))
                places.append((file.tell(), data.nbytes))
                file.write(data)
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    digest = hashlib.blake2b(told.getbuffer(), digest_size=16).hexdigest()
    return Handed(uuid4().hex, str(path), digest, told.getbuffer().nbytes, tuple(places))


def taken_over(handed: Handed, known: Callable[[Any], Any] = lambda name: None) -> Any:
    """The object; its arrays can be read only. `known` gives what `apart` named.

    Raises:
        WorkerError: there is no such file, or it is another one.
    """
    try:
        with Path(handed.path).open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise WorkerError(f"cannot read {handed.path} ({error}); every worker has to see that folder") from None
    end = max((begin + size for begin, size in handed.places), default=handed.length)
    told = bytes(mapped[: handed.length])
    if len(mapped) < end or hashlib.blake2b(told, digest_size=16).hexdigest() != handed.digest:
        raise WorkerError(f"{handed.path} is not what the machine of the night wrote")
    buffers = [mapped[begin : begin + size] for begin, size in handed.places]
    unpickler = pickle.Unpickler(io.BytesIO(told), buffers=buffers)  # noqa: S301 - its hash came with the task
    unpickler.persistent_load = known  # type: ignore[method-assign]
    return unpickler.load()
