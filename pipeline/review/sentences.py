"""Sentences that the pipeline words in English, said in the reader's language when a page shows them.

A night stores what it found as sentences that analysts are promised in `out` views, and the proposal is worded where it
is made, for the command line as for the page. Here each kind of sentence stands once more as a message with places for
its values: a sentence is recognised by its words, and said anew with the same values. So catalogues stay as they are,
old ones can be read in Spanish, too, and a sentence that is not known, from another release, stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import numbers

from pipeline.review.languages import ENGLISH, Language
from pipeline.review.messages import MESSAGES

LONGEST = 1_000
"""Letters of a text that is looked at; no sentence of ours is longer, and a search through more would take long."""
KEPT = 4_096
"""Sentences that are kept as said, for each language."""
KINDS = {
    "n": r"-?\d[\d.,]*(?:e[+-]?\d+)?|inf",
    "day": r"\d{4}-\d{2}-\d{2}",
    "code": r"[A-Za-z][A-Za-z0-9_.:-]*",
    "said": r".+?",
    "text": r".+?",
}
"""By the first word of a place's name: `n` a number, `day` a date, `code` one word, `said` another sentence of ours,
`text` words of anybody, which are never translated."""
_PLACE = re.compile(r"%\((\w+)\)s")
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Known:
    """One message: how a sentence of it is recognised, and how it is said."""

    pattern: re.Pattern[str]
    said: str
    weight: int
    """Letters that are not places: of two messages that fit, the one with more of them is meant."""


def sayer(language: Language) -> Say:
    """What says a sentence in a language; English ones stay as they are."""
    if language.code == ENGLISH:
        return lambda text: text
    known = sorted((_known(message, language) for message in MESSAGES), key=lambda each: -each.weight)

    @lru_cache(maxsize=KEPT)
    def say(text: str) -> str:
        if not text or len(text) > LONGEST:
            return text
        whole = _whole(text, known, language, say)
        if whole is not None:
            return whole
        for between in ("; ", ". "):
            parts = text.split(between)
            said = [_whole(part, known, language, say) for part in parts]
            if len(parts) > 1 and any(each is not None for each in said):
                return between.join(part if each is None else each for part, each in zip(parts, said, strict=True))
        return text

    return say


def kind_of(place: str) -> str:
    """What a place of a message holds, by its name: `n_weeks` a number."""
    return place.partition("_")[0]


def _known(message: str, language: Language) -> _Known:
    pieces = [piece.replace("%%", "%") for piece in _PLACE.split(message)]
    pattern = "".join(
        f"(?P<{piece}>{KINDS[kind_of(piece)]})" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)
    )
    return _Known(re.compile(pattern, re.DOTALL), language.translations.gettext(message), sum(map(len, pieces[::2])))


def _whole(text: str, known: Sequence[_Known], language: Language, say: Say) -> str | None:
    """The text as one sentence of ours; None where it is none."""
    for each in known:
        found = each.pattern.fullmatch(text)
        if found:
            values = {name: _value(name, value, language, say) for name, value in found.groupdict().items()}
            return each.said % values
    return None


def _value(name: str, value: str, language: Language, say: Say) -> str:
    kind = kind_of(name)
    if kind == "said":
        return say(value)
    if kind == "day":
        try:
            return language.day(date.fromisoformat(value))
        except ValueError:
            return value
    if kind == "n":
        try:
            return numbers.format_decimal(Decimal(value), locale=language.code, decimal_quantization=False)
        except InvalidOperation:
            return value
    return value
