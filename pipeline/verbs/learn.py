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
from pipeline.match.curves import folds, logistic
from pipeline.match.evaluate import auroc, relevant_from
from pipeline.match.goal import ReadGoal, read_goals
from pipeline.match.index import Index, build_index
from pipeline.match.judgements import Judgements, read_judgements
from pipeline.match.learn import NAMES, Case, cases_of, learned, quality
from pipeline.match.postings import Floats
from pipeline.match.reliability import brier
from pipeline.match.score import rank
from pipeline.model import MatchSettings, MatchWeights
from pipeline.verbs import house
from pipeline.verbs.match import ready_for

PARTS = 5
KEYS = {"full": ("score",), "lesser": ("score", "evidence")}
"""The two modes, and what the confidence of each is made of; with a model evidence adds nothing (2026-11)."""
WEIGHED = "abstain AUROC"
CONFIDENT = "confidence learned"
"""Notes that speak of confidence hold one of these; the others speak of the weights."""


@dataclass(frozen=True)
class Answer:
    """The best course of one goal: whether the goal can be met, whether the course is relevant, and its numbers.

    `signs` are empty where nothing is found, or where the text is no goal. `missing` is the share of the goal that no
    course says: it lowers confidence by itself, so nothing is learned from such a goal.
    """

    can_be_met: bool
    is_relevant: bool
    signs: dict[str, float]
    missing: float = 0.0


@dataclass(frozen=True)
class Seen:
    """Features of one file of goals in one mode; `graded` where its grades go beyond yes and no.

    `answers` has one for every goal of a graded file.
    """

    name: str
    cases: list[Case]
    answers: list[Answer]
    graded: bool


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--vectors", type=click.Path(path_type=Path), help="File that keeps vectors for the next time.")
@click.option("--only-confidence", is_flag=True, help="Keep the weights, and learn only how sure they make us.")
@click.option("--write", is_flag=True, help=f"Write {WEIGHTS}.")
def learn(folders: tuple[Path, ...], vectors: Path | None, *, only_confidence: bool, write: bool) -> None:
    """Learn the weights from the judgements in FOLDERS, and say what they bring."""
    path = house.CONNECTORS.parent / WEIGHTS
    weights = load_weights(path)
    ready = ready_for(MatchSettings(), vectors)
    found: dict[str, dict[str, float]] = {}
    notes = (
        [line for line in weights.notes.splitlines() if CONFIDENT not in line and WEIGHED not in line]
        if only_confidence
        else []
    )
    for key, numbers in KEYS.items():
        of_folder = [_seen(folder, ready, weights, is_full=key == "full") for folder in folders]
        seen = [look for looks in of_folder for look in looks]
        shares = [1 / len(looks) for looks in of_folder for _ in looks]
        found[key] = start = getattr(weights, key)
        if not only_confidence:
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
    what = CONFIDENT if only_confidence else "learned"
    notes.append(f"{what} on {SystemClock().now():%Y-%m-%d} from {', '.join(folder.name for folder in folders)}")
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
        is_graded = least > 1
        goals = read_goals(index, list(judged.goals.values())) if is_graded else []
        answers = [
            _answer(index, goal, judged.qrels.get(goal_id, {}), least)
            for goal_id, goal in zip(judged.goals, goals, strict=False)
        ]
        cases = cases_of(index, judged.goals, judged.qrels)
        looks.append(Seen(f"{folder.name}/{path.name}", cases, answers, is_graded))
    return looks


def _answer(index: Index, goal: ReadGoal, grades: Mapping[str, int], least: int) -> Answer:
    can_be_met = any(grade >= least for grade in grades.values())
    ranking = rank(index, goal, 1)
    if goal.why_not or not ranking.rows:
        return Answer(can_be_met, is_relevant=False, signs={})
    is_relevant = grades.get(index.courses[ranking.rows[0]].course_id, 0) >= least
    return Answer(can_be_met, is_relevant, signs(ranking), goal.missing)


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
    answers = [answer for look in looks for answer in look.answers]
    fit = _fitted(answers, numbers)
    alone = np.zeros(len(answers))
    for part in folds(len(answers), PARTS):
        out = frozenset(part)
        without = _fitted([answer for place, answer in enumerate(answers) if place not in out], numbers)
        alone[part] = [_chance(answers[place], numbers, without) for place in part]
    fitted = np.array([_chance(answer, numbers, fit) for answer in answers])
    relevant = np.array([answer.is_relevant for answer in answers])
    met = [answer.can_be_met for answer in answers]
    said = [
        f"{name}: {WEIGHED} {_separation(chances.tolist(), met):.4f}, Brier score {brier(chances, relevant):.4f}"
        for name, chances in (("fit", fitted), ("on goals left out", alone))
    ]
    named = {"middle": float(fit[-1]), **dict(zip(numbers, fit[:-1].tolist(), strict=True))}
    return {name: round(value, 3) for name, value in named.items()}, said


def _row(answer: Answer, numbers: Sequence[str]) -> list[float]:
    return [answer.signs[name] for name in numbers] + [1.0]


def _fitted(answers: Sequence[Answer], numbers: Sequence[str]) -> Floats:
    found = [answer for answer in answers if answer.signs and not answer.missing]
    rows = np.array([_row(answer, numbers) for answer in found])
    return logistic(rows, np.array([float(answer.is_relevant) for answer in found]))


def _chance(answer: Answer, numbers: Sequence[str], coefficients: Floats) -> float:
    """Of the best course; 0 where there is none."""
    if not answer.signs:
        return 0.0
    return (1.0 - answer.missing) * float(1 / (1 + np.exp(-np.array(_row(answer, numbers)) @ coefficients)))


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
