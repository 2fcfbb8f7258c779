"""Why a course has its score: the parts, which sum to it exactly."""

from __future__ import annotations

from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.score import FEATURES, Ranking
from pipeline.model import CourseMatch, Part


def explained(index: Index, goal: ReadGoal, ranking: Ranking, row: int) -> CourseMatch:
    """One course of a ranking with every feature that counts for or against it."""
    parts = []
    for feature, values in zip(FEATURES, ranking.values, strict=True):
        value = float(values[row])
        if value:
            because = feature.because(index, goal, row)
            points = value * feature.weight
            parts.append(Part(feature=feature.name, value=value, weight=feature.weight, points=points, because=because))
    score = sum(part.points for part in parts)
    return CourseMatch(course_id=index.courses[row].course_id, score=score, parts=tuple(parts))
