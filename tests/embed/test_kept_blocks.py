"""Blocks of listings from one night to the next: what is kept, lost, damaged or dealt out changes no block."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.embed import kept_blocks
from pipeline.embed.kept_blocks import BlockFile, Marks, Places
from pipeline.engine import share_out
from pipeline.match.shares import Spread
from pipeline.normalize.meeting import Hashes, hashes_of
from pipeline.normalize.same import ListingBrief

SEEN = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone
LISTINGS = st.lists(
    st.builds(
        ListingBrief,
        course_id=st.just("a:1"),
        kind=st.sampled_from(("course", "event")),
        title=st.sampled_from(("Budgets", "Budgets for Libraries", "Budgets for the Library")),
        provider=st.sampled_from(("IBM", "Rice", None)),
        canonical_url=st.sampled_from((None, "x.org/1", "x.org/2")),
        language=st.none(),
        is_active=st.just(True),
        first_seen_at=st.just(SEEN),
    ),
    max_size=40,
)


def listing(number: int) -> ListingBrief:
    return ListingBrief(
        course_id=f"a:{number}", kind="course", title=f"Budgets for Libraries {number}", provider="IBM",
        canonical_url=f"x.org/{number}", language="en", is_active=True, first_seen_at=SEEN,
    )  # fmt: skip


def marks_of(listings: list[ListingBrief]) -> Marks:
    """As a catalogue numbers what decides the blocks; here it is the place in a list of all that was ever seen."""
    said = [(each.kind, each.title, each.provider, each.canonical_url) for each in listings]
    return np.array([[2**63 + SAID.setdefault(each, len(SAID)), 7] for each in said], dtype=np.uint64).reshape(-1, 2)


SAID: dict[tuple[str, str, str | None, str | None], int] = {}


def found(file: BlockFile, listings: list[ListingBrief], marks: Marks | None = None) -> Hashes:
    def read(places: Places) -> list[ListingBrief]:
        return [listings[place] for place in places.tolist()]

    hashes = file.find(marks_of(listings) if marks is None else marks, read)
    file.write()
    return hashes


@given(st.lists(LISTINGS, min_size=2, max_size=4))
@settings(max_examples=20, deadline=None)
def test_what_was_kept_changes_no_block(
    tmp_path_factory: pytest.TempPathFactory, nights: list[list[ListingBrief]]
) -> None:
    path = tmp_path_factory.mktemp("home") / "blocks.bin"
    known: set[int] = set()
    for listings in nights:
        file = BlockFile(path)
        numbers = marks_of(listings)[:, 0].tolist()
        assert found(file, listings).tolist() == hashes_of(listings).tolist()
        assert file.n_read == sum(number not in known for number in numbers)
        known = set(numbers)


def test_only_what_changed_is_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "blocks.bin"
    listings = [listing(number) for number in range(100)]
    found(BlockFile(path), listings)
    before = path.stat()
    same, other = BlockFile(path), BlockFile(path)
    found(same, listings[::-1])
    assert (same.n_read, path.stat().st_ino) == (0, before.st_ino)
    listings[3] = replace(listings[3], title="Grant Writing")
    assert found(other, listings).tolist() == hashes_of(listings).tolist()
    assert (other.n_read, path.stat().st_ino == before.st_ino) == (1, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    fewer = BlockFile(path)
    found(fewer, listings[:50])
    assert path.stat().st_size < before.st_size
    assert [each.name for each in tmp_path.iterdir()] == ["blocks.bin"]


def test_half_a_mark_is_not_enough(tmp_path: Path) -> None:
    path = tmp_path / "blocks.bin"
    one, other = [listing(1)], [listing(2)]
    found(BlockFile(path), one, np.array([[5, 1]], dtype=np.uint64))
    file = BlockFile(path)
    assert found(file, other, np.array([[5, 2]], dtype=np.uint64)).tolist() == hashes_of(other).tolist()
    assert file.n_read == 1


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a byte of it": lambda data: data[:-65] + bytes([data[-65] ^ 1]) + data[-64:],
    "garbage": lambda data: b"\xff" * len(data),
    "of other rules": lambda data: data.replace(b'"blocks ', b'"BLOCKS ', 1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_costs_time_only(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "blocks.bin"
    listings = [listing(number) for number in range(30)]
    found(BlockFile(path), listings)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    file = BlockFile(path)
    assert found(file, listings).tolist() == hashes_of(listings).tolist()
    assert (file.n_read, path.read_bytes()) == (30, whole)


def test_a_home_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    listings = [listing(1)]
    for path in (tmp_path / "nowhere" / "blocks.bin", tmp_path, None):
        assert found(BlockFile(path), listings).tolist() == hashes_of(listings).tolist()


def _never(work: object, parts: object) -> list[Hashes]:
    raise AssertionError("so few listings were dealt out")


@pytest.mark.parametrize(("spread", "share"), [(share_out, 5), (share_out, 7), (_never, 11)])
def test_blocks_are_the_same_whoever_works_them_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spread: Spread, share: int
) -> None:
    monkeypatch.setattr(kept_blocks, "SHARE", share)
    listings = [listing(number) for number in range(43)]
    file = BlockFile(tmp_path / "blocks.bin", spread)
    assert found(file, listings).tolist() == hashes_of(listings).tolist()
    assert found(BlockFile(tmp_path / "blocks.bin"), listings).tolist() == hashes_of(listings).tolist()
