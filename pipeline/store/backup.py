"""A home in one file: every file of it with its checksum, and a list at the end that says the file is whole.

A gzip of a tar: `files/PATH` for every file of the home, then `manifest.json`. SQLite files are copied through SQLite,
so that a copy is of one moment; the catalogue is never written in place, so that reading it is enough.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pipeline import durable
from pipeline.errors import CirclewiseError, StoreError, UsageError
from pipeline.store.contents import contents
from pipeline.store.home import PRIVATE_FILE, Home
from pipeline.store.sqlite import READ_ONLY, copy_sqlite, is_sqlite, unusable

FORMAT = 1
WORKING = ".backup-"
"""How the folders are called, beside the target, in which a backup is made; one that was killed leaves its own."""

FILES, MANIFEST = "files/", "manifest.json"
LEVEL = 3  # of gzip: catalogues are packed already, a higher level costs time and brings little
CHUNK = 1 << 20
UNREADABLE = (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, KeyError, TypeError)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One file of a backup; `same_as` is the path of the file that it is another name of."""

    path: str
    size_bytes: int
    sha256: str
    same_as: str | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    format: int
    made_by: str
    made_at: datetime
    has_pages: bool
    files: tuple[Kept, ...]

    @property
    def size_bytes(self) -> int:
        """Of all files together, unpacked and each once."""
        return sum(kept.size_bytes for kept in self.files if kept.same_as is None)


class Hashed(io.RawIOBase):
    """A file that is read on, with the checksum of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self._sha256.update(data)
        return data

    @property
    def sha256(self) -> str:
        """Of what was read so far, in hex."""
        return self._sha256.hexdigest()


def back_up(
    home: Home, target: Path, *, made_at: datetime, made_by: str, with_pages: bool, settings: Path | None = None
) -> Manifest:
    """Write a home into a new file that only this account can read, read it back, and only then give it its name.

    Args:
        home: the home; no night may work on it (its lock).
        target: the file, which must not exist.
        made_at: UTC time, for the list.
        made_by: the release, for the list.
        with_pages: whether the archived pages go in.
        settings: a settings file outside the home that is to be its `schedule.yaml` after a restore.

    Raises:
        UsageError: the target exists, lies in the home or cannot be made.
        StoreError: a file of the home cannot be read, or the disk refuses.
    """
    _check_target(home, target)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=WORKING) as work:
            partial = Path(work) / "partial"
            files = list(_write(home, partial, Path(work), settings, _head(made_at, made_by, with_pages=with_pages)))
            found = read_backup(partial, lambda path, file: None)
            if found.files != tuple(files):
                raise StoreError(f"{target}: what was read back is not what was written; is the disk sound?")
            _name(partial, target)
            durable.sync(target.parent)
    except OSError as error:
        if error.errno in READ_ONLY:
            raise UsageError(
                f"{error.filename or target}: no right to read or write it ({error.strerror}); "
                "give it to this account, or name another file"
            ) from error
        raise unusable(target, error) from error
    return found


def read_backup(source: Path, take: Callable[[str, IO[bytes]], None]) -> Manifest:
    """Read a backup from end to end: every file is handed to `take`, and its checksum held against the list.

    Raises:
        StoreError: it is cut off, damaged or no backup; what was handed out is worth nothing then.
        UsageError: a newer release made it.
    """
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    try:
        with gzip.open(source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                file = tar.extractfile(member)
                if manifest is not None or file is None or not member.isreg():
                    raise ValueError(f"`{member.name}` does not belong into a backup")
                if member.name == MANIFEST:
                    manifest = _manifest(json.loads(file.read()))
                    continue
                path = _safe(member.name)
                hashed = Hashed(file)
                take(path, hashed)  # type: ignore[arg-type]
                while hashed.read(CHUNK):
                    pass
                found[path] = (member.size, hashed.sha256)
            while packed.read(CHUNK):
                pass  # up to the checksum of the whole
    except CirclewiseError:
        raise
    except UNREADABLE as error:
        raise StoreError(f"{source} is no whole backup ({error}); take another one") from error
    if manifest is None:
        raise StoreError(f"{source} is no whole backup (the list of its files is missing); take another one")
    wanted = {kept.path: (kept.size_bytes, kept.sha256) for kept in manifest.files if kept.same_as is None}
    if odd := sorted(path for path in {*wanted, *found} if wanted.get(path) != found.get(path)):
        raise StoreError(f"{source} is damaged: {odd[0]} is not what was backed up; take another one")
    if lost := [kept.path for kept in manifest.files if kept.same_as not in (None, *found)]:
        raise StoreError(f"{source} is damaged: what {lost[0]} is another name of is not in it; take another one")
    return manifest


def _check_target(home: Home, target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} exists already, and a backup overwrites nothing; name another file")
    if target.resolve().is_relative_to(home.folder.resolve()):
        raise UsageError(f"{target} lies in the home itself; name a file elsewhere, best on another disk")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent} to write a backup into; make it first")


def _head(made_at: datetime, made_by: str, *, with_pages: bool) -> dict[str, Any]:
    return {"format": FORMAT, "made_by": made_by, "made_at": made_at.isoformat(), "has_pages": with_pages}


def _write(home: Home, partial: Path, work: Path, settings: Path | None, head: dict[str, Any]) -> Iterator[Kept]:
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    files: list[Kept] = []
    seen: dict[tuple[int, int], Kept] = {}
    with (
        os.fdopen(handle, "wb") as out,
        gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=LEVEL, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in contents(home, with_pages=head["has_pages"]):
            with suppress(FileNotFoundError):  # it went while we were on our way to it
                files.append(_add(tar, path, path.relative_to(home.folder).as_posix(), work, seen))
        if settings is not None and not any(kept.path == "schedule.yaml" for kept in files):
            files.append(_add(tar, settings, "schedule.yaml", work, {}))
        listed = json.dumps({**head, "files": [asdict(kept) for kept in files]}, indent=1).encode()
        tar.addfile(_member(MANIFEST, len(listed), 0), io.BytesIO(listed))
    durable.sync(partial)
    yield from files


def _add(tar: tarfile.TarFile, path: Path, name: str, work: Path, seen: dict[tuple[int, int], Kept]) -> Kept:
    """Add one file; a second name of a file that is in already is only noted."""
    about = path.stat()
    inode = (about.st_dev, about.st_ino)
    if about.st_nlink > 1 and (first := seen.get(inode)):
        return Kept(path=name, size_bytes=first.size_bytes, sha256=first.sha256, same_as=first.path)
    source = path
    if is_sqlite(path):
        source = work / "copy.sqlite"
        source.unlink(missing_ok=True)
        copy_sqlite(path, source)
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        hashed = Hashed(file)
        try:
            tar.addfile(_member(FILES + name, size, int(about.st_mtime)), hashed)
        except OSError as error:
            if error.errno is not None:
                raise
            raise StoreError(f"{path} became shorter while it was copied; try again") from error
    kept = Kept(path=name, size_bytes=size, sha256=hashed.sha256)
    seen[inode] = kept
    return kept


def _member(name: str, size: int, mtime: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, mtime, PRIVATE_FILE
    return member


def _manifest(values: Any) -> Manifest:
    if values["format"] > FORMAT:
        raise UsageError(
            f"the backup is of format {values['format']}, this release reads up to {FORMAT}: "
            f"restore it with {values['made_by']}"
        )
    files = tuple(Kept(**kept) for kept in values["files"])
    for kept in files:
        _safe(FILES + kept.path)
    return Manifest(
        format=values["format"],
        made_by=str(values["made_by"]),
        made_at=datetime.fromisoformat(values["made_at"]),
        has_pages=bool(values["has_pages"]),
        files=files,
    )


def _safe(name: str) -> str:
    """The path inside the home of a member.

    Raises:
        ValueError: it leads out of the home.
    """
    path = name.removeprefix(FILES)
    parts = path.split("/")
    if not name.startswith(FILES) or not all(parts) or {".", ".."} & set(parts) or "\\" in path or "\x00" in path:
        raise ValueError(f"`{name}` is no path in a home")
    return path


def _name(partial: Path, target: Path) -> None:
    """Give a finished backup its name, and never that of a file that is there."""
    try:
        os.link(partial, target)
    except FileExistsError as error:
        raise UsageError(f"{target} was made by somebody else meanwhile; name another file") from error
    except OSError:  # a disk that knows one name a file, such as a memory stick
        partial.rename(target)
