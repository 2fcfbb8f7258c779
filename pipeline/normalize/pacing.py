"""Pacing: whether learners set the pace or an instructor does."""

from __future__ import annotations

import re

from pipeline.normalize.reading import Reading, unknown

PACINGS = ("self_paced", "instructor_paced")
MAX_WORDS = 200
_WORDS = {
    "self_paced": "self paced|selfpaced|self directed|self guided|self study|on demand|at your own pace|own pace|"
    "asynchronous|selbstgesteuert|selbstlernkurs|im eigenen tempo|à son rythme|a tu ritmo",
    "instructor_paced": "instructor paced|instructor led|instructor|teacher led|tutor led|facilitated|cohort|"
    "cohort based|scheduled|live|synchronous|moderiert|betreut",
}
_TABLE = {word: pacing for pacing, words in _WORDS.items() for word in words.split("|")}
_GAPS = re.compile(r"[\s_–-]+")


def read(words: str | None) -> Reading[str | None]:
    """`self_paced` or `instructor_paced`, or null with a note; both at once are null with a note."""
    if words is None or not words.strip():
        return Reading(None)
    parts = [_GAPS.sub(" ", part).strip() for part in re.split(r"[|,;/]", words[:MAX_WORDS].casefold())]
    found = {_TABLE.get(part) for part in parts if part}
    if len(found) == 1 and None not in found:
        return Reading(found.pop())
    return Reading(None, (unknown("pacing", words, "one of self_paced and instructor_paced"),))
