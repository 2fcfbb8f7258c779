"""How sure the matcher is that a goal can be met at all, and what it says when it is not.

Two numbers of the best course decide: its score, which says how much of the goal it covers, and its evidence, which
says how telling the words they share are (the score cannot: a course that shares *staff* covers all of *more staff*).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from pipeline.match import weights
from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.score import FEATURES, Ranking

MAX_SHOWN = 5


def confidence(goal: ReadGoal, ranking: Ranking) -> float:
    """Between 0 (nothing found) and 1."""
    if not ranking.rows:
        return 0.0
    best = ranking.rows[0]
    evidence = _words_value(ranking, best) * goal.rarity
    score = float(ranking.scores[best])
    logit = (
        weights.CONFIDENCE_PER_EVIDENCE * evidence + weights.CONFIDENCE_PER_SCORE * score - weights.CONFIDENCE_MIDDLE
    )
    return 1.0 / (1.0 + math.exp(-logit))


def reason(index: Index, goal: ReadGoal, ranking: Ranking) -> str:
    """Why nothing is offered, in one sentence; the part before the colon holds no word of the goal."""
    if not goal.terms:
        return "not a goal: it names nothing to learn"
    unknown = [term for term in goal.terms if term.key < 0]
    typed = {word: given for given, meant in goal.repaired.items() for word in meant.split()}
    if not ranking.rows or 2 * sum(term.rarity for term in unknown) >= goal.rarity:
        said = [term.word for term in unknown or goal.terms]
        return f"nothing close: no course has {_as_read(said[:MAX_SHOWN], typed)}"
    n_with = {term.word: index.words.n_with(term.key) for term in goal.terms}
    rarest = min(n_with, key=lambda word: n_with[word])
    n, of = n_with[rarest], len(index.courses)
    if n >= weights.VAGUE_SHARE * of:
        why = _why_common(n, of, is_repaired=rarest in typed)
        return f"{why}: {n:,} of {of:,} courses say {_as_read([rarest], typed)}"
    best = ranking.rows[0]
    title = index.courses[best].title
    shared = [term.word for term in goal.terms if index.words.amount(term.key, best) > 0]
    if not shared:
        return f"nothing close: the best course, “{title}”, shares no word with the goal"
    return f"nothing close: the best course, “{title}”, shares only {_quoted(shared[:MAX_SHOWN])}"


def _why_common(n: int, of: int, *, is_repaired: bool) -> str:
    """What it means that so many courses have every word: it is the goal only where typed so, and courses are many."""
    if is_repaired:
        return "nothing close to what was typed"
    return "too vague" if of >= weights.MANY_COURSES or 2 * n >= of else "too few courses to tell"


def _as_read(words: Sequence[str], typed: Mapping[str, str]) -> str:
    """Words in quotes, first as typed where they were read as others."""
    return ", ".join(f"“{typed[word]}” (read as “{word}”)" if word in typed else f"“{word}”" for word in words)


def _words_value(ranking: Ranking, row: int) -> float:
    place = [feature.name for feature in FEATURES].index("words")
    return float(ranking.values[place][row])


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
