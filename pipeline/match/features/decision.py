"""What people said of this course for this goal, or for one that means nearly the same."""

from __future__ import annotations

import numpy as np

from pipeline.match.index import Judged
from pipeline.match.postings import Floats
from pipeline.match.retrieve import Asked, alike

COUNTS = {"accepted": 1.0, "rejected": -1.0, "wrong_sense": -1.0}
SAID = {"accepted": "accepted", "rejected": "rejected", "wrong_sense": "marked as another sense of the word"}


def value(asked: Asked) -> Floats:
    """From -1 (rejected) to 1 (accepted); for a neighbouring goal as much as it is close. The latest verdict counts."""
    values = np.zeros(len(asked.rows))
    places = {row: place for place, row in enumerate(asked.rows.tolist())}
    for row, (judged, near) in _latest(asked).items():
        if row in places:
            values[places[row]] = COUNTS[judged.verdict.says] * near
    return values


def because(asked: Asked, row: int) -> str:
    """Which decision, by whom, when, and for which goal."""
    verdict = _latest(asked)[row][0].verdict
    return (
        f"{SAID[verdict.says]} for “{verdict.wording}” by {verdict.decided_by} on {verdict.decided_at:%Y-%m-%d} "
        f"(decision {verdict.decision_id})"
    )


def _latest(asked: Asked) -> dict[int, tuple[Judged, float]]:
    """For each course the verdict of the closest goal; of several on one goal the latest."""
    found: dict[int, tuple[Judged, float]] = {}
    for judged in asked.index.judged:
        near = alike(asked.index, asked.goal, judged)
        if not near:
            continue
        known = found.get(judged.row)
        order = (near, judged.verdict.decided_at, judged.verdict.decision_id)
        if known is None or order > (known[1], known[0].verdict.decided_at, known[0].verdict.decision_id):
            found[judged.row] = (judged, near)
    return found
