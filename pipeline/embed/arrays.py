"""Arrays by name in one file that is read without copying it, written beside the old one and renamed into place.

The file is a line of JSON (the mark of what it was made for, a checksum, and name, kind and shape of each array), then
the numbers one after the other, each array at a multiple of 64 bytes. A file that is lost, cut, damaged or made for
something else is as good as none: what is in it can always be made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipeline.embed.kept import PRIVATE_FILE

Arrays = Mapping[str, NDArray[np.generic]]
ALIGNED = 64
HEAD = 16_384
"""Bytes of the line at most, its end included; the numbers begin there."""


def write_arrays(path: Path, mark: str, arrays: Arrays) -> None:
    """Write the file. The caller holds the home.

    A disk that is full or read-only costs time tomorrow, not the night: the old file stays, and nothing is raised.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    kinds = {name: (array.dtype.str, array.shape) for name, array in arrays.items()}
    checksum, size = 0, HEAD
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
            file.seek(HEAD)
            for array in arrays.values():
                whole = np.ascontiguousarray(array)
                data = whole.reshape(-1).view(np.uint8)
                gap = bytes(-data.nbytes % ALIGNED)
                checksum = crc32(gap, crc32(data.data, checksum))
                file.write(data.data)
                file.write(gap)
                size += data.nbytes + len(gap)
            head = json.dumps({"mark": mark, "size": size, "checksum": checksum, "arrays": kinds}).encode()
            if len(head) >= HEAD:
                raise ValueError(f"{len(head)} bytes say what is in {path.name}, {HEAD - 1} were expected at most")
            file.seek(0)
            file.write(head.ljust(HEAD - 1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def read_arrays(path: Path, mark: str) -> dict[str, NDArray[Any]] | None:
    """The arrays, not yet in memory; None where the file is missing, cut, damaged, or made for something else."""
    try:
        with path.open("rb") as file:
            head = json.loads(file.read(HEAD))
        if head["mark"] != mark or path.stat().st_size != head["size"]:
            return None
        data = np.memmap(path, dtype=np.uint8, mode="r", offset=HEAD) if head["size"] > HEAD else np.zeros(0, np.uint8)
        return _taken(head, data) if crc32(data.data) == head["checksum"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _taken(head: dict[str, Any], data: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    begin = 0
    for name, (kind, shape) in head["arrays"].items():
        size = prod(shape) * np.dtype(kind).itemsize
        found[name] = np.asarray(data[begin : begin + size]).view(kind).reshape(shape)
        begin += size + -size % ALIGNED
    return found
