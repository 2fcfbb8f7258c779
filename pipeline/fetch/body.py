"""Bodies: read raw and unpacked by ourselves, under a limit, and complete or not at all.

httpx 0.28.1 unpacks a small body to gigabytes while streaming and takes a truncated gzip stream for a whole one
(measured 2026-11); so it is asked for raw bytes only.
"""

from __future__ import annotations

import zlib

import httpx

from pipeline.errors import SourceError, TransientError

STEP = 1 << 20


async def read_body(response: httpx.Response, *, limit: int, name: str, is_cut: bool = False) -> bytes:
    """The body of an answer, unpacked, of at most `limit` bytes; the raw bytes are held to the same limit.

    Args:
        response: an answer whose body has not been read.
        limit: bytes.
        name: the page's address, for messages.
        is_cut: return the first `limit` bytes of a longer body, instead of refusing it.

    Raises:
        TransientError: the body is damaged or ends before its end.
        SourceError: it is packed in a way we did not ask for, or too large.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(f"{name}: the body is packed as `{encoding[:40]}`, gzip or nothing was asked for")
    unpacker = _Unpacker(limit, name) if encoding.endswith("gzip") else None
    body = bytearray()
    n_raw = 0
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for chunk in response.stream:  # not aiter_raw, which measures the download: 0.05 ms a page
        n_raw += len(chunk)
        body += unpacker.feed(chunk) if unpacker else chunk
        if max(n_raw, len(body)) > limit:
            if is_cut:
                return bytes(body[:limit])
            raise SourceError(
                f"{name}: the body is larger than {limit >> 20} MiB; if that is right, raise `max_body_mb`"
            )
    if unpacker:
        unpacker.finish()
    return bytes(body)


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
