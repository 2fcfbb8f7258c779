"""What is left out of joining: a listing that meets no other one, whatever the hashes of blocks are."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import PairByHand
from pipeline.normalize import meeting
from pipeline.normalize.meeting import N_BLOCKS, hashes_of, that_meet
from pipeline.normalize.same import ListingBrief, find_joins, keys_of

SEEN = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone
TITLES = (
    "Budgets for Libraries",
    "Budget for the Libraries",
    "Budgets for Libraries II",
    "Budgets",
    "Seminar",
    "!",
    "é",
)
ADDRESSES = (None, "", "x.org", "x.org/1", "x.org/2", "ocw.mit.edu/courses/1-2-x", "ocw.mit.edu/courses/y/1-2-x")
LISTINGS = st.lists(
    st.builds(
        ListingBrief,
        course_id=st.integers(0, 60).map(lambda number: f"{'abc'[number % 3]}:{number}"),
        kind=st.sampled_from(("course", "course", "event")),
        title=st.sampled_from(TITLES) | st.text(max_size=12),
        provider=st.sampled_from(("IBM", "the IBM", "Rice University", "", None)),
        canonical_url=st.sampled_from(ADDRESSES),
        language=st.sampled_from(("en", "es", None)),
        is_active=st.booleans(),
        first_seen_at=st.integers(0, 2).map(lambda days: SEEN + timedelta(days=days)),
    ),
    max_size=30,
    unique_by=lambda each: each.course_id,
)
PAIRS = st.lists(
    st.builds(
        lambda ids, is_same: PairByHand(
            same=ids if is_same else None, different=None if is_same else ids, why="seen", date="2026-11-24"
        ),
        st.tuples(st.integers(0, 29), st.integers(30, 60)).map(
            lambda numbers: (f"{'abc'[numbers[0] % 3]}:{numbers[0]}", f"{'abc'[numbers[1] % 3]}:{numbers[1]}")
        ),
        st.booleans(),
    ),
    max_size=3,
)


@pytest.mark.parametrize("n_hashes", [2**64, 5, 1])
@given(listings=LISTINGS, pairs=PAIRS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_to_leave_out_what_meets_nothing_changes_nothing(
    listings: list[ListingBrief], pairs: list[PairByHand], n_hashes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if n_hashes < 2**64:  # blocks of one hash are many: all that may come of it is a listing more
        monkeypatch.setattr(meeting, "_hash", lambda key: 1 + len(key) % n_hashes)
    named = {course_id for pair in pairs for course_id in pair.ids}
    meets = that_meet(hashes_of(listings))
    some = [each for each, is_met in zip(listings, meets, strict=True) if is_met or each.course_id in named]
    assert list(find_joins(some, pairs)) == list(find_joins(listings, pairs))


@given(LISTINGS)
@settings(max_examples=50)
def test_a_listing_has_a_hash_for_each_block(listings: list[ListingBrief]) -> None:
    hashes = hashes_of(listings)
    assert (hashes.shape, str(hashes.dtype)) == ((len(listings), N_BLOCKS), "uint64")
    assert np.count_nonzero(hashes, axis=1).tolist() == [len(list(keys_of(each))) for each in listings]
    numbered = {key: value for each, row in zip(listings, hashes.tolist(), strict=True)
                for key, value in zip(keys_of(each), row, strict=False)}  # fmt: skip
    assert len(set(numbered.values())) == len(numbered)


def test_nothing_meets_nothing() -> None:
    assert that_meet(hashes_of([])).tolist() == []
    assert that_meet(np.zeros((2, N_BLOCKS), dtype=np.uint64)).tolist() == [False, False]
    assert that_meet(np.array([[5, 0, 0], [0, 5, 0], [6, 0, 0]], dtype=np.uint64)).tolist() == [True, True, False]
