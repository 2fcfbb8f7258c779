"""SQLite files of a home: written by one at a time, read where nothing can be written, scrubbed, and what ails them."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from pipeline import durable, private
from pipeline.errors import BusyError, StoreError
from pipeline.store import versions
from pipeline.store.versions import bring_forward, needs_steps, refuse_later

READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
FULL = ("SQLITE_FULL",)
ROOM = 1 << 16  # bytes that SQLite needs beside a file to work on it
MAGIC = b"SQLite format 3\x00"
PATIENCE_SECONDS = 30  # a slow disk under load took more than 10 (a test with 8 writers at once, 2026-11)


@contextmanager
def read_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """A file opened to read only; it waits for no writer, and works on a disk that cannot be written.

    One of an earlier version that reads otherwise is brought forward first, for which it is written to, once.

    Raises:
        StoreError: the file cannot be read, or a later release made it; says what is wrong with it.
    """
    try:
        with closing(_open(path)) as connection:
            version = refuse_later(connection, path)
        if needs_steps(version, path):
            with open_sqlite(path, ""):
                pass
        with closing(_open(path)) as connection:
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error


def _is_there(path: Path) -> bool:
    """Whether there is such a file.

    Raises:
        StoreError: there is, and it is of no bytes. Taken for none, it would be begun anew: decisions, answers and
            accounts would go without a word. Files of ours are put in their place whole, so none is made empty.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return False
    if size == 0:
        raise StoreError(
            f"{path} is empty (0 bytes): a copy was cut off, or the disk was full; `circlewise restore FILE` brings "
            "back a backup, and if nothing was ever in it, delete it"
        )
    return True


def _open(path: Path) -> sqlite3.Connection:
    _is_there(path)
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if not error.sqlite_errorname.startswith(UNWRITABLE):
            raise
        # A WAL file wants its `-shm` beside it, which a read-only disk refuses; there nobody writes either.
        return _open_still(path)
    return connection


def _open_still(path: Path) -> sqlite3.Connection:
    """A file to which nobody writes."""
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True, isolation_level=None)


def unusable(path: Path, error: Exception) -> StoreError:
    """What stands in the way of using a file, as an error that says what to do about it."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if "locked" in str(error) or isinstance(error, Timeout):
        return BusyError(f"{path} is in use by another process; try again in a moment")
    # A log that finds no room is a plain SQLITE_IOERR in SQLite 3.40 (seen 2026-11), so the disk itself is asked.
    is_full = name.startswith("SQLITE_IOERR") and shutil.disk_usage(path.parent).free < ROOM
    if is_full or name.startswith(FULL) or getattr(error, "errno", None) == errno.ENOSPC:
        return StoreError(f"{path} cannot be written, since the disk is full; make room, then try again")
    if name.startswith(UNWRITABLE) or getattr(error, "errno", None) in READ_ONLY:
        return StoreError(
            f"{path} cannot be written ({_words(error)}): the home is read-only for this account; give it the right to "
            "write there, or name another folder with --home"
        )
    if name.startswith(DAMAGED):
        return StoreError(f"{path} is damaged ({_words(error)}); `circlewise restore FILE` brings back a backup")
    return StoreError(f"{path} cannot be used ({_words(error)}); `circlewise doctor` looks for the reason")


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def is_sqlite(path: Path) -> bool:
    """Whether the content says that it is a SQLite file; names say nothing."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a file that others may be writing to, what stands in its `-wal` included.

    Raises:
        StoreError: the file or its copy cannot be used.
    """
    with read_sqlite(source) as held:
        try:
            os.close(private.new_file(target))
            with closing(sqlite3.connect(target)) as copy:
                held.backup(copy)
        except sqlite3.Error as error:
            raise unusable(target if "full" in str(error) else source, error) from error


def damage_of_sqlite(path: Path, *, is_in_use: bool) -> str | None:
    """What is wrong inside a file, in SQLite's words, or that a later release made it; None where all can be read.

    Nothing is written beside it.

    Args:
        path: the file.
        is_in_use: whether others may write to it now; what looks damaged is then looked at again, as one of them.
    """
    log = path.with_name(f"{path.name}-wal")
    found = "not looked at yet" if is_in_use and log.exists() and log.stat().st_size else _damage(path, _open_still)
    return _damage(path, _open) if found and is_in_use else found


def _damage(path: Path, opened: Callable[[Path], sqlite3.Connection]) -> str | None:
    try:
        with closing(opened(path)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            refuse_later(connection, path)
    except StoreError as error:
        return str(error)
    except (sqlite3.Error, OSError) as error:
        return str(error)
    return None if found == "ok" else " ".join(str(found).split())


def _prepare(path: Path, schema: str) -> None:
    """Make the file with its tables, once, and put it in its place whole.

    Switching to WAL waits for nobody: a file in its place before that would refuse whoever makes it or whoever comes.
    """
    if _is_there(path):
        return
    lock = path.with_name(f"{path.name}.making")
    with FileLock(lock, timeout=PATIENCE_SECONDS, mode=private.FILE):
        if not _is_there(path):
            _make(path, schema)
        lock.unlink(missing_ok=True)  # whoever still waits for it, or comes later, finds the file in its place


def _make(path: Path, schema: str) -> None:
    new = path.with_name(f"{path.name}.partial")
    new.unlink(missing_ok=True)
    new.touch(mode=private.FILE)
    with closing(sqlite3.connect(new, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
        connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {versions.VERSION}; COMMIT;")
        connection.execute("PRAGMA journal_mode = WAL")
    durable.put(new, path)


@contextmanager
def open_sqlite(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """One transaction on a SQLite file in WAL mode, closed to other users; a writer waits for another.

    Raises:
        BusyError: others kept it longer than PATIENCE_SECONDS.
        StoreError: the file is empty or no SQLite database, or cannot be written; says which, and what to do.
    """
    try:
        _prepare(path, schema)
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                bring_forward(connection, path)
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error


def scrub(path: Path) -> None:
    """Leave no byte of deleted rows in a SQLite file or its log: it is written anew, and the log is emptied.

    Raises:
        BusyError: somebody still reads an earlier state.
        StoreError: the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA temp_store = MEMORY")  # VACUUM would write all that stays into a file of /tmp
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    if is_busy:
        raise BusyError(f"{path} is read by another process, which keeps its old state; try again in a moment")
