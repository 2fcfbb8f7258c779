"""The library lexicon, indexed: which concepts a wording names, and which words only say how somebody put it.

Nothing here knows a language: all that is English or Spanish stands in a file of its own, and a third language is a
third file. Lists of the languages are read together, because people mix them ("SQL y Excel").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import SUBJECT_KINDS, LexiconTerm
from pipeline.survey.spelling import Speller
from pipeline.survey.tokens import Token, plain, plain_words, singular, stem, tokens

GAP_IN_TERM = re.compile(r"\s*-?\s*|['’:&+]")
"""What may stand between two words of a term: a comma between them makes them two things."""
GAP_IN_LIST = re.compile(r"[\s,&/+-]*")
"""What may stand between the members of a term that is a list: *diversity, equity, and inclusion*."""
REMEMBERED = 4096
NO_WORDS_TO_MEAN = frozenset(
    {"ending", "short", "action", "unchanged", "empty", "alone", "exception", "reason", "in_doing"}
)
"""Kinds that spelling is not repaired towards: they are about forms of words and sentences, not about words to know."""
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A term found in a text, and from which letter to which."""

    start: int
    end: int
    term: LexiconTerm

    @property
    def concept(self) -> str:
        """What the term stands for; empty for a pair that is only kept together."""
        return "" if self.term.kind == "whole" else self.term.concept


class _Word(NamedTuple):
    """A plain word as terms are looked up by it."""

    resolved: str
    stem: str
    alone: Words
    begins: bool
    """Whether a term begins with it."""


class Lexicon:
    """The terms of every language, ready to be looked up. Nothing in it changes what it answers."""

    def __init__(self, terms: Iterable[LexiconTerm], is_word: Callable[[str], bool] = lambda word: False) -> None:
        """`is_word` says of a plain word whether it is in use in some language: such a word is never repaired."""
        self.terms = tuple(terms)
        self.languages = tuple(dict.fromkeys(term.language for term in self.terms))
        self._lists: dict[str, dict[Words, str]] = defaultdict(dict)
        for term in self.terms:
            self._lists[term.kind].setdefault(plain_words(term.term), term.concept)
        self._joiners = frozenset(words[0] for words in self._lists["joiner"] if words)
        self._capitals = _first((term.term, term) for term in self.terms if term.kind == "capitals")
        self._short = {words[0]: plain(concept) for words, concept in self._lists["short"].items() if len(words) == 1}
        self._labels: dict[tuple[str, str], str] = {}
        for term in self.terms:
            if term.kind in ("skill", "name", "synonym") and not term.decision:
                self._labels.setdefault((term.language, term.concept), term.term)
        self._in_one: dict[Words, LexiconTerm] = {}
        self._in_lists: dict[Words, LexiconTerm] = {}
        for term in self.terms:
            if term.kind in SUBJECT_KINDS - {"capitals"} or term.kind == "whole":
                self._index(term)
        self._senses = {_alone(words[0]): sense for words, sense in self._lists["alone"].items()}
        self._longest = _sizes(words for words in (*self._in_one, *self._in_lists) if len(words) > 1)
        self._begun: dict[str, dict[str, int]] = defaultdict(dict)
        self._ended: dict[str, dict[str, int]] = defaultdict(dict)
        for kind, named in self._lists.items():
            self._begun[kind] = _sizes(named)
            self._ended[kind] = _sizes(words[::-1] for words in named)
        self._words: dict[str, _Word] = {}
        self._spans = lru_cache(maxsize=REMEMBERED)(
            self._find_spans
        )  # an answer is cut in many ways, one after another
        self._is_word = is_word
        taught = {word for term in self.terms if term.decision for word in plain_words(term.term)}
        self._speller = Speller(
            self._known_words(), lambda word: word in self._short or word in taught or is_word(word)
        )

    def with_taught(self, terms: Sequence[LexiconTerm]) -> Lexicon:
        """The lexicon with terms that a library's people taught, which go before its own; itself where there are none.

        Nobody's spelling is repaired towards them, so that they change how goals are read that name them and no others.
        """
        return Lexicon((*terms, *self.terms), self._is_word) if terms else self

    def list_of(self, kind: str) -> dict[Words, str]:
        """The terms of a kind as plain words, with their concepts."""
        return self._lists[kind]

    def beginnings_of(self, kind: str) -> dict[str, int]:
        """The plain words with which terms of a kind begin, and how many words the longest of each has."""
        return self._begun[kind]

    def endings_of(self, kind: str) -> dict[str, int]:
        """The plain words with which terms of a kind end, and how many words the longest of each has."""
        return self._ended[kind]

    def words_of(self, kind: str) -> frozenset[str]:
        """The terms of a kind that are one word."""
        return frozenset(words[0] for words in self._lists[kind] if len(words) == 1)

    def is_word(self, word: str) -> bool:
        """True for a plain word that is in use in some language, or in a term of the lexicon."""
        return self._speller.knows(word) or self._is_word(word)

    def resolved(self, word: str) -> str:
        """A plain word in full and rightly spelled: `mgmt` is management, `advocay` advocacy."""
        return self._read(word).resolved

    def abbreviated(self, token: Token) -> str | None:
        """The concept that an abbreviation stands for; `ILL` and `IT` only where they are typed in capitals."""
        capitals = self._capitals.get(token.text)
        return capitals.concept if capitals else self._lists["abbreviation"].get((token.plain,))

    def spans(self, text: str) -> tuple[Span, ...]:
        """The terms that a text names, the longest first where several start at one word; they do not overlap."""
        return self._spans(text)

    def _find_spans(self, text: str) -> tuple[Span, ...]:
        found, read = [], tokens(text)
        words = [self._read(token.plain) for token in read]
        place = 0
        while place < len(read):
            if not words[place].begins and read[place].text not in self._capitals:
                place += 1
                continue
            after, term = self._term_at(text, read, words, place)
            if term is not None:
                found.append(Span(read[place].start, read[after - 1].end, term))
            place = max(after, place + 1)
        return tuple(found)

    def concepts(self, text: str) -> frozenset[str]:
        """The concepts that a text names."""
        return frozenset(span.concept for span in self.spans(text) if span.concept)

    def concept(self, text: str) -> str | None:
        """The concept of a text that is one term and nothing else; None otherwise."""
        spans, read = self.spans(text), tokens(text)
        if len(spans) == 1 and (spans[0].start, spans[0].end) == (read[0].start, read[-1].end):
            return spans[0].concept or None
        return None

    def label(self, concept: str, language: str | None) -> str:
        """What a concept is called in a language: its first term there that means the same; else its English name."""
        return self._labels.get((language or "", concept), concept)

    def sense(self, text: str) -> str | None:
        """What is meant by a text that is one word of several senses and nothing else: *holds*; None of any other."""
        words = plain_words(text)
        return self._senses.get(_alone(self.resolved(words[0]))) if len(words) == 1 else None

    def is_whole(self, text: str) -> bool:
        """True for one term, or a pair that is never parted: *research and development*."""
        spans, read = self.spans(text), tokens(text)
        return len(spans) == 1 and (spans[0].start, spans[0].end) == (read[0].start, read[-1].end)

    def _index(self, term: LexiconTerm) -> None:
        words = plain_words(term.term)
        members = tuple(stem(word) for word in words if word not in self._joiners)
        is_list = len(members) < len(words) or "&" in term.term
        found = self._in_lists if is_list and len(members) > 1 else self._in_one
        if len(members) == 1:
            members = _alone(next(word for word in words if word not in self._joiners))
        found.setdefault(members, term)

    def _read(self, word: str) -> _Word:
        """What is known of a plain word; it is found out once, since answers are made of the same words."""
        if word not in self._words:
            resolved = self._short.get(word) or self._speller.meant(word)
            stemmed, alone = stem(resolved), _alone(resolved)
            begins = stemmed in self._longest or alone in self._in_one or alone in self._in_lists
            self._words[word] = _Word(resolved, stemmed, alone, begins)
        return self._words[word]

    def _known_words(self) -> Iterator[str]:
        for term in self.terms:
            if term.kind not in NO_WORDS_TO_MEAN and not term.decision:
                yield from plain_words(term.term)

    def _term_at(
        self, text: str, read: Sequence[Token], words: Sequence[_Word], place: int
    ) -> tuple[int, LexiconTerm | None]:
        """Behind which word the longest term ends that starts at this one, and the term; None where none does."""
        best, term = place, self._capitals.get(read[place].text)
        if term is not None:
            best = place + 1
        is_one, members = True, list[str]()
        longest = self._longest.get(words[place].stem, 1)
        for at in range(place, len(read)):
            if at > place:
                gap = text[read[at - 1].end : read[at].start]
                is_one = is_one and bool(GAP_IN_TERM.fullmatch(gap))
                if not (is_one or GAP_IN_LIST.fullmatch(gap)):
                    break
            if read[at].plain in self._joiners:
                if at == place:
                    break
                is_one = False
                continue
            members.append(words[at].stem)
            key = tuple(members) if len(members) > 1 else words[at].alone
            known = (self._in_one.get(key) if is_one else None, self._in_lists.get(key))
            for named in known:
                if named is not None:
                    best, term = at + 1, named
            if len(members) == longest:
                break
        return best, term


def _alone(word: str) -> Words:
    """The key of a term of one word: its singular, apart from the keys of stems, which go further than meaning does.

    By its stem *wellness* is named by "well", *publicity* by "public" and *politics* by "polite" (Snowball, 2026-11);
    in a term of several words the others say what is meant.
    """
    return ("", singular(word))


def _sizes(terms: Iterable[Words]) -> dict[str, int]:
    """By first word, how many words the longest of these terms has."""
    sizes: dict[str, int] = {}
    for words in terms:
        if words:
            sizes[words[0]] = max(len(words), sizes.get(words[0], 0))
    return sizes


def _first(pairs: Iterable[tuple[str, LexiconTerm]]) -> dict[str, LexiconTerm]:
    """The first term of each name: what people taught goes before what the lexicon holds."""
    found: dict[str, LexiconTerm] = {}
    for name, term in pairs:
        found.setdefault(name, term)
    return found
