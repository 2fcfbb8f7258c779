"""Which letters the fonts of typst can show, found by trying; what they cannot is printed as a mark that is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable

MARK = "▯"
"""Stands for a letter that cannot be shown."""
KNOWN = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2070, 0x2BFF),
)
"""The letters that are tried at all: Latin, Greek, Cyrillic, their accents, and signs. typst 0.15 stops with a fault of
its own at some sequences of Arabic signs (found 2026-11), and has no letters of most other scripts."""
Shows = Callable[[str], bool]
"""Whether a text can be shown; takes about 5 ms."""


def unshown(texts: Iterable[str], shows: Shows) -> frozenset[str]:
    """The clusters of these texts that are tried and cannot be shown: a letter with the accents that follow it."""
    found = {cluster for text in texts for cluster in clusters(text) if not cluster.isascii()}
    return frozenset(_failing(sorted(found - unknown([*found])), shows))


def unknown(texts: Iterable[str]) -> frozenset[str]:
    """The clusters of these texts that are not even tried."""
    found = {cluster for text in texts for cluster in clusters(text)}
    return frozenset(each for each in found if not all(map(_is_known, each)))


def without(text: str, bad: Collection[str]) -> str:
    """The text with a mark in the place of each of these clusters."""
    return "".join(MARK if cluster in bad else cluster for cluster in clusters(text)) if bad else text


def clusters(text: str) -> list[str]:
    """The letters of a text, each with the accents and joiners that belong to it; in sum they are the text."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf") and char != "\xad":
            found[-1] += char
        else:
            found.append(char)
    return found


def _is_known(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in KNOWN)


def _failing(candidates: list[str], shows: Shows) -> list[str]:
    """Those that cannot be shown; halves are tried as long as they cannot."""
    if not candidates or shows(" ".join(candidates)):
        return []
    if len(candidates) == 1:
        return candidates
    half = len(candidates) // 2
    return _failing(candidates[:half], shows) + _failing(candidates[half:], shows)
