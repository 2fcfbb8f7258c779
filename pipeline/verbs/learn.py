"""Learns the weights of matching from judgements: `python -m pipeline.verbs.learn FOLDER [FOLDER …] [--write]`.

A folder holds courses.csv, qrels.csv and one or more goals*.csv. Each folder counts the same, and so does each of its
files of goals. Told are the figures of the weights as they are, as learned on everything, and as learned by parts on the
goals that were left out, which is what new goals may expect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from pipeline.flow.means import WEIGHTS, Ready, load_weights
from pipeline.match.calibrate import signs
from pipeline.match.evaluate import auroc, relevant_from
from pipeline.match.goal import read_goals
from pipeline.match.index import build_index
from pipeline.match.judgements import Judgements, read_judgements
from pipeline.match.learn import NAMES, Case, cases_of, folds, learned, logistic, quality
from pipeline.match.score import rank
from pipeline.model import MatchSettings, MatchWeights
from pipeline.verbs import house
from pipeline.verbs.match import ready_for

PARTS = 5
NUMBERS = ("evidence", "score", "meaning", "known")
KEYS = ("full", "lesser")


@dataclass(frozen=True)
class Seen:
    """Features of one file of goals in one mode, and for every goal whether it can be met, with its signs."""

    name: str
    cases: list[Case]
    signs: list[tuple[bool, dict[str, float]]]


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--vectors", type=click.Path(path_type=Path), help="File that keeps vectors for the next time.")
@click.option("--write", is_flag=True, help=f"Write {WEIGHTS}.")
def learn(folders: tuple[Path, ...], vectors: Path | None, *, write: bool) -> None:
    """Learn the weights from the judgements in FOLDERS, and say what they bring."""
    path = house.CONNECTORS.parent / WEIGHTS
    weights = load_weights(path)
    ready = ready_for(MatchSettings(), vectors)
    found: dict[str, dict[str, float]] = {}
    notes: list[str] = []
    for key in KEYS:
        seen = [look for folder in folders for look in _seen(folder, ready, weights, is_full=key == "full")]
        start = getattr(weights, key)
        found[key] = learned([look.cases for look in seen], start)
        notes += [f"{key}: {line}" for line in _told(seen, start, found[key])]
        settled = replace(weights, **{key: found[key]})
        looks = [look for folder in folders for look in _seen(folder, ready, settled, is_full=key == "full")]
        found[f"confidence_{key}"], lines = _confidence(looks)
        notes += [f"{key}: {line}" for line in lines]
    if ready.kept:
        ready.kept.write()
    text = as_yaml(found, notes)
    click.echo(text)
    if write:
        path.write_text(text, encoding="utf-8")


def as_yaml(found: Mapping[str, Mapping[str, float]], notes: Sequence[str]) -> str:
    """The file of weights, readable."""
    lines = [
        "# What each feature of a match counts. Written by `python -m pipeline.verbs.learn`; decision 13 tells more."
    ]
    for key in ("full", "lesser", "confidence_full", "confidence_lesser"):
        lines.append(f"{key}:")
        lines += [f"  {name}: {value:g}" for name, value in found[key].items()]
    lines.append("notes: |-")
    lines += [f"  {line}" for line in notes]
    return "\n".join(lines) + "\n"


def _seen(folder: Path, ready: Ready, weights: MatchWeights, *, is_full: bool) -> list[Seen]:
    means = replace(ready.means, weights=weights)
    if not is_full:
        means = replace(means, embed_courses=None, embed_goals=None)
    looks = []
    index = None
    for path in sorted(folder.glob("goals*.csv")):
        judged = _judgements(folder, path)
        index = index or build_index(judged.courses, means=means)
        least = relevant_from(judged.qrels)
        told = []
        for goal_id, goal in zip(judged.goals, read_goals(index, list(judged.goals.values())), strict=True):
            can_be_met = any(grade >= least for grade in judged.qrels.get(goal_id, {}).values())
            told.append((can_be_met, {} if goal.why_not else signs(rank(index, goal, 1))))
        looks.append(Seen(f"{folder.name}/{path.name}", cases_of(index, judged.goals, judged.qrels), told))
    return looks


def _judgements(folder: Path, goals: Path) -> Judgements:
    courses, qrels = folder / "courses.csv", folder / "qrels.csv"
    names = (str(courses), str(goals), str(qrels))
    return read_judgements(courses.read_bytes(), goals.read_bytes(), qrels.read_bytes(), names)


def _told(seen: Sequence[Seen], start: Mapping[str, float], found: Mapping[str, float]) -> list[str]:
    """nDCG@10 before, learned, and learned on four fifths of the goals and measured on the others."""
    left_out = [np.zeros(len(look.cases)) for look in seen]
    for part in range(PARTS):
        kept = [_without(look.cases, folds(len(look.cases), PARTS)[part]) for look in seen]
        weights = _array(learned(kept, start))
        for place, look in enumerate(seen):
            out = folds(len(look.cases), PARTS)[part]
            left_out[place][out] = quality([look.cases[at] for at in out], weights)
    return [
        f"{look.name}: nDCG@10 {quality(look.cases, _array(start)).mean():.4f} before, "
        f"{quality(look.cases, _array(found)).mean():.4f} learned, {values.mean():.4f} on goals left out"
        for look, values in zip(seen, left_out, strict=True)
    ]


def _confidence(looks: Sequence[Seen]) -> tuple[dict[str, float], list[str]]:
    """Coefficients of confidence, from files that have goals of both kinds; each goal is left out once to measure."""
    told = [each for look in looks if len({met for met, _ in look.signs}) > 1 for each in look.signs if each[1]]
    labels = np.array([float(met) for met, _ in told])
    rows = np.array([[found[name] for name in NUMBERS] + [1.0] for _, found in told])
    fit = logistic(rows, labels)
    alone = np.array(
        [rows[at] @ logistic(np.delete(rows, at, axis=0), np.delete(labels, at)) for at in range(len(rows))]
    )
    n_silent = sum(not found for look in looks for met, found in look.signs if not met)
    floor = [-1e9] * n_silent
    fitted = rows @ fit
    lines = [
        f"abstain AUROC {auroc(fitted[labels > 0].tolist(), fitted[labels <= 0].tolist() + floor)} fit, "
        f"{auroc(alone[labels > 0].tolist(), alone[labels <= 0].tolist() + floor)} each goal left out once"
    ]
    named = {"middle": float(fit[-1]), **dict(zip(NUMBERS, fit[:-1].tolist(), strict=True))}
    return {name: round(value, 3) for name, value in named.items()}, lines


def _without(cases: Sequence[Case], places: Sequence[int]) -> list[Case]:
    left = frozenset(places)
    return [case for place, case in enumerate(cases) if place not in left]


def _array(weights: Mapping[str, float]) -> np.ndarray:
    return np.array([weights.get(name, 0.0) for name in NAMES])


if __name__ == "__main__":
    learn()
