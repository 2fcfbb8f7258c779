"""What a description says in so many words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model import FitSignal, Listing, SignalWords
from pipeline.topics.fit.basis import say

_NUMBER = (
    r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
)


def told_by_words(course: Listing, signal: str, words: SignalWords, about: str) -> FitSignal:
    """The signal as the description words it: yes, no, or unknown where it says neither or both.

    A phrase within a longer one of the other side does not count: "no textbook is required" says nothing of a textbook
    that is required. `about` completes "the description says nothing …".
    """
    text = course.description or ""
    found, others = _said(text, words.yes), _said(text, words.no)
    yes, no = _first(found, others), _first(others, found)
    if yes and no:
        return say(course, signal, "unknown", f'the description says both "{yes}" and "{no}"', "description")
    if yes or no:
        return say(course, signal, "yes" if yes else "no", f'the description says "{yes or no}"', "description")
    nothing = f"the description says nothing {about}" if text else "the source gives no description"
    return say(course, signal, "unknown", nothing, "description")


def _said(text: str, phrases: tuple[str, ...]) -> list[re.Match[str]]:
    return list(_pattern(phrases).finditer(text)) if phrases else []


def _first(found: Sequence[re.Match[str]], others: Sequence[re.Match[str]]) -> str:
    """The first of these that is no part of one of the others; nothing where there is none."""
    for each in found:
        if not any(other.start() <= each.start() and each.end() <= other.end() for other in others):
            return " ".join(each.group().split())
    return ""


@lru_cache(maxsize=32)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first."""
    alternatives = (
        r"\s+".join(_NUMBER if word == "#" else re.escape(word) for word in phrase.split())
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
