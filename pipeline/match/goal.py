"""A goal as the matcher reads it: whole and in its parts, repaired, as terms of the catalogue and as vectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pipeline.match.dense import Dense, on_grid
from pipeline.match.fillers import NON_ANSWERS, without_fillers
from pipeline.match.fold import fold
from pipeline.match.grams import grams, pairs
from pipeline.match.index import Index, primary
from pipeline.match.means import Embed, Vectors
from pipeline.match.nearest import nearest
from pipeline.match.postings import Floats, Ints
from pipeline.match.shares import dealt_out
from pipeline.match.taught import Subject, subject_of
from pipeline.match.text import subject_words, words
from pipeline.match.weights import CANDIDATES
from pipeline.model import Concept, SkillLevel, WhyNot

_BETWEEN_GOALS = re.compile(r"(?:\n|;|\||\s•|^[ \t]*[•*]|^[ \t]*\d{1,2}[.)]\s)+", re.MULTILINE)

SETTING = "public library"
"""Where a word of several senses is meant as the lexicon spells it out."""
SETTING_WORDS = ("public", "library", "libraries", "biblioteca", "bibliotecas")

MAX_GOAL = 1_000
"""Letters of one goal that are read; the longest of the development goals has 128 (2026-11)."""


@dataclass(frozen=True)
class Term:
    """A stem of the goal: the word as meant, its key in the catalogue (-1: no course has it) and how telling it is."""

    word: str
    key: int
    rarity: float


@dataclass(frozen=True)
class Query:
    """A goal, or a part of one, as the catalogue is asked for it.

    `said` are all its words, repaired; `terms` in order, each stem once; `pairs` maps the keys of two terms in a row to
    how they read, and `pair_rarities` to how telling they are; `grams` and `gram_weights` are the letters. `unsure` are
    keys of words of several senses, and `setting` of those that only say where one is meant (*library*): both together
    prove something of a course that has no other term, one alone does not.
    """

    said: str
    terms: tuple[Term, ...]
    pairs: dict[int, str]
    pair_rarities: dict[int, float]
    grams: Ints
    gram_weights: Floats
    unsure: frozenset[int] = frozenset()
    setting: frozenset[int] = frozenset()

    @property
    def rarity(self) -> float:
        """How telling all its terms are together; what a course can reach at most."""
        return sum(term.rarity for term in self.terms)


@dataclass(frozen=True)
class ReadGoal:
    """One goal, read against one catalogue.

    `queries`: the whole as typed, then its parts as the lexicon reads them; the best of them counts. A single word of
    several senses is asked for as the lexicon spells it out, `read_as`, empty for any other goal. `named`: a query
    for each of `concepts`. `spoken` has a vector for each of `queries`, `meant` one for each of `concepts`; both None
    without a model. `near` are the rows of the courses that may be among the closest to one of these, ascending.
    `language` is the one it is written in (or asked for), None where that is unclear. `subject` says which goals are
    the same.
    """

    wording: str
    queries: tuple[Query, ...]
    repaired: dict[str, str]
    concepts: tuple[Concept, ...]
    named: tuple[Query, ...]
    language: str | None
    level: SkillLevel | None
    why_not: WhyNot
    subject: Subject
    read_as: str = ""
    missing: float = 0.0
    """Which share of its telling words are names of tools that no course says."""
    spoken: Vectors | None = None
    meant: Vectors | None = None
    general: Vectors | None = None
    """Of a word that is spelled out: what the setting alone means (one row), since a course may be about that only."""
    near: Ints | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of the whole."""
        return self.queries[0].terms

    @property
    def rarity(self) -> float:
        """How telling the terms of the whole are together."""
        return self.queries[0].rarity


def goals_in(text: str) -> list[str]:
    """The goals of one text: parted at line breaks, semicolons, bars, bullets and numbers of a list.

    Not at commas and *and*: a goal names its parts that way too; the lexicon finds them, and the best part counts.
    """
    parts = (part.strip() for part in _BETWEEN_GOALS.split(text))
    return [part for part in parts if part] or [text.strip()]


def read_goals(index: Index, wordings: Sequence[str], language: str | None = None) -> list[ReadGoal]:
    """Read goals, all of their vectors at once; any text will do, and a text that names nothing has no terms."""

    def read(share: Sequence[str]) -> list[ReadGoal]:
        return [_read(index, wording[:MAX_GOAL], language) for wording in share]

    goals = [goal for found in dealt_out(index.means.spread, read, wordings) for goal in found]
    embed = index.means.embed_goals
    return goals if index.dense is None or embed is None else _placed(_embedded(goals, embed), index, index.dense)


def read_goal(index: Index, wording: str, language: str | None = None) -> ReadGoal:
    """Read one goal."""
    return read_goals(index, [wording], language)[0]


def _read(index: Index, wording: str, language: str | None) -> ReadGoal:
    understood = index.means.understand(wording)
    concepts = {concept.name: concept for part in understood for concept in part.concepts}
    names = frozenset(word for concept in concepts.values() for term in concept.terms for word in words(term))
    whole, repaired = _query(index, wording, names)
    queries = {whole.said: whole}
    for part in understood:
        query, _ = _query(index, part.text, names)
        queries.setdefault(query.said, query)
    read_as = understood[0].read_as if len(understood) == 1 else ""
    if read_as:
        unsure = frozenset(term.key for term in whole.terms)
        setting = {index.term(index.lexicon.stem(word)) for word in SETTING_WORDS} - unsure
        queries = {query.said: replace(query, unsure=unsure, setting=frozenset(setting))}
    levels = {part.level for part in understood}
    spoken = next((part.language for part in understood if part.language), None)
    return ReadGoal(
        wording=wording,
        queries=tuple(queries.values()),
        repaired=repaired,
        concepts=tuple(concepts.values()),
        named=tuple(_query(index, concept.spelled_out or concept.name)[0] for concept in concepts.values()),
        language=primary(language) or spoken or index.lexicon.spoken(words(wording)),
        level=levels.pop() if len(levels) == 1 else None,
        why_not=understood[0].why_not,
        subject=subject_of(wording, index.lexicon, understood),
        read_as=read_as,
        missing=_missing(index, whole, concepts.values()),
    )


def _missing(index: Index, whole: Query, concepts: Iterable[Concept]) -> float:
    """Which share of a goal's telling words are names of tools that no course says by any of their names.

    Whatever a model finds close to such a word is a guess from its spelling: *Kanopy*, *Kana* (seen 2026-11).
    """
    gone: set[str] = set()
    for concept in concepts:
        names = [[index.lexicon.stem(word) for word in subject_words(words(term))] for term in concept.terms]
        if concept.is_name and not any(all(index.term(stem) >= 0 for stem in name) for name in names if name):
            gone |= {stem for name in names for stem in name}
    missing = [term.rarity for term in whole.terms if term.key < 0 and index.lexicon.stem(term.word) in gone]
    return sum(missing) / whole.rarity if missing else 0.0


def _query(index: Index, text: str, names: frozenset[str] = frozenset()) -> tuple[Query, dict[str, str]]:
    """A text as it is asked for, and what was repaired in it: `names` are right as they stand."""
    typed = [word for word in words(without_fillers(fold(text))) if word not in NON_ANSWERS]
    meant, repaired = index.repair.words(typed, names)
    subject = subject_words(meant)
    stems = [index.lexicon.stem(word) for word in subject]
    keys = np.array([index.term(stem) for stem in stems], dtype=np.int64)
    terms: dict[str, Term] = {}
    for stem, word, key in zip(stems, subject, keys.tolist(), strict=True):
        terms.setdefault(stem, Term(word, key, index.words.rarity_of(key)))
    is_known = (keys[:-1] >= 0) & (keys[1:] >= 0)
    read_as = [f"{first} {second}" for first, second in pairwise(subject)]
    gram_keys, counts = np.unique(grams(" ".join(subject)) if subject else keys, return_counts=True)
    read_pairs = {key: read for key, read, known in zip(pairs(keys).tolist(), read_as, is_known, strict=True) if known}
    query = Query(
        said=" ".join(index.repair.words(words(text), names)[0]),
        terms=tuple(terms.values()),
        pairs=read_pairs,
        pair_rarities={key: index.phrases.rarity_of(key) for key in read_pairs},
        grams=gram_keys,
        gram_weights=counts * index.letters.rarity_of_each(gram_keys),
    )
    return query, repaired


def _embedded(goals: Sequence[ReadGoal], embed: Embed) -> list[ReadGoal]:
    """The goals with their vectors: each text is embedded once."""
    wanted = {query.said: 0 for goal in goals for query in goal.queries}
    wanted |= {term: 0 for goal in goals for concept in goal.concepts for term in concept.terms}
    wanted |= {SETTING: 0} if any(goal.read_as for goal in goals) else {}
    rows = {text: row for row, text in enumerate(wanted)}
    vectors = embed(list(rows))
    found = []
    for goal in goals:
        spoken = vectors[[rows[query.said] for query in goal.queries]]
        meant = [vectors[[rows[term] for term in concept.terms]].mean(axis=0) for concept in goal.concepts]
        stacked = np.array(meant, dtype=np.float32).reshape(len(meant), vectors.shape[1])
        stacked /= np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), np.float32(1e-12))
        general = on_grid(vectors[[rows[SETTING]]]) if goal.read_as else None
        found.append(replace(goal, spoken=on_grid(spoken), meant=on_grid(stacked), general=general))
    return found


def _placed(goals: Sequence[ReadGoal], index: Index, dense: Dense) -> list[ReadGoal]:
    """The goals with the courses near to them: each vector is looked for once, all of them together."""
    vectors = [vector for goal in goals for side in (goal.spoken, goal.meant) if side is not None for vector in side]
    places = {vector.tobytes(): place for place, vector in enumerate(vectors)}
    numbers = {key: number for number, key in enumerate(places)}
    queries = np.array([vectors[place] for place in places.values()], dtype=np.float32)
    if index.means.find_near is None:
        near = nearest(dense, queries, CANDIDATES)
    else:
        near = index.means.find_near(dense, [course.course_id for course in index.courses], queries, CANDIDATES)
    found = []
    for goal in goals:
        own = [vector for side in (goal.spoken, goal.meant) if side is not None for vector in side]
        rows = [near.of(numbers[vector.tobytes()]) for vector in own]
        found.append(replace(goal, near=np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)))
    return found
