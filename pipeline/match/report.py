"""An evaluation goal by goal: the table, the worst goals, and the difference to a frozen run."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np

from pipeline.errors import UsageError
from pipeline.match.evaluate import PerGoal

WORST = 10
SAMPLES = 2000
SEED = 5
COLUMNS = ("goal_id", "ndcg_at_10")


def report_of(each: Sequence[PerGoal], earlier: Mapping[str, float] | None = None) -> dict[str, Any]:
    """The report as a document: `goals` (nDCG lowest first), `worst` (their ids), `difference` to the frozen run.

    The difference is the mean over goals that both runs measured, with the 2.5th and 97.5th percentile over resampled
    goals, each with its own pair of values; the resampling is always the same.
    """
    measured = sorted(
        (goal for goal in each if goal.ndcg_at_10 is not None), key=lambda goal: (goal.ndcg_at_10, goal.goal_id)
    )
    without = [goal for goal in each if goal.ndcg_at_10 is None]
    return {
        "goals": [_row(goal, earlier) for goal in (*measured, *without)],
        "worst": [goal.goal_id for goal in measured[:WORST]],
        "interval_95": interval([goal.ndcg_at_10 for goal in measured if goal.ndcg_at_10 is not None]),
        "difference": _difference(measured, earlier),
    }


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """2.5th and 97.5th percentile of the mean over resampled values; None of nothing."""
    if not values:
        return None
    chance = np.random.default_rng(SEED)
    drawn = np.asarray(values)[chance.integers(0, len(values), (SAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5)).tolist()
    return low, high


def report_text(report: Mapping[str, Any]) -> str:
    """The report for people: every goal, the lowest first; the worst again with what was found; the difference."""
    lines = [
        "Every goal, the lowest first. nDCG@10: how good the first ten are, 1 being the best order there is;",
        "P@5: share relevant of the first five; relevant: courses judged so; was: nDCG@10 in the frozen run.",
        "nDCG@10   P@5  relevant  confidence    was  goal",
    ]
    for goal in report["goals"]:
        ndcg = "      -" if goal["ndcg_at_10"] is None else f"{goal['ndcg_at_10']:7.3f}"
        precise = "   - " if goal["precision_at_5"] is None else f"{goal['precision_at_5']:5.2f}"
        was = "    -" if goal["was"] is None else f"{goal['was']:5.3f}"
        lines.append(
            f"{ndcg} {precise}  {goal['n_relevant']:8d}  {goal['confidence']:10.2f}  {was}  "
            f"{goal['goal_id']} {goal['wording']}"
        )
    if report["worst"]:
        lines.append(f"\nThe {len(report['worst'])} worst goals:")
        by_id = {goal["goal_id"]: goal for goal in report["goals"]}
        for goal in (by_id[goal_id] for goal_id in report["worst"]):
            lines.append(f"  {goal['goal_id']} {goal['wording']}")
            lines.append(f"      found first: {goal['best'] or 'nothing'}")
            if goal["missed"]:
                lines.append(f"      not among the ten: {goal['missed']}")
    if report["interval_95"]:
        low, high = report["interval_95"]
        lines.append(f"\nnDCG@10 over resampled goals: 95 % between {low:.3f} and {high:.3f}")
    lines.append(_difference_text(report["difference"]))
    return "\n".join(lines) + "\n"


def _difference_text(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "no frozen run to compare with: `--freeze FILE` keeps this one, `--frozen FILE` compares with it"
    low, high = found["interval_95"]
    verdict = "better" if low > 0 else "worse" if high < 0 else "no difference that goals by chance could not make"
    return (
        f"against the frozen run: {found['mean']:+.4f} (95 % between {low:+.4f} and {high:+.4f}; {found['better']} "
        f"goals better, {found['worse']} worse, of {found['goals']}): {verdict}"
    )


def frozen_csv(each: Sequence[PerGoal]) -> str:
    """A run to keep in git: ids and values only, no wording."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((goal.goal_id, f"{goal.ndcg_at_10:.6f}") for goal in each if goal.ndcg_at_10 is not None)
    return out.getvalue()


def read_frozen(content: bytes, name: str) -> dict[str, float]:
    """The values of a frozen run, by goal_id.

    Raises:
        UsageError: it is no file that `evaluate --freeze` wrote.
    """
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"its columns are {rows.fieldnames}")
        return {row["goal_id"]: float(row["ndcg_at_10"]) for row in rows}
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise UsageError(
            f"{name} is no frozen run ({error!r}); a CSV with {','.join(COLUMNS)} was expected, "
            "as `evaluate --freeze` writes it"
        ) from error


def _row(goal: PerGoal, earlier: Mapping[str, float] | None) -> dict[str, Any]:
    return {
        "goal_id": goal.goal_id,
        "wording": goal.wording,
        "n_relevant": goal.n_relevant,
        "ndcg_at_10": goal.ndcg_at_10,
        "precision_at_5": goal.precision_at_5,
        "confidence": goal.confidence,
        "accepted": goal.accepted,
        "best": goal.best,
        "missed": goal.missed,
        "was": (earlier or {}).get(goal.goal_id),
    }


def _difference(measured: Sequence[PerGoal], earlier: Mapping[str, float] | None) -> dict[str, Any] | None:
    pairs = [
        (goal.ndcg_at_10, earlier[goal.goal_id])
        for goal in measured
        if goal.ndcg_at_10 is not None and earlier and goal.goal_id in earlier
    ]
    if not pairs:
        return None
    gains = [now - was for now, was in pairs]
    return {
        "mean": fmean(gains),
        "interval_95": interval(gains),
        "goals": len(gains),
        "better": sum(gain > 1e-6 for gain in gains),
        "worse": sum(gain < -1e-6 for gain in gains),
    }
