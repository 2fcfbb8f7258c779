"""Vectors are made once a text; a damaged file costs time, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.embed.encoder import Encoder
from pipeline.embed.kept import KeptVectors, best_rank, first_for_any

TITLES = ["Weeding", "Grant writing", "Weeding"]


def first_night(encoder: Encoder, path: Path) -> np.ndarray:
    kept = KeptVectors(encoder, path)
    vectors = kept.courses(TITLES)
    kept.write()
    assert kept.n_made == 2
    return vectors


def test_only_what_changed_is_made(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    before = first_night(encoder, path)
    again = KeptVectors(encoder, path)
    after = again.courses(["Public speaking", *TITLES])
    assert again.n_made == 1
    assert np.array_equal(after[1:], before)


def test_a_kept_vector_is_the_one_that_was_made(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    before = first_night(encoder, path)
    assert np.array_equal(KeptVectors(encoder, path).courses(TITLES), before)


def test_a_night_takes_what_is_kept_and_so_many_new_ones(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    first_night(encoder, path)
    asked = ["Clay", "Weeding", "Glass", "Grant writing", "Paper"]
    titles = encoder.courses(asked)
    assert KeptVectors(encoder, path).within(1)(asked, titles, None).tolist() == [True, True, False, True, False]
    assert KeptVectors(encoder, path).within(0)(asked, titles, None).tolist() == [False, True, False, True, False]
    assert KeptVectors(encoder, None).within(2)([], titles[:0], None).tolist() == []


def test_descriptions_near_to_what_will_be_asked_come_first(encoder: Encoder) -> None:
    titles = ["Clay pots", "Budgets of museums", "Glass", "Storytime for babies", "Paper", "Bird song"]
    texts, wanted = encoder.courses(titles), ["reading aloud to infants", "money of a museum"]
    choose = KeptVectors(encoder, None).within(2)
    assert choose(titles, texts, lambda: encoder.goals(wanted)).tolist() == [False, True, False, True, False, False]


def test_goals_are_not_read_where_all_descriptions_may_be(encoder: Encoder) -> None:
    titles = ["Clay", "Glass"]
    choose = KeptVectors(encoder, None).within(2)
    assert choose(titles, encoder.courses(titles), lambda: pytest.fail("read")).tolist() == [True, True]


@given(st.integers(1, 7), st.integers(1, 12), st.integers(0, 70), st.integers(0, 2**32 - 1))
def test_the_best_place_for_any_goal(n: int, n_titles: int, n_goals: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    titles, goals = (dice.normal(size=(size, 4)).astype(np.float32) for size in (n_titles, n_goals))
    places = [np.argsort(np.argsort(-(titles @ goal))) for goal in goals]
    expected = [min([int(place[row]) for place in places if place[row] < n], default=n) for row in range(n_titles)]
    assert best_rank(titles, goals, n).tolist() == expected


@given(st.integers(1, 7), st.integers(1, 2_000), st.integers(0, 70), st.integers(1, 9), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_the_first_titles_for_any_goal_are_those_of_all_places(
    n: int, n_titles: int, n_goals: int, step: int, seed: int
) -> None:
    dice = np.random.default_rng(seed)
    titles, goals = (dice.integers(-step, step + 1, (size, 2)).astype(np.float32) for size in (n_titles, n_goals))
    best = [n] * n_titles
    for goal in goals:
        for place, row in enumerate(np.argsort(-(titles @ goal), kind="stable")[:n].tolist()):
            best[row] = min(best[row], place)
    assert best_rank(titles, goals, n).tolist() == best
    assert first_for_any(titles, goals, n).tolist() == sorted(range(n_titles), key=best.__getitem__)[:n]


def test_what_is_not_used_any_more_goes(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    first_night(encoder, path)
    size = path.stat().st_size
    second = KeptVectors(encoder, path)
    second.courses(["Weeding"])
    second.write()
    assert path.stat().st_size < size
    assert len(np.load(path)) == 1


@pytest.mark.parametrize("content", [b"", b"no array", b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'"])
def test_a_file_of_another_kind_is_made_anew(encoder: Encoder, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.npy"
    path.write_bytes(content)
    first_night(encoder, path)
    assert len(np.load(path)) == 2


@given(st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_record_is_made_anew_and_mended(encoder: Encoder, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "vectors.npy"
    path.unlink(missing_ok=True)
    vectors = first_night(encoder, path)
    whole = bytearray(path.read_bytes())
    begin = len(whole) - np.load(path).nbytes
    for place in data.draw(st.lists(st.integers(begin, len(whole) - 1), min_size=1, max_size=4, unique=True)):
        whole[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    second = KeptVectors(encoder, path)
    assert np.array_equal(second.courses(TITLES), vectors)
    assert second.n_made > 0
    second.write()
    third = KeptVectors(encoder, path)
    assert np.array_equal(third.courses(TITLES), vectors)
    assert third.n_made == 0


def test_a_file_cut_in_the_middle_is_made_anew(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    first_night(encoder, path)
    path.write_bytes(path.read_bytes()[:-10])
    first_night(encoder, path)


def test_another_model_makes_its_own(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    first_night(encoder, path)

    class Other:
        size = encoder.size
        files = replace(encoder.files, fingerprint="another")
        courses = staticmethod(encoder.courses)

    kept = KeptVectors(cast("Encoder", Other()), path)
    kept.courses(TITLES)
    assert kept.n_made == 2


def test_a_full_disk_is_no_error(encoder: Encoder, tmp_path: Path) -> None:
    kept = KeptVectors(encoder, tmp_path / "no folder" / "vectors.npy")
    kept.courses(TITLES)
    kept.write()
    assert not list(tmp_path.iterdir())


def test_the_file_is_closed_to_others(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npy"
    first_night(encoder, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["vectors.npy"]


def test_vectors_that_were_begun_are_not_made_again(encoder: Encoder, tmp_path: Path) -> None:
    path, asked = tmp_path / "vectors.npy", []
    first_night(encoder, path)

    def make(texts: Sequence[str]) -> np.ndarray:
        asked.append(list(texts))
        return encoder.courses(texts)

    kept = KeptVectors(encoder, path, make)
    kept.begin(["Clay", "Weeding", "Glass", "Clay"])
    found = kept.courses(["Glass", "Weeding", "Paper", "Clay"])
    assert asked == [["Clay", "Glass"], ["Paper"]]
    assert np.array_equal(found, KeptVectors(encoder, path).courses(["Glass", "Weeding", "Paper", "Clay"]))
    kept.write()
    assert KeptVectors(encoder, path).within(0)(["Clay", "Glass", "Paper"], found, None).all()


def test_nothing_is_begun_of_what_is_kept(encoder: Encoder, tmp_path: Path) -> None:
    path, asked = tmp_path / "vectors.npy", []
    first_night(encoder, path)
    KeptVectors(encoder, path, lambda texts: asked.append(list(texts)) or encoder.courses(texts)).begin(TITLES)
    assert asked == []


def test_what_could_not_be_begun_is_made_where_it_is_asked_for(encoder: Encoder) -> None:
    tries: list[int] = []

    def make(texts: Sequence[str]) -> np.ndarray:
        tries.append(len(texts))
        if len(tries) < 3:
            raise MemoryError
        return encoder.courses(texts)

    kept = KeptVectors(encoder, None, make)
    kept.begin(["Clay"])
    with pytest.raises(MemoryError):
        kept.courses(["Clay"])
    assert np.array_equal(kept.courses(["Clay"]), KeptVectors(encoder, None).courses(["Clay"]))
    assert tries == [1, 1, 1]
