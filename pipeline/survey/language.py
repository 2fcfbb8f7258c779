"""The language an answer is written in, from its own words; None where they do not say.

A language model trained on prose is sure and wrong on answers of two words. Here each word that only one lexicon
knows speaks for its language, so it can be seen why an answer was taken for Spanish.
"""

from __future__ import annotations

from collections import Counter

from pipeline.survey.lexicon import Lexicon
from pipeline.survey.tokens import tokens

WORD = 2
ENDING = 1
MIN_BEFORE_ENDING = 2
SPEAKING = frozenset({"function", "skill", "synonym", "narrower", "level", "non_answer", "opening", "closing", "short"})
"""Kinds whose words belong to a language; names of tools and abbreviations belong to none."""
NAMES = frozenset({"name", "narrower_name"})


class Recognizer:
    """Tells the languages of the lexicon apart."""

    def __init__(self, lexicon: Lexicon) -> None:
        found: dict[str, set[str]] = {}
        accented: dict[str, set[str]] = {}
        self._endings: dict[str, str] = {}
        names = {token.plain for term in lexicon.terms if term.kind in NAMES for token in tokens(term.term)}
        for term in lexicon.terms:
            if term.kind == "ending":
                self._endings[term.term] = min(term.language, self._endings.get(term.term, term.language))
            elif term.kind in SPEAKING:
                for token in tokens(term.term):
                    found.setdefault(token.plain, set()).add(term.language)
                    accented.setdefault(token.text.casefold(), set()).add(term.language)
        names -= found.keys()
        self._sizes = sorted({len(ending) for ending in self._endings}, reverse=True)
        self._speaks = {word: next(iter(spoken)) if len(spoken) == 1 else None for word, spoken in found.items()}
        self._accented = {
            word: next(iter(spoken)) for word, spoken in accented.items() if len(spoken) == 1 and not word.isascii()
        }
        self._lexicon = lexicon
        self._names = names

    def language(self, text: str) -> str | None:
        """`en`, `es` or the name of another lexicon file; None where two languages are equally likely, or none is."""
        votes: Counter[str] = Counter()
        for token in tokens(text):
            if (written := self._accented.get(token.text.casefold())) is not None:
                votes[written] += WORD  # "supervisión" is Spanish, though English has the word without its accent
                continue
            word = token.plain if token.plain in self._speaks else self._lexicon.resolved(token.plain)
            spoken = self._speaks.get(word)
            if spoken is not None:
                votes[spoken] += WORD
            elif word not in self._speaks and token.plain not in self._names:
                ending = self._of_ending(token.text.casefold())
                if ending is not None:
                    votes[ending] += ENDING
        ranked = votes.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    def _of_ending(self, word: str) -> str | None:
        """The language of the longest ending that the word has."""
        fitting = (size for size in self._sizes if len(word) >= size + MIN_BEFORE_ENDING)
        return next((self._endings[word[-size:]] for size in fitting if word[-size:] in self._endings), None)
