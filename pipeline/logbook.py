"""Structured logs: a JSON object a line, in files of the home that are bounded. The only module that knows structlog.

Whatever is logged is cleaned here, at the last place before the disk: secrets out, one line without control characters
or marks that turn text around, long texts cut. Who logs gives names, numbers and sentences of ours; survey answers are
nobody's to log, and `flow` is tested for it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog

from pipeline import private
from pipeline.escape import one_line
from pipeline.model.unattended import LogSettings
from pipeline.redact import Redactor

PRIVATE_FILE = private.FILE
MB = 1_000_000
LONGEST = 500
"""Letters of one value."""
MOST = 200
"""Entries of one list or one set of keys."""
LONGEST_LINE = 100_000
"""Bytes of one event: lists in lists are cut by their entries only."""
OURS = re.compile(r"([0-9]{8}T[0-9]{6})-[a-z]+-[0-9]+(?:\.[0-9]+)?\.jsonl")
SUMMARY = re.compile(r"([0-9]{8}T[0-9]{6})-[a-z0-9]{3}\.json")


Event = MutableMapping[str, Any]


class Log(Protocol):
    """Where events go: `log("source", outcome="held")`; never raises."""

    def __call__(self, event: str, *, level: str = "info", **values: Any) -> None:
        """Write one event."""


class Logbook:
    """The log of one process. A log that cannot be written is told once, and stops nothing."""

    def __init__(
        self,
        folder: Path,
        purpose: str,
        *,
        settings: LogSettings,
        clock: Callable[[], datetime],
        say: Callable[[str], None],
    ) -> None:
        """A log in `folder`, in files named by time, purpose and process: `20261124T073000-run-4711.jsonl`.

        `clock` gives the time in UTC. Nothing is written, and no file made, before the first event.
        """
        self._folder, self._purpose, self._settings = folder, purpose, settings
        self._clock, self._say, self._is_broken = clock, say, False
        self._redact = Redactor()
        self._path: Path | None = None
        self._part = 0
        self._logger = structlog.wrap_logger(
            _Lines(self._write),
            processors=[
                _timed(clock),
                self._cleaned,
                _short,
            ],
            wrapper_class=structlog.BoundLogger,
            cache_logger_on_first_use=False,
        )

    def __call__(self, event: str, *, level: str = "info", **values: Any) -> None:
        """Write one event; `level` is info, warning or error."""
        self._logger.msg(event, level=level, **values)

    def begin(self, redact: Redactor, settings: LogSettings | None = None) -> None:
        """Go on in a new file, with secrets and settings as they are now; what is too old goes when it is made."""
        self._redact, self._path, self._part = redact, None, 0
        self._settings = settings or self._settings

    def _cleaned(self, _: Any, __: str, event: Event) -> Event:
        return dict(_pairs(event, self._redact))

    def _write(self, line: str) -> None:
        try:
            data = line.encode("utf-8") + b"\n"
            path = self._file(len(data))
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE), "ab") as file:
                file.write(data)
        except OSError as error:
            if not self._is_broken:
                self._say(f"The log in {self._folder} cannot be written ({error.strerror}); the work goes on without.")
            self._is_broken = True
        else:
            self._is_broken = False

    def _file(self, more: int) -> Path:
        """The file that takes so many bytes more; old ones are removed whenever a new one is begun."""
        if self._path is not None:
            size = self._path.stat().st_size if self._path.exists() else 0
            if size == 0 or size + more <= self._settings.max_file_mb * MB:
                return self._path
            self._part += 1
        sweep(self._folder, self._settings, self._clock(), room=self._settings.max_file_mb * MB)
        part = f".{self._part}" if self._part else ""
        stamp = f"{self._clock().astimezone(UTC):%Y%m%dT%H%M%S}"
        self._path = self._folder / f"{stamp}-{self._purpose}-{os.getpid()}{part}.jsonl"
        return self._path


def sweep(folder: Path, settings: LogSettings, now: datetime, room: float = 0.0) -> None:
    """Remove logs and summaries older than `keep_days`, and the oldest logs beyond `max_mb`; other files stay.

    `room` is how many bytes are about to be written. Ages go by the names, since a copy changes the files' own times.
    """
    oldest = now - timedelta(days=settings.keep_days)
    logs = []
    for path in folder.iterdir() if folder.is_dir() else ():
        found = OURS.fullmatch(path.name) or SUMMARY.fullmatch(path.name)
        if found is None or (at := _moment(found[1])) is None:
            continue
        if at < oldest:
            path.unlink(missing_ok=True)
        elif path.suffix == ".jsonl":
            logs.append((at, path.name, path))
    left = settings.max_mb * MB - room
    for _, _, path in sorted(logs, reverse=True):
        left -= path.stat().st_size
        if left < 0:
            path.unlink(missing_ok=True)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:  # a thirteenth month: no file of ours
        return None


def _short(_: Any, __: str, event: Event) -> str:
    """An event as JSON; of one that is too long only what it is called, or it could fill a file by itself."""
    line = json.dumps(event)
    if len(line) <= LONGEST_LINE:
        return line
    return json.dumps({name: event[name] for name in ("at", "event", "level") if name in event} | {"cut": len(line)})


class _Lines:
    """The last link of structlog's chain: takes finished lines."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.msg = write


def _timed(clock: Callable[[], datetime]) -> Callable[[Any, str, Event], Event]:
    def add(_: Any, __: str, event: Event) -> Event:
        return {"at": clock().astimezone(UTC).isoformat(timespec="milliseconds"), **event}

    return add


def _pairs(values: Mapping[Any, Any], redact: Redactor) -> Iterator[tuple[str, Any]]:
    for number, (name, value) in enumerate(values.items()):
        if number < MOST:
            yield _text(str(name), redact), _value(value, redact)


def _value(value: Any, redact: Redactor) -> Any:
    """What JSON can hold, made of values of any kind."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(_pairs(value, redact))
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_value(each, redact) for each in value[:MOST]]
    return _text(str(value), redact)


def _text(text: str, redact: Redactor) -> str:
    said = redact(one_line(redact(text)))  # twice: a secret may hold white space, or a hidden character inside
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
