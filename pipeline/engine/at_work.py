"""What a worker of a cluster does: it finds the work by its name, makes it once, and gives it part after part."""

from __future__ import annotations

import hashlib
import importlib
import threading
from functools import cache
from pathlib import Path
from sys import version_info
from typing import Any

import pipeline
from pipeline.engine.spread import Make, Work

ONE_AT_A_TIME = threading.Lock()
"""A worker may have several threads, and work that is made once is not for all of them at once."""
_made: dict[tuple[str, tuple[Any, ...]], Work] = {}
"""The work that this worker does, by its name and what it was made with: one at a time is kept."""


@cache
def code_mark() -> str:
    """A hash of our code and of the version of Python: where it is another one, so may be the results."""
    folder = Path(pipeline.__file__).parent
    hashed = hashlib.blake2b(repr(version_info[:2]).encode(), digest_size=16)
    for path in sorted(folder.rglob("*.py")):
        hashed.update(path.relative_to(folder).as_posix().encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def name_of(make: Make) -> str:
    """How a worker finds a function."""
    return f"{make.__module__}:{make.__qualname__}"


def do_part(mark: str, name: str, arguments: tuple[Any, ...], part: Any) -> Any:
    """What the work gives for a part.

    Raises:
        RuntimeError: this worker has other code than who asks; it came after the others were looked at.
    """
    if mark != code_mark():
        raise RuntimeError(f"has the code {code_mark()[:12]}…, {mark[:12]}… was expected")
    with ONE_AT_A_TIME:
        key = (name, arguments)
        if key not in _made:
            _made.clear()
            module, _, function = name.partition(":")
            _made[key] = getattr(importlib.import_module(module), function)(*arguments)
        return _made[key](part)
