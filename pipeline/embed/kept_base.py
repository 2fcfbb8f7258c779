"""What the courses of a home said when all were read, in one file, so that a night reads only those that changed.

It is made for one version of the code that reads words and of the packages that know them; another one makes it anew.
Nothing of a survey is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from sys import version_info

import numpy as np
from numpy.typing import NDArray

import pipeline.match
from pipeline.embed.arrays import read_arrays, write_arrays
from pipeline.match.base import Base, read_base, rows_in
from pipeline.match.index import CourseText
from pipeline.match.keys import Keys
from pipeline.match.postings import Postings
from pipeline.match.shares import Spread
from pipeline.match.wordlist import Lexicon

MAX_DRIFT = 0.1
"""Courses that are new, changed or gone, as a share of those of the base, up to which it is used."""
POSTINGS = ("terms", "phrases", "letters")
PARTS = ("keys", "starts", "rows", "amounts")
LINES = ("words", "stems")
WORDS_OF = ("PyStemmer", "pyspellchecker")
"""Packages that decide what the words of a text are."""


class KeptBase:
    """Reads courses beside what was read of them before.

    `path` is the file; None to keep nothing. `spread` deals many courses out to other processes.
    """

    def __init__(self, path: Path | None, spread: Spread | None = None) -> None:
        self._path, self._spread = path, spread
        self._made: Base | None = None

    def find(self, courses: Sequence[CourseText], keys: Keys, lexicon: Lexicon) -> Base:
        """The base that was kept where it is near enough to these courses; else one of all of them."""
        kept = None if self._path is None else base_in(self._path)
        if kept is not None and drift(kept, keys) <= MAX_DRIFT:
            return kept
        self._made = read_base(courses, lexicon, keys=keys, spread=self._spread)
        return self._made

    def write(self) -> None:
        """Keep the base where it was made anew. The caller holds the home."""
        if self._path is None or self._made is None:
            return
        arrays: dict[str, NDArray[np.generic]] = {}
        for field in fields(Base):
            value = getattr(self._made, field.name)
            if field.name in POSTINGS:
                arrays |= {f"{field.name}.{part}": getattr(value, part) for part in PARTS}
            elif field.name in LINES:
                arrays[field.name] = np.frombuffer("\n".join(value).encode(), dtype=np.uint8)
            else:
                arrays[field.name] = np.asarray(value)
        write_arrays(self._path, _mark(), arrays)
        self._made = None


def drift(base: Base, keys: Keys) -> float:
    """How many courses are new, changed or gone since, as a share of those of the base."""
    n_same = int(np.count_nonzero(rows_in(base, keys) >= 0))
    n_before = len(base.course_keys)
    return (len(keys) - n_same + n_before - n_same) / max(1, n_before)


@cache
def code_mark() -> str:
    """A hash of the code of matching and of the versions of what it reads words with."""
    folder = Path(pipeline.match.__file__).parent
    hashed = blake2b(digest_size=16)
    hashed.update(repr((version_info[:2], [version(package) for package in WORDS_OF])).encode())
    for path in sorted(folder.rglob("*.py")):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def _mark() -> str:
    return f"base {code_mark()}"


def base_in(path: Path) -> Base | None:
    """What a file holds; None where it cannot be used."""
    arrays = read_arrays(path, _mark())
    if arrays is None:
        return None
    n = len(arrays["course_keys"])

    def postings(name: str) -> Postings:
        keys, starts, rows, amounts = (arrays[f"{name}.{part}"] for part in PARTS)
        return Postings(keys, starts, rows, amounts, n)

    def lines(name: str) -> tuple[str, ...]:
        said = arrays[name].tobytes().decode()
        return tuple(said.split("\n")) if said else ()

    return Base(
        course_keys=arrays["course_keys"],
        words=lines("words"),
        n_with=arrays["n_with"],
        is_in_title=arrays["is_in_title"],
        stem_of=arrays["stem_of"],
        stems=lines("stems"),
        terms=postings("terms"),
        phrases=postings("phrases"),
        letters=postings("letters"),
        title_length=float(arrays["title_length"]),
        other_length=float(arrays["other_length"]),
        levels=arrays["levels"],
    )
