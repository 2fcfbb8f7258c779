"""What is fuzzed reads or refuses: every seed, and seeds that are cut, doubled, turned round and written over."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .targets import TARGETS, seeds

SEEDS = {name: tuple(seeds(name)) for name in TARGETS}
RUBBISH = (b"\x00", b"\xff\xfe", b"'", b'"', b"<", b"]]>", b"&#0;", b"{", b": ", b"\n- ", b"&a *a", b"!!python/name:a",
           b"1e999", "\u2003\u202e".encode(), b"\xed\xa0\x80", b"[" * 200, b"<b>" * 200, b"9" * 5000)  # fmt: skip
SPOILT = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(RUBBISH), st.integers(0, 40)), max_size=4)


def spoil(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """Rubbish in place of some bytes, at some share of the whole."""
    for share, rubbish, n in changes:
        place = int(share * len(data))
        data = data[:place] + rubbish + data[place + n :]
    return data


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_every_seed_is_read(name: str) -> None:
    assert SEEDS[name]
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS[name]))
    TARGETS[name](spoil(seed, data.draw(SPOILT)))
