"""Whether a piece of a list is a goal of its own, or one more thing that the piece before it is about.

"Excel, Canva and how to say no" are three goals: a doing phrase ("how to say no") stands beside names. "How to help
people find jobs, housing and benefits" is one: what follows a doing phrase are more of its objects, unless the lexicon
holds both for things that one can learn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import SAME_KINDS
from pipeline.survey.cleaned import cleaned
from pipeline.survey.lexicon import Lexicon, Words
from pipeline.survey.tokens import plain, plain_words, tokens

MAX_WORDS = 9
"""Words of the longest doing phrase that is a goal in a list; a longer one is a sentence."""
DOING = "ing"
NEVER = "(?!)"


class Listed:
    """Tells with the words of one lexicon what the pieces of a list are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._openings, self._manners = lexicon.list_of("opening"), lexicon.list_of("manner")
        prose = lexicon.words_of("prose")
        self._sentence = prose - lexicon.words_of("in_doing")
        self._hows = {words: concept for words, concept in self._manners.items() if plain(concept) in prose}
        self._verbs, self._prepositions = lexicon.words_of("verb"), lexicon.words_of("preposition")
        self._vague, self._generic = lexicon.list_of("non_answer"), lexicon.words_of("generic")
        terms = [term for term in lexicon.terms if term.kind == "manner" and plain_words(term.term) in self._hows]
        hows = sorted({re.escape(term.term) for term in terms})
        joiners = sorted({re.escape(term.term) for term in lexicon.terms if term.kind == "joiner"})
        self.before_manner = re.compile(
            rf"\s+(?:{'|'.join(joiners) or NEVER})\s+(?=(?:{'|'.join(hows) or NEVER})\b)", re.IGNORECASE
        )
        """Where "… and how to …" is cut."""

    def opening_end(self, item: str) -> int:
        """Behind which letter the polite words end that an answer starts with; "how to" is none of them. 0 for none."""
        words = plain_words(item)
        sizes = [
            size
            for size in range(1, min(8, len(words) - 1) + 1)
            if words[:size] in self._openings and not self._holds_manner(words[:size])
        ]
        return tokens(item)[max(sizes)].start if sizes else 0

    def is_known(self, text: str) -> bool:
        """True where the lexicon holds a piece for something one can learn, polite words and level words aside."""
        return self._lexicon.concept(text) is not None or self._lexicon.concept(self._cleaned(text)) is not None

    def is_doing(self, text: str, n_pieces: int) -> bool:
        """True for "how to say no", "managing my time" and "improve my Spanish".

        No word in it needs a sentence or points to another piece.

        "How to" and one word ("how to lead") says what to do with the piece before it, where there are two.
        """
        words = plain_words(text)
        size = self._manner(words)
        least = 2 if n_pieces < 3 and words[:size] in self._hows else 1
        return (
            (size > 0 or self._is_doing_word(words))
            and least <= len(words) - max(size, 1)
            and len(words) <= MAX_WORDS
            and not self._sentence.intersection(words)
            and text.count("(") == text.count(")")
            and text.strip()[-1:] not in ("!", "?")
        )

    def is_list_opener(self, text: str) -> bool:
        """True for "helping people with A", of which B and C that follow may be more."""
        words = plain_words(text)
        return bool(words) and words[0] in self._verbs and bool(self._prepositions.intersection(words[1:]))

    def starts_anew(self, text: str) -> bool:
        """True where a piece has a doing word of its own."""
        words = plain_words(text)
        return bool(words) and (words[0] in self._verbs or self._is_doing_word(words) or self._manner(words) > 0)

    def stand_beside(self, doing: str, others: Sequence[str]) -> bool:
        """True where a doing phrase and all that follow are things one can learn, and no objects of that phrase.

        "Dealing with difficult patrons, de-escalation": nobody deals with de-escalation. "Working with teens, seniors".
        """
        return (
            bool(others)
            and self._is_term(doing)
            and all(self._is_term(other) and not self._is_object(doing, other) for other in others)
        )

    def is_object(self, doing: str, other: str) -> bool:
        """True where the lexicon shows that a piece is one more object of a doing phrase: "working with …, seniors"."""
        words = plain_words(other)
        return self._is_object(doing, other) or (bool(words) and words[-1] in self._generic)

    def _is_object(self, doing: str, other: str) -> bool:
        words, added = plain_words(doing), plain_words(other)
        place = next((at for at, word in enumerate(words[1:], start=1) if word in self._prepositions), 0)
        before = " ".join(words[: place + 1])
        return any(self._lexicon.concept(f"{before} {each}") is not None for each in (*added, " ".join(added)))

    def _is_doing_word(self, words: Words) -> bool:
        """True for "managing …"; "anything …" and "training …" name no doing."""
        return words[:1] not in self._vague and bool(words) and words[0].endswith(DOING)

    def _is_term(self, text: str) -> bool:
        spans = self._lexicon.spans(text)
        return self._lexicon.is_whole(text) and spans[0].term.kind in SAME_KINDS

    def _cleaned(self, text: str) -> str:
        return cleaned(text, self._lexicon).text

    def _manner(self, words: Words) -> int:
        """How many words the "how to" has that a piece starts with."""
        return max((size for size in range(1, min(4, len(words)) + 1) if words[:size] in self._manners), default=0)

    def _holds_manner(self, words: Words) -> bool:
        return any(words[at : at + size] in self._hows for at in range(len(words)) for size in range(1, 5))
