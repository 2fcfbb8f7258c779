"""Words of an answer with their places, in the form in which the library lexicon compares them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:[+#]+(?!\w))?")
STEMMER = Stemmer.Stemmer("english")
REMEMBERED = 4096
"""Texts whose words are remembered: an answer is cut in many ways, one after another, and each piece is read again."""
MIN_PLURAL = 4
"""Letters of the shortest word whose last one may be the sign of a plural."""
SINGULAR_ENDINGS = ("ss", "us", "is")
LONG_ENDINGS = ("sses", "xes", "ches", "shes", "zzes")


class Token(NamedTuple):
    """A word as typed, where it stands, and its plain form: lower case, without accents and apostrophes."""

    text: str
    start: int
    end: int
    plain: str


@lru_cache(maxsize=REMEMBERED)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in their order; `C++` and `C#` keep their signs."""
    return tuple(Token(found[0], *found.span(), plain(found[0])) for found in TOKEN.finditer(text))


def plain(word: str) -> str:
    """Lower case without accents and apostrophes, so that *Inglés* and *ingles*, *I've* and *ive* are one word."""
    if word.isascii():
        return word.lower().replace("'", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter) and letter not in "'’")


@lru_cache(maxsize=REMEMBERED)
def plain_words(text: str) -> tuple[str, ...]:
    """The plain forms of the words of a text."""
    return tuple(token.plain for token in tokens(text))


def stem(word: str) -> str:
    """What two forms of a word share; the English stemmer for every language, since it takes plurals off in both.

    A stem of one letter is none: the stemmer makes *a* of *AED*, and every text has an *a* (seen 2026-11).
    """
    stemmed: str = STEMMER.stemWord(word)
    return stemmed if len(stemmed) > 1 else word


def singular(word: str) -> str:
    """A plain word without the sign of a plural, English or Spanish; *movie* and *movies* become the same."""
    if len(word) < MIN_PLURAL or not word.isalpha():
        return word
    if word.endswith(("ies", "ie")) and len(word) > MIN_PLURAL:
        return word[: word.rindex("ie")] + "y"
    if word.endswith(LONG_ENDINGS) or word.endswith("iones"):
        return word[:-2]
    return word if not word.endswith("s") or word.endswith(SINGULAR_ENDINGS) else word[:-1]
