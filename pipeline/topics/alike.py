"""How far two goals are one subject: the library lexicon first, then what they mean, the courses and words they share.

The likeness of two goals depends on these two alone: no third goal, no count of how many share a word, changes it. So
what is told apart when alone is told apart in a crowd, and a goal that joins or leaves moves no other.

Two goals that the lexicon knows:

- name different subjects: unlike, whatever they share;
- name the same subject and say nothing beside it: alike;
- name the same subject, and at least one says more (*air circulation*), or share one of several: as near as they mean.

Of others the meaning decides, less strictly where they share a word that names one thing. The same courses help where
one names a subject and neither says more. The same courses or words alone join nothing (decision 25). Without a model
of meaning only the first two rules and the very same words join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.model import About, GoalDemand, GoalMatch
from pipeline.topics.words import Subject, plain_words, specific, stems_of, subject

JOINED = 0.5
"""Likeness from which two goals may be in one topic."""
UNDECIDED = 0.45
"""Likeness where only the meaning could tell and there is no model: joins nothing, and parts nothing joined before."""
SLOPE = 2.0
"""How fast likeness grows with the cosine around the closeness that is asked for."""
MEANING, AND_COURSES, AND_WORDS, IN_CONTEXT = 0.8, 0.74, 0.64, 0.55
"""The cosine that is asked for (decision 25): by itself; where both get the same courses; where both share words that
the lexicon does not know; where both name one subject and tell for whom, where or with what."""
LEXICAL = 0.45
"""Overlap of words, 0 to 1, from which two wordings share words."""
GENERIC_WEIGHT = 0.35  # of a word such as `management`
TOP_COURSES, FEW_COURSES = 5, 3
"""Of so many best courses so many are to be the same."""

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What is known of goals beside their wordings; each may be missing.

    All are by goal_id; a vector has length 1, and there are none without a model of meaning.
    """

    abouts: Mapping[str, About] = field(default_factory=dict)
    matches: Mapping[str, GoalMatch] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] | None = None


def likeness(goals: Sequence[GoalDemand], grounds: Grounds) -> Matrix:
    """How alike each two goals are, 0 to 1; n by n. From JOINED on they may be in one topic."""
    abouts = [grounds.abouts.get(goal.goal_id, About()) for goal in goals]
    named = [about.subjects for about in abouts]
    beside = [stems_of(about.rest) for about in abouts]
    is_known = np.array([bool(subjects) for subjects in named], dtype=bool)
    both_known, none_known = is_known[:, None] & is_known, ~is_known[:, None] & ~is_known
    says_more = np.array([bool(words) for words in beside], dtype=bool)
    shared = _overlap(_flags(named)) > 0
    same_subjects = _same(named) & both_known

    words = [subject(plain_words(goal.matching_text or goal.wording)) for goal in goals]
    own = [each.stems if specific(each.stems) else frozenset[str]() for each in words]
    around = [stems_of(about.context) for about in abouts]
    but_context = same_subjects & _same(beside, nothing_is_same=True)
    same = (but_context & _same(around, nothing_is_same=True)) | (none_known & _same(own))
    if grounds.vectors is None:
        found = np.full(same.shape, UNDECIDED, dtype=np.float32)
    else:
        share_courses = _share_courses([grounds.matches.get(goal.goal_id) for goal in goals])
        no_more = ~says_more[:, None] & ~says_more
        asked = np.where(share_courses & ~none_known & no_more, AND_COURSES, MEANING)
        asked = np.where(none_known & (_lexical(words) >= LEXICAL), AND_WORDS, asked)
        asked = np.where(but_context, IN_CONTEXT, asked)
        rows = np.array([grounds.vectors[goal.goal_id] for goal in goals])
        found = np.clip(JOINED + SLOPE * (rows @ rows.T - asked), 0, 0.99).astype(np.float32)
    found = np.where(both_known & ~shared, 0, found)
    return np.where(same, 1, found).astype(np.float32)


def _lexical(subjects: Sequence[Subject]) -> Matrix:
    """How far wordings overlap, 0 to 1; 0 where nothing specific is shared.

    Nor where the one word shared ends both wordings and both say more: that is merely the kind of thing (grant
    *writing*, creative *writing*).
    """
    stems = [each.stems for each in subjects]
    own = [specific(each) for each in stems]
    heads = [frozenset((each.head,)) & words for each, words in zip(subjects, own, strict=True)]
    sizes = np.array([len(each) for each in stems])
    n_shared = _overlap(_flags(own))
    say_more = np.minimum(sizes[:, None], sizes[None, :]) > _overlap(_flags(stems))
    is_kind_only = (n_shared == 1) & say_more & (_overlap(_flags(heads)) == 1)
    return np.where((n_shared == 0) | is_kind_only, 0, _overlap(_weighted(stems))).astype(np.float32)


def _weighted(subjects: Sequence[frozenset[str]]) -> Matrix:
    """Goals by stems, each row of length 1 (or 0 where it has none); generic words weigh little."""
    every = sorted({stem for stems in subjects for stem in stems})
    known_specific = specific(every)
    columns = {stem: column for column, stem in enumerate(every)}
    rows = np.zeros((len(subjects), max(1, len(columns))), dtype=np.float32)
    for row, stems in enumerate(subjects):
        for stem in stems:
            rows[row, columns[stem]] = 1 if stem in known_specific else GENERIC_WEIGHT
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = np.divide(rows, lengths, out=rows, where=lengths > 0)
    return scaled


def _share_courses(found: Sequence[GoalMatch | None]) -> Flags:
    """Whether two goals, both answered, have FEW_COURSES of their TOP_COURSES best courses in common."""
    best = [
        frozenset(course.course_id for course in match.courses[:TOP_COURSES])
        if match and not match.abstained
        else frozenset()
        for match in found
    ]
    shared: Flags = _overlap(_flags(best)) >= FEW_COURSES
    return shared


def _flags(sets: Sequence[frozenset[str]]) -> Matrix:
    """Sets by members, 1 where a set has it; members of a single set have no column, since nobody shares them."""
    n_sets = Counter(member for members in sets for member in members)
    shared = sorted(member for member, n in n_sets.items() if n > 1)
    columns = {member: column for column, member in enumerate(shared)}
    rows = np.zeros((len(sets), max(1, len(columns))), dtype=np.float32)
    for row, members in enumerate(sets):
        rows[row, [columns[member] for member in members if member in columns]] = 1
    return rows


def _same(sets: Sequence[frozenset[str]], *, nothing_is_same: bool = False) -> Flags:
    """Whether two sets are the same; empty ones are like no other, unless `nothing_is_same`."""
    numbers = {members: number for number, members in enumerate(dict.fromkeys(sets))}
    row = np.array([numbers[each] if each or nothing_is_same else -1 - index for index, each in enumerate(sets)])
    same: Flags = np.equal(row[:, None], row[None, :])
    return same


def _overlap(rows: Matrix) -> Matrix:
    overlap: Matrix = np.matmul(rows, rows.T)
    return overlap
