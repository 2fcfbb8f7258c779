"""The places of a message that hold values: what may stand there in English, and how a language says it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from babel import Locale, lists, numbers

from pipeline.model import PARTS, WEEKDAYS
from pipeline.review.languages import ENGLISH, Language
from pipeline.review.messages import words

_SLOT = rf"(?:{'|'.join(WEEKDAYS)}) (?:{'|'.join(PARTS)})"
_WAY = f"(?:{'|'.join(words.WAYS)})"
_QUOTED = "“[^“”]*”"
_MORE = "(?:(?:, | and ){})*"
KINDS = {
    "n": r"-?\d[\d.,]*(?:e[+-]?\d+)?|inf",
    "day": r"\d{4}-\d{2}-\d{2}",
    "days": r"\d{4}-\d{2}-\d{2}.*?",
    "code": r"[A-Za-z][A-Za-z0-9_.:-]*",
    "said": r".+?",
    "text": r".+?",
    "name": r"(?:(?!: ).)+?",
    "words": _QUOTED + _MORE.format(_QUOTED),
    "slots": f"(?i:{_SLOT}{_MORE.format(_SLOT)})",
    "tongue": r".+?",
    "choice": r".+?",
    "doc": r".+",
    "evidence": r".+?",
    "ways": _WAY + f"(?: and {_WAY})*",
}
"""By the first word of a place's name: `n` a number, `day` a date, `days` dates and the circles that they are of,
`code` one word, `said` another sentence of ours, `text` words of anybody, which are never translated, `name` within
which no other sentence begins, `words` the same as a list in quotes, `slots` parts of weekdays, `tongue` the English
name of a language, `choice` a choice of the season as it words itself, `doc` what a setting is about, for which another
language names where it stands, `evidence` what a source says of the cost, or how that was read, `ways` how a
survey asked."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY = re.compile(KINDS["day"])
_MOMENT = re.compile(rf"{KINDS['day']} \d{{2}}:\d{{2}}")
_READ = re.compile(r"the listing(?: says|'s) `|price \d|stated policy: ")
"""How evidence begins that our reader words; other evidence is the source's own words."""
_CIRCLE = re.compile(r"\(circle (\d+)\)")


def kind_of(place: str) -> str:
    """What a place of a message holds, by its name: `n_weeks` a number."""
    return place.partition("_")[0]


def said_place(place: str, value: str, language: Language, say: Callable[[str], str]) -> str:
    """The value of a place as a language says it; `say` says sentences of ours."""
    match kind_of(place):
        case "said":
            return say(value)
        case "n":
            return number(value, language)
        case "day" | "days":
            days = _DAY.sub(lambda found: _day(found[0], language), value)
            return _CIRCLE.sub(lambda found: language._(words.OF_CIRCLE) % {"n": found[1]}, days)
        case "words":
            return _listed(
                [language._(words.QUOTED) % {"text": each} for each in re.findall("“([^“”]*)”", value)], language
            )
        case "slots":
            return _listed([_slot(each, language) for each in re.findall(f"(?i:{_SLOT})", value)], language)
        case "tongue":
            return language.named(tag) if (tag := _tags().get(value)) else say(value)
        case "ways":
            return _listed([language._(words.WAYS[each]) for each in value.split(" and ")], language)
        case "evidence":
            return say(value) if _READ.match(value) else value
        case "doc":
            return language._(words.DOC)
        case "choice":
            return ", ".join(_chosen(part, language) for part in value.split(", "))
    return value


def written(value: str, language: Language) -> str:
    """A number, a day or a local time that is kept as text, as a language writes it; other words as they are."""
    if _MOMENT.fullmatch(value):
        return _moment(value, language)
    return _day(value, language) if _DAY.fullmatch(value) else number(value, language)


def number(value: str, language: Language) -> str:
    """A number as a language writes it, with all its digits."""
    plain = value.replace(",", "") if _GROUPED.fullmatch(value) else value
    try:
        exact = Decimal(plain)
    except InvalidOperation:
        return value
    digits = exact.as_tuple().exponent
    if not isinstance(digits, int) or digits >= 0:
        return numbers.format_decimal(exact, locale=language.code, decimal_quantization=False)
    return numbers.format_decimal(exact, format="#,##0." + "0" * -digits, locale=language.code)


def _day(value: str, language: Language) -> str:
    try:
        return language.day(date.fromisoformat(value))
    except ValueError:
        return value


def _moment(value: str, language: Language) -> str:
    try:
        return language.wall_clock(datetime.fromisoformat(value))
    except ValueError:
        return value


def _listed(parts: list[str], language: Language) -> str:
    return lists.format_list(parts, locale=language.code)


def _slot(value: str, language: Language) -> str:
    day, _, part = value.lower().partition(" ")
    return language._(words.SLOT[part]) % {"weekday": language.weekday(day)}


def _chosen(part: str, language: Language) -> str:
    """One word of a choice: `topic t1`, `Monday`, `evening`."""
    if part.lower() in WEEKDAYS:
        return language.weekday(part.lower())
    if part in words.CHOICE:
        return language._(part)
    kind, _, value = part.partition(" ")
    known = words.CHOSEN.get(kind) if value else None
    return language._(known) % {"value": value} if known else part


@cache
def _tags() -> dict[str, str]:
    """The tag of each language by its English name."""
    return {name: tag.replace("_", "-") for tag, name in Locale(ENGLISH).languages.items()}
