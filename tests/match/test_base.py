"""What is read of many courses at once is what a plain reading of each finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import chain
from typing import Any
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.match import base as base_module
from pipeline.match import layered
from pipeline.match.base import Base, read_base
from pipeline.match.fillers import FUNCTION_WORDS
from pipeline.match.grams import grams, pairs
from pipeline.match.index import CourseText, build_index
from pipeline.match.postings import Occurrences, Postings, collect, rarity
from pipeline.match.shares import LEAST
from pipeline.match.text import subject_words, words
from pipeline.match.weights import LENGTH_PENALTY, SATURATION, TITLE_WEIGHT
from pipeline.match.wordlist import Lexicon

SAID = "Managing managed grants GRANTS c++ c# .net a/b it's l’été the of and año, 日本語の本 weeding. #_ ½ ﬁne a-b 3D"
TEXTS = st.lists(st.sampled_from(SAID.split()), max_size=9).map(" ".join)
COURSES = st.lists(st.tuples(TEXTS, TEXTS, st.lists(TEXTS, max_size=2)), max_size=8)


@settings(max_examples=40, deadline=None)
@given(COURSES, COURSES)
def test_all_at_once_is_as_one_by_one(
    lexicon: Lexicon, said: list[tuple[str, str, list[str]]], later: list[tuple[str, str, list[str]]]
) -> None:
    courses = _courses(said)
    base = read_base(courses, lexicon)
    _compare(base, courses, lexicon, None)
    fresh = _courses(later)
    beside = read_base(fresh, lexicon, base)
    assert beside.words[: len(base.words)] == base.words
    assert beside.stems[: len(base.stems)] == base.stems
    assert (beside.title_length, beside.other_length) == (base.title_length, base.other_length)
    _compare(beside, fresh, lexicon, base)


@settings(max_examples=40, deadline=None)
@given(COURSES, COURSES)
def test_dealt_out_is_as_in_one_go(
    lexicon: Lexicon, said: list[tuple[str, str, list[str]]], later: list[tuple[str, str, list[str]]]
) -> None:
    n_shares: list[int] = []

    def spread(work: Callable[[Any], Any], shares: Sequence[Any]) -> list[Any]:
        n_shares.append(len(shares))
        return [work(share) for share in shares]

    with mock.patch.object(base_module, "SHARE", 2):
        before: Base | None = None
        for courses in (_courses(said), _courses(later)):
            whole = read_base(courses, lexicon, before)
            parted = read_base(courses, lexicon, before, spread=spread)
            for field in fields(Base):
                one, other = getattr(whole, field.name), getattr(parted, field.name)
                if isinstance(one, Postings):
                    for part in fields(Postings):
                        np.testing.assert_array_equal(getattr(one, part.name), getattr(other, part.name))
                else:
                    np.testing.assert_array_equal(one, other)
            before = whole
    assert n_shares == [(len(each) + 1) // 2 for each in (said, later) if len(each) >= 2 * LEAST]


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 3)), max_size=20))
def test_keys_that_leave_no_room_for_a_row_are_kept_as_they_are(said: list[tuple[int, int]]) -> None:
    keys, rows = np.array([key for key, _ in said], dtype=np.int64), np.array([row for _, row in said], dtype=np.int64)
    found = collect([Occurrences(keys, rows, np.ones(4))], 4)
    _same(found, [dict(Counter(key for key, at in said if at == row)) for row in range(4)])


def _courses(said: list[tuple[str, str, list[str]]]) -> list[CourseText]:
    return [
        CourseText(course_id=f"c{row}", title=title, description=description, topics=tuple(topics))
        for row, (title, description, topics) in enumerate(said)
    ]


def _compare(base: Base, courses: Sequence[CourseText], lexicon: Lexicon, before: Base | None) -> None:
    titles = [words(course.title) for course in courses]
    others = [words(" . ".join((course.description, *course.topics))) for course in courses]
    seen = dict.fromkeys([*(before.words if before else ()), *chain(*titles, *others)])
    assert base.words == tuple(seen)
    has = Counter(word for title, other in zip(titles, others, strict=True) for word in {*title, *other})
    assert base.n_with.tolist() == [has[word] for word in base.words]
    assert [base.words[place] for place in np.flatnonzero(base.is_in_title)] == [
        word for word in base.words if word in set(chain(*titles))
    ]
    place = {stem: at for at, stem in enumerate(base.stems)}
    stem_of = [-1 if word in FUNCTION_WORDS else place[lexicon.stem(word)] for word in base.words]
    assert base.stem_of.tolist() == stem_of
    sides = [
        [[place[lexicon.stem(word)] for word in subject_words(told)] for told in side] for side in (titles, others)
    ]
    means = (base.title_length, base.other_length)
    if before is None:
        assert means == tuple(_mean(list(map(len, side))) for side in sides)
    terms: list[dict[int, float]] = [defaultdict(float) for _ in courses]
    phrases: list[dict[int, float]] = [defaultdict(float) for _ in courses]
    for side, weight, mean in zip(sides, (TITLE_WEIGHT, 1.0), means, strict=True):
        for row, stems in enumerate(side):
            for stem in stems:
                terms[row][stem] += weight / (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * len(stems) / mean)
            for key in pairs(np.array(stems, dtype=np.int64)).tolist():
                phrases[row][key] += weight
    _same(base.terms, [{key: amount / (amount + SATURATION) for key, amount in row.items()} for row in terms])
    _same(base.phrases, [{key: amount / (amount + SATURATION) for key, amount in row.items()} for row in phrases])
    letters = [Counter(grams(" ".join(subject_words(title))).tolist()) for title in titles]
    n_with = Counter(key for row in letters for key in row)

    def telling(key: int) -> float:
        return before.letters.rarity_of(key) if before else float(rarity(n_with[key], len(courses)))

    weighed = [{key: n * telling(key) for key, n in row.items()} for row in letters]
    _same(base.letters, [{key: w / _length(row) for key, w in row.items()} for row in weighed])


def _mean(lengths: list[int]) -> float:
    filled = [length for length in lengths if length]
    return float(np.mean(filled)) if filled else 1.0


def _length(weights: dict[int, float]) -> float:
    return float(np.sqrt(sum(weight**2 for weight in weights.values())))


def _same(found: Postings, expected: list[dict[int, float]]) -> None:
    assert found.n_courses == len(expected)
    assert found.keys.tolist() == sorted({key for row in expected for key in row})
    for key in found.keys.tolist():
        rows, amounts = found.of(key)
        assert rows.tolist() == [row for row, has in enumerate(expected) if key in has]
        np.testing.assert_allclose(amounts, [expected[row][key] for row in rows.tolist()], rtol=1e-6)


@settings(max_examples=20, deadline=None)
@given(COURSES, COURSES, st.integers(1, 3))
def test_a_term_is_there_while_any_course_has_it(
    lexicon: Lexicon, said: list[tuple[str, str, list[str]]], later: list[tuple[str, str, list[str]]], first: int
) -> None:
    before = _courses(said)
    fresh = [replace(course, course_id=f"new {course.course_id}") for course in _courses(later)]
    index = build_index([*before[::2], *fresh], lexicon, base=read_base(before, lexicon))
    with mock.patch.object(layered, "FIRST", first):
        for key in (-1, *range(len(index.vocabulary))):
            assert index.words.has(key) == bool(index.words.n_with(key))
