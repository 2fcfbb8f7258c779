"""Bodies: read raw and unpacked by ourselves, under a limit, and complete or not at all."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from pipeline.errors import SourceError, TransientError

STEP = 1 << 20


@dataclass(frozen=True)
class Body:
    """A body unpacked, and where it came whole as gzip, that stream: it need not be packed again to be kept."""

    unpacked: bytes
    packed: bytes | None = None


async def read_body(
    chunks: AsyncIterator[bytes], encoding: str, *, limit: int, name: str, is_cut: bool = False
) -> Body:
    """The body of an answer, unpacked, of at most `limit` bytes; the raw bytes are held to the same limit.

    Args:
        chunks: the body as it comes.
        encoding: the header Content-Encoding, empty where there is none.
        limit: bytes.
        name: the page's address, for messages.
        is_cut: return the first `limit` bytes of a longer body, instead of refusing it.

    Raises:
        TransientError: the body is damaged or ends before its end.
        SourceError: it is packed in a way we did not ask for, or too large.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(f"{name}: the body is packed as `{encoding[:40]}`, gzip or nothing was asked for")
    unpacker = _Unpacker(limit, name) if encoding.endswith("gzip") else None
    pieces: list[bytes] = []
    raw: list[bytes] = []
    n_raw = n_unpacked = 0
    async for chunk in chunks:
        raw.append(chunk)
        n_raw += len(chunk)
        pieces.append(unpacker.feed(chunk) if unpacker else chunk)
        n_unpacked += len(pieces[-1])
        if max(n_raw, n_unpacked) > limit:
            if is_cut:
                return Body(b"".join(pieces)[:limit])
            raise SourceError(
                f"{name}: the body is larger than {limit >> 20} MiB; if that is right, raise `max_body_mb`"
            )
    if unpacker is None:
        return Body(b"".join(raw))
    unpacker.finish()
    return Body(b"".join(pieces), b"".join(raw))


class _Unpacker:
    """One gzip stream, unpacked in steps, never much beyond the limit."""

    def __init__(self, limit: int, name: str) -> None:
        self._left = limit + 1
        self._name = name
        self._stream = zlib.decompressobj(wbits=31)

    def feed(self, chunk: bytes) -> bytes:
        """What these bytes unpack to; at most one byte more than the limit over all calls."""
        unpacked = bytearray()
        while chunk and self._left:
            if self._stream.eof:
                raise TransientError(f"{self._name}: bytes follow the end of the gzip body")
            try:
                piece = self._stream.decompress(chunk, min(STEP, self._left))
            except zlib.error as error:
                raise TransientError(f"{self._name}: the gzip body is damaged ({error})") from error
            self._left -= len(piece)
            unpacked += piece
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
        return bytes(unpacked)

    def finish(self) -> None:
        """Refuse a stream that has not come to its end."""
        if not self._stream.eof:
            raise TransientError(f"{self._name}: the gzip body ends before its end")
