"""How fast matching is: against rapidfuzz's WRatio over the same titles in the same run."""

from __future__ import annotations

import random
from time import perf_counter

import pytest
from rapidfuzz import fuzz, process

from pipeline.match.goal import read_goal
from pipeline.match.index import CourseText, build_index
from pipeline.match.matcher import match_goal
from pipeline.match.score import rank
from pipeline.match.wordlist import Lexicon
from pipeline.model import MatchSettings

COURSES = 7_200
GOALS = 200


@pytest.fixture(scope="module")
def vocabulary(lexicon: Lexicon) -> list[str]:
    return sorted(word for word, count in lexicon.english.counts.items() if count > 20_000)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="module")
def courses(vocabulary: list[str]) -> list[CourseText]:
    """Made-up courses of the usual size: 5 words of title, half with 110 of description; some words are common."""
    dice = random.Random(7)

    def said(n: int) -> str:
        return " ".join(vocabulary[int(len(vocabulary) * dice.random() ** 3)] for _ in range(n))

    return [
        CourseText(course_id=f"c:{n}", title=said(5), description=said(110) if n % 2 else "", language="en")
        for n in range(COURSES)
    ]


@pytest.mark.bench
def test_matching_against_wratio(
    courses: list[CourseText], lexicon: Lexicon, capsys: pytest.CaptureFixture[str]
) -> None:
    goals = [" ".join(course.title.split()[:3]) for course in courses[:: COURSES // GOALS]][:GOALS]
    titles = [course.title for course in courses]
    started = perf_counter()
    index = build_index(courses, lexicon)
    indexed = perf_counter()
    rankings = [rank(index, read_goal(index, goal), 10) for goal in goals]
    ranked = perf_counter()
    matches = [match_goal(index, goal, MatchSettings()) for goal in goals]
    matched = perf_counter()
    scores = process.cdist(goals, titles, scorer=fuzz.WRatio)
    compared = perf_counter()
    with capsys.disabled():
        print(
            f"\n{COURSES} courses, {GOALS} goals: index {indexed - started:.2f} s, rank {ranked - indexed:.2f} s, "
            f"match with explanations {matched - ranked:.2f} s, WRatio {compared - matched:.2f} s; "
            f"ranking is {(compared - matched) / (ranked - indexed):.1f} times, explained matching "
            f"{(compared - matched) / (matched - ranked):.1f} times as fast as WRatio"
        )
    assert scores.shape == (len(goals), COURSES)
    assert all(ranking.rows for ranking in rankings)
    assert len(matches) == len(goals)
