"""A home: the folder that holds one library's catalogue, decisions, surveys, pages and builds."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline import durable, private
from pipeline.errors import BusyError, StoreError, UsageError

PRIVATE_FOLDER = private.FOLDER
PRIVATE_FILE = private.FILE
SALT_BYTES = 32
RESTORING = ".restoring"
"""The folder in a home into which a backup is unpacked before anything of it counts."""


@dataclass(frozen=True)
class Holder:
    """Who is named at the lock of a home, in words; None where nobody is. A killed night leaves its name there."""

    who: str | None
    is_running: bool
    pid: int | None = None
    purpose: str = ""


@dataclass(frozen=True)
class Home:
    """Where everything of one library lies."""

    folder: Path

    @property
    def catalogue(self) -> Path:
        """The published catalogue; everybody opens it read-only."""
        return self.folder / "catalogue.duckdb"

    @property
    def decisions(self) -> Path:
        """People's decisions: the only thing written during the day."""
        return self.folder / "decisions.sqlite"

    @property
    def accounts(self) -> Path:
        """Who may open the coordinators' page, who is signed in, and who was; made with the first account."""
        return self.folder / "accounts.sqlite"

    @property
    def surveys(self) -> Path:
        """De-identified survey answers; never published."""
        return self.folder / "surveys.sqlite"

    @property
    def circles(self) -> Path:
        """The ledger of running circles; persons are in it as keyed hashes only, never published."""
        return self.folder / "circles.sqlite"

    @property
    def demand(self) -> Path:
        """Wordings of goals as coordinators see them; written by every night, never published."""
        return self.folder / "demand.sqlite"

    @property
    def uploads(self) -> Path:
        """Survey exports that wait on the page to be added or discarded: raw answers, so never for long."""
        return self.folder / "uploads"

    @property
    def pages(self) -> Path:
        """Archived responses."""
        return self.folder / "pages"

    @property
    def readings(self) -> Path:
        """What was made of each archived page."""
        return self.folder / "readings"

    @property
    def vectors(self) -> Path:
        """What titles and descriptions mean, so that a night works out only what changed."""
        return self.folder / "vectors.npy"

    @property
    def words(self) -> Path:
        """What courses said when all were read, so that a night reads only those that changed."""
        return self.folder / "words.bin"

    @property
    def blocks(self) -> Path:
        """Under what each listing may meet another one of the same course, so that a night reads only what changed."""
        return self.folder / "blocks.bin"

    @property
    def near(self) -> Path:
        """Which courses are close to which wishes, for the next night; private."""
        return self.folder / "near.npz"

    @property
    def pools(self) -> Path:
        """How near each wish is to the courses that may be offered for it, for the next night; private."""
        return self.folder / "pools.bin"

    @property
    def goals(self) -> Path:
        """What each wish means, for the next night; private."""
        return self.folder / "goals.bin"

    @property
    def builds(self) -> Path:
        """Catalogues kept, and the one being built."""
        return self.folder / "builds"

    @property
    def logs(self) -> Path:
        """One JSON summary a night."""
        return self.folder / "logs"

    def prepare(self) -> None:
        """Make the folders, closed to other users.

        Raises:
            UsageError: the folder cannot be made or written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
            for folder in (self.pages, self.readings, self.builds, self.logs):
                folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
        except OSError as error:
            raise UsageError(
                f"{self.folder} cannot be used as a home ({error.strerror}); name another folder with --home"
            ) from error

    def salt(self) -> bytes:
        """The secret with which respondents are hashed; made once and never published.

        Raises:
            StoreError: it is missing although people were hashed with it, or it is not what was made. Made anew, it
                would hide that it was lost, and people would be counted twice.
        """
        path = self.folder / "salt"
        if not path.exists():
            if self.surveys.exists() or self.circles.exists():
                raise StoreError(
                    f"{path} is missing, and people are counted here under it; bring it back from the backup in which "
                    f"these answers are. If there is none, `head -c {SALT_BYTES} /dev/urandom > {path}` makes another; "
                    "an export that is added again then counts its people twice"
                )
            fresh = path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
                file.write(secrets.token_bytes(SALT_BYTES))
            durable.sync(fresh)
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            durable.sync(self.folder)  # people are hashed with it from now on
        salt = path.read_bytes()
        if len(salt) != SALT_BYTES:
            raise StoreError(
                f"{path} holds {len(salt)} bytes, 32 were expected; `circlewise restore FILE` brings back a backup"
            )
        return salt

    def last_due(self) -> datetime | None:
        """UTC time at which the schedule last began a night here, however it ended; None before the first."""
        try:
            return datetime.fromisoformat((self.folder / "schedule.last").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def note_due(self, began_at: datetime) -> None:
        """Note that the schedule begins a night now, so that it does not begin it twice."""
        fresh = self.folder / f"schedule.{os.getpid()}"
        private.write_text(fresh, began_at.isoformat())
        fresh.replace(self.folder / "schedule.last")

    @property
    def is_demo(self) -> bool:
        """Whether the demo was run here: a file says so; a folder of that name is the demo's own home."""
        return (self.folder / "demo").is_file()

    def claim(self, *, is_demo: bool) -> None:
        """Keep demo and real catalogues apart: whoever comes first owns the home.

        Raises:
            UsageError: the home belongs to the other kind.
        """
        is_used = any(path.exists() for path in (self.catalogue, self.surveys, self.decisions, self.circles))
        if is_used and self.is_demo != is_demo:
            kind, other = ("demo", "real") if self.is_demo else ("real", "demo")
            raise UsageError(
                f"{self.folder} is the home of a {kind} catalogue, which a {other} night would spoil; "
                "name another folder with --home"
            )
        mark = self.folder / "demo"
        if is_demo and mark.is_dir():
            raise UsageError(f"{mark} is the demo's own home; name that folder with --home, or none")
        try:
            if is_demo:
                mark.touch(mode=private.FILE)
            elif self.is_demo:
                mark.unlink()  # a demo that came to nothing
        except OSError as error:
            raise UsageError(
                f"{self.folder} cannot be written ({error.strerror}); "
                "give this account the right to write there, or name another folder with --home"
            ) from error

    def holder(self) -> Holder:
        """Who works on this home, or was killed while working on it.

        The lock is tried only where somebody is named at it, so that a night that begins now is not turned away.
        """
        owner = self.folder / "night.owner"
        if not owner.exists():
            return Holder(None, is_running=False)
        who, (pid, purpose) = _owner(owner), _named(owner)
        try:
            with FileLock(self.folder / "night.lock", timeout=0, mode=PRIVATE_FILE):
                return Holder(who, is_running=False)
        except Timeout:
            return Holder(who, is_running=True, pid=pid, purpose=purpose)
        except OSError:  # a read-only disk, where nobody works
            return Holder(who, is_running=False)

    @contextmanager
    def lock(self, purpose: str) -> Iterator[None]:
        """Hold this home for one night; the lock ends with the process, however it ends.

        Raises:
            BusyError: another process holds it.
        """
        owner = self.folder / "night.owner"
        lock = FileLock(self.folder / "night.lock", timeout=0, mode=PRIVATE_FILE)
        try:
            lock.acquire()
        except Timeout as error:
            raise BusyError(
                f"another night works on {self.folder} ({_owner(owner)}); wait until it ends, or stop that process"
            ) from error
        except OSError as error:
            raise UsageError(
                f"{self.folder} cannot be locked for a night ({error.strerror}); name another folder with --home"
            ) from error
        try:
            private.write_text(owner, json.dumps({"pid": os.getpid(), "purpose": purpose}))
            yield
        finally:
            owner.unlink(missing_ok=True)
            lock.release()


def _owner(path: Path) -> str:
    pid, purpose = _named(path)
    return "its owner is not known yet" if pid is None else f"process {pid}, {purpose}"


def _named(path: Path) -> tuple[int | None, str]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return int(held["pid"]), str(held["purpose"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""
