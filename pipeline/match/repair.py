"""Spelling repair: a word nobody knows becomes the word of the catalogue it was meant to be, or stays.

A word in use in English or Spanish, or known to the catalogue, is never touched. Fuzzy scores are confidently wrong on
short words, so what a slip costs depends on what slipped: a dropped vowel or a doubled letter is cheap, another
consonant is not. A word without vowels is an abbreviation first: *mgmt* is management, not might.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Set
from itertools import pairwise

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.wordlist import Lexicon

VOWELS = frozenset("aeiou")
SLIP_VOWEL = 0.5
SLIP_DOUBLE = 0.5
SLIP_SWAP = 0.5
SLIP_PH = 0.5
SLIP_VOWEL_FOR_VOWEL = 0.8
SLIP_FIRST_LETTER = 0.4
CUT_SHORT = 0.6
"""A word cut short, as in *prog*: dearer than a dropped vowel, cheaper than a wrong consonant."""

FREQUENCY = 0.15
"""What being frequent in the catalogue takes off, for each power of e."""

MAX_SLIPS_PER_LETTER = 0.25
MIN_LETTERS = 3
MIN_LETTERS_FUZZY = 4
MIN_LETTERS_TWO_WORDS = 4
MIN_COURSES = 3
"""So many courses must have a word that is on no list before anything is repaired to it; a title counts at once."""

MIN_COURSES_KNOWN = 2
ABBREVIATED_SHARE = 1 / 200
"""An abbreviation stands for a word that at least this share of the courses has; otherwise it is a name: *cpr*."""

COMMON_OUTSIDE = 2000
"""Words so frequent in a language compete although no course has them, or *meditaiton* would become mediation."""


class Repair:
    """Repairs goals against one catalogue."""

    def __init__(self, n_with: dict[str, int], titles: set[str], n_courses: int, lexicon: Lexicon) -> None:
        """`n_with` says how many courses have a word, `titles` holds the words of titles."""
        self._n_with = n_with
        self._titles = titles
        self._lexicon = lexicon
        self._floor = max(MIN_COURSES, n_courses * ABBREVIATED_SHARE)
        self._targets = self._find_targets()
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_skeleton: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._targets):
            self._by_length[len(word)].append(word)
            self._by_skeleton[_skeleton(word)].append(word)
        self._known: dict[str, list[str]] = {}
        self._pools: dict[tuple[int, int], list[str]] = {}
        self._frequent = [word for word in sorted(self._targets) if self._targets[word] >= self._floor]

    def words(self, typed: list[str], right: Set[str] = frozenset()) -> tuple[list[str], dict[str, str]]:
        """The words as meant, and what was repaired: typed word to what it was taken for; `right` are never touched.

        Two words that the catalogue writes as one are added as one: *chat gpt* brings chatgpt along.
        """
        meant: list[str] = []
        repaired: dict[str, str] = {}
        for word in typed:
            found = [word] if word in right else self._remembered(word)
            if found != [word]:
                repaired[word] = " ".join(found)
            meant.extend(found)
        for first, second in pairwise(typed):
            if min(len(first), len(second)) > 1 and self._n_with.get(first + second, 0) >= MIN_COURSES:
                meant.append(first + second)
        return meant, repaired

    def _remembered(self, word: str) -> list[str]:
        """What a word is meant to be: a goal is read whole and in its parts, and many people misspell the same."""
        if word not in self._known:
            self._known[word] = self._meant(word)
        return self._known[word]

    def _find_targets(self) -> dict[str, int]:
        targets = {
            word: n
            for word, n in self._n_with.items()
            if _is_plain(word) and (n >= MIN_COURSES or word in self._titles or self._lexicon.is_common(word))
        }
        for wordlist in (self._lexicon.english, self._lexicon.spanish):
            for word, count in wordlist.counts.items():
                if count >= COMMON_OUTSIDE and len(word) >= MIN_LETTERS_FUZZY and word.isalpha():
                    targets.setdefault(word, 0)
        return targets

    def _is_fine(self, word: str) -> bool:
        if not _is_plain(word) or self._lexicon.is_common(word) or word in self._titles:
            return True
        number = (word + "s", word[:-1] if _is_plural(word) else word)
        return any(self._n_with.get(form, 0) >= MIN_COURSES_KNOWN for form in number)

    def _meant(self, word: str) -> list[str]:
        if self._is_fine(word):
            return [word]
        is_listed = self._lexicon.is_listed(word)
        if not is_listed and not VOWELS & set(word):
            full = self._full_form(word)
            if full:
                return [full]
        two = None if is_listed else self._two_words(word)
        costs = self._candidates(word, is_listed)
        if not costs:
            return two or [word]
        best = min(costs, key=lambda meant: (self._rank(word, meant, costs[meant]), meant))
        if two and costs[best] >= 1:
            return two
        limit = 1.0 if is_listed else MAX_SLIPS_PER_LETTER * len(word)
        is_close = costs[best] <= limit and (self._targets[best] > 0 or not is_listed)
        return [best] if is_close else two or [word]

    def _rank(self, word: str, meant: str, cost: float) -> float:
        first = SLIP_FIRST_LETTER if word[0] != meant[0] else 0.0
        return cost + first - FREQUENCY * math.log1p(self._targets[meant])

    def _candidates(self, word: str, is_listed: bool) -> dict[str, float]:
        """Words it may be, and what the slips cost."""
        costs = {meant: slips(word, meant) for meant in self._near(word)}
        for meant in self._by_skeleton.get(_skeleton(word), ()):
            if len(meant) <= 2 * len(word):
                costs.setdefault(meant, slips(word, meant))
        base = _singular(word)
        if not is_listed and len(base) >= MIN_LETTERS_FUZZY:
            for meant in self._frequent:
                if meant.startswith(base):
                    costs[meant] = min(CUT_SHORT, costs.get(meant, CUT_SHORT))
        return costs

    def _near(self, word: str) -> Iterable[str]:
        if len(word) < MIN_LETTERS_FUZZY:
            return []
        most = 1 if len(word) <= 4 else 2 if len(word) <= 9 else 3
        pool = self._of_length(len(word) - most, len(word) + most)
        if not pool:
            return []
        distances = process.cdist([word], pool, scorer=OSA.distance, score_cutoff=most)[0]
        return [pool[place] for place in np.flatnonzero(distances <= most)]

    def _of_length(self, least: int, most: int) -> list[str]:
        """The words that may be meant, by length, then alphabet."""
        if (least, most) not in self._pools:
            every = (near for n in range(least, most + 1) for near in self._by_length.get(n, ()))
            self._pools[least, most] = list(every)
        return self._pools[least, most]

    def _full_form(self, short: str) -> str | None:
        """The commonest word it abbreviates: same consonants, or, for four letters and more, some of them in order."""
        base = _singular(short)
        full = [
            word
            for skeleton in sorted({_skeleton(short), _skeleton(base)})
            for word in self._by_skeleton.get(skeleton, ())
            if self._targets[word] >= self._floor
        ]
        if not full and len(short) >= MIN_LETTERS_FUZZY:
            pattern = re.compile(base[0] + "".join(f".*{letter}" for letter in base[1:]))
            full = [word for word in self._frequent if len(word) <= 3 * len(base) and pattern.fullmatch(word)]
        return max(full, key=lambda word: (self._targets[word], word), default=None)

    def _two_words(self, word: str) -> list[str] | None:
        least = MIN_LETTERS_TWO_WORDS
        splits = [
            (min(self._n_with[word[:at]], self._n_with[word[at:]]), [word[:at], word[at:]])
            for at in range(least, len(word) - least + 1)
            if all(
                self._n_with.get(part, 0) >= MIN_COURSES and self._lexicon.is_common(part)
                for part in (word[:at], word[at:])
            )
        ]
        return max(splits)[1] if splits else None


def slips(typed: str, meant: str) -> float:
    """What it costs to have typed one for the other: an edit distance in which likely slips are cheap."""
    rows = [[0.0] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) + 1):
        for j in range(len(meant) + 1):
            if i or j:
                rows[i][j] = min(_steps(typed, meant, i, j, rows))
    return rows[-1][-1]


def _steps(typed: str, meant: str, i: int, j: int, rows: list[list[float]]) -> Iterable[float]:
    """Costs of every way to reach the first i letters typed for the first j meant."""
    if i:
        yield rows[i - 1][j] + (SLIP_DOUBLE if typed[i - 2 : i - 1] == typed[i - 1] else 1.0)
    if j:
        is_cheap = j > 1 and (meant[j - 1] in VOWELS or meant[j - 2] == meant[j - 1])
        yield rows[i][j - 1] + (SLIP_VOWEL if is_cheap else 1.0)
    if not (i and j):
        return
    x, y = typed[i - 1], meant[j - 1]
    yield rows[i - 1][j - 1] + (0.0 if x == y else SLIP_VOWEL_FOR_VOWEL if {x, y} <= VOWELS else 1.0)
    if i > 1 and j > 1 and x != y and typed[i - 2] == y and meant[j - 2] == x:
        yield rows[i - 2][j - 2] + SLIP_SWAP
    if x == "f" and meant[max(0, j - 2) : j] == "ph":
        yield rows[i - 1][j - 2] + SLIP_PH
    if y == "f" and typed[max(0, i - 2) : i] == "ph":
        yield rows[i - 2][j - 1] + SLIP_PH


def _is_plain(word: str) -> bool:
    return len(word) >= MIN_LETTERS and word.isascii() and word.isalpha()


def _is_plural(word: str) -> bool:
    return len(word) > MIN_LETTERS and word.endswith("s") and not word.endswith("ss")


def _singular(word: str) -> str:
    return word[:-1] if len(word) > MIN_LETTERS and word.endswith("s") else word


def _skeleton(word: str) -> str:
    """The first letter and the consonants after it."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in VOWELS)
