"""Rating words to a strength from 0 to 1: "Very needed" in one block and "Highly needed" in another are one step.

A step is read by its words of degree (scale_words), so that a scale of any subject is one: "No demand, Some demand,
High demand". "Don't know" and "N/A" are no step: they say nothing about how much somebody wants a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from pipeline.survey.scale_words import BARE, DEGREES, NO_STEP, RULES, WHOLE
from pipeline.survey.tokens import plain
from pipeline.survey.wording import key

NUMBER = re.compile(r"^\s*(\d{1,3})(?:[.,]0+)?\s*(?:$|[-–—:=.(])")
TOPS = (5, 7, 10)
MAX_BARE = 8
YES = 0.75
"""A strongest step from which the scale's top is taken to be seen; a weaker one may be below a step nobody gave."""
APART = 0.25
"""How far the steps of a scale of five lie apart."""
DEGREE = tuple((re.compile(rf"^(?:{words})$"), strength, place) for words, strength, place in DEGREES)
Place = tuple[float, float]
"""The strength of a step by its own words, and its order among those of one strength."""


def strengths(steps: Iterable[str]) -> dict[str, float | None]:
    """How strongly each step of one scale says yes (0 to 1), or None where it is no step or not known.

    In words the steps rise strictly: those that are one by their own words are spread between their neighbours, and the
    top is 1. Numbers tell where the scale ends: 5 unless more is seen, then 7 or 10; it starts at 1 unless 0 is seen.
    """
    known = tuple(dict.fromkeys(steps))
    read = {step: plain(key(step)) for step in known}
    values = {step: number(step) for step in known if not NO_STEP.match(read[step])}
    seen = [value for value in values.values() if value is not None]
    worded = [step for step, value in values.items() if value is None]
    shared = _shared(read[step] for step in worded)
    places = {step: _place(read[step]) or _of_degree(read[step], shared) for step in worded}
    spread = _spread(sorted({place for place in places.values() if place is not None}))
    found: dict[str, float | None] = {}
    for step in known:
        value, place = values.get(step), places.get(step)
        if value is not None:
            found[step] = _of_number(value, seen)
        else:
            found[step] = None if place is None else spread[place]
    return found


def strength(step: str, steps: Iterable[str] = ()) -> float | None:
    """How strongly a step says yes among all the steps in use; alone it is taken by its own words."""
    others = tuple(steps)
    if others:
        return strengths((*others, step))[step]
    words = plain(key(step))
    if NO_STEP.match(words):
        return None
    value = number(step)
    if value is not None:
        return _of_number(value, [value])
    place = _place(words)
    return None if place is None else place[0]


def number(step: str) -> int | None:
    """The number of a step such as `3`, `3.0` or `5 - very interested`."""
    match = NUMBER.match(step)
    return int(match[1]) if match else None


def is_step(step: str) -> bool:
    """True for a word or number of a scale, "don't know" included."""
    return strength(step) is not None or bool(NO_STEP.match(plain(key(step))))


def is_no_step(step: str) -> bool:
    """True for "don't know", "N/A" and the like."""
    return bool(NO_STEP.match(plain(key(step))))


def is_scale(steps: Iterable[str]) -> bool:
    """True where all are steps of one scale, "don't know" beside them included, and at least two differ."""
    found = strengths(steps)
    rated = {strength for strength in found.values() if strength is not None}
    return len(rated) > 1 and all(found[step] is not None or is_no_step(step) for step in found)


def is_bare_step(step: str) -> bool:
    """True for a step that holds nothing but words of scales: "5 - very useful", and not "5, ask Pat"."""
    words = plain(key(step)).split()
    return is_step(step) and len(words) <= MAX_BARE and all(word in BARE or _is_numeral(word) for word in words)


def ordered(steps: Iterable[str]) -> tuple[str, ...]:
    """Distinct steps from weak to strong; those without a strength last, by alphabet."""
    placed = strengths(sorted(set(steps)))
    return tuple(sorted(placed, key=lambda step: (placed[step] is None, placed[step] or 0.0, step)))


def _is_numeral(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2


def _of_number(value: int, seen: Sequence[int]) -> float | None:
    bottom = 0 if min(seen) == 0 else 1
    top = next((end for end in TOPS if end >= max(seen)), None)
    return None if top is None else (value - bottom) / (top - bottom)


def _place(words: str) -> Place | None:
    if words in WHOLE:
        return WHOLE[words]
    return next(((strength, place) for rule, strength, place in RULES if rule.match(words)), None)


def _shared(steps: Iterable[str]) -> str:
    """The word that every step of several words has in common, last in English and first in Spanish; or none."""
    several = [step.split() for step in steps if " " in step]
    if len(several) < 2:
        return ""
    for at in (-1, 0):
        words = {step[at] for step in several}
        if len(words) == 1:
            return words.pop()
    return ""


def _of_degree(step: str, shared: str) -> Place | None:
    """A step that is a word of degree and the word that the whole scale shares: "some demand"."""
    words = step.split()
    if not shared or len(words) < 2 or shared not in (words[-1], words[0]):
        return None
    degree = " ".join(words[:-1] if words[-1] == shared else words[1:])
    return next(((strength, place) for rule, strength, place in DEGREE if rule.match(degree)), None)


def _spread(places: Sequence[Place]) -> dict[Place, float]:
    """A strength for each place of a scale in words, from weak to strong; no two are the same.

    The weakest of several steps of one strength keeps it, and the others lie between it and the next step; a scale that
    ends below its top is lifted to it.
    """
    runs = [(strength, list(run)) for strength, run in groupby(places, key=lambda place: place[0])]
    found: dict[Place, float] = {}
    before = 0.0
    for at, (strength, run) in enumerate(runs):
        after = runs[at + 1][0] if at + 1 < len(runs) else 1.0
        lowest, rising = strength, run
        if at == len(runs) - 1 and len(places) > 1 and strength >= YES:
            *rising, top = run
            found[top] = after = 1.0
            if strength == after:
                lowest = YES if before < YES else (YES + after) / 2
        width = min(after - lowest, APART) / max(len(rising), 1)
        found |= {place: round(lowest + width * n, 2) for n, place in enumerate(rising)}
        before = strength
    return found
