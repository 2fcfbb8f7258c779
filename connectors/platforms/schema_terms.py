"""What schema.org's words mean for us, in whatever form they come: JSON-LD, microdata, RDFa or RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

KINDS = {"Course": "course", "LearningResource": "material", "CourseInstance": "event", "Event": "event"}
"""The types that are listed, and the kind each is: an announced date of a course is a CourseInstance."""
LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z0-9]{2,8})?|x-default|und")
NO_LANGUAGE = frozenset({"id"})  # Indonesian, and the name of a name
TRUTH = re.compile(r"(?:https?://schema\.org/)?(true|false)", re.IGNORECASE)
PACED = frozenset({"self-paced", "self paced", "asynchronous", "synchronous", "instructor-led", "instructor-paced"})
SPELT = "\"'“”„‟‘’ \t\r\n"


def words(said: Callable[[str], list[str]]) -> dict[str, Any]:
    """What a course, event or learning resource says by these names, by field of RawListing.

    `said` gives the texts by the name of a property. Authors are people and left aside.
    """
    return {
        "title": _first(said("name")),
        "provider": joined(said("provider") + said("publisher")),
        "language": joined(said("inLanguage")),
        "topics": tuple(dict.fromkeys(said("keywords") + said("about"))),
        "level": joined(said("educationalLevel")),
        "effort": _first(said("timeRequired")),
        "free": _first(said("isAccessibleForFree")),
        "licence": _first(said("license")),
        "starts": _first(said("startDate")),
        "ends": _first(said("endDate")),
    }


def texts(value: Any, *, by_address: bool = False) -> list[str]:
    """A value of JSON-LD as texts: itself, its name, else its address; of several languages English, else the first.

    `by_address` takes the address of a thing before its name, as for a licence. Blank texts are none.
    """
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, (int, float)):
        return [str(value)]
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [text for item in _in_one_language(value) for text in texts(item, by_address=by_address)]
    return _of_thing(value, by_address=by_address) if isinstance(value, dict) else []


def _of_thing(thing: dict[str, Any], *, by_address: bool) -> list[str]:
    for key in ("@value", "@list", "@set"):
        if key in thing:
            return texts(thing[key], by_address=by_address)
    if thing and all(LANGUAGE.fullmatch(key) for key in thing) and not set(thing) <= NO_LANGUAGE:
        return texts(thing[min(thing, key=_rank)])
    names, addresses = ("name", "headline", "alternateName"), ("url", "@id")
    found = (texts(thing.get(key)) for key in (addresses + names if by_address else names + addresses))
    return next((each for each in found if each), [])


def _in_one_language(values: list[Any]) -> list[Any]:
    """The values in one language, where all of them are texts that say theirs."""
    languages = [value.get("@language") if isinstance(value, dict) else None for value in values]
    spoken = [language for language in languages if isinstance(language, str)]
    if not values or len(spoken) < len(values):
        return values
    chosen = min(spoken, key=_rank)
    return [value for value, language in zip(values, languages, strict=True) if language == chosen]


def _rank(language: str) -> int:
    return 0 if language.casefold() == "en" else 1 if language.casefold().startswith("en-") else 2


def keywords(found: list[str]) -> list[str]:
    """Keywords of a text that lists them: a comma with a space after it parts them only where none comes without.

    HOOU (recorded 2020) parts by bare commas, and has names such as `Informatik, Wissen, Systeme`.
    """
    parts = [part for text in found for part in re.split(r",(?=\S)" if re.search(r",\S", text) else r",|;", text)]
    return [part.strip() for part in parts if part.strip()]


def truth(found: list[str]) -> list[str]:
    """True or false in one form: `True`, `https://schema.org/True` and true are the same; other words stay."""
    return [match[1].lower() if (match := TRUTH.fullmatch(text)) else text for text in found]


def pacing(modes: list[str]) -> str | None:
    """What a courseMode says of the pace; online, onsite and full-time say nothing of it."""
    said = [mode.strip(SPELT) for mode in modes]
    return joined([mode for mode in said if mode.casefold() in PACED])


def joined(found: list[str]) -> str | None:
    """Several words as RawListing has them."""
    return " | ".join(dict.fromkeys(found)) or None


def _first(found: list[str]) -> str | None:
    return next(iter(found), None)
