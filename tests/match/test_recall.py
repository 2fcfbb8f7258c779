"""A night that looks only at what changed gets what a night gets that looks at everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.embed.near import KINDS, KeptNear
from pipeline.match.dense import Dense, on_grid
from pipeline.match.index import CourseText, build_index
from pipeline.match.matcher import match_goals
from pipeline.match.means import Means, Vectors
from pipeline.match.nearest import nearest
from pipeline.match.recall import Recalled, nearest_again
from pipeline.match.score import ALL_FEATURES
from pipeline.match.weights import PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import GoalMatch, MatchSettings

SIZE = 16
WANTED = 6
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su")
ALWAYS = MatchSettings(min_confidence=0.0, min_score_share=0.0)
FULL = replace(PLAIN, full={feature.name: 0.5 for feature in ALL_FEATURES} | {"other_language": -0.125})


def embed(texts: Sequence[str]) -> Vectors:
    """Texts that share words point the same way, a little."""
    found = np.full((len(texts), SIZE), 0.01, dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", "").split():
            for place, letter in enumerate(word):
                found[row, (ord(letter) * 7 + place * 3) % SIZE] += np.float32(0.3 if ord(letter) % 2 else -0.7)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)


MEANS = Means(embed_courses=embed, embed_goals=embed, weights=FULL)


def word(rng: np.random.Generator) -> str:
    return "".join(SYLLABLES[place] for place in rng.integers(0, len(SYLLABLES), 3))


def course(rng: np.random.Generator, n: int) -> CourseText:
    said = [" ".join(word(rng) for _ in range(3)) for _ in range(2)]
    return CourseText(course_id=f"c:{n:05}", title=said[0], description=said[1] if n % 2 else "")


def dense_of(courses: Sequence[CourseText]) -> tuple[Dense, list[str]]:
    described = [row for row, each in enumerate(courses) if each.description]
    texts = on_grid(embed([f"{courses[row].title}. {courses[row].description}" for row in described]))
    title = on_grid(embed([each.title for each in courses]))
    return Dense(title, np.array(described, dtype=np.int64), texts), [each.course_id for each in courses]


def changed(rng: np.random.Generator, courses: Sequence[CourseText], share: float) -> list[CourseText]:
    """Some are gone, some say something else, some are new and stand between the others."""
    numbers = [int(each.course_id[2:]) for each in courses]
    found = [each for each in courses if rng.random() > share / 2]
    found = [course(rng, int(each.course_id[2:])) if rng.random() < share / 2 else each for each in found]
    found += [course(rng, max(numbers, default=0) + 1 + n) for n in range(int(len(courses) * share / 2))]
    return sorted(found, key=lambda each: each.title)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(0, 150),
    shares=st.lists(st.sampled_from([0.0, 0.02, 0.3, 0.9]), min_size=1, max_size=4),
)
def test_night_after_night_none_of_the_closest_is_missed(seed: int, n: int, shares: list[float]) -> None:
    rng = np.random.default_rng(seed)
    courses = [course(rng, number) for number in range(n)]
    wishes = [word(rng) for _ in range(6)]
    before: Recalled | None = None
    for share in (0.0, *shares):
        courses = changed(rng, courses, share)
        wishes = list(dict.fromkeys([*wishes[1:], word(rng), ""]))
        dense, ids = dense_of(courses)
        queries = np.unique(on_grid(embed(wishes)), axis=0)
        found, before = nearest_again(dense, ids, queries, WANTED, before)
        scratch = nearest(dense, queries, WANTED)
        every = dense.cosines(queries, np.arange(len(ids)))
        for query in range(len(queries)):
            above = np.sort(every[query][every[query] > 0])
            least = above[-WANTED] if len(above) >= WANTED else 0.0
            closest = set(np.flatnonzero((every[query] > 0) & (every[query] >= least)).tolist())
            assert closest <= set(found.of(query).tolist())
            assert closest <= set(scratch.of(query).tolist())


def matched(
    courses: Sequence[CourseText], wishes: Sequence[str], lexicon: Lexicon, near: KeptNear | None
) -> list[GoalMatch]:
    means = MEANS if near is None else replace(MEANS, find_near=near.find)
    return match_goals(build_index(courses, lexicon, means), wishes, ALWAYS)


def test_two_percent_changed_is_as_from_scratch_and_looks_at_little_more(lexicon: Lexicon, tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    courses, wishes = [course(rng, n) for n in range(3_000)], [f"{word(rng)} {word(rng)}" for _ in range(40)]
    first = KeptNear(tmp_path / "near.npz")
    assert matched(courses, wishes, lexicon, first) == matched(courses, wishes, lexicon, None)
    assert first.n_products == 40 * 3_000
    first.write()
    for _ in range(3):
        courses = changed(rng, courses, 0.02)
        night = KeptNear(tmp_path / "near.npz")
        found = matched(courses, wishes, lexicon, night)
        night.write()
        assert found == matched(courses, wishes, lexicon, None), "to the last bit, with every explanation"
        assert any(each.courses for each in found)
        assert 0 < night.n_products <= 40 * 0.03 * len(courses)


def test_a_course_whose_text_alone_changed_is_looked_at_again(lexicon: Lexicon, tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    courses, wish = [course(rng, n) for n in range(400)], [word(rng)]
    first = KeptNear(tmp_path / "near.npz")
    matched(courses, wish, lexicon, first)
    first.write()
    courses[201] = replace(courses[201], description=wish[0])
    night = KeptNear(tmp_path / "near.npz")
    found = matched(courses, wish, lexicon, night)
    assert night.n_products == 1
    assert found == matched(courses, wish, lexicon, None)
    assert "c:00201" in [each.course_id for each in found[0].courses]


def test_where_too_many_went_all_are_looked_at(lexicon: Lexicon, tmp_path: Path) -> None:
    rng = np.random.default_rng(10)
    courses, wish = [course(rng, n) for n in range(2_000)], [word(rng)]
    first = KeptNear(tmp_path / "near.npz")
    found = matched(courses, wish, lexicon, first)
    first.write()
    assert found[0].courses
    cosines = build_index(courses, lexicon, MEANS).dense
    assert cosines is not None
    near = np.argsort(cosines.closeness(embed(wish))[0])[-300:].tolist()
    left = [each for row, each in enumerate(courses) if row not in set(near)]
    night = KeptNear(tmp_path / "near.npz")
    assert matched(left, wish, lexicon, night) == matched(left, wish, lexicon, None)
    assert night.n_products == len(left)


@pytest.mark.parametrize("harm", ["cut", "not a file of numbers", "empty", "another kind", "outside", "missing"])
def test_a_file_that_cannot_be_used_costs_time_only(lexicon: Lexicon, tmp_path: Path, harm: str) -> None:
    path = tmp_path / "near.npz"
    rng = np.random.default_rng(11)
    courses, wish = [course(rng, n) for n in range(300)], [word(rng)]
    first = KeptNear(path)
    expected = matched(courses, wish, lexicon, first)
    first.write()
    assert path.stat().st_mode & 0o777 == 0o600
    with np.load(path) as file:
        whole = {name: file[name] for name in KINDS}
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:500])
    elif harm == "not a file of numbers":
        path.write_text("near", encoding="utf-8")
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "another kind":
        np.savez(path, **{**whole, "floor": whole["floor"].astype(np.float64)})
    elif harm == "outside":
        np.savez(path, **{**whole, "rows": whole["rows"] + 10_000})
    else:
        np.savez(path, **{name: whole[name] for name in KINDS if name != "query"})
    night = KeptNear(path)
    assert matched(courses, wish, lexicon, night) == expected
    assert night.n_products == 300


def test_a_disk_that_cannot_be_written_stops_nothing(lexicon: Lexicon, tmp_path: Path) -> None:
    near = KeptNear(tmp_path / "nowhere" / "near.npz")
    matched([course(np.random.default_rng(1), 1)], ["bade"], lexicon, near)
    near.write()
    KeptNear(None).write()
    assert list(tmp_path.iterdir()) == []
