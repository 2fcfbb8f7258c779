"""Learns the weights of matching from judgements: `python -m pipeline.verbs.learn FOLDER [FOLDER …] [--write]`.

A folder holds courses.csv, qrels.csv and one or more goals*.csv; each folder counts the same. Told are the
figures of the weights as they are, as learned on everything, and as learned by parts on the goals that were left out,
which is what new goals may expect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from pipeline.fetch import SystemClock
from pipeline.flow.means import WEIGHTS, Ready, load_weights
from pipeline.match.calibrate import signs
from pipeline.match.evaluate import auroc, relevant_from
from pipeline.match.goal import ReadGoal, read_goals
from pipeline.match.index import Index, build_index
from pipeline.match.judgements import Judgements, read_judgements
from pipeline.match.learn import NAMES, Case, cases_of, folds, learned, logistic, quality
from pipeline.match.postings import Floats
from pipeline.match.score import rank
from pipeline.model import MatchSettings, MatchWeights
from pipeline.verbs import house
from pipeline.verbs.match import ready_for

PARTS = 5
KEYS = {"full": ("score",), "lesser": ("score", "evidence")}
"""The two modes, and what the confidence of each is made of; with a model evidence adds nothing (2026-11)."""
FIRST = 5
"""Courses of each goal that confidence is learned from."""


@dataclass(frozen=True)
class Seen:
    """Features of one file of goals in one mode; `graded` where its grades go beyond yes and no.

    `first` has for every goal whether it can be met, and for its first courses whether they are relevant, with signs;
    of a goal that is none there are no courses.
    """

    name: str
    cases: list[Case]
    first: list[tuple[bool, list[tuple[bool, dict[str, float]]]]]
    graded: bool


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
    for key, numbers in KEYS.items():
        of_folder = [_seen(folder, ready, weights, is_full=key == "full") for folder in folders]
        seen = [look for looks in of_folder for look in looks]
        shares = [1 / len(looks) for looks in of_folder for _ in looks]
        start = getattr(weights, key)
        tried = learned([look.cases for look in seen], shares, start)
        lines, is_better = _told(seen, shares, start, tried)
        found[key] = tried if is_better else dict(start)
        notes += [f"{key}: {line}" for line in lines]
        if not is_better:
            notes.append(f"{key}: on goals left out no better than before, so the weights stay as they were")
        settled = _with(weights, key, found[key])
        graded = [
            folder for folder, looks in zip(folders, of_folder, strict=True) if any(each.graded for each in looks)
        ]
        looks = [look for folder in graded for look in _seen(folder, ready, settled, is_full=key == "full")]
        found[f"confidence_{key}"], lines = _confidence(looks, numbers)
        notes += [f"{key}: {line}" for line in lines]
    if ready.kept:
        ready.kept.write()
    notes.append(f"learned on {SystemClock().now():%Y-%m-%d} from {', '.join(folder.name for folder in folders)}")
    text = as_yaml(found, notes)
    click.echo(text)
    if write:
        path.write_text(text, encoding="utf-8")


def as_yaml(found: Mapping[str, Mapping[str, float]], notes: Sequence[str]) -> str:
    """The file of weights, readable."""
    lines = [
        "# What each feature of a match counts. Written by `python -m pipeline.verbs.learn`; decision 19 tells more."
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
        is_graded = least > 1
        goals = read_goals(index, list(judged.goals.values())) if is_graded else []
        for goal_id, goal in zip(judged.goals, goals, strict=False):
            grades = judged.qrels.get(goal_id, {})
            can_be_met = any(grade >= least for grade in grades.values())
            told.append((can_be_met, [] if goal.why_not else _first(index, goal, grades, least)))
        cases = cases_of(index, judged.goals, judged.qrels)
        looks.append(Seen(f"{folder.name}/{path.name}", cases, told, is_graded))
    return looks


def _first(index: Index, goal: ReadGoal, grades: Mapping[str, int], least: int) -> list[tuple[bool, dict[str, float]]]:
    ranking = rank(index, goal, FIRST)
    ids = [index.courses[row].course_id for row in ranking.rows]
    return [(grades.get(course_id, 0) >= least, signs(ranking, place)) for place, course_id in enumerate(ids)]


def _judgements(folder: Path, goals: Path) -> Judgements:
    courses, qrels = folder / "courses.csv", folder / "qrels.csv"
    names = (str(courses), str(goals), str(qrels))
    return read_judgements(courses.read_bytes(), goals.read_bytes(), qrels.read_bytes(), names)


def _told(
    seen: Sequence[Seen], shares: Sequence[float], start: Mapping[str, float], found: Mapping[str, float]
) -> tuple[list[str], bool]:
    """nDCG@10 before, learned, and learned on four fifths and measured on the rest; whether that beats before."""
    before = [quality(look.cases, _array(start)) for look in seen]
    left_out = [np.zeros(len(look.cases)) for look in seen]
    for part in range(PARTS):
        kept = [_without(look.cases, folds(len(look.cases), PARTS)[part]) for look in seen]
        weights = _array(learned(kept, shares, start))
        for place, look in enumerate(seen):
            out = folds(len(look.cases), PARTS)[part]
            left_out[place][out] = quality([look.cases[at] for at in out], weights)
    lines = [
        f"{look.name}: nDCG@10 {was.mean():.4f} before, {quality(look.cases, _array(found)).mean():.4f} learned, "
        f"{values.mean():.4f} on goals left out"
        for look, was, values in zip(seen, before, left_out, strict=True)
    ]
    gains = [share * (now.mean() - was.mean()) for share, now, was in zip(shares, left_out, before, strict=True)]
    return lines, sum(gains) > 0


def _confidence(looks: Sequence[Seen], numbers: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """Coefficients of confidence, from graded files (others leave much unjudged), with figures on goals left out."""
    goals = [each for look in looks if look.graded for each in look.first]
    points = [[(_row(found, numbers), float(yes)) for yes, found in first] for _, first in goals]
    fit = _fitted([point for each in points for point in each])
    alone = np.zeros(len(goals))
    for part in folds(len(goals), PARTS):
        out = frozenset(part)
        without = _fitted([point for place, each in enumerate(points) if place not in out for point in each])
        alone[part] = [_chance(points[place], without) for place in part]
    fitted = [_chance(each, fit) for each in points]
    met = [can_be_met for can_be_met, _ in goals]
    said = [
        f"{name}: abstain AUROC {_separation(chances, met):.4f}"
        for name, chances in (("fit", fitted), ("on goals left out", alone.tolist()))
    ]
    named = {"middle": float(fit[-1]), **dict(zip(numbers, fit[:-1].tolist(), strict=True))}
    return {name: round(value, 3) for name, value in named.items()}, said


def _row(found: Mapping[str, float], numbers: Sequence[str]) -> list[float]:
    return [found[name] for name in numbers] + [1.0]


def _fitted(points: Sequence[tuple[list[float], float]]) -> Floats:
    return logistic(np.array([row for row, _ in points]), np.array([label for _, label in points]))


def _chance(points: Sequence[tuple[list[float], float]], coefficients: Floats) -> float:
    """Of the best course; 0 where there is none."""
    return float(1 / (1 + np.exp(-np.array(points[0][0]) @ coefficients))) if points else 0.0


def _separation(chances: Sequence[float], met: Sequence[bool]) -> float:
    yes = [chance for chance, is_met in zip(chances, met, strict=True) if is_met]
    no = [chance for chance, is_met in zip(chances, met, strict=True) if not is_met]
    found = auroc(yes, no)
    return float("nan") if found is None else found


def _with(weights: MatchWeights, key: str, found: dict[str, float]) -> MatchWeights:
    return replace(weights, full=found) if key == "full" else replace(weights, lesser=found)


def _without(cases: Sequence[Case], places: Sequence[int]) -> list[Case]:
    left = frozenset(places)
    return [case for place, case in enumerate(cases) if place not in left]


def _array(weights: Mapping[str, float]) -> Floats:
    return np.array([weights.get(name, 0.0) for name in NAMES])


if __name__ == "__main__":
    learn()
