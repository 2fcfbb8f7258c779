"""What every normaliser hands back: the clean value, and notes on what it could not or would not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.model import Level, Note

T = TypeVar("T")
MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value in our own terms, null or empty where the words say nothing usable, and notes for the run."""

    value: T
    notes: tuple[Note, ...] = ()


def shown(words: str) -> str:
    """Words as a note may hold them: printable, and no longer than a person reads."""
    text = "".join(letter if letter.isprintable() else " " for letter in words[: MAX_SHOWN + 1])
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def unknown(field: str, words: str, expected: str) -> Note:
    """The note for words that no table knows: the value stays null and a person may add the words to a lookup."""
    return finding(field, words, f"expected {expected}", kind="unknown_value", level="warning")


def finding(field: str, words: str, message: str, *, kind: str, level: Level = "info") -> Note:
    """A note that names the field and the words it is about."""
    value = shown(words)
    return Note(level=level, kind=kind, field=field, value=value, message=f"{field} `{value}`: {message}")
