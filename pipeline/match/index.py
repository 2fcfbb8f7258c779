"""The catalogue prepared for matching: words, phrases and letters of every course, and what goals are repaired to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.match.base import Base, course_keys, read_base, rows_in
from pipeline.match.dense import Dense, build_dense
from pipeline.match.keys import Keys, key_of
from pipeline.match.layered import Layered, Terms
from pipeline.match.means import Means
from pipeline.match.pools import Pools
from pipeline.match.postings import Ints, Postings
from pipeline.match.repair import Repair
from pipeline.match.taught import Taught, read_taught, stems_of
from pipeline.match.wordlist import Lexicon


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

    `course_keys` are hashes of what is read of each. `vocabulary` maps stems to the keys of `words`; `languages` are
    the primary subtags there are, and `language_of` (one a course) points into them. `levels` are what the titles say
    (`levels.py`), `topics` the stems of each topic, `has_topics` whether a course is filed under any.
    `title_letters` are how many letters each title has, spaces counted once; 0 where folding may change that.
    """

    courses: tuple[CourseText, ...]
    course_keys: Keys
    lexicon: Lexicon
    repair: Repair
    vocabulary: dict[str, int]
    words: Terms
    phrases: Terms
    letters: Terms
    languages: tuple[str | None, ...]
    language_of: Ints
    tie_order: Ints
    levels: NDArray[np.int8]
    topics: dict[str, frozenset[str]]
    has_topics: NDArray[np.bool_]
    title_letters: Ints
    means: Means = field(default_factory=Means)
    dense: Dense | None = None
    """What titles and descriptions mean; None without a model."""
    taught: Taught = field(default_factory=Taught)
    """What people said of its courses."""
    base_key: int = 0
    """A hash of the courses whose figures say how rare a term is."""
    pools: Pools | None = None
    """What was worked out for goals before; None where nothing is kept."""

    def term(self, stem: str) -> int:
        """The key of a stem; -1 where no course has it."""
        key = self.vocabulary.get(stem, -1)
        return key if self.words.has(key) else -1

    def is_in_another(self, language: str, rows: Ints) -> NDArray[np.bool_]:
        """For each of some courses whether it is known to be taught in another language (primary subtag)."""
        others = [known not in (None, language) for known in self.languages]
        return np.array(others, dtype=np.bool_)[self.language_of[rows]]


def build_index(
    courses: Sequence[CourseText], lexicon: Lexicon | None = None, means: Means | None = None, base: Base | None = None
) -> Index:
    """Prepare a catalogue. About 1 s for 7,500 courses, most of it reading descriptions; vectors come on top.

    Args:
        courses: every course that may be offered; ids are expected to be unique.
        lexicon: known words, where the caller has them already.
        means: how goals are understood and what texts mean; None for words as typed.
        base: courses that were read before: only the others are read, and how rare a word is stays as it was then.
    """
    lexicon = lexicon or Lexicon()
    means = means or Means()
    keys = course_keys(courses)
    base = base or (
        means.find_base(courses, keys, lexicon)
        if means.find_base
        else read_base(courses, lexicon, keys=keys, spread=means.spread)
    )
    said = _layered(courses, keys, base, lexicon)
    languages = {language: primary(language) for language in {course.language for course in courses}}
    known = sorted(set(languages.values()), key=str)
    place_of = {language: place for place, language in enumerate(known)}
    index = Index(
        courses=tuple(courses),
        course_keys=keys,
        lexicon=lexicon,
        repair=said.repair,
        vocabulary=said.vocabulary,
        words=said.words,
        phrases=said.phrases,
        letters=said.letters,
        languages=tuple(known),
        language_of=np.array([place_of[languages[course.language]] for course in courses], dtype=np.int64),
        tie_order=_tie_order(courses),
        levels=said.levels,
        topics={topic: stems_of(topic, lexicon) for topic in {topic for course in courses for topic in course.topics}},
        has_topics=np.fromiter((bool(course.topics) for course in courses), dtype=np.bool_),
        title_letters=np.fromiter((n_letters(course.title) for course in courses), dtype=np.int64),
        means=means,
        dense=_dense(courses, means),
        taught=read_taught({course.course_id: row for row, course in enumerate(courses)}, lexicon, means),
        base_key=key_of(base.course_keys.tobytes()),
    )
    return index if means.open_pools is None else replace(index, pools=means.open_pools(index))


@dataclass(frozen=True)
class _Said:
    """What is read of the words of courses."""

    repair: Repair
    vocabulary: dict[str, int]
    words: Terms
    phrases: Terms
    letters: Terms
    levels: NDArray[np.int8]


def _layered(courses: Sequence[CourseText], keys: Keys, base: Base, lexicon: Lexicon) -> _Said:
    """What a base and the courses that it has not say of the courses there are."""
    base_row_of = rows_in(base, keys)
    is_same = len(keys) == len(base.course_keys) and bool(np.all(base_row_of == np.arange(len(keys))))
    rows = np.flatnonzero(base_row_of < 0)
    fresh = read_base([courses[row] for row in rows.tolist()], lexicon, base, keys[rows])
    row_of = np.full(len(base.course_keys), -1, dtype=np.int32)
    row_of[base_row_of[base_row_of >= 0]] = np.flatnonzero(base_row_of >= 0)
    levels = np.zeros(len(keys), dtype=np.int8)
    levels[base_row_of >= 0] = base.levels[base_row_of[base_row_of >= 0]]
    levels[rows] = fresh.levels

    def layered(before: Postings, now: Postings) -> Terms:
        placed = replace(now, rows=rows[now.rows].astype(np.int32), n_courses=len(keys))
        return before if is_same else Layered(before, placed, row_of, base_row_of)

    return _Said(
        repair=_repair(base, fresh, len(base.course_keys), lexicon),
        vocabulary={stem: place for place, stem in enumerate(fresh.stems)},
        words=layered(base.terms, fresh.terms),
        phrases=layered(base.phrases, fresh.phrases),
        letters=layered(base.letters, fresh.letters),
        levels=levels,
    )


def n_letters(title: str) -> int:
    """How many letters a title has, its blanks counted once; 0 where folding may change that."""
    return len(" ".join(title.split())) if title.isascii() else 0


def primary(language: str | None) -> str | None:
    """The language itself without its region or script: `pt` of `pt-BR`."""
    return re.split("[-_]", language.strip().lower())[0] or None if language else None


def _dense(courses: Sequence[CourseText], means: Means) -> Dense | None:
    if means.embed_courses is None or not means.is_full or not courses:
        return None
    titles, descriptions = [course.title for course in courses], [course.description for course in courses]
    return build_dense(titles, descriptions, means.embed_courses, means.choose_texts, means.asked)


def _repair(base: Base, fresh: Base, n: int, lexicon: Lexicon) -> Repair:
    """How many courses had a word when all were read; of a word that is new, how many have it now."""
    counts = np.concatenate((base.n_with, fresh.n_with[len(base.n_with) :]))
    n_with = dict(zip(fresh.words, counts.tolist(), strict=True))
    in_title = fresh.is_in_title.copy()
    in_title[: len(base.words)] |= base.is_in_title
    return Repair(n_with, {fresh.words[place] for place in np.flatnonzero(in_title).tolist()}, n, lexicon)


def _tie_order(courses: Sequence[CourseText]) -> Ints:
    """Where each course stands among courses of the same score: by title, then course_id."""
    order = sorted(range(len(courses)), key=lambda row: (courses[row].title, courses[row].course_id))
    places = np.empty(len(courses), dtype=np.int64)
    places[order] = np.arange(len(courses))
    return places
