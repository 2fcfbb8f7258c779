"""Learning objects in LOM (IEEE 1484.12), as repositories send it: IMS MD 1.2 (`czp:`), nl_lom and oai_lom.

The variants differ in namespaces, in capitals (`typicalLearningTime`, `typicallearningtime`) and in the element that
holds a text (`string`, `langstring`), not in their structure: all are read by local names.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.contract import Element

NOTHING = ("", "x-none")
NO_LANGUAGE = (*NOTHING, "none")
NO_LICENCE = (*NOTHING, "yes", "no", "unknown")  # LOM's own words for whether there are restrictions
LENGTHS = ("duration", "datetime")  # in LOM, in IMS MD
ABOUT_TOPICS = (None, "discipline", "idea")
ORGANISATION = re.compile(r"^\s*ORG(?:;[^:\r\n]*)?:[ \t]*((?:\\.|[^;\\\r\n])+)", re.IGNORECASE | re.MULTILINE)


def words(lom: Element) -> dict[str, Any]:
    """What a `lom` element says, by field of RawListing; `title` may be missing.

    The licence is the address in `rights/description`, else the word in `copyrightAndOtherRestrictions`. LOM's
    `context` (school, higher education) is no level. `aggregationLevel` calls a single video a course (recorded 2021)
    and is left aside.
    """
    languages = [text for text in _texts(lom, "general/language") if text not in NO_LANGUAGE]
    return {
        "title": next(iter(_texts(lom, "general/title")), None),
        "url": _url(lom),
        "provider": " | ".join(dict.fromkeys(_organisations(lom))) or None,
        "description": "\n\n".join(_texts(lom, "general/description", keeps_lines=True)) or None,
        "language": " | ".join(dict.fromkeys(languages)) or None,
        "topics": tuple(dict.fromkeys(_topics(lom))),
        "level": _value(lom, "educational/difficulty"),
        "effort": next(iter(_texts(lom, *(f"educational/typicalLearningTime/{name}" for name in LENGTHS))), None),
        "free": " | ".join(_cost(lom)) or None,
        "licence": _licence(lom),
    }


def _url(lom: Element) -> str | None:
    """Where the object lies, else where it is described."""
    paths = ("technical/location", "general/identifier/entry", "general/catalogEntry/entry")
    return next((text for text in _texts(lom, *paths) if text.startswith(("https://", "http://"))), None)


def _organisations(lom: Element) -> list[str]:
    """The organisations in the vCards of those who contributed; people are left aside."""
    cards = _all(lom, "lifeCycle/contribute/entity") + _all(lom, "lifeCycle/contribute/centity")
    names = (match[1] for card in cards for match in ORGANISATION.finditer(card.as_written))
    return [name for each in names if (name := re.sub(r"\\(.)", r"\1", each).strip())]


def _topics(lom: Element) -> list[str]:
    found = _texts(lom, "general/keyword")
    for each in _all(lom, "classification"):
        if _value(each, "purpose") in ABOUT_TOPICS:
            found += _texts(each, "taxonPath/taxon/entry") + _texts(each, "keyword")
    return found


def _cost(lom: Element) -> list[str]:
    """Whether it costs (`cost no`), and nl_lom's access rights, such as `OpenAccess` or `RestrictedAccess`."""
    cost = _value(lom, "rights/cost")
    access = [each for each in _all(lom, "classification") if _value(each, "purpose") == "access rights"]
    rights = [right for each in access for right in _texts(each, "taxonPath/taxon/id")]
    return ([f"cost {cost}"] if cost else []) + rights


def _licence(lom: Element) -> str | None:
    worded = _texts(lom, "rights/description")
    addresses = [text for text in worded if text.startswith(("https://", "http://"))]
    restriction = _value(lom, "rights/copyrightAndOtherRestrictions")
    named = [restriction] if restriction and restriction.casefold() not in NO_LICENCE else []
    return next(iter(addresses + named + worded), None)


def _value(element: Element, path: str) -> str | None:
    """The value of a vocabulary entry, whose `source` is left aside."""
    return next(iter(_texts(element, f"{path}/value")), None)


def _texts(element: Element, *paths: str, keeps_lines: bool = False) -> list[str]:
    """The texts at these paths, each in English where it comes in several languages; empty ones left out."""
    chosen = [_in_english(each) for path in paths for each in _all(element, path)]
    found = (each.as_written if keeps_lines else each.content for each in chosen)
    return [text for text in found if text.casefold() not in NOTHING]


def _in_english(element: Element) -> Element:
    strings = [each for each in element.all("string") + element.all("langstring") if each.content]
    english = [each for each in strings if (_language(each) or "").casefold().startswith("en")]
    return next(iter(english + strings), element)


def _language(element: Element) -> str | None:
    return element.attribute("lang") or element.attribute("language")


def _all(element: Element, path: str) -> list[Element]:
    return element.all(path) or element.all(path.lower())
