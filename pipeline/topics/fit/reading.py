"""How easily a text reads, by two formulas that count letters, syllables, words and sentences as textstat does.

Not by textstat itself: to import it takes 1.1 s, for it brings nltk, of which neither formula uses anything (0.7.13,
measured 2026-11). A test wants the same numbers of both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_LETTERS = re.compile(r"\w+")
_NO_CONTRACTION = re.compile(r"'(?![tsd]|ve|ll|re)")
_PUNCTUATION = re.compile(r"[^\w\s']")
_SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")
TOO_SHORT = 2  # words: what is no longer than that is a heading or an abbreviation, not a sentence


def grade(text: str) -> float:
    """The US school grade of an English text by Coleman and Liau (1975): letters and sentences per 100 words."""
    words = len(_words(text))
    letters = sum(map(len, _LETTERS.findall(text)))
    if not words or not letters:
        return 0.0
    return (0.058 * (letters / words * 100)) - (0.296 * (_sentences(text) / words * 100)) - 15.8


def reading_ease(text: str) -> float:
    """The ease of a Spanish text by Fernández Huerta (1959): 0 is hardest, 100 easiest; 60 to 70 is plain."""
    words = _words(text)
    if not words:
        return 0.0
    syllables = sum(len(_hyphens().positions(word.lower())) + 1 for word in words)
    return 206.84 - (60 * (syllables / len(words))) - (1.02 * (len(words) / _sentences(text)))


def _words(text: str) -> list[str]:
    return _PUNCTUATION.sub("", _NO_CONTRACTION.sub("", text)).split()


def _sentences(text: str) -> int:
    """At least one."""
    found = _SENTENCE.findall(text)
    return max(1, sum(map(_is_sentence, found)))


def _is_sentence(text: str) -> bool:
    """Whether it has enough words; where the first ones are plain, that is seen at them."""
    first = text.split(None, TOO_SHORT + 1)[: TOO_SHORT + 1]
    if len(first) > TOO_SHORT and all(map(str.isalnum, first)):
        return True
    return len(_words(text)) > TOO_SHORT


@cache
def _hyphens() -> Any:
    """Where Spanish words may be parted, which is where their syllables meet."""
    from pyphen import Pyphen

    return Pyphen(lang="es")
