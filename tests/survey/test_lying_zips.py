"""Zips that hold more than they say."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest

from pipeline.errors import UsageError
from pipeline.survey import read_export


@pytest.mark.parametrize("member", ["needs.csv", "xl/workbook.xml", "xl/styles.xml"])
def test_a_zip_that_lies_about_its_size_is_broken_and_no_more_than_it_says_is_unpacked(member: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, b"x" * (64 << 20))
    packed = bytearray(stream.getvalue())
    told = struct.pack("<I", 1_000)
    directory = packed.rindex(b"PK\x01\x02")
    packed[22:26] = packed[directory + 24 : directory + 28] = told  # both headers say 1,000 bytes
    tracemalloc.start()
    with pytest.raises(UsageError, match="the zip or workbook is broken"):
        read_export(bytes(packed), "lies.zip")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 << 20
