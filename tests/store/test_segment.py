"""Records in one file: they come back the same, and damage at any byte costs no record that it did not touch."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.store import Readings
from pipeline.store.segment import BUFFER_BYTES, Segment

SAFE = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def filled(path: Path, records: list[bytes]) -> Segment:
    path.unlink(missing_ok=True)
    segment = Segment(path)
    for number, record in enumerate(records):
        segment.put(key(number), record)
    segment.save()
    return segment


@given(records=st.lists(st.binary(max_size=300), max_size=8))
@SAFE
def test_records_come_back_the_same(tmp_path: Path, records: list[bytes]) -> None:
    for segment in (filled(tmp_path / "s.bin", records), Segment(tmp_path / "s.bin")):
        assert [segment.get(key(number)) for number in range(len(records))] == records
        assert segment.get(key(99)) is None


@given(
    records=st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=5),
    at=st.floats(min_value=0, max_value=1, exclude_max=True),
    is_cut=st.booleans(),
)
@SAFE
def test_damage_costs_what_it_touched_and_the_next_records_are_kept(
    tmp_path: Path, records: list[bytes], at: float, is_cut: bool
) -> None:
    path = tmp_path / "s.bin"
    filled(path, records)
    data = bytearray(path.read_bytes())
    place = int(at * len(data))
    if is_cut:
        del data[place:]
    else:
        data[place] ^= 0xFF
    path.write_bytes(data)
    damaged = Segment(path)
    found = [damaged.get(key(number)) for number in range(len(records))]
    assert all(one in (None, record) for one, record in zip(found, records, strict=True))
    starts = [44 * number + sum(map(len, records[:number])) for number in range(1, len(records) + 1)]
    assert all(found[number] == records[number] for number, end in enumerate(starts) if end <= place)
    damaged.put(key(100), b"later")
    damaged.save()
    assert Segment(path).get(key(100)) == b"later"


def test_what_is_not_kept_is_gone_for_good_and_nothing_is_written_where_all_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.bin"
    segment = filled(path, [b"a" * 50, b"b" * 60, b"c" * 70])
    segment.put(key(1), b"again")
    segment.keep_only([key(1), key(2), key(77)])
    again = Segment(path)
    assert set(again.keys) == {key(1), key(2)}
    assert [again.get(key(1)), again.get(key(2))] == [b"again", b"c" * 70]
    assert path.stat().st_size == 2 * 44 + 75
    before = path.stat().st_mtime_ns, path.stat().st_ino
    again.keep_only(again.keys)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_kill_before_the_end_of_a_clean_up_leaves_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segment = filled(tmp_path / "s.bin", [b"a", b"b"])

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            segment.keep_only([key(0)])
    assert Segment(tmp_path / "s.bin").get(key(1)) == b"b"


def test_many_records_are_written_now_and_then_and_not_only_at_the_end(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "new" / "s.bin")
    for number in range(5):
        segment.put(key(number), bytes(BUFFER_BYTES // 2))
    assert [Segment(tmp_path / "new" / "s.bin").get(key(n)) is not None for n in range(5)] == [True] * 4 + [False]


def test_readings_of_an_earlier_release_a_file_each_are_deleted(tmp_path: Path) -> None:
    old, other = (tmp_path / source / f"{'0' * 64}.json.gz" for source in ("demo", "other"))
    for path in (old, other):
        path.parent.mkdir()
        path.write_bytes(b"x")
    Readings(tmp_path).keep_only("demo", [])
    assert (old.exists(), other.exists()) == (False, True)
