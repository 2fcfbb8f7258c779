"""Looks into an archive without changing it: for `doctor`. What is wrong there costs a download, never a night."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.fetch.sweep import BODY_FILE


def unfinished_writes(archive: Path) -> list[Path]:
    """What killed writes left; the next sweep takes it away."""
    return sorted(path for path in archive.rglob(".*.tmp") if path.is_file())


def bad_bodies(archive: Path, newest: int) -> Iterator[Path]:
    """Of the newest so many bodies those that are not what their name says: half-written, or rotted on the disk."""
    found = [path for path in (archive / "objects").rglob("*.gz") if BODY_FILE.fullmatch(path.name)]
    for path in sorted(found, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)[:newest]:
        try:
            is_good = hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == path.name.removesuffix(".gz")
        except (OSError, EOFError, zlib.error):
            is_good = False
        if not is_good:
            yield path


def lost_sources(archive: Path) -> Iterator[str]:
    """The sources whose last good run cannot be found again: their pages are asked in full, without conditions."""
    for pointer in sorted((archive / "latest").glob("*.json")):
        try:
            said = json.loads(pointer.read_bytes())
            runs = said.get("run_ids") or [said["run_id"]]
            is_there = all((archive / "runs" / pointer.stem / f"{run_id}.jsonl").is_file() for run_id in runs)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            is_there = False
        if not is_there:
            yield pointer.stem
