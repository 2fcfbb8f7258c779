"""Course levels: beginner, intermediate, advanced or mixed."""

from __future__ import annotations

import re

from pipeline.normalize.reading import Reading, unknown

LEVELS = ("beginner", "intermediate", "advanced", "mixed")
MAX_WORDS = 200
_WORDS = {
    "beginner": "beginner beginners basic basics elementary entry entry-level foundation foundational fundamentals "
    "introduction introductory novice starter anfänger einsteiger grundlagen débutant débutants principiante "
    "principiantes básico inicial principianti base beginners-level entry_level beginner-level",
    "intermediate": "intermediate medium mittel mittelstufe fortgeschrittene-anfänger intermédiaire intermedio "
    "intermediário intermediate-level",
    "advanced": "advanced expert experts professional fortgeschritten fortgeschrittene experte experten avancé "
    "confirmé avanzado avançado avanzato advanced-level",
    "mixed": "mixed all any all-levels any-level alle alle-stufen tous-niveaux todos-los-niveles multiple various",
}
_TABLE = {word: level for level, words in _WORDS.items() for word in words.split()}
_SEPARATORS = re.compile(r"\s*[|,;/]\s*|\s+(?:and|und|et|y|to|-)\s+")


def read(words: str | None) -> Reading[str | None]:
    """One of LEVELS, or null with a note. Several different levels together are `mixed`.

    Degrees such as "undergraduate" are no level of difficulty: a source that has them says in its lookups how to read
    them.
    """
    if words is None or not words.strip():
        return Reading(None)
    found: set[str] = set()
    for part in _SEPARATORS.split(words[:MAX_WORDS].strip().casefold()):
        level = _TABLE.get("-".join(part.removesuffix(" level").split()))
        if level is None and part:
            return Reading(None, (unknown("level", words, "beginner, intermediate, advanced or mixed"),))
        if level is not None:
            found.add(level)
    if not found:
        return Reading(None, (unknown("level", words, "beginner, intermediate, advanced or mixed"),))
    return Reading(found.pop() if len(found) == 1 else "mixed")
