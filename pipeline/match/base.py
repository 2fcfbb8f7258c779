"""The words of a catalogue as they were read once: what each course has of each term, and how rare terms were.

Reading 250,000 courses takes half a minute, and most of them say tomorrow what they say today. So a base is kept, and
what is new or changed is read beside it with the base's figures: how rare a term is and how long texts are. They stand
still until the catalogue drifted too far from the base, and then all of it is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.match.fillers import FUNCTION_WORDS
from pipeline.match.grams import pair
from pipeline.match.keys import Keys, keys_of, places_of
from pipeline.match.levels import levels_said
from pipeline.match.postings import (
    Floats,
    Ints,
    Occurrences,
    Postings,
    collect,
    n_with_each,
    rarity,
)
from pipeline.match.shares import Spread, dealt_out
from pipeline.match.tokens import Said, Tokens, letters_of, numbered, read_words
from pipeline.match.weights import LENGTH_PENALTY, SATURATION, TITLE_WEIGHT
from pipeline.match.wordlist import Lexicon

if TYPE_CHECKING:
    from pipeline.match.index import CourseText

SHARE = 16_384
"""Courses of a part, where the work is dealt out: about a second."""


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
class _Share:
    """What is read of some courses by themselves."""

    titles: Said
    others: Said
    levels: NDArray[np.int8]


def _said(courses: Sequence[CourseText]) -> _Share:
    titles = [course.title for course in courses]
    others = (" . ".join((course.description, *course.topics)) for course in courses)
    return _Share(read_words(titles), read_words(others), levels_said(titles))


def course_keys(courses: Iterable[CourseText]) -> Keys:
    """A hash of all that is read of each course."""
    return keys_of(_read_of(course) for course in courses)


def read_base(
    courses: Sequence[CourseText],
    lexicon: Lexicon,
    before: Base | None = None,
    keys: Keys | None = None,
    spread: Spread | None = None,
) -> Base:
    """Read courses; with `before`, as if they were in its catalogue: its words keep their numbers, its figures hold.

    `keys` are their hashes, where the caller has them already; `spread` deals many courses out to other processes.
    """
    n = len(courses)
    number_of = dict(zip(before.words, range(len(before.words)), strict=True)) if before else {}
    shares = dealt_out(spread, _said, courses, SHARE)
    title_words = numbered([share.titles for share in shares], number_of)
    other_words = numbered([share.others for share in shares], number_of)
    words = tuple(number_of)
    stems, stem_of = _stems(words, lexicon, before)
    title, other = _stemmed(title_words, stem_of), _stemmed(other_words, stem_of)
    title_length = before.title_length if before else _mean_length(title, n)
    other_length = before.other_length if before else _mean_length(other, n)
    terms = np.concatenate((title_words.terms, other_words.terms))
    rows = np.concatenate((title_words.rows, other_words.rows))
    is_in_title = np.zeros(len(words), dtype=np.bool_)
    is_in_title[title_words.terms] = True
    return Base(
        course_keys=course_keys(courses) if keys is None else keys,
        words=words,
        n_with=n_with_each(terms, rows, len(words), n),
        is_in_title=is_in_title,
        stem_of=stem_of,
        stems=stems,
        terms=_terms(title, other, title_length, other_length, n),
        phrases=_phrases(title, other, n),
        letters=_letters(title_words.only(stem_of[title_words.terms] >= 0), words, n, before),
        title_length=title_length,
        other_length=other_length,
        levels=np.concatenate([share.levels for share in shares]),
    )


def rows_in(base: Base, keys: Keys) -> Ints:
    """The row of each course in a base, by key; -1 where it has none. Of courses with one key the first one has it."""
    places = places_of(base.course_keys, keys)
    found = np.full(len(keys), -1, dtype=np.int64)
    has = np.flatnonzero(places >= 0)
    first = has[np.unique(places[has], return_index=True)[1]]
    found[first] = places[first]
    return found


def _read_of(course: CourseText) -> bytes:
    said = "\x1f".join((course.course_id, course.title, course.description, *course.topics))
    return said.encode("utf-8", "surrogatepass")


def _stems(words: Sequence[str], lexicon: Lexicon, before: Base | None) -> tuple[tuple[str, ...], Ints]:
    """The stems, and for every word the place of its stem; -1 for words that carry no subject."""
    vocabulary = {stem: place for place, stem in enumerate(before.stems)} if before else {}
    known = before.stem_of if before else np.zeros(0, dtype=np.int64)
    new = [
        -1 if word in FUNCTION_WORDS else vocabulary.setdefault(lexicon.stem(word), len(vocabulary))
        for word in words[len(known) :]
    ]
    return tuple(vocabulary), np.concatenate((known, np.array(new, dtype=np.int64)))


def _stemmed(tokens: Tokens, stem_of: Ints) -> Tokens:
    terms = stem_of.astype(np.int32)[tokens.terms]
    return Tokens(terms, tokens.rows).only(terms >= 0)


def _terms(title: Tokens, other: Tokens, title_length: float, other_length: float, n: int) -> Postings:
    """BM25F: title and description in one count, each by its own length, then saturated."""
    by_title, by_other = TITLE_WEIGHT / _length_norm(title, title_length, n), 1.0 / _length_norm(other, other_length, n)
    said = Occurrences(title.terms, title.rows, by_title), Occurrences(other.terms, other.rows, by_other)
    return _saturated(collect(said, n))


def _phrases(title: Tokens, other: Tokens, n: int) -> Postings:
    """Two stems in a row; narrow keys while they are sorted."""
    width = max((int(told.terms.max()).bit_length() for told in (title, other) if len(told.terms)), default=0)
    said = []
    for told, weight in ((title, TITLE_WEIGHT), (other, 1.0)):
        is_inside = told.rows[:-1] == told.rows[1:]
        keys = (told.terms[:-1].astype(np.int64) << width | told.terms[1:])[is_inside]
        said.append(Occurrences(keys, told.rows[:-1][is_inside], np.full(n, weight)))
    found = collect(said, n)
    keys = pair(found.keys >> width, found.keys & ((1 << width) - 1))
    return _saturated(replace(found, keys=keys))


def _letters(title: Tokens, words: Sequence[str], n: int, before: Base | None) -> Postings:
    """Letters of the titles, weighted by rarity and scaled so that each title's amounts have length 1."""
    read = letters_of(title, words, n)
    counts = collect([Occurrences(read.tokens.terms, read.tokens.rows, np.ones(n))], n)
    counts = replace(counts, keys=read.as_grams(counts.keys))
    telling = before.letters.rarity_of_each(counts.keys) if before else rarity(counts.n_with_each, n)
    amounts = counts.amounts * np.repeat(telling, counts.n_with_each)
    norms = np.sqrt(np.bincount(counts.rows, weights=amounts**2, minlength=n))
    return replace(counts, amounts=(amounts / norms[counts.rows]).astype(np.float32))


def _mean_length(field: Tokens, n: int) -> float:
    """Words of a field, on average over those filled."""
    lengths = np.bincount(field.rows, minlength=n)
    filled = lengths[lengths > 0]
    return float(filled.mean()) if len(filled) else 1.0


def _length_norm(field: Tokens, mean: float, n: int) -> Floats:
    """For every course: how long its field is, against the mean."""
    lengths = np.bincount(field.rows, minlength=n)
    return np.asarray(1.0 - LENGTH_PENALTY + LENGTH_PENALTY * lengths / mean, dtype=np.float64)


def _saturated(postings: Postings) -> Postings:
    amounts = postings.amounts / (postings.amounts + np.float32(SATURATION))
    return replace(postings, amounts=amounts)
