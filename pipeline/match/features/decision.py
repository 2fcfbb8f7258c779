"""What people said of this course for this goal, or for one that means nearly the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked
from pipeline.match.taught import Heard
from pipeline.match.weights import LESS_THAN_SAME, WRONG_SENSE

COUNTS = {"accepted": 1.0, "rejected": -1.0, "wrong_sense": -1.0}
SAID = {"accepted": "accepted", "rejected": "rejected", "wrong_sense": "of another sense of the word"}


def value(asked: Asked) -> Floats:
    """From -1 (rejected) to 1 (accepted), for a neighbouring goal as much as it is close.

    A course that was marked as another sense takes those along that are like it, half as far, where nothing was said of
    them.
    """
    values = np.zeros(len(asked.rows))
    if not asked.heard:
        return values
    for likeness in _likenesses(asked):
        values = np.minimum(values, -likeness.values)
    for place, row in enumerate(asked.rows.tolist()):
        if row in asked.heard:
            heard = asked.heard[row]
            values[place] = COUNTS[heard.verdict.says] * heard.near
    return values


def because(asked: Asked, row: int) -> str:
    """Which decision, by whom and when; not for which other goal, whose wording may not be told."""
    if row in asked.heard:
        heard = asked.heard[row]
        return f"{SAID[heard.verdict.says]} for {_whom(heard)} by {heard.verdict.named}{_meant(heard)}"
    place = int(np.searchsorted(asked.rows, row))
    likeness = max(_likenesses(asked), key=lambda each: float(each.values[place]))
    heard = likeness.heard
    title = asked.index.courses[heard.row].title
    return f"like “{title}”, which is {SAID['wrong_sense']} for {_whom(heard)} by {heard.verdict.named}{_meant(heard)}"


@dataclass(frozen=True)
class _Likeness:
    """How far the mark of another sense on one course holds for each candidate, by how like it is; half at most."""

    heard: Heard
    values: Floats


def _likenesses(asked: Asked) -> list[_Likeness]:
    """One for each such course; only candidates count that are more like it than like what is meant."""
    dense, found = asked.index.dense, []
    for row, heard in sorted(asked.heard.items()):
        if dense is None or heard.verdict.says != "wrong_sense":
            continue
        cosines = dense.cosines(dense.title[[row]], asked.rows)[0]
        near = np.maximum(0.0, (cosines - WRONG_SENSE) / (1.0 - WRONG_SENSE))
        if asked.concept_meaning is not None:
            near[asked.concept_meaning >= cosines] = 0.0
        found.append(_Likeness(heard, LESS_THAN_SAME * near * heard.near))
    return found


def _whom(heard: Heard) -> str:
    return "this goal" if heard.near == 1.0 else f"a goal close to this one ({heard.near:.2f} of 1)"


def _meant(heard: Heard) -> str:
    return f"; meant is “{heard.verdict.meant}”" if heard.verdict.meant and heard.near == 1.0 else ""
