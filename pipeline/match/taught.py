"""What people said of courses, and how far it holds for a goal: fully for the same one, the less the further away.

Two goals are the same where the lexicon says so (decision 14) or where they have the same words. Of others the cosine
decides: from NEIGHBOUR on it counts, and grows to half of it. Goals that the lexicon holds for two different concepts,
or that ask for two levels, are no neighbours, however alike they look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.match.dense import on_grid
from pipeline.match.means import Means, Vectors
from pipeline.match.postings import Floats, Ints
from pipeline.match.text import subject_words, words
from pipeline.match.weights import LESS_THAN_SAME, NEIGHBOUR
from pipeline.match.wordlist import Lexicon
from pipeline.model import SkillLevel, Understood, Verdict


@dataclass(frozen=True)
class Subject:
    """What a goal is about, as far as it decides whether another one is the same.

    `meaning` is the key of decision 14, empty where a text holds several goals or none is known.
    """

    stems: frozenset[str]
    meaning: str
    concepts: frozenset[str]
    level: SkillLevel | None
    language: str | None

    def is_same(self, other: Subject) -> bool:
        """Whether a verdict on the one is a verdict on the other."""
        return self.stems == other.stems or (self.means_same(other) and not self.is_asked_otherwise(other))

    def means_same(self, other: Subject) -> bool:
        """Whether they are one goal but for level and language."""
        return bool(self.meaning) and self.meaning == other.meaning

    def is_another(self, other: Subject) -> bool:
        """Whether the lexicon holds them for different things, or they ask for different levels."""
        if self.level and other.level and self.level != other.level:
            return True
        return bool(self.concepts) and bool(other.concepts) and not self.concepts & other.concepts

    def is_asked_otherwise(self, other: Subject) -> bool:
        """Whether only one of them asks for a level, or they are in different languages."""
        is_foreign = bool(self.language) and bool(other.language) and self.language != other.language
        return is_foreign or self.level != other.level


@dataclass(frozen=True)
class Heard:
    """A verdict that counts for a goal: `near` is 1 for the goal itself, less for a neighbour."""

    verdict: Verdict
    row: int
    near: float

    @property
    def is_against(self) -> bool:
        """Whether it keeps the course from being offered: it was decided against for this very goal."""
        return self.near == 1.0 and self.verdict.says != "accepted"


@dataclass(frozen=True)
class Taught:
    """Verdicts on courses of a catalogue, by the goals they were given for.

    `rows` and `given_for` have the course and the goal of each verdict; `vectors` are of the goals and their parts,
    and `vector_of` says whose each is. Without a model `vectors` is None.
    """

    verdicts: tuple[Verdict, ...] = ()
    rows: tuple[int, ...] = ()
    given_for: Ints | None = None
    goals: tuple[Subject, ...] = ()
    vectors: Vectors | None = None
    vector_of: Ints | None = None

    def heard(self, goal: Subject, spoken: Vectors | None) -> dict[int, Heard]:
        """The verdicts that count for a goal, one a course (by row): that of the closest goal, of several the latest.

        `spoken` has a vector for each part of the goal; None without a model.
        """
        if self.given_for is None:
            return {}
        near = self._near(goal, spoken)
        found: dict[int, Heard] = {}
        for place in np.flatnonzero(near[self.given_for]).tolist():
            heard = Heard(self.verdicts[place], self.rows[place], float(near[self.given_for[place]]))
            known = found.get(heard.row)
            if known is None or _order(heard) > _order(known):
                found[heard.row] = heard
        return found

    def _near(self, goal: Subject, spoken: Vectors | None) -> Floats:
        """How far what was said for each of the goals holds for this one."""
        near = np.zeros(len(self.goals))
        if self.vectors is not None and self.vector_of is not None and spoken is not None and len(spoken):
            cosines = (self.vectors.astype(np.float64) @ spoken.astype(np.float64).T).max(axis=1)
            np.maximum.at(near, self.vector_of, LESS_THAN_SAME * fading(cosines))
        for place, other in enumerate(self.goals):
            if other.is_same(goal):
                near[place] = 1.0
            elif other.is_another(goal):
                near[place] = 0.0
            elif other.is_asked_otherwise(goal):
                near[place] = LESS_THAN_SAME if other.means_same(goal) else near[place] / 2
        return near


def fading(cosines: Floats) -> Floats:
    """From 0 at NEIGHBOUR in a straight line to 1 for the same direction."""
    return np.maximum(0.0, (cosines - NEIGHBOUR) / (1.0 - NEIGHBOUR))


def subject_of(wording: str, lexicon: Lexicon, parts: Sequence[Understood]) -> Subject:
    """What a wording is about; `parts` are the goals in it as the library lexicon reads them."""
    levels = {part.level for part in parts}
    return Subject(
        stems=stems_of(wording, lexicon),
        meaning=parts[0].meaning if len(parts) == 1 else "",
        concepts=frozenset(concept.name for part in parts for concept in part.concepts),
        level=levels.pop() if len(levels) == 1 else None,
        language=next((part.language for part in parts if part.language), None),
    )


def stems_of(wording: str, lexicon: Lexicon) -> frozenset[str]:
    """The stems of the words that carry a subject: what two wordings of one goal share."""
    return frozenset(lexicon.stem(word) for word in subject_words(words(wording)))


def read_taught(rows: Mapping[str, int], lexicon: Lexicon, means: Means) -> Taught:
    """The verdicts on courses of a catalogue, ready to be asked; those on other courses wait until they are back."""
    known = [verdict for verdict in means.verdicts if verdict.course_id in rows]
    if not known:
        return Taught()
    places = {wording: place for place, wording in enumerate(dict.fromkeys(verdict.wording for verdict in known))}
    goals, texts, vector_of = [], [], []
    for wording, place in places.items():
        parts = means.understand(wording)
        goals.append(subject_of(wording, lexicon, parts))
        said = list(dict.fromkeys((wording, *(part.text for part in parts))))
        texts += said
        vector_of += [place] * len(said)
    return Taught(
        verdicts=tuple(known),
        rows=tuple(rows[verdict.course_id] for verdict in known),
        given_for=np.array([places[verdict.wording] for verdict in known], dtype=np.int64),
        goals=tuple(goals),
        vectors=on_grid(means.embed_goals(texts)) if means.embed_goals is not None else None,
        vector_of=np.array(vector_of, dtype=np.int64),
    )


def _order(heard: Heard) -> tuple[float, object, int]:
    return heard.near, heard.verdict.decided_at, heard.verdict.decision_id
