"""Goals worked out in blocks get what each would get by itself from a look at every course, one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.match import matcher, nearest, retrieve
from pipeline.match.features.concept import PHRASES
from pipeline.match.goal import ReadGoal, read_goal
from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.means import Means, Vectors
from pipeline.match.postings import Floats
from pipeline.match.retrieve import ask, phrases_value, words_value
from pipeline.match.score import ALL_FEATURES, rank
from pipeline.match.weights import LESSER, NEARER, NO_NEARER, PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import Concept, MatchSettings, Says, Understood, Verdict

WORDS = (
    "clay",
    "pottery",
    "grants",
    "writing",
    "leading",
    "teams",
    "introduction",
    "advanced",
    "excel",
    "tables",
    "library",
)
ALWAYS = MatchSettings(min_confidence=0.0, min_score_share=0.0)
FULL = replace(PLAIN, full={feature.name: 0.5 for feature in ALL_FEATURES} | {"other_language": -0.125})
FEW = 4


def embed(texts: list[str]) -> Vectors:
    """A model that has a direction of its own for every word, and adds them up."""
    found = np.full((len(texts), 16), 0.01, dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", "").split():
            found[row] += np.random.default_rng(sum(map(ord, word))).standard_normal(16).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def understand(text: str) -> tuple[Understood, ...]:
    named = (Concept(name="grant writing", terms=("grants", "writing grants")),) if "grants" in text else ()
    if text == "tables":
        return (Understood(phrase=text, text="leading tables", read_as="leading tables"),)
    return tuple(Understood(phrase=part, text=part, concepts=named) for part in text.split(" + "))


def verdict(decision_id: int, wording: str, course_id: str, says: Says) -> Verdict:
    return Verdict(
        decision_id=decision_id,
        wording=wording,
        course_id=course_id,
        says=says,
        decided_by="Ana",
        decided_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


VERDICTS = (
    verdict(1, "clay pottery", "c:03", "accepted"),
    verdict(2, "excel tables", "c:01", "rejected"),
    verdict(3, "leading", "c:02", "wrong_sense"),
    verdict(4, "tables", "c:00", "wrong_sense"),
)
MEANS = Means(understand=understand, embed_courses=embed, embed_goals=embed, weights=FULL, verdicts=VERDICTS)

said = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
courses = st.lists(st.tuples(said, st.one_of(st.just(""), said)), min_size=1, max_size=25).map(
    lambda rows: [
        CourseText(course_id=f"c:{n:02}", title=title, description=text, topics=("Writing",) if n % 3 else ())
        for n, (title, text) in enumerate(rows)
    ]
)
wishes = st.lists(st.one_of(said, st.just("tables"), st.tuples(said, said).map(" + ".join)), min_size=1, max_size=8)


def looked_at_one_by_one(index: Index, goal: ReadGoal) -> tuple[list[int], dict[str, Floats]]:
    """Candidates as they were found before there were blocks: every course is compared with everything."""
    n = len(index.courses)
    assert index.dense is not None
    assert goal.spoken is not None
    assert goal.meant is not None
    words = np.max([words_value(index.words, query) for query in goal.queries], axis=0)
    phrases = np.max([phrases_value(index.phrases, query) for query in goal.queries], axis=0)
    vectors = index.dense.title.astype(np.float64)
    texts = vectors.copy()
    texts[index.dense.described] = index.dense.text
    said = [np.maximum(vectors @ q, texts @ q) for q in goal.spoken.astype(np.float64)]
    meant = [np.maximum(vectors @ q, texts @ q) for q in goal.meant.astype(np.float64)]
    meaning = np.maximum(np.max(said, axis=0), 0.0)
    if goal.general is not None:
        setting = goal.general[0].astype(np.float64)
        nearer = meaning - np.maximum(vectors @ setting, texts @ setting)
        meaning *= np.clip((nearer - NO_NEARER) / (NEARER - NO_NEARER), 0.0, 1.0)
    concept_meaning = np.maximum(np.max(meant, axis=0), 0.0) if meant else np.zeros(n)
    concept = np.zeros(n)
    for query in goal.named:
        concept = np.maximum(concept, words_value(index.words, query) + PHRASES * phrases_value(index.phrases, query))
    found = {best(words * LESSER["words"] + phrases * LESSER["phrases"]), best(meaning), best(concept_meaning)}
    found |= {best(words_value(index.words, query)) for query in goal.named}
    found.add(frozenset(index.taught.heard(goal.subject, goal.spoken)))
    values = {"words": words, "phrases": phrases, "meaning": meaning, "concept": concept}
    return sorted(set().union(*found)), values | {"concept_meaning": concept_meaning}


def best(values: Floats) -> frozenset[int]:
    """The FEW best above 0, and those that tie with the last of them, by row, up to twice as many."""
    above = sorted((value for value in values.tolist() if value > 0), reverse=True)
    least = above[min(FEW, len(above)) - 1] if above else 1.0
    return frozenset([row for row, value in enumerate(values.tolist()) if value > 0 and value >= least][: 2 * FEW])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=courses, wordings=wishes)
def test_in_blocks_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch, lexicon: Lexicon, rows: list[CourseText], wordings: list[str]
) -> None:
    monkeypatch.setattr(retrieve, "CANDIDATES", FEW)
    monkeypatch.setattr("pipeline.match.goal.CANDIDATES", FEW)
    monkeypatch.setattr(nearest, "QUERIES", 3)
    monkeypatch.setattr(nearest, "COURSES", 5)
    index = build_index(rows, lexicon, MEANS)
    for wording in wordings:
        goal = read_goal(index, wording)
        asked = ask(index, goal)
        expected, values = looked_at_one_by_one(index, goal)
        assert asked.rows.tolist() == expected
        for query in goal.queries:
            every = words_value(index.words, query)[asked.rows]
            np.testing.assert_array_equal(words_value(index.words, query, asked.rows), every)
        ranking = rank(index, goal, 5)
        for name, every in values.items():
            found = [ranking.value(name, place) for place in range(len(expected))]
            np.testing.assert_allclose(found, every[expected], atol=1e-6)
    together = matcher.match_goals(index, wordings, ALWAYS)
    assert together == [matcher.match_goal(index, wording, ALWAYS) for wording in wordings]
