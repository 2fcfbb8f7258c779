"""Goals that mean the same thing become one topic, and a topic keeps its id from night to night.

Two goals are alike by the words they share: stems, weighted by rarity, generic ones (management, data) counting little.
Courses that both goals rank high support shared words; alone they join nothing (measured 2026-11: goals that a plain
BM25 matcher understands as little get the same courses, *public speaikng* and *socioloy* at my library among them).
Topics grow by average linkage, so that a chain of neighbours (a like b, b like c) does not become one topic.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import GoalDemand, GoalMatch
from pipeline.topics.spelling import corrections
from pipeline.topics.words import Subject, plain_words, specific, subject

THRESHOLD = 0.47  # mean likeness within a topic; one specific word of three and a few shared courses reach it
GENERIC_WEIGHT = 0.35  # of a word such as `management`
COURSES_SUPPORT = 0.35  # what the same best courses add to shared words
ONE_WORD = 0.8  # strength of one shared word where both goals say more
TOP_COURSES = 5

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class TopicDraft:
    """A topic before it is known what of it may be shown: its id and its goals, the most wanted first."""

    topic_id: str
    goal_ids: tuple[str, ...]


def group(
    goals: Sequence[GoalDemand], matches: Mapping[str, GoalMatch], previous: Mapping[str, frozenset[str]]
) -> list[TopicDraft]:
    """Every goal in exactly one topic.

    Args:
        goals: all goals of all surveys, suppressed ones included (what may be shown is decided later).
        matches: by goal_id; a goal may be missing.
        previous: last night's topics, their goals by topic_id.

    Returns:
        Topics in the order of their first goal. A topic takes the id of the previous topic with which it shares most
        goals, each id once; ties go to the lower topic_id, then to the earlier topic.
    """
    ordered = sorted(goals, key=lambda goal: (-len(goal.respondents), goal.goal_id))
    if not ordered:
        return []
    clusters = _agglomerate(_likeness(ordered, matches))
    members = [tuple(ordered[index].goal_id for index in cluster) for cluster in clusters]
    return [
        TopicDraft(topic_id=topic_id, goal_ids=goal_ids)
        for topic_id, goal_ids in zip(_identities(members, previous), members, strict=True)
    ]


def _likeness(goals: Sequence[GoalDemand], matches: Mapping[str, GoalMatch]) -> Matrix:
    """How alike each two goals are, 0 to about 1.3; n by n."""
    subjects = _subjects(goals)
    stems = [each.stems for each in subjects]
    shared_courses = _shared_courses([matches.get(goal.goal_id) for goal in goals])
    likeness = _strength(subjects) * (_overlap(_weighted(stems)) + COURSES_SUPPORT * shared_courses)
    return np.where(_same(stems), 1, likeness).astype(np.float32)


def _subjects(goals: Sequence[GoalDemand]) -> list[Subject]:
    """What each goal is about, slips of the keyboard put right."""
    words = [plain_words(goal.wording) for goal in goals]
    meant = corrections(Counter(word for of_goal in words for word in set(of_goal)))
    return [subject([meant.get(word, word) for word in of_goal]) for of_goal in words]


def _strength(subjects: Sequence[Subject]) -> Matrix:
    """How far shared words prove a shared subject: 1, ONE_WORD or 0.

    Nothing is proved without a specific word, or where the one word shared ends both wordings and both say more: that
    is merely the kind of thing (grant *writing*, creative *writing*). One word proves less where both say more.
    """
    stems = [each.stems for each in subjects]
    own = [specific(each) for each in stems]
    heads = [frozenset((each.head,)) & words for each, words in zip(subjects, own, strict=True)]
    sizes = np.array([len(each) for each in stems])
    n_shared = _overlap(_flags(own))
    say_more = np.minimum(sizes[:, None], sizes[None, :]) > _overlap(_flags(stems))
    is_kind_only = (n_shared == 1) & say_more & (_overlap(_flags(heads)) == 1)
    strength = np.where((n_shared == 1) & say_more, ONE_WORD, 1)
    return np.where((n_shared == 0) | is_kind_only, 0, strength).astype(np.float32)


def _weighted(subjects: Sequence[frozenset[str]]) -> Matrix:
    """Goals by stems, each row of length 1 (or 0 where it has none).

    The weight of a stem grows with its rarity, but gently (1 to 2): what many people ask for is no less a subject.
    """
    n_goals = Counter(stem for stems in subjects for stem in stems)
    known_specific = specific(n_goals)
    columns = {stem: column for column, stem in enumerate(sorted(n_goals))}
    rarest = math.log1p(len(subjects))
    rows = np.zeros((len(subjects), max(1, len(columns))), dtype=np.float32)
    for row, stems in enumerate(subjects):
        for stem in stems:
            weight = 1 + math.log1p(len(subjects) / n_goals[stem]) / rarest
            rows[row, columns[stem]] = weight if stem in known_specific else weight * GENERIC_WEIGHT
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = np.divide(rows, lengths, out=rows, where=lengths > 0)
    return scaled


def _shared_courses(found: Sequence[GoalMatch | None]) -> Matrix:
    """The share of the TOP_COURSES best courses that two goals have in common, 0 to 1."""
    best = [
        frozenset(course.course_id for course in match.courses[:TOP_COURSES]) if match else frozenset()
        for match in found
    ]
    return _overlap(_flags(best)) / np.float32(TOP_COURSES)


def _flags(sets: Sequence[frozenset[str]]) -> Matrix:
    """Sets by members, 1 where a set has it; members of a single set have no column, since nobody shares them."""
    n_sets = Counter(member for members in sets for member in members)
    shared = sorted(member for member, n in n_sets.items() if n > 1)
    columns = {member: column for column, member in enumerate(shared)}
    rows = np.zeros((len(sets), max(1, len(columns))), dtype=np.float32)
    for row, members in enumerate(sets):
        rows[row, [columns[member] for member in members if member in columns]] = 1
    return rows


def _same(subjects: Sequence[frozenset[str]]) -> Flags:
    """Whether two goals have the very same words; goals without any are like no other."""
    numbers = {stems: number for number, stems in enumerate(dict.fromkeys(subjects))}
    row = np.array([numbers[stems] if stems else -1 - index for index, stems in enumerate(subjects)])
    same: Flags = np.equal(row[:, None], row[None, :])
    return same


def _overlap(rows: Matrix) -> Matrix:
    overlap: Matrix = np.matmul(rows, rows.T)
    return overlap


def _agglomerate(likeness: Matrix) -> list[list[int]]:
    """Average linkage down to THRESHOLD by nearest-neighbour chains: quadratic time, ties to the lower index."""
    n = len(likeness)
    likeness = likeness.copy()
    np.fill_diagonal(likeness, -1)
    clusters: dict[int, list[int]] = {index: [index] for index in range(n)}
    done: list[list[int]] = []
    chain: list[int] = []
    while clusters:
        if not chain:
            chain.append(next(iter(clusters)))
        top = chain[-1]
        nearest = int(np.argmax(likeness[top]))
        if len(chain) > 1 and likeness[top, chain[-2]] >= likeness[top, nearest]:
            nearest = chain[-2]
        if likeness[top, nearest] < THRESHOLD:
            # No later merge can bring it nearer: the mean of two likenesses is no larger than the larger.
            done.append(sorted(clusters.pop(chain.pop())))
            likeness[top, :] = likeness[:, top] = -1
        elif len(chain) > 1 and nearest == chain[-2]:
            del chain[-2:]
            _merge(clusters, likeness, min(top, nearest), max(top, nearest))
        else:
            chain.append(nearest)
    return sorted(done)


def _merge(clusters: dict[int, list[int]], likeness: Matrix, kept: int, gone: int) -> None:
    """Put one cluster into another; its likeness to the rest is the mean over all pairs of goals."""
    n_kept, n_gone = len(clusters[kept]), len(clusters[gone])
    clusters[kept] += clusters.pop(gone)
    mean = (n_kept * likeness[kept] + n_gone * likeness[gone]) / (n_kept + n_gone)
    mean[likeness[kept] < 0] = -1  # itself, the one put into it, and clusters that are done
    mean[gone] = -1
    likeness[kept, :] = likeness[:, kept] = mean
    likeness[gone, :] = likeness[:, gone] = -1


def _identities(members: Sequence[tuple[str, ...]], previous: Mapping[str, frozenset[str]]) -> list[str]:
    """An id for each topic: a previous one where goals are shared, else one made from its goals."""
    old_topic = {goal_id: topic_id for topic_id, goal_ids in previous.items() for goal_id in goal_ids}
    shared = Counter(
        (old_topic[goal_id], number)
        for number, goal_ids in enumerate(members)
        for goal_id in goal_ids
        if goal_id in old_topic
    )
    given: dict[int, str] = {}
    for (topic_id, number), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if number not in given and topic_id not in given.values():
            given[number] = topic_id
    taken = {*previous, *given.values()}
    for number, goal_ids in enumerate(members):
        if number not in given:
            given[number] = _new_identity(goal_ids, taken)
            taken.add(given[number])
    return [given[number] for number in range(len(members))]


def _new_identity(goal_ids: Iterable[str], taken: set[str]) -> str:
    """A short hash of the first goal, in the order of ids; of the next one where that id is taken."""
    first, *others = sorted(goal_ids)
    candidates = (_short_hash(seed) for seed in (first, *others, *(f"{first}#{n}" for n in range(2, len(taken) + 3))))
    return next(topic_id for topic_id in candidates if topic_id not in taken)


def _short_hash(text: str) -> str:
    return "t" + hashlib.sha256(text.encode()).hexdigest()[:10]
