"""Whether confidence is a chance: of goals answered with 0.8, the best course should be accepted in eight of ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.match.curves import Curve, folds, isotonic_curve, logistic_curve
from pipeline.match.postings import Floats

BINS = 10
PARTS = 5
LEAST_GOALS = 20
"""With fewer goals a curve fitted on four fifths of them says nothing."""
NEAR = 1e-6
"""A confidence of 1 is taken as this far below it, so that it has a logit."""


def calibration(confidences: Sequence[float], accepted: Sequence[bool]) -> dict[str, Any] | None:
    """How far confidence is the chance that the best course is accepted; None of nothing.

    `as_delivered` is the confidence as people see it. `logistic` and `isotonic` are the same confidence put through a
    curve that was fitted on other goals of the same file (5 parts, each left out once): what a curve of that kind could
    mend; None with fewer than 20 goals that have a course. Each has `brier` (mean squared error, 0 to 1),
    `expected_calibration_error` (mean distance of a bin's confidence from its share accepted, bins counting by their
    goals) and `bins`, ten of the same width with `from`, `to`, `goals`, `confidence` (mean) and `accepted` (share),
    the last two None where no goal is in it. `always_the_share` is the Brier score of saying the share accepted always.

    Args:
        confidences: of the best course of each goal; 0 where none is found or the text is no goal.
        accepted: whether that course was judged relevant.
    """
    if not confidences:
        return None
    said, is_accepted = np.asarray(confidences, dtype=np.float64), np.asarray(accepted, dtype=np.bool_)
    share = float(is_accepted.mean())
    return {
        "goals": len(said),
        "accepted": share,
        "always_the_share": share * (1.0 - share),
        "as_delivered": _measured(said, is_accepted),
        "logistic": _on_goals_left_out(said, is_accepted, logistic_curve),
        "isotonic": _on_goals_left_out(said, is_accepted, isotonic_curve),
    }


def brier(said: Floats, accepted: NDArray[np.bool_]) -> float:
    """The mean squared distance of what was said from what was so; 0 is perfect."""
    return float(np.mean((said - accepted) ** 2))


def bins_of(said: Floats, accepted: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """The reliability table."""
    place_of = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    rows = []
    for place in range(BINS):
        inside = place_of == place
        n = int(inside.sum())
        rows.append(
            {
                "from": place / BINS,
                "to": (place + 1) / BINS,
                "goals": n,
                "confidence": float(said[inside].mean()) if n else None,
                "accepted": float(accepted[inside].mean()) if n else None,
            }
        )
    return rows


def calibration_text(found: Mapping[str, Any]) -> str:
    """The same for people."""
    lines = [
        f"Confidence against judgement: of {found['goals']} goals the best course was accepted in "
        f"{found['accepted']:.0%}.",
        "A course that nobody judged counts as not accepted: where judged_at_10 is low this says little.",
        "confidence   goals  mean said  accepted",
    ]
    for row in found["as_delivered"]["bins"]:
        told = f"{row['confidence']:9.2f}  {row['accepted']:8.2f}" if row["goals"] else "        -         -"
        lines.append(f"{row['from']:.1f} to {row['to']:.1f}  {row['goals']:6d}  {told}")
    lines.append("                                    Brier score   expected calibration error   (0 is perfect)")
    for name, kind in (
        ("as delivered", "as_delivered"),
        ("logistic, fitted on other goals", "logistic"),
        ("isotonic, fitted on other goals", "isotonic"),
    ):
        if found[kind]:
            lines.append(
                f"{name:<34}  {found[kind]['brier']:11.4f}   {found[kind]['expected_calibration_error']:26.3f}"
            )
    lines.append(f"{'always saying ' + format(found['accepted'], '.0%'):<34}  {found['always_the_share']:11.4f}")
    return "\n".join(lines) + "\n"


def _measured(said: Floats, accepted: NDArray[np.bool_]) -> dict[str, Any]:
    rows = bins_of(said, accepted)
    error = sum(row["goals"] * abs(row["confidence"] - row["accepted"]) for row in rows if row["goals"]) / len(said)
    return {"brier": brier(said, accepted), "expected_calibration_error": float(error), "bins": rows}


def _on_goals_left_out(
    said: Floats, accepted: NDArray[np.bool_], fit: Callable[[Floats, Floats], Curve]
) -> dict[str, Any] | None:
    has_course = np.flatnonzero(said > 0)
    if len(has_course) < LEAST_GOALS:
        return None
    inside = np.clip(said[has_course], NEAR, 1.0 - NEAR)
    logits, labels = np.log(inside / (1.0 - inside)), accepted[has_course].astype(np.float64)
    mended = said.copy()
    for out in folds(len(has_course), PARTS):
        is_kept = np.ones(len(has_course), dtype=np.bool_)
        is_kept[out] = False
        mended[has_course[out]] = fit(logits[is_kept], labels[is_kept])(logits[out])
    return _measured(mended, accepted)
