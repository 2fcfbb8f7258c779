"""A goal as the matcher reads it: without polite words, repaired, as terms of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.match.fillers import NON_ANSWERS, without_fillers
from pipeline.match.fold import fold
from pipeline.match.index import Index, grams, pairs, primary
from pipeline.match.postings import Floats, Ints, rarity
from pipeline.match.text import subject_words, words

_BETWEEN_GOALS = re.compile(r"(?:\n|;|\||\s•|^[ \t]*[•*]|^[ \t]*\d{1,2}[.)]\s)+", re.MULTILINE)


MAX_GOAL = 1_000
"""Letters of one goal that are read; the longest of the development goals has 128 (2026-11)."""


@dataclass(frozen=True)
class Term:
    """A stem of the goal: the word as meant, its key in the catalogue (-1: no course has it) and how telling it is."""

    word: str
    key: int
    rarity: float


@dataclass(frozen=True)
class ReadGoal:
    """One goal, read against one catalogue.

    `terms` in order, each stem once; `pairs` maps the keys of two terms in a row to how they read; `grams` and
    `gram_weights` are the letters; `language` is the one it is written in (or asked for), None where that is unclear.
    """

    wording: str
    terms: tuple[Term, ...]
    repaired: dict[str, str]
    pairs: dict[int, str]
    grams: Ints
    gram_weights: Floats
    language: str | None

    @property
    def rarity(self) -> float:
        """How telling all its terms are together; what a course can reach at most."""
        return sum(term.rarity for term in self.terms)


def goals_in(text: str) -> list[str]:
    """The goals of one text: parted at line breaks, semicolons, bars, bullets and numbers of a list.

    Not at commas and *and*: a goal names its parts that way too, and parting there helped no measure (2026-11).
    """
    parts = (part.strip() for part in _BETWEEN_GOALS.split(text))
    return [part for part in parts if part] or [text.strip()]


def read_goal(index: Index, wording: str, language: str | None = None) -> ReadGoal:
    """Read one goal; any text will do, and a text that names nothing has no terms."""
    wording = wording[:MAX_GOAL]
    typed = [word for word in words(without_fillers(fold(wording))) if word not in NON_ANSWERS]
    meant, repaired = index.repair.words(typed)
    subject = subject_words(meant)
    stems = [index.lexicon.stem(word) for word in subject]
    keys = np.array([index.term(stem) for stem in stems], dtype=np.int64)
    terms: dict[str, Term] = {}
    for stem, word, key in zip(stems, subject, keys.tolist(), strict=True):
        terms.setdefault(stem, Term(word, key, index.rarity_of(key)))
    is_known = (keys[:-1] >= 0) & (keys[1:] >= 0)
    read_as = [f"{first} {second}" for first, second in pairwise(subject)]
    gram_keys, counts = np.unique(grams(" ".join(subject)) if subject else keys, return_counts=True)
    n_with = np.array([index.letters.n_with(key) for key in gram_keys.tolist()], dtype=np.int64)
    return ReadGoal(
        wording=wording,
        terms=tuple(terms.values()),
        repaired=repaired,
        pairs={key: read for key, read, known in zip(pairs(keys).tolist(), read_as, is_known, strict=True) if known},
        grams=gram_keys,
        gram_weights=counts * rarity(n_with, len(index.courses)),
        language=primary(language) or index.lexicon.spoken(words(wording)),
    )
