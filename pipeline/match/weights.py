"""The numbers of the index, and what counts where no file of weights is given.

The weights of the features are learned (`python -m pipeline.verbs.learn`) and stand in
data/reference/match_weights.yaml. They are multiples of 1/64 and values of 2^-20, so that products and sums are exact
in floating point in any order: the points of the parts sum to the score to the last bit.
"""

from __future__ import annotations

import numpy as np

from pipeline.match.postings import Floats
from pipeline.model import MatchWeights

VALUE_STEP = 2.0**-20
"""Values are rounded to this step."""

SATURATION = 2.0
"""BM25 k1: how fast a word said again stops counting."""

TITLE_WEIGHT = 6.0
"""A word of the title counts like so many of the description; titles carry courses that have no description."""

LENGTH_PENALTY = 0.5
"""BM25 b: 0 takes no notice of how long a text is, 1 divides by its length."""

GRAM = 4
"""Letters in a row that are compared for closeness of spelling."""

CANDIDATES = 200
"""Courses that each of the two retrievers brings; all other features are worked out for these only."""

DEEP = 300
"""Courses of each that are kept for the next night, so that some may go."""

FEEDBACK_FROM = 5
"""First results whose meaning is looked for again."""

NEIGHBOUR = 0.6
"""Cosine from which what people said for one goal counts for another: nothing there, all of it at 1."""

LESS_THAN_SAME = 0.5
"""What a verdict counts at most for a neighbouring goal, or a course like the one marked; for themselves it is 1."""

WRONG_SENSE = 0.5
"""Cosine from which a course is of the sense that a person marked as wrong in another course."""

VAGUE_SHARE = 1 / 40
"""A goal is too vague where each of its words is said by at least this share of the courses."""

MANY_COURSES = 400
"""With fewer courses a word that several say proves little about the goal: too vague is one that half of them say."""

FEW_COURSES = 20
"""With fewer courses even a word that half of them say makes no goal vague: the catalogue may be about one subject."""

NEARER, NO_NEARER = 0.05, -0.1
"""By how much a course has to be closer to a word spelled out than to its setting for its meaning to count in full, and
from where on it counts nothing: *Budgeting for Public Libraries* is as close to any task of a library (decision 21)."""

LESSER = {
    "words": 1.0,
    "phrases": 0.75,
    "letters": 0.25,
    "title": 0.0625,
    "concept": 0.25,
    "topic": 0.0625,
    "level": 0.0625,
    "other_language": -0.125,
    "decision": 2.0,
}
PLAIN = MatchWeights(
    full={**LESSER, "meaning": 1.0},
    lesser=LESSER,
    confidence_full={"middle": -4.5, "evidence": 1.0, "score": 2.0},
    confidence_lesser={"middle": -4.5, "evidence": 1.0, "score": 2.0},
)
"""Hand-set (decision 5): what tests of the parts use, and where learning starts."""


def stepped(values: Floats) -> Floats:
    """Values rounded to a step, so that every product and sum is exact."""
    return np.asarray(np.rint(values / VALUE_STEP) * VALUE_STEP, dtype=np.float64)
