"""Survey exports that wait on the coordinators' page: raw answers, in a private folder, for hours and not longer.

A folder of its own each, under a random name. What is being done with one is told by a lock that its worker holds: a
lock ends with its process, however that ends, so whoever comes later is never told that something still goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pipeline.store.home import PRIVATE_FILE, PRIVATE_FOLDER
from pipeline.store.schema import naive

UploadKind = Literal["export", "purge"]
ID = re.compile(r"[0-9a-f]{32}")
RAW = ("export", "dictionary", "mapping.yaml", "mapping.next.yaml", "seen.json")
"""What holds answers, or words of the form: gone as soon as the export was added."""
GONE = ".gone"
"""How the name of a folder ends that is being removed."""
LOOKS, PAUSE_SECONDS = 5, 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """An export that somebody sent, or a survey that somebody purges, for as long as its pages are there."""

    upload_id: str
    kind: UploadKind = "export"
    name: str
    """What the export is called by who sent it; of a purge the survey's id."""
    dictionary: str | None = None
    """What the data dictionary is called that came with it."""
    by: str
    """In whose name it was sent."""
    address: str
    """The network address it came from."""
    at: datetime
    """UTC, without zone."""
    size: int = 0
    """Bytes of the export."""


class Uploads:
    """The uploads of one home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self) -> str:
        """Make a private folder for an upload that is about to come; it is one once it is `kept`."""
        self._folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        upload_id = secrets.token_hex(16)
        (self._folder / upload_id).mkdir(mode=PRIVATE_FOLDER)
        return upload_id

    def begin_export(self, most: int) -> str | None:
        """The same for an export; None where as many as `most` wait, or are coming in this very moment.

        The folder is there before it is counted, so that exports that come at once are all counted by each other.
        """
        upload_id = self.begin()
        if sum(map(self._is_waiting, self._folders())) > most:
            self.discard(upload_id)
            return None
        return upload_id

    def _is_waiting(self, folder: Path) -> bool:
        """Whether an export lies here, or is just coming."""
        return (folder / "export").exists() or not (folder / "upload.json").exists()

    def keep(self, upload: Upload) -> None:
        """From now on it is seen."""
        self.write(upload.upload_id, "upload.json", asdict(upload) | {"at": naive(upload.at).isoformat(sep=" ")})

    def found(self, upload_id: str) -> Upload | None:
        """One upload; None where there is none of this id."""
        if not ID.fullmatch(upload_id):
            return None
        values = self.read(upload_id, "upload.json")
        return Upload(**values | {"at": datetime.fromisoformat(values["at"])}) if values else None

    def all(self) -> list[Upload]:
        """Every upload, the oldest first."""
        found = (self.found(path.name) for path in self._folders())
        return sorted((each for each in found if each), key=lambda each: (each.at, each.upload_id))

    def path(self, upload_id: str, name: str) -> Path:
        """A file of an upload."""
        return self._folder / upload_id / name

    def read(self, upload_id: str, name: str) -> dict[str, Any] | None:
        """A document of an upload; None where it is not there or was cut off."""
        try:
            values = json.loads(self.path(upload_id, name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return values if isinstance(values, dict) else None

    def write(self, upload_id: str, name: str, values: dict[str, Any]) -> None:
        """Write a document, private and in one piece."""
        self.write_text(upload_id, name, json.dumps(values))

    def write_text(self, upload_id: str, name: str, text: str) -> None:
        """Write a file, private and in one piece."""
        path = self.path(upload_id, name)
        fresh = path.with_name(f"{name}.{os.getpid()}.tmp")
        with os.fdopen(private(fresh), "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(path)

    def lock(self, upload_id: str) -> int | None:
        """Take an upload for one worker: a file descriptor to hand on; None where a worker has it, or it is gone.

        The lock is held until every copy of the descriptor is closed, those of child processes included. Who only
        looks whether somebody works holds it for a moment, too; so one that is held is tried a few times.
        """
        for _ in range(LOOKS):
            held = self._try_lock(upload_id)
            if held is not None or not self.path(upload_id, "work.lock").exists():
                return held
            time.sleep(PAUSE_SECONDS)
        return None

    def is_working(self, upload_id: str) -> bool:
        """Whether a worker is at it now."""
        held = self._try_lock(upload_id)
        if held is not None:
            os.close(held)
        return held is None and self.path(upload_id, "work.lock").exists()

    def _try_lock(self, upload_id: str) -> int | None:
        try:
            held = os.open(self.path(upload_id, "work.lock"), os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError:
            return None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            return None
        return held

    def strip(self, upload_id: str) -> None:
        """Remove what holds answers; what became of the export may still be told."""
        for name in RAW:
            self.path(upload_id, name).unlink(missing_ok=True)

    def discard(self, upload_id: str) -> None:
        """Remove an upload with all that is in it.

        Its folder is renamed first: who still works at it finds nowhere to write to, so that nothing is left over.
        """
        if ID.fullmatch(upload_id):
            folder = self._folder / upload_id
            try:
                folder.rename(folder.with_suffix(GONE))
            except OSError:  # it is gone, or the folder above may not be changed
                shutil.rmtree(folder, ignore_errors=True)
            self._clear()

    def _clear(self) -> None:
        """Remove what was discarded, and what a discard that was cut off left."""
        for path in self._folder.glob(f"*{GONE}"):
            shutil.rmtree(path, ignore_errors=True)

    def forget(self) -> int:
        """Remove every export that waits, what was understood of it, and what was told of others; how many waited."""
        n_gone = 0
        self._clear()
        for path in self._folders():
            upload = self.found(path.name)
            if upload is None or upload.kind == "export":
                was_there = self.path(path.name, "export").exists()
                self.discard(path.name)
                n_gone += was_there and not self.path(path.name, "export").exists()
        return n_gone

    def sweep(self, now: datetime, keep: timedelta) -> int:
        """Remove what is older than `keep`, and what was cut off while it came; how many. `now` is UTC."""
        oldest = naive(now) - keep
        n_gone = 0
        self._clear()
        for path in self._folders():
            upload = self.found(path.name)
            began = upload.at if upload else self._changed(path)
            if began and began < oldest and not self.is_working(path.name):
                n_gone += 1
                self.discard(path.name)
        return n_gone

    def _folders(self) -> Iterator[Path]:
        with suppress(FileNotFoundError):
            yield from sorted(path for path in self._folder.iterdir() if ID.fullmatch(path.name))

    @staticmethod
    def _changed(path: Path) -> datetime | None:
        try:
            return naive(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        except OSError:  # somebody removed it just now
            return None


def private(path: Path) -> int:
    """A new file, readable to its owner only, as a descriptor to write to."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
