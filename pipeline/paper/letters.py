"""Which letters the fonts of typst can show, found by trying; what they cannot is printed as a mark that is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable

MARK = "▯"
"""Stands for a letter that cannot be shown."""
NOT_TRIED = 0x2E80
"""From here on nearly all is Chinese, Japanese, Korean and pictures, which the fonts lack (typst 0.15, 2026-11)."""
Shows = Callable[[str], bool]
"""Whether a text can be shown; takes about 5 ms."""


def unshown(texts: Iterable[str], shows: Shows) -> frozenset[str]:
    """The clusters of these texts that cannot be shown: a letter with the accents that follow it."""
    found = {cluster for text in texts for cluster in clusters(text) if not cluster.isascii()}
    hopeless = {each for each in found if any(ord(char) >= NOT_TRIED for char in each)}
    return frozenset(hopeless | set(_failing(sorted(found - hopeless), shows)))


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


def _failing(candidates: list[str], shows: Shows) -> list[str]:
    """Those that cannot be shown; halves are tried as long as they cannot."""
    if not candidates or shows(" ".join(candidates)):
        return []
    if len(candidates) == 1:
        return candidates
    half = len(candidates) // 2
    return _failing(candidates[:half], shows) + _failing(candidates[half:], shows)
