"""Goals that are dealt out to other processes get what they would get here, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline import engine
from pipeline.embed.kept_pools import PoolFile
from pipeline.match.index import CourseText, build_index
from pipeline.match.matcher import match_goals
from pipeline.match.means import Means, Vectors
from pipeline.match.shares import LEAST, SHARE, dealt_out
from pipeline.match.weights import PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import MatchSettings

WORDS = ("grants", "weeding", "budget", "excel", "music", "puppets", "story", "coding", "music", "garden", "taxes")
WEIGHTS = replace(PLAIN, full={**PLAIN.full, "feedback": 0.5})


def embed(texts: Sequence[str]) -> Vectors:
    """Texts that share letters point the same way, a little."""
    found = np.full((len(texts), 16), 0.01, dtype=np.float32)
    for row, text in enumerate(texts):
        for letter in text.lower():
            found[row, ord(letter) % 16] += 1.0
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def said(rng: np.random.Generator, most: int) -> str:
    return " ".join(rng.choice(WORDS, int(rng.integers(1, most + 1))))


@pytest.mark.parametrize("is_full", [True, False])
def test_all_is_found_and_kept_as_in_one_process(*, is_full: bool, lexicon: Lexicon, tmp_path: Path) -> None:
    rng = np.random.default_rng(44)
    courses = [CourseText(course_id=f"c:{n}", title=said(rng, 3), description=said(rng, 9)) for n in range(80)]
    goals = [said(rng, 4) for _ in range(LEAST * SHARE + 1)]
    parts: list[int] = []

    def counted(work: Any, shares: Sequence[Any]) -> list[Any]:
        parts.append(len(shares))
        return engine.share_out(work, shares, n_processes=2)

    nights: list[tuple[Any, int, bytes]] = []
    for spread in (None, counted):
        pools = PoolFile(tmp_path / f"{len(nights)}.bin", b"salt")
        means = Means(weights=WEIGHTS, open_pools=pools.open, spread=spread)
        if is_full:
            means = replace(means, embed_courses=embed, embed_goals=embed)
        found = match_goals(build_index(courses, lexicon, means), goals, MatchSettings(min_confidence=0.0))
        n_scored = pools.n_scored
        pools.write()
        nights.append((found, n_scored, (tmp_path / f"{len(nights)}.bin").read_bytes()))
    assert nights[0] == nights[1]
    assert nights[0][1] > LEAST * SHARE
    assert parts == [LEAST + 1] * 2, "goals are read, and matched, in parts"


def test_a_few_goals_are_not_dealt_out() -> None:
    few = range(LEAST * SHARE - 1)
    assert dealt_out(partial(engine.share_out, n_processes=2), list, few) == [list(few)]
