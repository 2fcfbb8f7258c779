"""How good matching is against judgements that people made: the measures of `circlewise evaluate`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from time import perf_counter
from typing import Any

from pipeline.match.baselines import FULL, baseline
from pipeline.match.calibrate import confidence, ranked
from pipeline.match.goal import ReadGoal, read_goals
from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.looks import found_by_both
from pipeline.match.means import Means
from pipeline.match.reliability import calibration
from pipeline.model import MatchSettings

DEPTH = 50
RELEVANT = 2


@dataclass(frozen=True, kw_only=True)
class PerGoal:
    """What was measured of one goal; measures are None where no course is relevant.

    `first` are the ids of the ten best; `best` is the title of the first of them, `accepted` whether it is relevant.
    `missed` is the title of the course judged best that is not among the ten. A title that there is none of is empty.
    """

    goal_id: str
    wording: str
    n_relevant: int
    ndcg_at_10: float | None
    precision_at_5: float | None
    confidence: float
    accepted: bool
    first: tuple[str, ...]
    best: str
    missed: str


def evaluate(
    courses: Sequence[CourseText],
    goals: Mapping[str, str],
    qrels: Mapping[str, Mapping[str, int]],
    settings: MatchSettings | None = None,
    timer: Callable[[], float] = perf_counter,
    means: Means | None = None,
    method: str = FULL,
    per_goal: list[PerGoal] | None = None,
) -> dict[str, Any]:
    """Rank every goal as typed and measure.

    Ranking measures are means over goals with a relevant course (grade >= 2, or >= 1 where no grade exceeds 1) and take
    no notice of abstaining; None where no goal has one. `abstain_auroc` is None where all goals have one, or none has.
    `calibration` is that of `reliability.calibration`, and None for the simpler methods: their scores are no chances,
    so they abstain only where they find nothing.

    Args:
        courses: the catalogue.
        goals: wordings by goal_id.
        qrels: grades by course_id by goal_id; what is not there is not judged and counts as grade 0.
        settings: decide which goals count as abstained.
        timer: seconds on a stopwatch.
        means: how goals are understood and what texts mean; None for words as typed.
        method: `full`, or one of the simpler methods of `baselines`.
        per_goal: takes what was measured of each goal, in the order of `goals`.
    """
    settings = settings or MatchSettings()
    started = timer()
    index = build_index(courses, means=means)
    indexed = timer()
    found: dict[str, tuple[list[str], float]] = {}
    for goal_id, goal in zip(goals, read_goals(index, list(goals.values())), strict=True):
        rows, sure = _ranked(index, goal, method, settings.min_confidence)
        found[goal_id] = ([index.courses[row].course_id for row in rows], sure)
    matched = timer()
    least = relevant_from(qrels)
    relevant = {
        goal_id: {course_id for course_id, grade in qrels.get(goal_id, {}).items() if grade >= least}
        for goal_id in goals
    }
    answerable = [goal_id for goal_id in goals if relevant[goal_id]]
    titles = {course.course_id: course.title for course in courses}
    each = [
        _per_goal(goal_id, wording, *found[goal_id], relevant[goal_id], qrels.get(goal_id, {}), titles)
        for goal_id, wording in goals.items()
    ]
    if per_goal is not None:
        per_goal += each
    is_chance = method == FULL
    ranked = [(found[goal_id][0], relevant[goal_id], qrels[goal_id]) for goal_id in answerable]
    return {
        "ndcg_at_10": _mean(ndcg(ranking, grades, 10) for ranking, _, grades in ranked),
        "recall_at_20": _mean(len(wanted.intersection(ranking[:20])) / len(wanted) for ranking, wanted, _ in ranked),
        "recall_at_50": _mean(len(wanted.intersection(ranking[:50])) / len(wanted) for ranking, wanted, _ in ranked),
        "mrr": _mean(reciprocal_rank(ranking, wanted) for ranking, wanted, _ in ranked),
        "precision_at_5": _mean(len(wanted.intersection(ranking[:5])) / 5 for ranking, wanted, _ in ranked),
        "judged_at_10": _mean(_judged(ranking[:10], grades) for ranking, _, grades in ranked),
        "goals": len(goals),
        "abstained": sum(_abstains(*found[goal_id], settings.min_confidence * is_chance) for goal_id in goals),
        "abstain_auroc": auroc(
            [found[goal_id][1] for goal_id in answerable],
            [found[goal_id][1] for goal_id in goals if not relevant[goal_id]],
        ),
        "calibration": calibration([goal.confidence for goal in each], [goal.accepted for goal in each])
        if is_chance
        else None,
        "seconds": {"index": round(indexed - started, 3), "match": round(matched - indexed, 3)},
    }


def _ranked(index: Index, goal: ReadGoal, method: str, least: float) -> tuple[Sequence[int], float]:
    if method != FULL:
        return baseline(index, goal, method, DEPTH)
    ranking = ranked(index, goal, DEPTH, least)
    found = found_by_both(index, goal, ranking, DEPTH, least, None)
    return [int(look.asked.rows[place]) for look, place in found], confidence(ranking)


def _per_goal(
    goal_id: str,
    wording: str,
    ranking: list[str],
    sure: float,
    wanted: set[str],
    grades: Mapping[str, int],
    titles: Mapping[str, str],
) -> PerGoal:
    missed = [course_id for course_id in wanted.difference(ranking[:10]) if course_id in titles]
    return PerGoal(
        goal_id=goal_id,
        wording=wording,
        n_relevant=len(wanted),
        ndcg_at_10=ndcg(ranking, grades, 10) if wanted else None,
        precision_at_5=len(wanted.intersection(ranking[:5])) / 5 if wanted else None,
        confidence=sure,
        accepted=bool(ranking) and ranking[0] in wanted,
        first=tuple(ranking[:10]),
        best=titles[ranking[0]] if ranking else "",
        missed=titles[min(missed, key=lambda course_id: (-grades[course_id], course_id))] if missed else "",
    )


def relevant_from(qrels: Mapping[str, Mapping[str, int]]) -> int:
    """The grade from which a course is relevant: 2, or 1 where no grade of the file exceeds 1."""
    best = max((grade for grades in qrels.values() for grade in grades.values()), default=0)
    return RELEVANT if best >= RELEVANT else 1


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Gain 2^grade - 1, discounted by log2(rank + 1), over what the best order of all judged courses would gain."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(course_id, 0) for course_id in ranking[:depth]]) / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], wanted: set[str]) -> float:
    """1 over the rank of the first wanted course; 0 where none is found."""
    return next((1.0 / place for place, course_id in enumerate(ranking, 1) if course_id in wanted), 0.0)


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """How often one of `higher` is above one of `lower`, ties counting half; None where either is empty."""
    if not higher or not lower:
        return None
    return fmean(1.0 if one > other else 0.5 if one == other else 0.0 for one in higher for other in lower)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1.0) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _judged(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    return sum(course_id in grades for course_id in ranking) / len(ranking) if ranking else 0.0


def _abstains(ranking: list[str], sure: float, least: float) -> bool:
    return not ranking or sure < least


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return fmean(listed) if listed else None
