"""Which words are known English or Spanish, so that a right word is never repaired and is stemmed in its language.

The lists are those that pyspellchecker ships (a word and how often it was seen in running text); nothing is downloaded.
A count of 50 is the lists' floor: words a dictionary has but texts hardly do, *ukelele* among them (seen 2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import Stemmer

from pipeline.match.fold import fold

RARE_COUNT = 50


class WordList:
    """Known words of one language with their counts, accents folded."""

    def __init__(self, language: str, stemmer: str) -> None:
        self.counts = _counts(language)
        self._stemmer = Stemmer.Stemmer(stemmer)

    def __contains__(self, word: str) -> bool:
        return word in self.counts

    def is_common(self, word: str) -> bool:
        """Whether the word is known and in use."""
        return self.counts.get(word, 0) > RARE_COUNT

    def stem(self, word: str) -> str:
        """The word without its ending."""
        stemmed: str = self._stemmer.stemWord(word)
        return stemmed


@cache
def _counts(language: str) -> Mapping[str, int]:
    """How often words were seen; read once a process, since it takes 0.5 s and 20 MB."""
    from spellchecker import SpellChecker  # 0.1 s to load: only who matches waits for it

    counts: dict[str, int] = {}
    for word, count in SpellChecker(language=language).word_frequency.dictionary.items():
        folded = fold(word)
        counts[folded] = max(count, counts.get(folded, 0))
    return counts


class Lexicon:
    """The English and the Spanish list together. The first takes 1 s and 40 MB: others of a process share its lists."""

    def __init__(self) -> None:
        self.english = WordList("en", "english")
        self.spanish = WordList("es", "spanish")

    def is_listed(self, word: str) -> bool:
        """Whether either list has the word."""
        return word in self.english or word in self.spanish

    def is_common(self, word: str) -> bool:
        """Whether the word is in use in either language: such a word is never repaired."""
        return self.english.is_common(word) or self._is_spanish(word)

    def stem(self, word: str) -> str:
        """The word's stem: Spanish where only the Spanish list knows the word, English otherwise.

        It depends on nothing but the word, so a goal and a course meet whatever language either is said to be in.
        """
        is_spanish = word not in self.english and self._is_spanish(word)
        return (self.spanish if is_spanish else self.english).stem(word)

    def spoken(self, words: list[str]) -> str | None:
        """`en` or `es`, whichever has more words that the other does not have; None where they tie."""
        english = sum(self.english.is_common(word) and not self.spanish.is_common(word) for word in words)
        spanish = sum(self._is_spanish(word) and not self.english.is_common(word) for word in words)
        if english == spanish:
            return None
        return "en" if english > spanish else "es"

    def _is_spanish(self, word: str) -> bool:
        """Whether the word or its singular is Spanish; the Spanish list lacks most plurals (seen 2026-11)."""
        return any(self.spanish.is_common(form) for form in (word, word.removesuffix("s"), word.removesuffix("es")))
