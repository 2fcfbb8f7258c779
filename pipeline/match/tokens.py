"""The words of many texts as numbers, laid end to end, and the letters in a row of texts made of such words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.match.grams import GRAM_BITS
from pipeline.match.postings import Ints
from pipeline.match.text import chunks, words_folded
from pipeline.match.weights import GRAM


@dataclass(frozen=True)
class Tokens:
    """One field of all courses, laid end to end: a number for each word (or stem) and the row of its course."""

    terms: Ints
    rows: Ints

    def only(self, stays: NDArray[np.bool_]) -> Tokens:
        """Those of the tokens that stay."""
        return Tokens(self.terms[stays], self.rows[stays])


class Numbers(dict[str, int]):
    """The place of each chunk of text among the chunks seen so far; what is seen for the first time gets the next.

    A chunk is read once and then looked up: 250,000 courses have 44,000 different ones (real texts tiled, 2026-11).
    `of_words` has the number of each word, and grows.
    """

    def __init__(self, of_words: dict[str, int]) -> None:
        super().__init__()
        self.of_words = of_words
        self._said, self._ends = array("q"), array("q", [0])

    def __missing__(self, chunk: str) -> int:
        of_words = self.of_words
        self._said.extend([of_words.setdefault(word, len(of_words)) for word in words_folded(chunk)])
        self._ends.append(len(self._said))
        self[chunk] = place = len(self)
        return place

    def read(self, texts: Iterable[str]) -> Tokens:
        """All words of all texts, in their order."""
        places, lengths = array("q"), array("q")
        for text in texts:
            found = chunks(text)
            places.extend(map(self.__getitem__, found))
            lengths.append(len(found))
        of_chunk = np.asarray(places, dtype=np.int64)
        ends, said = np.array(self._ends, dtype=np.int64), np.array(self._said, dtype=np.int64)
        n_words = np.diff(ends)[of_chunk]
        rows = np.repeat(np.repeat(np.arange(len(lengths)), np.asarray(lengths, dtype=np.int64)), n_words)
        return Tokens(said[spans(ends[of_chunk], n_words)], rows)


def spans(starts: Ints, lengths: Ints) -> Ints:
    """The places of several stretches of an array, one after the other."""
    ahead = np.cumsum(lengths) - lengths
    return np.repeat(starts - ahead, lengths) + np.arange(int(lengths.sum()))


def letters_of(tokens: Tokens, said: Sequence[str], n: int) -> Tokens:
    """A key for every GRAM letters in a row of n lines: `grams` of the words of each, one space between them.

    `said` has the word of each number.
    """
    used, number = np.unique(tokens.terms, return_inverse=True)
    written = [f" {said[place]}" for place in used.tolist()]
    # A line ends with a space of its own, which is one more word.
    codes = np.frombuffer("".join((*written, " ")).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    codes &= (1 << GRAM_BITS) - 1
    size = np.array([*map(len, written), 1], dtype=np.int64)
    in_line = np.bincount(tokens.rows, minlength=n)
    words = np.full(len(number) + n, len(written), dtype=np.int64)
    words[np.arange(len(number)) + tokens.rows] = number
    line = np.repeat(np.repeat(np.arange(n), in_line + 1), size[words])
    letters = codes[spans((np.cumsum(size) - size)[words], size[words])]
    if len(letters) < GRAM:
        return Tokens(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    n_keys = len(letters) - GRAM + 1
    keys = np.zeros(n_keys, dtype=np.int64)
    for place in range(GRAM):
        keys = (keys << GRAM_BITS) | letters[place : place + n_keys]
    return Tokens(keys, line[:n_keys]).only(line[:n_keys] == line[GRAM - 1 :])
