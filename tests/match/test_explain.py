"""An explanation read aloud: its lines sum to the score shown, and nobody needs to know how matching works."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.match.base import read_base
from pipeline.match.explain import explained, read_aloud
from pipeline.match.goal import read_goal
from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match_goal
from pipeline.match.means import Means
from pipeline.match.score import rank
from pipeline.match.wordlist import Lexicon
from pipeline.model import Concept, MatchSettings, Part, Understood

ALWAYS = MatchSettings(min_confidence=0.0, min_score_share=0.0)

JARGON = re.compile(r"cosine|bm25|idf|vector|embed|feature|token|stem|n-?gram|fuzz|weight|[_=<>{}]", re.IGNORECASE)


def parts(*points: float) -> list[Part]:
    return [
        Part(feature=f"f{n}", value=each, weight=1.0, points=each, because=f"reason {n}")
        for n, each in enumerate(points)
    ]


@given(st.lists(st.integers(-4_000_000, 4_000_000).map(lambda n: n / 2**20), max_size=12))
def test_the_lines_sum_to_the_score_as_it_is_shown(points: list[float]) -> None:
    lines = read_aloud(parts(*points))
    assert sum((Decimal(line.split()[0]) for line in lines), Decimal(0)) == Decimal(f"{sum(points):.2f}")


@given(st.lists(st.integers(-4_000_000, 4_000_000).map(lambda n: n / 2**20), max_size=12))
def test_no_part_is_shown_a_hundredth_off(points: list[float]) -> None:
    shown = {line.split("  ", 1)[1]: float(line.split()[0]) for line in read_aloud(parts(*points))}
    assert all(abs(shown.get(part.because, 0.0) - part.points) < 0.01 + 1e-9 for part in parts(*points))


def test_what_counts_most_comes_first() -> None:
    assert read_aloud(parts(0.25, -0.5, 1.0)) == ["+1.00  reason 2", "-0.50  reason 1", "+0.25  reason 0"]
    assert read_aloud([]) == []


@pytest.mark.parametrize("text", ["project management", "tableu", "gestión de equipos", "programs", "chatgpt at work"])
def test_every_reason_is_a_plain_clause(index: Index, text: str) -> None:
    found = match_goal(index, text, MatchSettings(min_confidence=0.0))
    reasons = [part.because for course in found.courses for part in course.parts]
    assert reasons
    for reason in reasons:
        plain = re.sub("“[^”]*”", "…", reason)
        assert not JARGON.search(plain), reason
        assert plain.startswith(("the ", "it ", "… ")), reason


def test_words_are_told_as_the_title_writes_them_and_where_they_stand(lexicon: Lexicon) -> None:
    courses = [
        CourseText(course_id="1", title="Interviewing, Coaching and Reviews", description="Hire well."),
        CourseText(course_id="2", title="Nothing", topics=("Interviews",)),
    ]
    found = match_goal(build_index(courses, lexicon), "interviews, coach, hiring", ALWAYS)
    told = {
        course.course_id: part.because for course in found.courses for part in course.parts if part.feature == "words"
    }
    assert told == {
        "1": "the title says “interviewing” and “coaching” and the description says “hiring”",
        "2": "it is filed under “interviews”",
    }


WORDS = ("management", "leadership", "programs", "project", "teams", "memory", "chatgpt", "tables")
NAMED = tuple(Concept(name=name, terms=(name,)) for name in ("project management", "programs", "leading teams"))


def understood(text: str) -> tuple[Understood, ...]:
    """A goal of two halves, each read by itself, with all concepts of which it has a word."""
    halves = [half for half in text.split(" and ") if half]
    concepts = tuple(concept for concept in NAMED if set(concept.name.split()) & set(text.split()))
    return tuple(Understood(phrase=half, text=half, concepts=concepts) for half in halves)


@pytest.fixture(scope="module", params=["read at once", "read beside a base"])
def asked_of(request: pytest.FixtureRequest, index: Index) -> Index:
    """A catalogue in which goals name concepts; of the second one some courses changed since it was read."""
    means, lexicon = Means(understand=understood), index.lexicon
    if request.param == "read at once":
        return replace(index, means=means)
    changed = [replace(course, title=f"{course.title} of Programs") for course in index.courses[9::4]]
    return build_index([*index.courses[:9], *changed], lexicon, means, read_base(index.courses, lexicon))


@given(
    words=st.lists(st.sampled_from((*WORDS, "and")), min_size=1, max_size=6).filter(lambda said: set(said) != {"and"}),
    n=st.integers(1, 12),
)
@settings(deadline=None, max_examples=60)
def test_courses_explained_together_are_explained_as_each_alone(asked_of: Index, words: list[str], n: int) -> None:
    ranking = rank(asked_of, read_goal(asked_of, " ".join(words)), n)
    alone = replace(ranking, asked=replace(ranking.asked, shown=None))
    for place in range(len(ranking.asked.rows)):
        assert explained(ranking, place) == explained(alone, place)
