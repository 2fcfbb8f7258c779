"""How sure the matcher is that a goal can be met at all, and what it says when it is not.

Two numbers of the best course decide: its score, and its evidence, which says how telling the words they share are
(without a model the score cannot: a course that shares *staff* covers all of *more staff*). What each counts is learned
with the weights: the chance that the reader of the development judgements would accept the best course (decision 24).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pipeline.match import weights
from pipeline.match.features import decision
from pipeline.match.features.language import called
from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.retrieve import Asked
from pipeline.match.score import Ranking, rank
from pipeline.match.senses import UNSAID, says_it

MAX_SHOWN = 5
CONCEPT_LANGUAGE = "en"
"""Concepts of the lexicon are named in English, and most catalogues are English."""
NO_GOAL = {
    "non_answer": "not a goal: it names nothing to learn",
    "no_training_goal": "not a goal: it says what work lacks, which no course mends",
}


def signs(ranking: Ranking) -> dict[str, float]:
    """The numbers that confidence is made of, by name, of the best course; empty where there is none."""
    if not ranking.places:
        return {}
    place = ranking.places[0]
    evidence = ranking.value("words", place) * ranking.asked.goal.rarity
    return {"score": float(ranking.scores[place]), "evidence": evidence}


def confidence(ranking: Ranking) -> float:
    """The chance that a coordinator would accept what is offered: between 0 (nothing found, or no goal) and 1."""
    asked, found = ranking.asked, signs(ranking)
    if not found or asked.goal.why_not:
        return 0.0
    index = asked.index
    named = index.means.weights.confidence_full if index.dense is not None else index.means.weights.confidence_lesser
    logit = named["middle"] + sum(named.get(name, 0.0) * value for name, value in found.items())
    sure = (1.0 - asked.goal.missing) / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))
    is_said = not asked.goal.read_as or says_it(asked, int(asked.rows[ranking.places[0]]))
    return sure if is_said else sure * UNSAID


def ranked(index: Index, goal: ReadGoal, n: int, least: float, language: str | None = None) -> Ranking:
    """The ranking of a goal; one in another language gets a second look through the English names of its concepts.

    The second look counts only where the first one is less sure than `least`: where there are courses in the goal's own
    language its own words find them, and English names would drown them (decision 19).
    """
    first = rank(index, goal, n, language)
    if goal.language in (None, CONCEPT_LANGUAGE) or not goal.named or confidence(first) >= least:
        return first
    second = rank(index, replace(goal, queries=goal.named, spoken=goal.meant), n, language)
    return second if confidence(second) > confidence(first) else first


def in_another_language(ranking: Ranking) -> str:
    """Why nothing is offered where only the language asked for is missing."""
    index, best = ranking.asked.index, ranking.rows[0]
    spoken = called(index.languages[index.language_of[best]])
    return f"only in another language: the best course, “{index.courses[best].title}”, is taught in {spoken}"


def only_paid(ranking: Ranking) -> str:
    """Why nothing is offered where every course that is close costs money."""
    return f"only paid: the best course, “{ranking.asked.index.courses[ranking.rows[0]].title}”, costs money"


def reason(ranking: Ranking, least: float) -> str:
    """Why nothing is offered, in one sentence; the part before the colon holds no word of the goal.

    `least` is the confidence below which nothing is offered.
    """
    index, goal = ranking.asked.index, ranking.asked.goal
    if goal.why_not or not goal.terms:
        return NO_GOAL[goal.why_not or "non_answer"]
    if (decided := _decided_against(ranking, least)) is not None:
        return decided
    if goal.read_as and ranking.places:
        title = index.courses[ranking.rows[0]].title
        return f"nothing close in the sense of libraries: read as “{goal.read_as}”, and “{title}” is too far from that"
    unknown = [term for term in goal.terms if term.key < 0]
    typed = {word: given for given, meant in goal.repaired.items() for word in meant.split()}
    if not ranking.places or 2 * sum(term.rarity for term in unknown) >= goal.rarity:
        said = [term.word for term in unknown or goal.terms]
        return f"nothing close: no course has {_as_read(said[:MAX_SHOWN], typed)}"
    n_with = {term.word: index.words.n_with(term.key) for term in goal.terms}
    rarest = min(n_with, key=lambda word: n_with[word])
    n, of = n_with[rarest], len(index.courses)
    if n >= weights.VAGUE_SHARE * of and not (goal.concepts and rarest not in typed):
        why = _why_common(n, of, is_repaired=rarest in typed)
        return f"{why}: {n:,} of {of:,} courses say {_as_read([rarest], typed)}"
    return _too_far(index, goal, ranking.rows[0])


def _decided_against(ranking: Ranking, least: float) -> str | None:
    """Who decided against the course that would be offered but for people's decisions; None where that is not so."""
    asked = ranking.asked
    if not asked.heard or not len(asked.rows):
        return None
    decided = ranking.points("decision")
    before = replace(ranking, scores=ranking.scores - decided)
    best = int(np.argmax(before.scores))
    if decided[best] >= 0 or confidence(replace(before, places=(best,))) < least:
        return None
    return decided_against(asked, int(asked.rows[best]))


def decided_against(asked: Asked, row: int) -> str:
    """Why nothing is offered where people decided against the course, by row, that would be."""
    return f"decided against: the best course, “{asked.index.courses[row].title}”, is {decision.because(asked, row)}"


def _too_far(index: Index, goal: ReadGoal, best: int) -> str:
    title = index.courses[best].title
    shared = [term.word for term in goal.terms if index.words.amount(term.key, best) > 0]
    if not shared:
        return f"nothing close: the best course, “{title}”, shares no word with the goal"
    return f"nothing close: the best course, “{title}”, shares only {_quoted(shared[:MAX_SHOWN])}"


def _why_common(n: int, of: int, *, is_repaired: bool) -> str:
    """What it means that so many courses have every word: it is the goal only where typed so, and courses are many.

    A goal that names a concept of the lexicon is not asked: it is clear, however many courses say its words.
    """
    if is_repaired:
        return "nothing close to what was typed"
    is_said_by_most = of >= weights.FEW_COURSES and 2 * n >= of
    return "too vague" if of >= weights.MANY_COURSES or is_said_by_most else "too few courses to tell"


def _as_read(words: Sequence[str], typed: Mapping[str, str]) -> str:
    """Words in quotes, first as typed where they were read as others."""
    return ", ".join(f"“{typed[word]}” (read as “{word}”)" if word in typed else f"“{word}”" for word in words)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
