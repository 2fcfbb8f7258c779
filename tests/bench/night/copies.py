"""Vectors of tiled courses without the model: those of the originals with a little noise, so that nights start soon.

    python tests/bench/night/copies.py SHARED FILE VERB ARGUMENT...

runs the verb; FILE keeps the vectors of the originals for the next run. A title that is a copy of none, and every
description, is read by the model itself.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from feeds import originals

import pipeline.flow.means
from pipeline.__main__ import main as verb
from pipeline.embed.encoder import Encoder, Vectors
from pipeline.embed.kept import KeptVectors

NOISE = 0.01
COPY = re.compile(r": \S+(, \S+ edition)?")


def maker(encoder: Encoder, shared: Path, file: Path) -> Callable[[Sequence[str]], Vectors]:
    """What makes vectors of courses instead of the model."""
    titles = {course.title: None for course in originals(shared)}
    kept = KeptVectors(encoder, file)
    known = dict(zip(titles, kept.courses(list(titles)), strict=True))
    kept.write()

    def made(texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), encoder.size), dtype=np.float32)
        others = []
        for place, text in enumerate(texts):
            ends = [copy.start() for copy in COPY.finditer(text) if copy.end() == len(text)]
            of = next((known[text[:end]] for end in ends if text[:end] in known), None)
            if of is None:
                others.append(place)
                continue
            dice = np.random.default_rng(zlib.crc32(text.encode()))
            found[place] = of + dice.standard_normal(encoder.size, dtype=np.float32) * np.float32(NOISE)
            found[place] /= np.linalg.norm(found[place])
        found[others] = encoder.courses([texts[place] for place in others])
        return found

    return made


def main(shared: str, file: str, *arguments: str) -> int:
    def kept(encoder: Encoder, path: Path | None, make: object = None) -> KeptVectors:
        return KeptVectors(encoder, path, maker(encoder, Path(shared), Path(file)))

    pipeline.flow.means.KeptVectors = kept  # type: ignore[misc,assignment,attr-defined]
    return verb(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *sys.argv[3:]))
