"""A body is whole, within its limit, and packed as asked; or it is not taken."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError, TransientError
from pipeline.fetch.body import read_body

TEXT = b"a page about courses " * 500
PACKED = gzip.compress(TEXT, mtime=0)


class Chunks:
    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size
        self.n_read = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), self._size):
            self.n_read += 1
            yield self._data[start : start + self._size]


def read(
    data: bytes, encoding: str | None = None, *, limit: int = 1 << 20, size: int = 1000, is_cut: bool = False
) -> bytes:
    chunks = aiter(Chunks(data, size))
    body = asyncio.run(read_body(chunks, encoding or "", limit=limit, name="https://a.example/x", is_cut=is_cut))
    assert body.packed == (data if encoding and "gzip" in encoding.lower() and not is_cut else None)
    return body.unpacked


@pytest.mark.parametrize("encoding", [None, "", "identity"])
def test_a_plain_body_is_taken_as_it_is(encoding: str | None) -> None:
    assert read(PACKED, encoding) == PACKED


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_packed_body_is_unpacked(encoding: str, size: int) -> None:
    assert read(PACKED, encoding, size=size) == TEXT


@given(st.binary(max_size=3000), st.integers(min_value=1, max_value=500))
def test_what_was_packed_comes_back(body: bytes, size: int) -> None:
    assert read(gzip.compress(body), "gzip", size=size) == body


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip;q=1", "compress"])
def test_other_packings_are_refused_by_name(encoding: str) -> None:
    with pytest.raises(SourceError, match="packed as"):
        read(PACKED, encoding)


@pytest.mark.parametrize("cut", [0, 1, 5, 12, len(PACKED) // 2, len(PACKED) - 8, len(PACKED) - 1])
def test_a_packed_body_that_ends_early_is_no_body(cut: int) -> None:
    with pytest.raises(TransientError, match="ends before its end"):
        read(PACKED[:cut], "gzip")


def test_a_damaged_body_is_no_body() -> None:
    wrong_sum = PACKED[:-8] + bytes(4) + PACKED[-4:]
    for data in (b"<html>not packed</html>", wrong_sum, PACKED[:20] + b"\xff" * 20 + PACKED[40:]):
        with pytest.raises(TransientError, match="damaged"):
            read(data, "gzip")


@pytest.mark.parametrize("garbage", [b"x", b"\x00", PACKED])
@pytest.mark.parametrize("size", [1, len(PACKED), 100_000])
def test_bytes_after_the_end_are_refused(garbage: bytes, size: int) -> None:
    with pytest.raises(TransientError, match="bytes follow"):
        read(PACKED + garbage, "gzip", size=size)


def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    limit = len(TEXT)
    assert read(TEXT, limit=limit) == read(PACKED, "gzip", limit=limit) == TEXT
    for data, encoding in ((TEXT + b"x", None), (gzip.compress(TEXT + b"x"), "gzip")):
        with pytest.raises(SourceError, match="max_body_mb"):
            read(data, encoding, limit=limit)


def test_a_longer_body_is_cut_where_that_is_allowed() -> None:
    assert read(TEXT, limit=100, is_cut=True) == read(PACKED, "gzip", limit=100, is_cut=True) == TEXT[:100]


def test_a_bomb_costs_little_memory() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(200)) + bomb.flush()
    tracemalloc.start()
    with pytest.raises(SourceError, match="larger than 2 MiB"):
        read(data, "gzip", limit=2 << 20, size=1 << 20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20  # 200 MiB would come out of it


def test_reading_stops_at_the_limit() -> None:
    stream = Chunks(bytes(1 << 20), 1000)
    with pytest.raises(SourceError):
        asyncio.run(read_body(aiter(stream), "", limit=10_000, name="https://a.example/x"))
    assert stream.n_read == 11
