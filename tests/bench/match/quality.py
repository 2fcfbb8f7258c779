"""What each way of matching buys: nDCG@10 on the sets of judgements, goals as typed.

    python tests/bench/match/quality.py SHARED VECTORS

prints one JSON object: by method, the library's goals, tags clean and tags noisy; null where a method is not there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import numpy as np
from full_text import FullText
from rapidfuzz import fuzz, process

from pipeline.flow.means import Ready
from pipeline.match.evaluate import evaluate, ndcg, relevant_from
from pipeline.match.judgements import Judgements, read_judgements
from pipeline.model import MatchSettings
from pipeline.verbs.match import ready_for

SETS = (("library_goals_dev", "goals"), ("mooc_core_dev", "goals_clean"), ("mooc_core_dev", "goals_noisy"))
TOP = 10
Order = Callable[[Judgements, list[str]], list[list[int]]]


def fuzzy(scorer: Callable[..., float]) -> Order:
    def order(judged: Judgements, goals: list[str]) -> list[list[int]]:
        titles = [course.title.lower() for course in judged.courses]
        scores = process.cdist([goal.lower() for goal in goals], titles, scorer=scorer)
        return [np.argsort(-row, kind="stable")[:TOP].tolist() for row in scores]

    return order


def by_bm25s(judged: Judgements, goals: list[str]) -> list[list[int]]:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    retriever = bm25s.BM25()
    texts = [f"{course.title} {course.description}" for course in judged.courses]
    retriever.index(bm25s.tokenize(texts, stemmer=stemmer, show_progress=False), show_progress=False)
    found = []
    for goal in goals:
        asked = bm25s.tokenize([goal], stemmer=stemmer, show_progress=False, return_ids=False)
        found.append(retriever.retrieve(asked, k=TOP, show_progress=False)[0][0].tolist() if asked[0] else [])
    return found


def by_full_text(judged: Judgements, goals: list[str]) -> list[list[int]]:
    with FullText([f"{course.title} {course.description}" for course in judged.courses]) as found:
        found.index()
        return [found.search(goal, TOP) for goal in goals]


def by_titles(ready: Ready) -> Order:
    def order(judged: Judgements, goals: list[str]) -> list[list[int]]:
        assert ready.means.embed_courses is not None
        assert ready.means.embed_goals is not None
        products = ready.means.embed_goals(goals) @ ready.means.embed_courses([c.title for c in judged.courses]).T
        return [np.argsort(-row, kind="stable")[:TOP].tolist() for row in products]

    return order


def read(shared: Path, folder: str, goals: str) -> Judgements:
    names = ("courses.csv", f"{goals}.csv", "qrels.csv")
    courses, asked, qrels = ((shared / "matching" / folder / name).read_bytes() for name in names)
    return read_judgements(courses, asked, qrels, names)


def mean_ndcg(judged: Judgements, order: Order) -> float:
    """Over goals with a relevant course."""
    least = relevant_from(judged.qrels)
    asked = [g for g in judged.goals if any(grade >= least for grade in judged.qrels.get(g, {}).values())]
    found = order(judged, [judged.goals[goal_id] for goal_id in asked])
    ids = [course.course_id for course in judged.courses]
    return fmean(ndcg([ids[row] for row in rows], judged.qrels[g], TOP) for g, rows in zip(asked, found, strict=True))


def main(shared: Path, kept: Path) -> dict[str, list[float] | None]:
    ready = ready_for(MatchSettings(), kept)
    sets = [read(shared, *names) for names in SETS]
    orders: dict[str, Order] = {
        "wratio": fuzzy(fuzz.WRatio),
        "token_set": fuzzy(fuzz.token_set_ratio),
        "bm25s": by_bm25s,
        "full-text": by_full_text,
        "exact dense search": by_titles(ready),
    }
    found: dict[str, list[float] | None] = {
        "ours": [
            evaluate(each.courses, each.goals, each.qrels, MatchSettings(), means=ready.means)["ndcg_at_10"]
            for each in sets
        ]
    }
    for name, order in orders.items():
        try:
            found[name] = [mean_ndcg(each, order) for each in sets]
        except ImportError:
            found[name] = None
    if ready.kept:
        ready.kept.write()
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
