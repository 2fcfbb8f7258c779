"""What the archive can do without: bodies that no index names any more, and what killed writes left behind.

Bodies are shared by all sources, so one index that cannot be read keeps every body where it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

BODY_FILE = re.compile(r"([0-9a-f]{64})\.gz")


def named_bodies(runs: Path, promoted: Collection[Path]) -> set[str]:
    """The SHA-256 of every body that any index names, of promoted runs and of all others whose index is still there.

    Args:
        runs: the folder with a folder of indexes for every source.
        promoted: the indexes of the promoted runs. They must be there and whole; any other run may have been killed
            half-way through its last line.

    Raises:
        OSError, ValueError, KeyError, TypeError: an index cannot be read.
    """
    # Not `glob`, which passes over a folder that may not be read (Python 3.11).
    found = {path for folder in runs.iterdir() if folder.is_dir() for path in folder.iterdir()}
    named: set[str] = set()
    for index in {path for path in found if path.suffix == ".jsonl"} | set(promoted):
        named.update(_named_by(index, is_whole=index in promoted))
    return named


def unneeded(archive: Path, named: Collection[str]) -> list[Path]:
    """The bodies that are not named and the unfinished files; a file of any other kind is none of ours.

    Raises:
        OSError: a folder cannot be read.
    """
    folders = [archive / "latest", *(folder for folder in (archive / "objects").iterdir() if folder.is_dir())]
    files = [path for folder in folders if folder.exists() for path in folder.iterdir()]
    return [path for path in files if _is_unfinished(path) or _is_unnamed(path, named)]


def remove(paths: Iterable[Path]) -> int:
    """Delete files; returns how many went. One that the disk does not give up is passed over."""
    n_removed = 0
    for path in paths:
        try:
            path.unlink()
        except OSError:
            continue
        n_removed += 1
    return n_removed


def _named_by(index: Path, *, is_whole: bool) -> set[str]:
    *lines, last = index.read_bytes().split(b"\n")
    named = {_body_of(line) for line in lines if line.strip()}
    if last:
        try:
            named.add(_body_of(last))
        except (ValueError, KeyError, TypeError):
            if is_whole:
                raise
    return named


def _body_of(line: bytes) -> str:
    entry: Any = json.loads(line)
    sha256 = entry["sha256"]
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not the name of a body")
    return str(sha256)


def _is_unfinished(path: Path) -> bool:
    return path.name.startswith(".") and path.suffix == ".tmp"


def _is_unnamed(path: Path, named: Collection[str]) -> bool:
    found = BODY_FILE.fullmatch(path.name)
    return found is not None and found[1] not in named
