"""The prepared catalogue: postings, letters, languages, and catalogues at the edge."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.goal import read_goal
from pipeline.match.grams import grams, pairs
from pipeline.match.index import CourseText, Index, build_index, primary
from pipeline.match.postings import Occurrences, collect, rarity
from pipeline.match.score import rank
from pipeline.match.wordlist import Lexicon


def test_postings_add_up_and_are_sorted() -> None:
    keys, rows = np.array([7, 3, 7, 7]), np.array([2, 0, 1, 2])
    other = Occurrences(keys[:1], rows[:1], np.array([8.0, 8.0, 8.0]))
    postings = collect([Occurrences(keys, rows, np.array([2.0, 4.0, 0.5])), other], 3)
    assert postings.keys.tolist() == [3, 7]
    assert [part.tolist() for part in postings.of(7)] == [[1, 2], [4.0, 9.0]]
    assert [part.tolist() for part in postings.of(5)] == [[], []]
    assert postings.amount(7, 2) == 9.0
    assert postings.amount(7, 0) == 0.0
    assert postings.amount(-1, 0) == 0.0
    assert postings.n_with_each.tolist() == [1, 2]


def test_keys_of_any_width_are_collected() -> None:
    keys = np.array([-(2**63), 2**62, -1, 2**62, -(2**63), 0])
    postings = collect([Occurrences(keys, np.array([0, 1, 1, 0, 0, 2]), np.array([1.0, 2.0, 4.0]))], 3)
    assert postings.keys.tolist() == [-(2**63), -1, 0, 2**62]
    assert [part.tolist() for part in postings.of(2**62)] == [[0, 1], [1.0, 2.0]]
    assert [part.tolist() for part in postings.of(-(2**63))] == [[0], [2.0]]


def test_rarity_falls_with_every_course_and_stays_positive() -> None:
    values = [float(rarity(n, 100)) for n in range(101)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


def test_pairs_are_told_apart() -> None:
    assert len(set(pairs(np.array([1, 2, 1, 1, 2])).tolist())) == 3


def test_grams_count_word_boundaries() -> None:
    assert len(grams("ab")) == 1
    assert len(grams("")) == 0
    assert set(grams("cats").tolist()) & set(grams("cat").tolist()) == set(grams("cat").tolist()[:1])
    assert len(set(grams("日本語の本").tolist())) == 4


@pytest.mark.parametrize(
    ("tag", "expected"), [("pt-BR", "pt"), ("EN_us", "en"), ("es", "es"), ("", None), (None, None), ("-", None)]
)
def test_primary(tag: str | None, expected: str | None) -> None:
    assert primary(tag) == expected


def test_stems_meet_in_both_languages(lexicon: Lexicon) -> None:
    assert lexicon.stem("equipos") == lexicon.stem("equipo")
    assert lexicon.stem("managing") == lexicon.stem("managed")
    assert lexicon.spoken(["liderazgo", "para", "jefes"]) == "es"
    assert lexicon.spoken(["leadership", "for", "managers"]) == "en"
    assert lexicon.spoken(["xyzzy"]) is None


def test_an_empty_catalogue_offers_nothing(lexicon: Lexicon) -> None:
    empty = build_index([], lexicon)
    assert rank(empty, read_goal(empty, "pottery"), 10).rows == ()


def test_courses_without_any_word_are_no_trouble(lexicon: Lexicon) -> None:
    index = build_index([CourseText(course_id="1", title=""), CourseText(course_id="2", title="the of")], lexicon)
    assert rank(index, read_goal(index, "pottery the of"), 10).rows == ()


def test_topics_are_read_like_a_description(index: Index) -> None:
    found = rank(index, read_goal(index, "artificial intelligence"), 5).rows
    assert index.courses[found[0]].course_id == "b:9"
