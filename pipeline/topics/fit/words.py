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
    """Where the phrases are. Most texts lack a word of nearly all, and that is seen much sooner than by a pattern."""
    small = _in_small_letters(text)
    near = [
        phrase
        for word, having in _plain(phrases).items()
        if word in small
        for phrase, others in having
        if all(other in small for other in others)
    ]
    return list(_pattern(tuple(near)).finditer(text)) if near else []


@lru_cache(maxsize=16)
def _in_small_letters(text: str) -> str:
    """A text in which a word of plain letters is found wherever a pattern that ignores case finds it."""
    return text.lower() if text.isascii() else text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()


@lru_cache(maxsize=32)
def _plain(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, list[str]]]]:
    """By the longest word of each, the phrases that have it, each with its other words; numbers left out."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for phrase in phrases:
        words = [_in_small_letters(word) for word in phrase.split() if word != "#"]
        longest = max(words, key=len, default="")
        found.setdefault(longest, []).append((phrase, [word for word in words if word != longest]))
    return found


def _first(found: Sequence[re.Match[str]], others: Sequence[re.Match[str]]) -> str:
    """The first of these that is no part of one of the others; nothing where there is none."""
    for each in found:
        if not any(other.start() <= each.start() and each.end() <= other.end() for other in others):
            return " ".join(each.group().split())
    return ""


@lru_cache(maxsize=1024)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first."""
    alternatives = (
        r"\s+".join(_NUMBER if word == "#" else re.escape(word) for word in phrase.split())
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
