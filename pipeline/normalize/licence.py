"""Licences in a normal form: `CC BY-SA 4.0`, `CC0 1.0`, `PDM`, `COPYRIGHT`.

Words that name no content licence give null and a note, never a default: a licence that is not stated is not open.
Software licences (GPL, MIT) say nothing about a course's texts and are unknown here. PDM is the Public Domain Mark.
"""

from __future__ import annotations

import re

from pipeline.normalize.reading import Reading, finding

MAX_WORDS = 2_000
COPYRIGHT = "COPYRIGHT"
PUBLIC_DOMAIN = "PDM"
CC0 = "CC0 1.0"
_VERSION = r"(?:[\s_/-]*v?(?P<version>[1-4]\.[0-9])\b)?"
_BY = re.compile(
    rf"(?:creativecommons\.org/licen[cs]es/|\bcc[\s_-]*|\bcreative\s+commons\s+)by(?P<parts>(?:[\s_-]*\b(?:nc|nd|sa)\b|"
    rf"[\s_-]+(?:nc|nd|sa)(?![a-z]))*)(?![a-z]){_VERSION}"
)
_PHRASE = re.compile(
    r"(?:creative\s+commons|\bcc)[\s:,-]+(?:attribution|namensnennung|paternité|atribución|reconocimiento)"
)
_PHRASE_PARTS = {
    "nc": re.compile(r"non[\s-]?commercial|nicht[\s-]?kommerziell|pas d.utilisation commerciale|no[\s-]?comercial"),
    "nd": re.compile(r"no[\s-]?deriv|keine bearbeitung|pas de modification|sin ?obra ?derivada"),
    "sa": re.compile(r"share[\s-]?alike|weitergabe unter gleichen|partage dans les mêmes|compartir ?igual"),
}
_PHRASE_VERSION = re.compile(r"\b([1-4]\.[0-9])\b")
_CC0 = re.compile(r"\bcc[\s_-]?(?:0|zero)(?![a-z0-9]*[1-9])|creative\s+commons\s+(?:zero|0)\b|publicdomain/zero")
_PUBLIC_DOMAIN = re.compile(
    r"publicdomain/mark|\bpublic[\s_-]?domain\b|\bgemeinfrei|\bdomaine public\b|\bdominio público\b"
)
_COPYRIGHT = re.compile(
    r"(?<!no )(?<!not )(?<!without )\bcopyright|©|\ball[\s_-]rights[\s_-]reserved|alle rechte vorbehalten|"
    r"tous droits réservés|todos los derechos reservados"
)
_ORDER = ("nc", "nd", "sa")


def read(words: str | None) -> Reading[str | None]:
    """The licence's normal form, or null with a note where the words name none, several, or one that cannot be."""
    if words is None or not words.strip():
        return Reading(None)
    found = _named(words[:MAX_WORDS].casefold())
    if len(found) == 1 and None not in found:
        return Reading(found.pop())
    reason = "several licences, one was expected" if len(found) > 1 else "no content licence we know; left empty"
    return Reading(None, (finding("licence", words, reason, kind="unknown_value"),))


def _named(text: str) -> set[str | None]:
    """Every licence named; more telling words leave out the vaguer ones: CC BY, CC0, public domain, copyright."""
    found: set[str | None] = {_form(match["parts"], match["version"]) for match in _BY.finditer(text)}
    if not found and _PHRASE.search(text):
        version = _PHRASE_VERSION.search(text)
        parts = " ".join(part for part, pattern in _PHRASE_PARTS.items() if pattern.search(text))
        found = {_form(parts, version[1] if version else None)}
    if _CC0.search(text):
        found.add(CC0)
    if not found and _PUBLIC_DOMAIN.search(text):
        found.add(PUBLIC_DOMAIN)
    if not found and _COPYRIGHT.search(text):
        found.add(COPYRIGHT)
    return found


def _form(parts: str, version: str | None) -> str | None:
    named = set(re.findall(r"nc|nd|sa", parts))
    if {"nd", "sa"} <= named:
        return None  # no such licence: nothing derived is left to share alike
    form = "-".join(["CC BY", *(part.upper() for part in _ORDER if part in named)])
    return f"{form} {version or '(no version)'}"
