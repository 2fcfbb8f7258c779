"""Why a course has its score: the parts, which sum to it exactly."""

from __future__ import annotations

from pipeline.match.score import ALL_FEATURES, Ranking
from pipeline.model import CourseMatch, Part


def explained(ranking: Ranking, place: int) -> CourseMatch:
    """One candidate of a ranking with every feature that counts for or against it."""
    asked = ranking.asked
    row = int(asked.rows[place])
    parts = []
    for feature, values, weight in zip(ALL_FEATURES, ranking.values, ranking.weights, strict=True):
        value = float(values[place])
        if value and weight:
            because = feature.because(asked, row)
            parts.append(Part(feature=feature.name, value=value, weight=weight, points=value * weight, because=because))
    score = sum(part.points for part in parts)
    return CourseMatch(course_id=asked.index.courses[row].course_id, score=score, parts=tuple(parts))
