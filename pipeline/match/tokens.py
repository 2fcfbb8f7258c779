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

    terms: NDArray[np.signedinteger]
    rows: NDArray[np.int32]

    def only(self, stays: NDArray[np.bool_]) -> Tokens:
        """Those of the tokens that stay."""
        return Tokens(self.terms[stays], self.rows[stays])


@dataclass(frozen=True)
class Said:
    """The words of some texts.

    `words` has each there is, in the order they come; `places` all that are said, laid end to end, each as its place
    among those; `lengths` how many each text has.
    """

    words: list[str]
    places: NDArray[np.int32]
    lengths: NDArray[np.int32]


def read_words(texts: Iterable[str]) -> Said:
    """The words of some texts. A chunk of text is read once and then looked up."""
    chunk_of, in_texts, n_chunks = _Places(), array("i"), array("i")
    for text in texts:
        found = chunks(text)
        in_texts.extend(map(chunk_of.__getitem__, found))
        n_chunks.append(len(found))
    word_of, in_chunks, ends = _Places(), array("i"), array("q", [0])
    for chunk in chunk_of:
        in_chunks.extend(map(word_of.__getitem__, words_folded(chunk)))
        ends.append(len(in_chunks))
    of_text, starts = np.asarray(in_texts, dtype=np.int32), np.asarray(ends, dtype=np.int64)
    n_words = np.diff(starts)[of_text]
    ahead = np.append(0, np.cumsum(n_words))
    return Said(
        words=list(word_of),
        places=np.asarray(in_chunks, dtype=np.int32)[spans(starts[of_text], n_words)],
        lengths=np.diff(ahead[np.append(0, np.cumsum(n_chunks, dtype=np.int64))]).astype(np.int32),
    )


class _Places(dict[str, int]):
    """The place of each text among those seen so far; what is seen for the first time gets the next."""

    def __missing__(self, text: str) -> int:
        self[text] = place = len(self)
        return place


def numbered(shares: Sequence[Said], number_of: dict[str, int]) -> Tokens:
    """All words of the texts of the shares, in their order; `number_of` has the number of each word, and grows."""
    nothing = np.zeros(0, dtype=np.int32)
    numbers = [
        np.array([number_of.setdefault(word, len(number_of)) for word in share.words], dtype=np.int32)[share.places]
        for share in shares
    ]
    lengths = np.concatenate([nothing, *(share.lengths for share in shares)])
    return Tokens(np.concatenate([nothing, *numbers]), np.repeat(np.arange(len(lengths), dtype=np.int32), lengths))


def spans(starts: Ints, lengths: Ints) -> Ints:
    """The places of several stretches of an array, one after the other."""
    ahead = np.cumsum(lengths) - lengths
    return np.repeat(starts - ahead, lengths) + np.arange(int(lengths.sum()))


@dataclass(frozen=True)
class Letters:
    """GRAM letters in a row, with numbers of letters that are as narrow as there are few of them.

    `alphabet` has the code of each number, ascending, so that such keys sort as those of `grams` do.
    """

    tokens: Tokens
    alphabet: Ints

    def as_grams(self, keys: Ints) -> Ints:
        """The keys that `grams` gives what has these."""
        width = _width(self.alphabet)
        found = np.zeros_like(keys)
        for place in range(GRAM - 1, -1, -1):
            found = found << GRAM_BITS | self.alphabet[(keys >> width * place) & ((1 << width) - 1)]
        return found


def letters_of(tokens: Tokens, said: Sequence[str], n: int) -> Letters:
    """A key for every GRAM letters in a row of n lines: of the words of each, one space between them.

    `said` has the word of each number.
    """
    used, number = np.unique(tokens.terms, return_inverse=True)
    written = [f" {said[place]}" for place in used.tolist()]
    # A line ends with a space of its own, which is one more word.
    codes = np.frombuffer("".join((*written, " ")).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    alphabet, codes = np.unique(codes & ((1 << GRAM_BITS) - 1), return_inverse=True)
    size = np.array([*map(len, written), 1], dtype=np.int64)
    in_line = np.bincount(tokens.rows, minlength=n)
    words = np.full(len(number) + n, len(written), dtype=np.int64)
    words[np.arange(len(number)) + tokens.rows] = number
    line = np.repeat(np.repeat(np.arange(n, dtype=np.int32), in_line + 1), size[words])
    letters = codes[spans((np.cumsum(size) - size)[words], size[words])]
    n_keys = max(0, len(letters) - GRAM + 1)
    keys = np.zeros(n_keys, dtype=np.int64)
    for place in range(GRAM):
        keys = (keys << _width(alphabet)) | letters[place : place + n_keys]
    is_one_line = line[:n_keys] == line[len(letters) - n_keys :]
    return Letters(Tokens(keys, line[:n_keys]).only(is_one_line), alphabet)


def _width(alphabet: Ints) -> int:
    """Bits of the number of a letter."""
    return max(1, (len(alphabet) - 1).bit_length())
