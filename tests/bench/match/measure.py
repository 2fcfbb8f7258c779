"""One way of matching on a tiled catalogue, in a process of its own, so that its memory is its own.

    python tests/bench/match/measure.py METHOD COURSES SHARED VECTORS [GOALS]

prints one JSON object. Titles and descriptions are those of the two sets of judgements, over and over: every copy has
another id and a word of another title behind its own, and for vectors those of the original with some noise (seeded).
"""

from __future__ import annotations

import csv
import json
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from engines import SparseTop, Tantivy
from full_text import FullText

from pipeline.match.base import Base
from pipeline.match.index import CourseText, build_index
from pipeline.match.means import Embed, Vectors

SETS = ("library_goals_dev", "mooc_core_dev")
GOALS = {
    "ours": 2_000,
    "wratio": 10,
    "token_set": 20,
    "bm25s": 200,
    "full-text": 50,
    "tantivy": 600,
    "sparse top-n": 600,
    "exact dense search": 600,
}
"""How many goals are asked, by method; the slow ones get few. Every seventh of the goals there are, from the first."""
TOP = 10
NOISE = 0.01
CHANGED = 50
"""On the second night one course of so many has another title and other vectors."""
ANEW = " anew"


def originals(shared: Path) -> list[CourseText]:
    """The courses of both sets; a language is a tag where the set has tags."""
    found = []
    for name in SETS:
        with (shared / "matching" / name / "courses.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                language = "en" if row["language"] == "English" else row["language"] or None
                key = f"{name}/{row['course_id']}"
                found.append(
                    CourseText(course_id=key, title=row["title"], description=row["description"], language=language)
                )
    return found


def tiled(courses: Sequence[CourseText], n: int) -> list[CourseText]:
    """n courses; the first ones are the originals."""
    dice = random.Random(7)
    words = [word for course in courses for word in course.title.split() if len(word) > 3]
    found = []
    for place in range(n):
        course, copy = courses[place % len(courses)], place // len(courses)
        title = f"{course.title}: {dice.choice(words)}" if copy else course.title
        found.append(replace(course, course_id=f"{course.course_id}/{copy}", title=title))
    return found


def wishes(shared: Path, n: int) -> list[str]:
    """n different goals of the three files, dealt out so that each file has its share."""
    found: dict[str, None] = {}
    for name in ("library_goals_dev/goals.csv", "mooc_core_dev/goals_noisy.csv", "mooc_core_dev/goals_clean.csv"):
        with (shared / "matching" / name).open(encoding="utf-8", newline="") as file:
            found |= dict.fromkeys(row["text"] for row in csv.DictReader(file))
    listed = list(found)
    first = [listed[place * 7 % len(listed)] for place in range(min(n, len(listed)))]
    # Where there are too few, two of them make another one.
    more = [f"{listed[place % len(listed)]} {listed[place * 11 % len(listed)]}" for place in range(len(listed), n)]
    return [*first, *more]


def tiling(embed: Embed, courses: Sequence[CourseText]) -> Callable[[Sequence[CourseText]], Embed]:
    """Vectors for tiled courses: `made(courses)` is to be called for titles, then for texts, as an index does."""
    titles = embed([course.title for course in courses])
    described = [place for place, course in enumerate(courses) if course.description.strip()]
    texts = np.zeros_like(titles)
    texts[described] = embed([f"{courses[p].title}. {courses[p].description}"[:600] for p in described])

    def made(copies: Sequence[CourseText]) -> Embed:
        rows = [row for row in range(len(copies)) if copies[row].description.strip()]
        calls: Iterator[tuple[Vectors, list[int], int]] = iter(
            [(titles, list(range(len(copies))), 1), (texts, rows, 2)]
        )

        def vectors(_: Sequence[str]) -> Vectors:
            source, rows, side = next(calls)
            found = np.empty((len(rows), source.shape[1]), dtype=np.float32)
            for place, row in enumerate(rows):
                found[place] = source[row % len(source)]
                is_changed = copies[row].title.endswith(ANEW)
                if row >= len(source) or is_changed:
                    dice = np.random.default_rng((7, side, row, is_changed))
                    found[place] += dice.standard_normal(source.shape[1], dtype=np.float32) * np.float32(NOISE)
                    found[place] /= np.linalg.norm(found[place])
            return found.astype(np.float16).astype(np.float32)

        return vectors

    return made


def measured(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What it gives, with seconds on the wall and of CPU, those of its processes included."""
    wall, cpu = perf_counter(), cpu_s()
    found = act()
    return found, {"s": round(perf_counter() - wall, 4), "cpu_s": round(cpu_s() - cpu, 4)}


def cpu_s() -> float:
    """Of this process and of those it started that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ours(courses: list[CourseText], goals: list[str], shared: Path, kept: Path) -> dict[str, Any]:
    """Index and explained matches, then the night after with 2 % changed, with and without what was kept.

    Making vectors of goals that were never asked before is told apart from matching.
    """
    from pipeline.embed.kept_base import KeptBase, base_in
    from pipeline.embed.kept_pools import PoolFile
    from pipeline.embed.near import KeptNear
    from pipeline.engine import share_out
    from pipeline.match.matcher import match_goals
    from pipeline.model import MatchSettings
    from pipeline.verbs.match import ready_for

    ready = ready_for(MatchSettings(), kept)
    assert ready.means.embed_courses is not None
    assert ready.means.embed_goals is not None
    made = tiling(ready.means.embed_courses, originals(shared))
    if ready.kept:
        ready.kept.write()
    folder = Path(tempfile.mkdtemp())

    def night(courses: list[CourseText], base: Base | None = None) -> tuple[Any, dict[str, Any]]:
        vectors = made(courses)
        near = KeptNear(None if base else folder / "near.npz")
        words, pools = KeptBase(folder / "words.bin", share_out), PoolFile(folder / "pools.bin", b"salt")
        said: list[Vectors] = [vectors([]), vectors([])]  # ahead of the clock: making them is no part of matching
        embedding: list[dict[str, float]] = []  # what is asked is known once it was read, so it is told apart

        def embed_goals(texts: Sequence[str]) -> Vectors:
            found, took = measured(lambda: ready.means.embed_goals(texts))
            embedding.append(took)
            return found

        means = replace(
            ready.means,
            embed_courses=lambda _: said.pop(0),
            embed_goals=embed_goals,
            find_near=near.find,
            spread=share_out,
        )
        if base is None:
            means = replace(means, find_base=words.find, open_pools=pools.open)
        index, index_took = measured(lambda: build_index(courses, means=means, base=base))
        found, match_took = measured(lambda: match_goals(index, goals, MatchSettings(), TOP))
        _, write_took = measured(lambda: [each.write() for each in (near, words, pools)] if base is None else None)
        for key in match_took:
            match_took[key] = round(match_took[key] - sum(each[key] for each in embedding), 4)
        took = {"index": index_took, "match": match_took, "embed_goals": embedding[0], "write": write_took}
        return found, {**took, "products": near.n_products, "scored": pools.n_scored, "peak_mb": peak_mb()}

    _, first = night(courses)
    changed = [
        replace(course, title=course.title + ANEW) if row % CHANGED == CHANGED - 1 else course
        for row, course in enumerate(courses)
    ]
    again, second = night(changed)
    kept_base = base_in(folder / "words.bin")
    assert kept_base is not None
    # Nothing of it is found again, so every course is read; only how rare words are is as it was.
    scratch, third = night(changed, replace(kept_base, course_keys=np.zeros_like(kept_base.course_keys)))
    assert again == scratch, "a night that looks at what changed gives something else than one from scratch"
    return {**first, "two_percent": second, "two_percent_from_scratch": third}


def exact_dense(courses: list[CourseText], goals: list[str], shared: Path, kept: Path) -> dict[str, Any]:
    """One vector a title, products in single precision, the best of each goal."""
    from pipeline.model import MatchSettings
    from pipeline.verbs.match import ready_for

    ready = ready_for(MatchSettings(), kept)
    assert ready.means.embed_courses is not None
    assert ready.means.embed_goals is not None
    titles = tiling(ready.means.embed_courses, originals(shared))(courses)([])
    asked = ready.means.embed_goals(goals)

    def search() -> list[Any]:
        found: list[Any] = []
        for begin in range(0, len(asked), 64):
            products = asked[begin : begin + 64] @ titles.T
            found += [np.argpartition(row, -TOP)[-TOP:].copy() for row in products]
        return found

    return {"match": measured(search)[1]}


def fuzzy(courses: list[CourseText], goals: list[str], scorer: str) -> dict[str, Any]:
    """`process.cdist` over the titles, in one thread."""
    from rapidfuzz import fuzz, process

    titles = [course.title.lower() for course in courses]
    score = {"wratio": fuzz.WRatio, "token_set": fuzz.token_set_ratio}[scorer]
    asked = [goal.lower() for goal in goals]
    return {"match": measured(lambda: process.cdist(asked, titles, scorer=score).argmax(axis=1))[1]}


def by_bm25s(courses: list[CourseText], goals: list[str]) -> dict[str, Any]:
    """bm25s with an English stemmer over title and description."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{course.title} {course.description}" for course in courses]
    retriever = bm25s.BM25()

    def index() -> None:
        retriever.index(bm25s.tokenize(texts, stemmer=stemmer, show_progress=False), show_progress=False)

    def search() -> Any:
        asked = bm25s.tokenize(goals, stemmer=stemmer, show_progress=False)
        return retriever.retrieve(asked, k=TOP, show_progress=False)

    return {"index": measured(index)[1], "match": measured(search)[1]}


def by_full_text(courses: list[CourseText], goals: list[str]) -> dict[str, Any]:
    """DuckDB's full-text search over title and description."""
    with FullText([f"{course.title} {course.description}" for course in courses]) as found:
        took = measured(found.index)[1]
        return {"index": took, "match": measured(lambda: [found.search(goal, TOP) for goal in goals])[1]}


def by_tantivy(courses: list[CourseText], goals: list[str]) -> dict[str, Any]:
    """tantivy over title and description."""
    found = Tantivy([f"{course.title} {course.description}" for course in courses])
    return {"index": measured(found.index)[1], "match": measured(lambda: found.search(goals, TOP))[1]}


def by_sparse_top(courses: list[CourseText], goals: list[str]) -> dict[str, Any]:
    """Weighted words of titles, products of sparse matrices."""
    found = SparseTop([course.title for course in courses])
    return {"index": measured(found.index)[1], "match": measured(lambda: found.search(goals, TOP))[1]}


PEERS = {"bm25s": by_bm25s, "full-text": by_full_text, "tantivy": by_tantivy, "sparse top-n": by_sparse_top}


def main(method: str, n: int, shared: Path, kept: Path, n_goals: int | None = None) -> dict[str, Any]:
    courses, goals = tiled(originals(shared), n), wishes(shared, n_goals or GOALS[method])
    if method == "ours":
        found = ours(courses, goals, shared, kept)
    elif method == "exact dense search":
        found = exact_dense(courses, goals, shared, kept)
    elif method in PEERS:
        try:
            found = PEERS[method](courses, goals)
        except ImportError as error:
            found = {"not_available": str(error)}
    else:
        found = fuzzy(courses, goals, method)
    size = {"courses": n, "goals": len(goals), "text_bytes": sum(len(c.title) + len(c.description) for c in courses)}
    return {"method": method, **size, **found, "peak_mb": peak_mb()}


if __name__ == "__main__":
    print(
        json.dumps(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), *map(int, sys.argv[5:])))
    )
