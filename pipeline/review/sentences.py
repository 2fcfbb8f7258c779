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
from functools import lru_cache

from pipeline.review.languages import ENGLISH, Language
from pipeline.review.messages import MESSAGES, TROUBLES
from pipeline.review.places import KINDS, kind_of, said_place, written

LONGEST = 1_000
"""Letters of a text that is looked at; no sentence of ours is longer, and a search through more would take long."""
MOST_PLACES = 6
"""Times that a sentence may say where before it says what."""
KEPT = 4_096
"""Sentences that are kept as said, for each language."""
QUOTES = (("“", "”"), ("(", ")"))
"""What opens and closes words that belong together."""
_CLOSED = re.compile("[^“]*”")
"""A value that ends a quotation before it begins one: it reaches from one sentence into the next."""
_PLACE = re.compile(r"%\((\w+)\)s")
_BARE = re.compile(rf"-?\d+\.\d+|{KINDS['day']}")
"""A number or a day that stands for itself. A whole number is left, since it may be the name of something."""
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Known:
    """One message: how a sentence of it is recognised, and how it is said."""

    pattern: re.Pattern[str]
    said: str
    weight: int
    """Letters that are not places: of two messages that fit, the one with more of them is meant."""


def sayer(language: Language) -> Say:
    """What says a sentence of a night in a language; English ones stay as they are."""
    return _sayer(language, MESSAGES, peels=False)


def teller(language: Language) -> Say:
    """What says a sentence about something that is wrong; such a one may have several lines, each with where before it.

    `needs.xlsx: row 5: found nothing, a name was expected` is said though no message has it as a whole.
    """
    return _sayer(language, (*TROUBLES, *MESSAGES), peels=True)


def _sayer(language: Language, messages: Sequence[str], *, peels: bool) -> Say:
    if language.code == ENGLISH:
        return lambda text: text
    known = sorted((_known(message, language) for message in dict.fromkeys(messages)), key=lambda each: -each.weight)

    @lru_cache(maxsize=KEPT)
    def say(text: str) -> str:
        if peels and "\n" in text:
            return "\n".join(map(say, text.splitlines()))
        if not text or len(text) > LONGEST:
            return text
        if _BARE.fullmatch(text):
            return written(text, language)
        where, colon, rest = text.partition(": ") if peels else ("", "", "")
        is_short = bool(rest) and text.count(colon) <= MOST_PLACES
        tries: tuple[Callable[[], str | None], ...] = (
            lambda: whole(text),
            lambda: _behind(where, colon, whole(rest) or rest, rest, say) if rest else None,
            lambda: _in_parts(text, say),
            lambda: _behind(where, colon, say(rest), rest, say) if is_short else None,
            lambda: _as_a_sentence(text, whole),
        )
        return next((said for each in tries if (said := each()) is not None), text)

    def whole(text: str) -> str | None:
        return _whole(text, known, language, say)

    return say


def _behind(where: str, colon: str, said: str, rest: str, say: Say) -> str | None:
    """Where it is, and what is wrong there; None where that is not known."""
    return f"{say(where)}{colon}{said}" if said != rest else None


def _in_parts(text: str, say: Say) -> str | None:
    """Several sentences, each said for itself; None where none of them is known."""
    for between in ("; ", ". "):
        parts = _parts(text, between)
        if len(parts) > 1 and (said := [say(part) for part in parts]) != parts:
            return between.join(said)
    return None


def _as_a_sentence(text: str, whole: Callable[[str], str | None]) -> str | None:
    """A message that begins with a capital or ends with a point, though it is kept without."""
    if text[0].isupper() and text[0] != (small := text[0].lower()):
        words, dot = (text[1:-1], ".") if text.endswith(".") else (text[1:], "")
        said = whole(small + words)
        if said is not None:
            return said[:1].upper() + said[1:] + dot
    if text.endswith("."):
        said = whole(text[:-1])
        return None if said is None else f"{said}."
    return None


def _parts(text: str, between: str) -> list[str]:
    """The text in parts, and none of them ends within quotes."""
    parts: list[str] = []
    is_open = False
    for piece in text.split(between):
        if is_open:
            parts[-1] += between + piece
        else:
            parts.append(piece)
        is_open = any(parts[-1].count(a) > parts[-1].count(b) for a, b in QUOTES) or parts[-1].count('"') % 2 == 1
    return parts


def _known(message: str, language: Language) -> _Known:
    pieces = [piece.replace("%%", "%") for piece in _PLACE.split(message)]
    patterns = [
        f"(?P<{piece}>{KINDS[kind_of(piece)]})" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)
    ]
    if not pieces[0] and kind_of(pieces[1]) == "text":
        patterns[1] = f"(?P<{pieces[1]}>{KINDS['name']})"  # else it would reach into the next sentence
    pattern = "".join(patterns)
    return _Known(re.compile(pattern, re.DOTALL), language.translations.gettext(message), sum(map(len, pieces[::2])))


def _whole(text: str, known: Sequence[_Known], language: Language, say: Say) -> str | None:
    """The text as one sentence of ours; None where it is none."""
    for each in known:
        found = each.pattern.fullmatch(text)
        if found and not any(
            kind_of(name) == "text" and _CLOSED.match(text) for name, text in found.groupdict().items()
        ):
            values = {name: said_place(name, value, language, say) for name, value in found.groupdict().items()}
            return each.said % values
    return None
