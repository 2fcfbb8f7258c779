"""Every number of the matcher on one screen.

Measured on the development judgements, 2026-11 (docs/decisions/0005-matching.md has what each brought). Weights are
multiples of 1/16 and values of 2^-20, so that products and sums are exact in floating point in any order: the points of
the parts sum to the score to the last bit.
"""

from __future__ import annotations

WORDS = 1.0
PHRASES = 0.75
LETTERS = 0.25
OTHER_LANGUAGE = -0.125

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

CONFIDENCE_PER_EVIDENCE = 1.0
CONFIDENCE_PER_SCORE = 2.0
CONFIDENCE_MIDDLE = 4.5
"""Confidence is logistic(evidence + 2 * score - 4.5). Evidence is the BM25 of the shared words: one of the title that
one course in a hundred has brings about 3. As the whole goal it makes about .6, as a quarter of one about .3."""

VAGUE_SHARE = 1 / 40
"""A goal is too vague where each of its words is said by at least this share of the courses."""

MANY_COURSES = 400
"""With fewer courses a word that several say proves little about the goal: too vague is one that half of them say."""
