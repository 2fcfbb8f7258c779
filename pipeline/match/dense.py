"""The catalogue by meaning: a vector for each title, and one for title and description where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.means import Embed, Vectors
from pipeline.match.postings import Ints

MAX_LETTERS = 600
"""Of title and description together: more than a model reads, so that a change further on makes no vector anew."""


@dataclass(frozen=True)
class Dense:
    """Vectors of a catalogue: `title` for every course; `text` for those in `described` (their rows, ascending)."""

    title: Vectors
    described: Ints
    text: Vectors

    def closeness(self, queries: Vectors) -> Vectors:
        """The cosine of every query (rows) with every course (columns): the better of its title and its text."""
        found: Vectors = queries @ self.title.T
        found[:, self.described] = np.maximum(found[:, self.described], queries @ self.text.T)
        return found

    def nearer(self, queries: Vectors, rows: Ints) -> tuple[Vectors, NDArray[np.bool_]]:
        """Of each course (rows) the vector that is closer to any of the queries, and whether it is the title's."""
        vectors = self.title[rows].copy()
        is_title = np.ones(len(rows), dtype=np.bool_)
        places = np.searchsorted(self.described, rows)
        for place, (row, at) in enumerate(zip(rows.tolist(), places.tolist(), strict=True)):
            if at < len(self.described) and self.described[at] == row:
                text = self.text[at]
                if float(np.max(queries @ text)) > float(np.max(queries @ vectors[place])):
                    vectors[place], is_title[place] = text, False
        return vectors, is_title


def build_dense(
    titles: Sequence[str],
    descriptions: Sequence[str],
    embed: Embed,
    choose: Callable[[Sequence[str]], NDArray[np.bool_]] | None = None,
) -> Dense:
    """Vectors of all courses, made in two calls; `choose` says which of the descriptions are read now (None: all)."""
    described = [row for row, description in enumerate(descriptions) if description.strip()]
    texts = [f"{titles[row]}. {descriptions[row]}"[:MAX_LETTERS] for row in described]
    if choose is not None:
        is_read = choose(texts)
        described = [row for row, is_now in zip(described, is_read, strict=True) if is_now]
        texts = [text for text, is_now in zip(texts, is_read, strict=True) if is_now]
    return Dense(embed(titles), np.array(described, dtype=np.int64), embed(texts))
