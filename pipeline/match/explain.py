"""Why a course has its score: the parts, which sum to it exactly, and the same to be read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.match.score import ALL_FEATURES, Ranking
from pipeline.model import CourseMatch, Part

HUNDREDTHS = 100


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


def read_aloud(parts: Sequence[Part]) -> list[str]:
    """A line a part, what counts most first: points with two decimals, and the reason; as `in_hundredths` has them."""
    return [f"{points / HUNDREDTHS:+.2f}  {part.because}" for points, part in in_hundredths(parts)]


def in_hundredths(parts: Sequence[Part]) -> list[tuple[int, Part]]:
    """The parts with whole hundredths of points, what counts most first.

    These sum to the score shown: what rounding leaves over goes to the parts that it shortens most. A part
    that would show as nothing is left out where that changes no sum.
    """
    wanted = round(sum(part.points for part in parts) * HUNDREDTHS)
    exact = [part.points * HUNDREDTHS for part in parts]
    shown = [int(points // 1) for points in exact]
    shortened = sorted(range(len(parts)), key=lambda at: (shown[at] - exact[at], at))
    for at in shortened[: wanted - sum(shown)]:
        shown[at] += 1
    order = sorted(range(len(parts)), key=lambda at: -abs(exact[at]))
    return [(shown[at], parts[at]) for at in order if shown[at]]
