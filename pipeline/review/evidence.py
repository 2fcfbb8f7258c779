"""Why courses match: the words that earned it, marked where they stand, and the parts that sum to the score; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.escape import one_line
from pipeline.match.explain import in_hundredths
from pipeline.model import Course, Goal, Match, Part

LEXICAL = ("words", "phrases", "concept", "topic", "level")
"""The features whose reasons quote words of the course."""
_QUOTED = re.compile("“([^”]{2,80})”")
AROUND = 140
"""Letters shown on each side of a marked word."""
LONGEST_TITLE = 300
Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPart:
    """One part of a score: its points, as shown, and the reason; `share` is its length as a bar, 0 to 100."""

    points: float
    because: str
    share: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Why one course matches one goal; the points shown sum to the score shown."""

    goal_id: str
    wording: str
    score: float
    parts: tuple[ShownPart, ...]
    title: Marked
    description: Marked


def evidence_of(course: Course, matches: Iterable[Match], goals: Mapping[str, Goal]) -> tuple[Evidence, ...]:
    """The evidence of a course for each goal that may be told, the best match first."""
    found = []
    for match in sorted(matches, key=lambda each: (-each.score, each.goal_id)):
        goal = goals.get(match.goal_id)
        if goal is None or not goal.wording:
            continue
        parts = [Part(**part) for part in json.loads(match.explanation)]
        shown = in_hundredths(parts)
        most = max((abs(points) for points, _ in shown), default=1)
        words = quoted(parts)
        found.append(
            Evidence(
                goal_id=goal.goal_id,
                wording=goal.wording,
                score=sum(points for points, _ in shown) / 100,
                parts=tuple(
                    ShownPart(points=points / 100, because=part.because, share=round(100 * abs(points) / most))
                    for points, part in shown
                ),
                title=marked(one_line(course.title)[:LONGEST_TITLE], words),
                description=marked(around(course.description or "", words), words),
            )
        )
    return tuple(found)


def quoted(parts: Sequence[Part]) -> tuple[str, ...]:
    """The words that the reasons of a match quote, the longest first."""
    found = {word for part in parts if part.feature in LEXICAL for word in _QUOTED.findall(part.because)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def marked(text: str, words: Sequence[str]) -> Marked:
    """A text in pieces: the words, where they stand as whole words, are marked."""
    pattern = _pattern(words)
    if pattern is None:
        return ((text, False),) if text else ()
    pieces = pattern.split(text)
    return tuple((piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece)


def around(text: str, words: Sequence[str]) -> str:
    """The part of a text in which the first of the words stands, on one line; its beginning where none does."""
    line = one_line(text)
    pattern = _pattern(words)
    hit = pattern.search(line) if pattern else None
    start = max(0, hit.start() - AROUND) if hit else 0
    end = (hit.end() if hit else 0) + 2 * AROUND
    shown = line[start:end]
    if start:
        shown = "… " + shown.partition(" ")[2]
    return shown.rpartition(" ")[0] + " …" if end < len(line) else shown


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
