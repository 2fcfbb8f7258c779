"""Many small records in one file, each found by its key; what is damaged or half-written costs those records only.

To make a file a record took up to 1 ms of CPU, mostly the system's (ext4, docs/decisions/0012). Each record stands
behind a head that says its key, its length and two sums: one of the record, one of the head itself. At the first head
that is none the file ends; what follows is written over.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection
from pathlib import Path

from pipeline import private

HEAD = struct.Struct(">32sIII")
BUFFER_BYTES = 1 << 20


class Segment:
    """One file, held in memory as long as it is in use; records that are not saved yet are lost by a kill."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where there is a file that cannot be read."""
        self._path = path
        try:
            self._data = bytearray(path.read_bytes())
        except FileNotFoundError:
            self._data = bytearray()
        self._places: dict[str, tuple[int, int]] = {}
        self._saved = self._end = self._scan()
        self._is_damaged = self._end < len(self._data)
        del self._data[self._end :]

    def _scan(self) -> int:
        """Find every record; returns where the last whole one ends."""
        at = 0
        while at + HEAD.size <= len(self._data):
            key, length, _, check = HEAD.unpack_from(self._data, at)
            end = at + HEAD.size + length
            if check != zlib.crc32(self._data[at : at + HEAD.size - 4]) or end > len(self._data):
                break
            self._places[key.hex()] = (at, end)
            at = end
        return at

    @property
    def keys(self) -> Collection[str]:
        """The keys of all records."""
        return self._places.keys()

    def get(self, key: str) -> bytes | None:
        """The record under a key of 64 hexadecimal digits; None where there is none or it is damaged."""
        if key not in self._places:
            return None
        at, end = self._places[key]
        record = bytes(self._data[at + HEAD.size : end])
        return record if zlib.crc32(record) == HEAD.unpack_from(self._data, at)[2] else None

    def put(self, key: str, record: bytes) -> None:
        """Add a record, or put it in the place of the one under this key.

        Raises:
            OSError: the disk refuses.
        """
        head = HEAD.pack(bytes.fromhex(key), len(record), zlib.crc32(record), 0)[:-4]
        at = len(self._data)
        self._data += head + zlib.crc32(head).to_bytes(4, "big") + record
        self._places[key] = (at, len(self._data))
        if len(self._data) - self._saved >= BUFFER_BYTES:
            self.save()

    def save(self) -> None:
        """Write what was added. What a kill leaves half-written is no record.

        Raises:
            OSError: the disk refuses.
        """
        if self._saved == len(self._data) and not self._is_damaged:
            return
        private.make_folder(self._path.parent)
        self._path.touch(mode=private.FILE)
        with self._path.open("r+b") as file:
            file.truncate(self._saved)
            file.seek(self._saved)
            file.write(self._data[self._saved :])
        self._saved, self._is_damaged = len(self._data), False

    def keep_only(self, keys: Collection[str]) -> None:
        """Leave out every other record, for good: at once or, killed half-way, not at all.

        Raises:
            OSError: the disk refuses.
        """
        kept = {key: place for key, place in self._places.items() if key in keys}
        if sum(end - at for at, end in kept.values()) == len(self._data):
            self.save()
            return
        data = bytearray()
        places: dict[str, tuple[int, int]] = {}
        for key, (at, end) in kept.items():
            places[key] = (len(data), len(data) + end - at)
            data += self._data[at:end]
        unfinished = self._path.with_name(f".{self._path.name}.tmp")
        private.make_folder(self._path.parent)
        private.write(unfinished, bytes(data))
        unfinished.replace(self._path)
        self._data, self._places, self._saved, self._is_damaged = data, places, len(data), False
