"""What a worker is given, and the files of an upload by which it tells how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pipeline.model import Settings
from pipeline.store import Home, Uploads
from pipeline.survey import NOTHING_TOLD, Told

TaskKind = Literal["look", "add", "purge"]
Step = Literal["starting", "waiting", "reading", "adding", "purging"]
TASK, STEP, SEEN, ANSWER = "task.json", "step", "seen.json", "answer.json"
NEXT, MAPPING = "mapping.next.yaml", "mapping.yaml"
"""Corrections that are tried, and those with which the export was read."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do with an upload."""

    kind: TaskKind
    home: Home
    upload_id: str
    settings: Settings
    lexicon: Path
    """The folder of the library lexicon."""
    by: str
    """In whose name."""
    address: str
    """The network address of who asked for it."""
    at: datetime
    """UTC."""
    told: Told = field(default=NOTHING_TOLD)
    """Of an export that is added: which survey it is."""
    reading: int | None = None
    """Of an export that is added: which reading of it somebody saw, since a colleague may have corrected it since."""


def leave(task: Task, answer: dict[str, Any]) -> None:
    """Leave what came of a task; an export of which nothing could be read holds nothing to go on with, and goes."""
    uploads = Uploads(task.home.uploads)
    if answer["result"] in ("refused", "broken") and uploads.read(task.upload_id, SEEN) is None:
        uploads.strip(task.upload_id)
    uploads.write(task.upload_id, ANSWER, {"kind": task.kind} | answer)
