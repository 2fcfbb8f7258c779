"""A backup that is cut off, rotted or made up is refused, and nothing of it is left."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import CirclewiseError
from pipeline.store import Home, back_up, restore

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a backup of a small home."""
    folder = tmp_path_factory.mktemp("small")
    home = Home(folder / "home")
    home.folder.mkdir()
    (home.folder / "salt").write_bytes(hashlib.sha256(b"salt").digest())
    (home.folder / "list.csv").write_text("Title\n" + "Knots\n" * 40)
    back_up(home, folder / "b.tar.gz", made_at=NOON, made_by="circlewise 0.1.0", with_pages=False)
    return (folder / "b.tar.gz").read_bytes()


def refused(data: bytes, tmp_path: Path) -> str:
    """What is said of a backup that must not be restored; nothing of it is left."""
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        source, new = Path(folder) / "b.tar.gz", Home(Path(folder) / "new")
        source.write_bytes(data)
        new.folder.mkdir()
        with pytest.raises(CirclewiseError) as caught:
            restore(new, source)
        assert list(new.folder.iterdir()) == []
        return str(caught.value)


def test_a_backup_cut_off_anywhere_is_refused(small: bytes, tmp_path: Path) -> None:
    for length in range(0, len(small), 7):
        assert "is no whole backup" in refused(small[:length], tmp_path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_noticed(small: bytes, tmp_path: Path, data: st.DataObject) -> None:
    place = data.draw(st.integers(10, len(small) - 1))  # the head of gzip says nothing about the content
    spoilt = bytearray(small)
    spoilt[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        with gzip.open(io.BytesIO(bytes(spoilt))) as unpacked, gzip.open(io.BytesIO(small)) as sound:
            is_same = unpacked.read() == sound.read()
    except (OSError, EOFError, zlib.error):
        is_same = False
    assume(not is_same)  # some bits fill up the last byte and mean nothing
    assert "take another one" in refused(bytes(spoilt), tmp_path)


def members(data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
        for member in tar:
            file = tar.extractfile(member)
            assert file
            yield member, file.read()


def packed(*found: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for member, content in found:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return gzip.compress(out.getvalue())


def told(name: str) -> tarfile.TarInfo:
    return tarfile.TarInfo(name)


@pytest.mark.parametrize(
    "name", ["files/../evil", "/etc/evil", "files//etc/evil", "files/a/../../evil", "evil", "files/."]
)
def test_a_path_that_leads_out_of_the_home_is_refused(small: bytes, tmp_path: Path, name: str) -> None:
    data = packed((told(name), b"x"), *members(small))
    assert "is no path in a home" in refused(data, tmp_path)
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_what_is_no_file_is_refused(small: bytes, tmp_path: Path, kind: bytes) -> None:
    odd = told("files/odd")
    odd.type, odd.linkname = kind, "/etc/passwd"
    refused(packed((odd, b""), *members(small)), tmp_path)


def manifest_with(small: bytes, **changed: Any) -> bytes:
    *files, (member, listed) = members(small)
    return packed(*files, (member, json.dumps(json.loads(listed) | changed).encode()))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"files": []}, "is not what was backed up"),
        ({"files": [{"path": "../x", "size_bytes": 1, "sha256": "", "same_as": "salt"}]}, "is no path in a home"),
        ({"files": [{"path": "x"}]}, "is no whole backup"),
        ({"files": 7}, "is no whole backup"),
        ({"made_at": "yesterday"}, "is no whole backup"),
        ({"format": 2, "made_by": "circlewise 9.0"}, "restore it with circlewise 9.0"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(small: bytes, tmp_path: Path, changed: Any, message: str) -> None:
    assert message in refused(manifest_with(small, **changed), tmp_path)


def test_a_name_for_a_file_that_is_not_there_is_refused(small: bytes, tmp_path: Path) -> None:
    *_, (_, listed) = members(small)
    files = json.loads(listed)["files"]
    more = {"path": "again", "size_bytes": 1, "sha256": "", "same_as": "nowhere"}
    assert "again is another name of" in refused(manifest_with(small, files=[*files, more]), tmp_path)


@pytest.mark.parametrize("data", [b"", b"no gzip at all", gzip.compress(b"no tar at all" * 100), packed()])
def test_what_is_no_backup_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "is no whole backup" in refused(data, tmp_path)
