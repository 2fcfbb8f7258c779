"""What wishes mean is kept from night to night, without their words, and never of a wish that nobody has any more."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed.encoder import Encoder
from pipeline.embed.kept_goals import KeptGoals

WISHES = ["weeding", "writing grants", "weeding", "an answer as long as ten words or so is read"]
SALT = b"salt" * 8


@pytest.fixture
def path(tmp_path: Path, encoder: Encoder) -> Path:
    first = KeptGoals(encoder, tmp_path / "goals.bin", SALT)
    assert np.array_equal(first.goals(WISHES), encoder.goals(list(dict.fromkeys(WISHES)))[[0, 1, 0, 2]])
    assert first.n_made == 3
    first.write()
    return tmp_path / "goals.bin"


def test_only_new_wishes_are_read_and_others_keep_their_vector_to_the_last_bit(encoder: Encoder, path: Path) -> None:
    before = KeptGoals(encoder, path, SALT).goals(WISHES)
    night = KeptGoals(encoder, path, SALT)
    assert np.array_equal(night.goals(["puppets", *WISHES])[1:], before)
    assert night.n_made == 1
    assert night.goals([]).shape == (0, encoder.size)


def test_a_wish_that_nobody_has_any_more_is_dropped(encoder: Encoder, path: Path) -> None:
    night = KeptGoals(encoder, path, SALT)
    night.goals(WISHES[:1])
    night.write()
    after = KeptGoals(encoder, path, SALT)
    after.goals(WISHES)
    assert after.n_made == 2


def test_no_word_of_a_wish_is_there_and_nobody_else_may_read_it(path: Path) -> None:
    assert b"weeding" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_another_salt_or_model_or_a_crash_left_is_not_taken(encoder: Encoder, path: Path) -> None:
    other = KeptGoals(encoder, path, b"other")
    other.goals(WISHES)
    assert other.n_made == 3
    encoder.files, files = replace(encoder.files, fingerprint="another"), encoder.files
    try:
        another = KeptGoals(encoder, path, SALT)
        another.goals(WISHES)
        assert another.n_made == 3
    finally:
        encoder.files = files
    path.write_bytes(path.read_bytes()[:-9])
    cut = KeptGoals(encoder, path, SALT)
    cut.goals(WISHES)
    assert cut.n_made == 3
