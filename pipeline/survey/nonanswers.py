"""Answers that say nothing: "n/a", "not sure", "none, I retire in May". Words of one list were seen in a staff survey.

A non-answer with an aside is one all the same; what follows it may be a goal: "nothing but Excel", "not sure, maybe
zines".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.survey.lexicon import Lexicon
from pipeline.survey.tokens import TOKEN, Token, plain, tokens
from pipeline.survey.wording import key

WORDED = """
n/a | na | n.a. | nan | null | none | none of the above | none of these | no | nope | nil | nothing | nothing
really | nothing at the moment | nothing right now | nothing specific | nothing comes to mind | none at this
time | not at this time | not sure | i'm not sure | i am not sure | not sure yet | unsure | unknown | no idea
| no clue | don't know | dont know | do not know | i don't know | i dont know | i do not know | idk | dk |
dunno | not applicable | does not apply | doesn't apply | no answer | no comment | no comments | no preference
| no opinion | no thanks | no thank you | everything | anything | anything and everything | all | all of it |
all of the above | all of these | other | others | other please specify | same | same as above | see above |
as above | as mentioned above | test | testing | asdf | tbd | x | xx | xxx | yes | ok | okay | maybe | not
interested | prefer not to say | prefer not to answer | still thinking | ninguno | ninguna | nada | no sé | no
se | no aplica | todo
"""
"""All of these were seen in one real staff survey (2026-11)."""
WORDS = frozenset(key(words) for words in WORDED.split("|"))
REMOVED = re.compile(r"(?i)^\[[^\]]*(?:removed|redacted|deleted|withheld)[^\]]*\]$")
BREAK = re.compile(r"[,;:.!?\n–—]|(?:^|\s)-+\s|\s-+|\)")
OPENED = re.compile(r"\(\s*$")
CLOSED = re.compile(r"\)\W*$")
RUNNING = ("prose", "leading", "trailing", "joiner", "or_joiner", "empty", "hedge")
"""Kinds of words that name nothing to learn; beside a non-answer they add nothing to it."""
MAX_WORDS = 8
"""Words of the longest term that is looked for."""


def says_nothing(text: str) -> bool:
    """True for an answer without content; punctuation and case do not matter."""
    words = key(text)
    return not words or words in WORDS or bool(REMOVED.match(text.strip()))


class NonAnswers:
    """Tells with the words of one lexicon what an answer says beside "none" and the like."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._empty, self._closings = lexicon.list_of("non_answer"), lexicon.list_of("closing")
        self._firsts = {words[0] for words in self._empty if words}
        self._running = frozenset[str]().union(*(lexicon.words_of(kind) for kind in RUNNING))
        self._exceptions, self._openings = lexicon.list_of("exception"), lexicon.list_of("opening")
        self._reasons, self._generic = lexicon.words_of("reason"), lexicon.words_of("generic")

    def goal_part(self, text: str) -> str:
        """The answer behind the non-answer that it starts with; all of it where it starts with none, or "" for nothing.

        What follows goes on to a goal ("none, except grant writing"), tells a reason ("none, I retire in May"), or
        takes away from all ("anything but Excel"): the last two name no goal.
        """
        if says_nothing(text):
            return ""
        while first := TOKEN.search(text):
            if plain(first[0]) not in self._firsts:
                return text
            read = tokens(text)
            size = self._size(text, read)
            if size == 0:
                return text
            place = self._goal_at(text, read, size)
            if place is None:
                return ""
            rest = text[read[place].start :]
            text = CLOSED.sub("", rest) if rest.count(")") > rest.count("(") else rest
        return ""

    def _size(self, text: str, read: Sequence[Token]) -> int:
        """How many words the non-answer has that a text starts with: all of it, or up to a break or an exception.

        "Testing" and "more training" are subjects where more follows.
        """
        sizes = (
            size
            for size in self._sizes(text, read)
            if size == len(read)
            or (
                not self._generic.issuperset(_words(read, 0, size))
                and (self._is_break(text, read, size) or self._term(read, size, self._exceptions))
            )
        )
        return max(sizes, default=0)

    def _sizes(self, text: str, read: Sequence[Token]) -> Iterator[int]:
        """Every number of first words that say nothing: a non-answer, and more of them or words that name nothing."""
        spans = [span for span in self._lexicon.spans(text) if span.concept]
        named = [
            any(span.start <= word.start < span.end for span in spans) or self._lexicon.abbreviated(word) is not None
            for word in read
        ]
        ends = {size for size in self._terms(read, 0, self._empty) if size > 1 or not named[0]}
        while ends:
            at = min(ends)
            ends.remove(at)
            yield at
            sizes = self._terms(read, at, self._empty, self._closings)
            if at < len(read) and read[at].plain in self._running and not self._starts_reason(text, read, at):
                sizes.append(1)
            ends |= {at + size for size in sizes if size > 1 or not named[at]}

    def _goal_at(self, text: str, read: Sequence[Token], start: int) -> int | None:
        """The word at which a goal starts behind a non-answer; None where only reasons or nothing are told."""
        at, meant = start, self._meant(read)
        while at < len(read):
            first, taken = at, set()
            while size := self._term(read, at, self._exceptions):
                taken.add(self._exceptions[_words(read, at, size)])
                at += size
            if at == len(read) or (at > first and taken == {meant}):
                return None
            wanted = max(self._terms(read, at, self._openings), default=0)
            if read[at].plain not in self._reasons or wanted > 1:
                return at
            at += 1
            while at < len(read) and not (self._is_break(text, read, at) and self._goes_on(read, at)):
                at += 1
        return None

    def _meant(self, read: Sequence[Token]) -> str:
        """What the non-answer stands for that a text starts with, as the lexicon has it: *everything*."""
        return self._empty[_words(read, 0, self._term(read, 0, self._empty))]

    def _goes_on(self, read: Sequence[Token], at: int) -> bool:
        """True where somebody goes on to a goal behind a reason: "maybe …", "I want to …"."""
        return bool(self._term(read, at, self._exceptions)) or max(self._terms(read, at, self._openings), default=0) > 1

    def _starts_reason(self, text: str, read: Sequence[Token], at: int) -> bool:
        return read[at].plain in self._reasons and self._is_break(text, read, at)

    @staticmethod
    def _is_break(text: str, read: Sequence[Token], at: int) -> bool:
        """True where punctuation stands before a word; a bracket only where it holds the rest of the text."""
        gap = text[read[at - 1].end : read[at].start]
        return bool(BREAK.search(gap)) or (bool(OPENED.search(gap)) and bool(CLOSED.search(text)))

    @staticmethod
    def _terms(read: Sequence[Token], at: int, *lists: dict[tuple[str, ...], str]) -> list[int]:
        """How many words each term has that starts at a word."""
        words = _words(read, at, MAX_WORDS)
        return [size for size in range(1, len(words) + 1) if any(words[:size] in terms for terms in lists)]

    def _term(self, read: Sequence[Token], at: int, terms: dict[tuple[str, ...], str]) -> int:
        """How many words the longest term has that starts at a word; 0 for none."""
        return max(self._terms(read, at, terms), default=0)


def _words(read: Sequence[Token], at: int, size: int) -> tuple[str, ...]:
    return tuple(token.plain for token in read[at : at + size])
