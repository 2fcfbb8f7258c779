"""What two wordings share that differ in form only: plurals, articles, a doing word and its noun.

A stemmer goes further than meaning does: it makes one of *animals* and *animation*, *networks* and *networking*,
*emerging* and *emergency*, *digital* and *digitization* (Snowball, seen 2026-11). What joins goals therefore takes off
plurals only; that *managing* and *management* belong together stands in the lexicon, word by word.
"""

from __future__ import annotations

from pipeline.survey.lexicon import Lexicon, Words
from pipeline.survey.tokens import plain_words, singular


class Forms:
    """Reads wordings with the doing words, articles and fixed words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        actions = lexicon.list_of("action")
        self._actions = {words[0]: "".join(plain_words(noun)) for words, noun in actions.items() if len(words) == 1}
        self._nouns = frozenset(self._actions.values())
        self._unchanged, self._empty = lexicon.words_of("unchanged"), lexicon.words_of("empty")

    def of(self, text: str) -> Words:
        """The words of a text without plurals and articles, in order; all of its words where nothing else is left."""
        words = plain_words(text)
        kept = tuple(self.base(word) for word in words if word not in self._empty)
        return kept or tuple(map(self.base, words))

    def base(self, word: str) -> str:
        """One plain word: the noun of what is done, else the singular."""
        if word in self._actions:
            return self._actions[word]
        return word if word in self._unchanged else singular(word)

    def is_verb(self, word: str) -> bool:
        """True for a plain word that says that something is done and is not its noun: *managing*, not *management*."""
        return self._actions.get(word, word) != word

    def is_action(self, base: str) -> bool:
        """True for the noun of something that is done: *management*."""
        return base in self._nouns
