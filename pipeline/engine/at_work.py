"""What a worker of a cluster does: it finds the work by its name, makes it once, and gives it part after part."""

from __future__ import annotations

import hashlib
import importlib
import multiprocessing
import threading
from functools import cache
from importlib import metadata
from pathlib import Path
from sys import version_info
from typing import Any

import pipeline
from pipeline.engine.bounded import RaisedError
from pipeline.engine.spread import Make, Work
from pipeline.errors import CirclewiseError

ONE_AT_A_TIME = threading.Lock()
"""A worker may have several threads, and work that is made once is not for all of them at once."""
MOST_KEPT = 32
"""Groups of questions that a worker has work for at a time, a process each; a night that was killed never let go."""
DECISIVE = (
    "babel", "charset-normalizer", "extruct", "feedparser", "html-text", "html5lib", "langcodes", "language-data",
    "lxml", "numpy", "onnxruntime", "pyspellchecker", "pystemmer", "python-dateutil", "rapidfuzz", "rdflib",
    "selectolax", "tokenizers", "w3lib",
)  # fmt: skip
"""Packages that read pages, match goals or make vectors."""
_made: dict[tuple[str, tuple[Any, ...]], Work] = {}
"""The work that this worker does, by its name and what it was made with: one at a time is kept."""
_kept: dict[str, Any] = {}
"""The work that answers questions, by their group; who asked last stands last."""


@cache
def code_mark() -> str:
    """A hash of our code, of the version of Python and of those packages that results depend on."""
    folder = Path(pipeline.__file__).parent
    found = {package: _version(package) for package in DECISIVE}
    hashed = hashlib.blake2b(repr((version_info[:2], found)).encode(), digest_size=16)
    for path in sorted(folder.rglob("*.py")):
        hashed.update(path.relative_to(folder).as_posix().encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def name_of(make: Make) -> str:
    """How a worker finds a function."""
    return f"{make.__module__}:{make.__qualname__}"


def do_part(mark: str, name: str, arguments: tuple[Any, ...], part: Any) -> Any:
    """What the work gives for a part.

    Raises:
        RuntimeError: this worker has other code than who asks; it came after the others were looked at.
    """
    _check(mark)
    with ONE_AT_A_TIME:
        key = (name, arguments)
        if (work := _made.get(key)) is None:
            _made.clear()
            work = _made[key] = _make(name, arguments)
        return work(part)


def forget() -> None:
    """Let go of the work; the memory is for others."""
    _made.clear()


def answer(mark: str, name: str, arguments: tuple[Any, ...], question: Any, group: str) -> Any:
    """What the work of a group of questions answers, or the error that it raised: who asked raises it.

    What such work is made of has `close`. What making it raises is of this group alone, too.

    Raises:
        RuntimeError: as above.
    """
    _check(mark)
    with ONE_AT_A_TIME:
        _may_have_processes()
        try:
            work = _kept.pop(group, None) or _make(name, arguments)
            _kept[group] = work
            while len(_kept) > MOST_KEPT:
                let_go(next(iter(_kept)))
            return work(question)
        except (CirclewiseError, RaisedError) as error:
            return error


def let_go(group: str) -> None:
    """Nothing more is asked of this group: what its work holds is closed."""
    if (work := _kept.pop(group, None)) is not None:
        work.close()


def _check(mark: str) -> None:
    if mark != code_mark():
        raise RuntimeError(f"has the code {code_mark()[:12]}…, {mark[:12]}… was expected")


def _make(name: str, arguments: tuple[Any, ...]) -> Work:
    module, _, function = name.partition(":")
    work: Work = getattr(importlib.import_module(module), function)(*arguments)
    return work


def _may_have_processes() -> None:
    """A worker under a nanny is a process that may not start others, lest they outlive it; ours end with their line."""
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
