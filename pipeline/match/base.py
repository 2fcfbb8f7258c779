"""The words of a catalogue as they were read once: what each course has of each term, and how rare terms were.

Reading 250,000 courses takes half a minute, and most of them say tomorrow what they say today. So a base is kept, and
what is new or changed is read beside it with the base's figures: how rare a term is and how long texts are. They stand
still until the catalogue drifted too far from the base, and then all of it is read anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.match.fillers import FUNCTION_WORDS
from pipeline.match.grams import grams, pairs
from pipeline.match.keys import Keys, key_of, places_of
from pipeline.match.levels import levels_said
from pipeline.match.postings import Floats, Ints, Postings, collect, rarity
from pipeline.match.text import subject_words, words
from pipeline.match.weights import LENGTH_PENALTY, SATURATION, TITLE_WEIGHT
from pipeline.match.wordlist import Lexicon

if TYPE_CHECKING:
    from pipeline.match.index import CourseText


@dataclass(frozen=True)
class Base:
    """What some courses say. Rows number them as they were given.

    `course_keys`: hashes of all that is read of each. `words`: every word there is; of each, how many courses have it
    (`n_with`), whether a title has it, and the key of its stem (`stem_of`, a place in `stems`), -1 where it carries no
    subject. `terms`, `phrases` and `letters` have stems, two stems in a row, and letters of titles. `title_length` and
    `other_length`: words of a title, and of a description with topics, on average. `levels` are what the titles say.
    """

    course_keys: Keys
    words: tuple[str, ...]
    n_with: Ints
    is_in_title: NDArray[np.bool_]
    stem_of: Ints
    stems: tuple[str, ...]
    terms: Postings
    phrases: Postings
    letters: Postings
    title_length: float
    other_length: float
    levels: NDArray[np.int8]


@dataclass(frozen=True)
class _Tokens:
    """One field of all courses, laid end to end: a number for each word (or stem) and the row of its course."""

    terms: Ints
    rows: Ints


def course_keys(courses: Iterable[CourseText]) -> Keys:
    """A hash of all that is read of each course."""
    return np.fromiter((_key(course) for course in courses), dtype=np.uint64)


def read_base(courses: Sequence[CourseText], lexicon: Lexicon, before: Base | None = None) -> Base:
    """Read courses; with `before`, as if they were in its catalogue: its words keep their numbers, its figures hold."""
    n = len(courses)
    numbers = dict(zip(before.words, range(len(before.words)), strict=True)) if before else {}
    title_words = _read((course.title for course in courses), numbers)
    other_words = _read((" . ".join((course.description, *course.topics)) for course in courses), numbers)
    stems, stem_of = _stems(numbers, lexicon, before)
    title, other = _stemmed(title_words, stem_of), _stemmed(other_words, stem_of)
    title_length = before.title_length if before else _mean_length(title, n)
    other_length = before.other_length if before else _mean_length(other, n)
    terms = np.concatenate((title_words.terms, other_words.terms))
    said = collect(terms, np.concatenate((title_words.rows, other_words.rows)), np.ones(len(terms)), n)
    n_with = np.zeros(len(numbers), dtype=np.int64)
    n_with[said.keys] = said.n_with_each
    is_in_title = np.zeros(len(numbers), dtype=np.bool_)
    is_in_title[title_words.terms] = True
    return Base(
        course_keys=course_keys(courses),
        words=tuple(numbers),
        n_with=n_with,
        is_in_title=is_in_title,
        stem_of=stem_of,
        stems=stems,
        terms=_terms(title, other, title_length, other_length, n),
        phrases=_phrases(title, other, n),
        letters=_letters(courses, before.letters if before else None),
        title_length=title_length,
        other_length=other_length,
        levels=levels_said(course.title for course in courses),
    )


def rows_in(base: Base, keys: Keys) -> Ints:
    """The row of each course in a base, by key; -1 where it has none. Of courses with one key the first one has it."""
    places = places_of(base.course_keys, keys)
    found = np.full(len(keys), -1, dtype=np.int64)
    has = np.flatnonzero(places >= 0)
    first = has[np.unique(places[has], return_index=True)[1]]
    found[first] = places[first]
    return found


def _key(course: CourseText) -> int:
    said = "\x1f".join((course.course_id, course.title, course.description, *course.topics))
    return key_of(said.encode("utf-8", "surrogatepass"))


def _read(texts: Iterable[str], numbers: dict[str, int]) -> _Tokens:
    """All words as numbers; a word seen for the first time gets the next one."""
    terms = array("q")
    lengths = array("q")
    for text in texts:
        found = [numbers.setdefault(word, len(numbers)) for word in words(text)]
        terms.extend(found)
        lengths.append(len(found))
    rows = np.repeat(np.arange(len(lengths)), np.asarray(lengths, dtype=np.int64))
    return _Tokens(np.asarray(terms, dtype=np.int64), rows)


def _stems(numbers: dict[str, int], lexicon: Lexicon, before: Base | None) -> tuple[tuple[str, ...], Ints]:
    """The stems, and for every word the place of its stem; -1 for words that carry no subject."""
    vocabulary = {stem: place for place, stem in enumerate(before.stems)} if before else {}
    known = before.stem_of if before else np.zeros(0, dtype=np.int64)
    new = [
        -1 if word in FUNCTION_WORDS else vocabulary.setdefault(lexicon.stem(word), len(vocabulary))
        for word in list(numbers)[len(known) :]
    ]
    return tuple(vocabulary), np.concatenate((known, np.array(new, dtype=np.int64)))


def _stemmed(tokens: _Tokens, stem_of: Ints) -> _Tokens:
    terms = stem_of[tokens.terms]
    return _Tokens(terms[terms >= 0], tokens.rows[terms >= 0])


def _terms(title: _Tokens, other: _Tokens, title_length: float, other_length: float, n: int) -> Postings:
    """BM25F: title and description in one count, each by its own length, then saturated."""
    by_title, by_other = _length_norm(title, title_length, n), _length_norm(other, other_length, n)
    occurrences = collect(
        np.concatenate((title.terms, other.terms)),
        np.concatenate((title.rows, other.rows)),
        np.concatenate((TITLE_WEIGHT / by_title, 1.0 / by_other)),
        n,
    )
    return _saturated(occurrences)


def _phrases(title: _Tokens, other: _Tokens, n: int) -> Postings:
    keys, rows, amounts = [], [], []
    for told, weight in ((title, TITLE_WEIGHT), (other, 1.0)):
        is_inside = told.rows[:-1] == told.rows[1:]
        keys.append(pairs(told.terms)[is_inside])
        rows.append(told.rows[:-1][is_inside])
        amounts.append(np.full(int(is_inside.sum()), weight))
    return _saturated(collect(np.concatenate(keys), np.concatenate(rows), np.concatenate(amounts), n))


def _letters(courses: Sequence[CourseText], before: Postings | None) -> Postings:
    """Letters of the titles, weighted by rarity and scaled so that each title's amounts have length 1."""
    n = len(courses)
    lines = [grams(" ".join(subject_words(words(course.title)))) for course in courses]
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=n)
    keys = np.concatenate(lines) if lines else np.zeros(0, dtype=np.int64)
    counts = collect(keys, np.repeat(np.arange(n), lengths), np.ones(len(keys)), n)
    telling = before.rarity_of_each(counts.keys) if before else rarity(counts.n_with_each, n)
    amounts = counts.amounts * np.repeat(telling, counts.n_with_each)
    norms = np.sqrt(np.bincount(counts.rows, weights=amounts**2, minlength=n))
    return replace(counts, amounts=(amounts / norms[counts.rows]).astype(np.float32))


def _mean_length(field: _Tokens, n: int) -> float:
    """Words of a field, on average over those filled."""
    lengths = np.bincount(field.rows, minlength=n)
    filled = lengths[lengths > 0]
    return float(filled.mean()) if len(filled) else 1.0


def _length_norm(field: _Tokens, mean: float, n: int) -> Floats:
    """For every word: how long the field it stands in is, against the mean."""
    lengths = np.bincount(field.rows, minlength=n)
    return np.asarray(1.0 - LENGTH_PENALTY + LENGTH_PENALTY * lengths[field.rows] / mean, dtype=np.float64)


def _saturated(postings: Postings) -> Postings:
    amounts = postings.amounts / (postings.amounts + np.float32(SATURATION))
    return replace(postings, amounts=amounts)
