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
    """The report for people, the lowest goals first."""
    lines = ["nDCG@10   P@5  relevant  confidence  goal"]
    for goal in report["goals"]:
        ndcg = "    -  " if goal["ndcg_at_10"] is None else f"{goal['ndcg_at_10']:7.3f}"
        precise = "   - " if goal["precision_at_5"] is None else f"{goal['precision_at_5']:5.2f}"
        was = f"  (was {goal['was']:.3f})" if goal["was"] is not None else ""
        lines.append(
            f"{ndcg} {precise}  {goal['n_relevant']:8d}  {goal['confidence']:10.2f}  "
            f"{goal['goal_id']} {goal['wording']}{was}"
        )
    if report["interval_95"]:
        low, high = report["interval_95"]
        lines.append(f"\nnDCG@10 over resampled goals: 95 % between {low:.3f} and {high:.3f}")
    if report["difference"]:
        found = report["difference"]
        low, high = found["interval_95"]
        lines.append(
            f"against the frozen run: {found['mean']:+.4f} (95 % between {low:+.4f} and {high:+.4f}; {found['better']} "
            f"goals better, {found['worse']} worse, of {found['goals']})"
        )
    return "\n".join(lines) + "\n"


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
