"""What of a wish names its subject: polite words and level words gone, abbreviations in full, spelling repaired.

The wording stays as typed; this stands beside it, so that wishes worded differently are counted as one goal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pipeline.model import SkillLevel
from pipeline.survey.lexicon import Lexicon, Words
from pipeline.survey.tokens import Token, plain, tokens

MAX_TERM = 8
"""Words of the longest opening, closing or level term that is looked for; a test holds the files to it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The words of the subject, plain and in order, and the level that was asked for.

    `text` has them in full and rightly spelled, `typed` as they were typed.
    """

    text: str
    level: SkillLevel | None
    typed: str


def cleaned(wording: str, lexicon: Lexicon) -> Cleaned:
    """Read one wish; where nothing but polite words and level words would be gone, all its words stay.

    SkillLevel words within a term (*computer basics*) are part of it. Two levels in one wish are none.
    """
    read = tokens(wording)
    spans = lexicon.spans(wording)
    is_free = [not any(span.start <= token.start and token.end <= span.end for span in spans) for token in read]
    words = [lexicon.resolved(token.plain) for token in read]
    level, is_level = _level(words, [token.plain for token in read], is_free, lexicon)
    first, last = _core(words, read, is_free, is_level, lexicon)
    kept = [place for place in range(first, last) if not is_level[place]]
    if not kept:
        kept = list(range(len(read)))
    typed = " ".join(read[place].plain for place in kept)
    return Cleaned(" ".join(_in_full(read[place], words[place], lexicon) for place in kept), level, typed)


def is_only_level(wording: str, lexicon: Lexicon) -> bool:
    """True where a piece of an answer says nothing but a level: *no experience*."""
    read = tokens(wording)
    words = [lexicon.resolved(token.plain) for token in read]
    _, is_level = _level(words, [token.plain for token in read], [True] * len(read), lexicon)
    return bool(read) and all(is_level)


def _in_full(token: Token, word: str, lexicon: Lexicon) -> str:
    concept = lexicon.abbreviated(token)
    return " ".join(plain(part) for part in concept.split()) if concept else word


def _level(
    words: Sequence[str], typed: Sequence[str], is_free: Sequence[bool], lexicon: Lexicon
) -> tuple[SkillLevel | None, list[bool]]:
    """The level that the words name, and which of the words name it; longest terms first."""
    known = lexicon.list_of("level")
    is_level = [False] * len(words)
    levels: set[str] = set()
    longest = lexicon.beginnings_of("level")
    if not any(word in longest for word in (*words, *typed)):
        return None, is_level
    begun = [max(longest.get(word, 0), longest.get(said, 0)) for word, said in zip(words, typed, strict=True)]
    place = 0
    while place < len(words):
        size = next(
            (
                size
                for size in range(_most(len(words) - place, begun[place]), 0, -1)
                if all(is_free[place : place + size])
                and (_at(words, place, size) in known or _at(typed, place, size) in known)
            ),
            0,
        )
        for at in range(place, place + size):
            is_level[at] = True
        if size:
            levels.add(known.get(_at(words, place, size)) or known[_at(typed, place, size)])
        place += size or 1
    if len(levels) > 1:
        return None, [False] * len(words)
    return (cast("SkillLevel", levels.pop()) if levels else None), is_level


def _core(
    words: Sequence[str],
    read: Sequence[Token],
    is_free: Sequence[bool],
    is_level: Sequence[bool],
    lexicon: Lexicon,
) -> tuple[int, int]:
    """From which word to which the subject goes; it is never empty where there are words."""
    openings, closings = lexicon.list_of("opening"), lexicon.list_of("closing")
    begun, ended = lexicon.beginnings_of("opening"), lexicon.endings_of("closing")
    typed = [token.plain for token in read]
    first, last = 0, len(words)
    while first < last:
        if is_level[first]:
            first += 1
            continue
        size = next(
            (
                size
                for size in range(_most(last - first - 1, begun.get(typed[first], 0)), 0, -1)
                if all(is_free[first : first + size]) and _at(typed, first, size) in openings
            ),
            0,
        )
        if not size:
            break
        first += size
    while first < last:
        if is_level[last - 1]:
            last -= 1
            continue
        size = next(
            (
                size
                for size in range(_most(last - first - 1, ended.get(typed[last - 1], 0)), 0, -1)
                if all(is_free[last - size : last]) and _at(typed, last - size, size) in closings
            ),
            0,
        )
        if not size:
            break
        last -= size
    return (first, last) if first < last else (0, len(words))


def _most(n_left: int, longest: int) -> int:
    """Words of the longest term to look for where so many words are left."""
    return min(MAX_TERM, n_left, longest)


def _at(words: Sequence[str], place: int, size: int) -> Words:
    return tuple(words[place : place + size])
