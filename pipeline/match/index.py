"""The catalogue prepared for matching: words, phrases and letters of every course, and what goals are repaired to."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.match.dense import Dense, build_dense
from pipeline.match.fillers import FUNCTION_WORDS
from pipeline.match.levels import levels_said
from pipeline.match.means import Means
from pipeline.match.postings import Floats, Ints, Postings, collect, rarity
from pipeline.match.repair import Repair
from pipeline.match.taught import Taught, read_taught, stems_of
from pipeline.match.text import subject_words, words
from pipeline.match.weights import GRAM, LENGTH_PENALTY, SATURATION, TITLE_WEIGHT
from pipeline.match.wordlist import Lexicon

PAIR_SHIFT = 32
GRAM_BITS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseText:
    """What matching reads of a course. `language`: BCP 47 tag, None where unknown; `is_paid`: known to cost money."""

    course_id: str
    title: str
    description: str = ""
    topics: tuple[str, ...] = ()
    language: str | None = None
    is_paid: bool = False


@dataclass(frozen=True)
class Index:
    """A catalogue ready to be asked. Rows number the courses as given; nothing in it changes once built.

    `vocabulary` maps stems to the keys of `words`; `languages` are the primary subtags there are, and `language_of`
    (one a course) points into them. `levels` are what the titles say (`levels.py`), `topics` the stems of each topic.
    """

    courses: tuple[CourseText, ...]
    lexicon: Lexicon
    repair: Repair
    vocabulary: dict[str, int]
    words: Postings
    phrases: Postings
    letters: Postings
    languages: tuple[str | None, ...]
    language_of: Ints
    tie_order: Ints
    levels: NDArray[np.int8]
    topics: dict[str, frozenset[str]]
    means: Means = field(default_factory=Means)
    dense: Dense | None = None
    """What titles and descriptions mean; None without a model."""
    taught: Taught = field(default_factory=Taught)
    """What people said of its courses."""

    def term(self, stem: str) -> int:
        """The key of a stem; -1 where no course has it."""
        return self.vocabulary.get(stem, -1)

    def rarity_of(self, key: int) -> float:
        """How telling a stem is, in this catalogue."""
        return float(rarity(self.words.n_with(key), len(self.courses)))

    def is_in_another(self, language: str) -> NDArray[np.bool_]:
        """For every course whether it is known to be taught in another language (primary subtag)."""
        others = [known not in (None, language) for known in self.languages]
        return np.array(others, dtype=np.bool_)[self.language_of]


@dataclass(frozen=True)
class _Tokens:
    """One field of all courses, laid end to end: a number for each word (or stem) and the row of its course."""

    terms: Ints
    rows: Ints


def build_index(courses: Sequence[CourseText], lexicon: Lexicon | None = None, means: Means | None = None) -> Index:
    """Prepare a catalogue. About 1 s for 7,500 courses, most of it reading descriptions; vectors come on top.

    Args:
        courses: every course that may be offered; ids are expected to be unique.
        lexicon: known words, where the caller has them already.
        means: how goals are understood and what texts mean; None for words as typed.
    """
    lexicon = lexicon or Lexicon()
    means = means or Means()
    n = len(courses)
    numbers: dict[str, int] = {}
    title_words = _read((course.title for course in courses), numbers)
    other_words = _read((" . ".join((course.description, *course.topics)) for course in courses), numbers)
    vocabulary, stem_of = _stems(numbers, lexicon)
    title, other = _stemmed(title_words, stem_of), _stemmed(other_words, stem_of)
    languages = [primary(course.language) for course in courses]
    known = sorted(set(languages), key=str)
    return Index(
        courses=tuple(courses),
        lexicon=lexicon,
        repair=_repair(title_words, other_words, numbers, n, lexicon),
        vocabulary=vocabulary,
        words=_words(title, other, n),
        phrases=_phrases(title, other, n),
        letters=_letters(courses, n),
        languages=tuple(known),
        language_of=np.array([known.index(language) for language in languages], dtype=np.int64),
        tie_order=_tie_order(courses),
        levels=levels_said(course.title for course in courses),
        topics={topic: stems_of(topic, lexicon) for topic in {topic for course in courses for topic in course.topics}},
        means=means,
        dense=_dense(courses, means),
        taught=read_taught({course.course_id: row for row, course in enumerate(courses)}, lexicon, means),
    )


def pairs(terms: Ints) -> Ints:
    """A key for every two terms that follow each other."""
    return (terms[:-1] << PAIR_SHIFT) | terms[1:]


def grams(line: str) -> Ints:
    """A key for every GRAM letters in a row, word boundaries included."""
    codes = np.frombuffer(f" {line} ".encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    codes &= (1 << GRAM_BITS) - 1
    if len(codes) < GRAM:
        return np.zeros(0, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, GRAM)
    # The topmost bit of four 16-bit codes is the sign; a key is only ever compared, so a negative one is as good.
    keys = np.zeros(len(windows), dtype=np.int64)
    for place in range(GRAM):
        keys = (keys << GRAM_BITS) | windows[:, place]
    return keys


def primary(language: str | None) -> str | None:
    """The language itself without its region or script: `pt` of `pt-BR`."""
    return re.split("[-_]", language.strip().lower())[0] or None if language else None


def _dense(courses: Sequence[CourseText], means: Means) -> Dense | None:
    if means.embed_courses is None or not means.is_full or not courses:
        return None
    titles, descriptions = [course.title for course in courses], [course.description for course in courses]
    return build_dense(titles, descriptions, means.embed_courses, means.choose_texts)


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


def _stems(numbers: dict[str, int], lexicon: Lexicon) -> tuple[dict[str, int], Ints]:
    """The stems with their keys, and for every word the key of its stem; -1 for words that carry no subject."""
    vocabulary: dict[str, int] = {}
    stem_of = [
        -1 if word in FUNCTION_WORDS else vocabulary.setdefault(lexicon.stem(word), len(vocabulary)) for word in numbers
    ]
    return vocabulary, np.array(stem_of, dtype=np.int64)


def _stemmed(tokens: _Tokens, stem_of: Ints) -> _Tokens:
    terms = stem_of[tokens.terms]
    return _Tokens(terms[terms >= 0], tokens.rows[terms >= 0])


def _repair(title: _Tokens, other: _Tokens, numbers: dict[str, int], n: int, lexicon: Lexicon) -> Repair:
    terms = np.concatenate((title.terms, other.terms))
    found = collect(terms, np.concatenate((title.rows, other.rows)), np.ones(len(terms)), n)
    n_with = dict(zip(numbers, found.n_with_each.tolist(), strict=True))
    names = list(numbers)
    return Repair(n_with, {names[number] for number in np.unique(title.terms).tolist()}, n, lexicon)


def _words(title: _Tokens, other: _Tokens, n: int) -> Postings:
    """BM25F: title and description in one count, each by its own length, then saturated."""
    occurrences = collect(
        np.concatenate((title.terms, other.terms)),
        np.concatenate((title.rows, other.rows)),
        np.concatenate((TITLE_WEIGHT / _length_norm(title, n), 1.0 / _length_norm(other, n))),
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


def _letters(courses: Sequence[CourseText], n: int) -> Postings:
    """Letters of the titles, weighted by rarity and scaled so that each title's amounts have length 1."""
    lines = [grams(" ".join(subject_words(words(course.title)))) for course in courses]
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=n)
    keys = np.concatenate(lines) if lines else np.zeros(0, dtype=np.int64)
    counts = collect(keys, np.repeat(np.arange(n), lengths), np.ones(len(keys)), n)
    amounts = counts.amounts * np.repeat(rarity(counts.n_with_each, n), counts.n_with_each)
    norms = np.sqrt(np.bincount(counts.rows, weights=amounts**2, minlength=n))
    return replace(counts, amounts=(amounts / norms[counts.rows]).astype(np.float32))


def _length_norm(field: _Tokens, n: int) -> Floats:
    """For every word: how long the field it stands in is, against the mean of those filled."""
    lengths = np.bincount(field.rows, minlength=n)
    filled = lengths[lengths > 0]
    mean = float(filled.mean()) if len(filled) else 1.0
    return np.asarray(1.0 - LENGTH_PENALTY + LENGTH_PENALTY * lengths[field.rows] / mean, dtype=np.float64)


def _saturated(postings: Postings) -> Postings:
    amounts = postings.amounts / (postings.amounts + np.float32(SATURATION))
    return replace(postings, amounts=amounts)


def _tie_order(courses: Sequence[CourseText]) -> Ints:
    """Where each course stands among courses of the same score: by title, then course_id."""
    order = sorted(range(len(courses)), key=lambda row: (courses[row].title, courses[row].course_id))
    places = np.empty(len(courses), dtype=np.int64)
    places[order] = np.arange(len(courses))
    return places
