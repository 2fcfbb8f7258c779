"""What belongs to a sign-in on its way: sealed into its state, and good for one return of the same browser."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.review.oidc import Waiting
from pipeline.review.oidc.waiting import LASTS, LONGEST_STATE


def test_a_state_tells_nothing_and_cannot_be_changed() -> None:
    waiting, now = Waiting(), datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    begun = waiting.begin("browser", "/topics?q=grant", now)
    held = b"".join(urlsafe_b64decode(part + "==") for part in begun.state.split("."))
    for secret in (begun.nonce, begun.verifier, begun.back, begun.browser):
        assert secret.encode() not in held
    assert Waiting().come_back(begun.state, "browser", now) is None, "another process has another key"
    parts = begun.state.split(".")
    for n in (0, 2, 3, 4):  # dir has no encrypted key
        changed = [*parts[:n], ("B" if parts[n][0] == "A" else "A") + parts[n][1:], *parts[n + 1 :]]
        assert waiting.come_back(".".join(changed), "browser", now) is None
    assert waiting.come_back(begun.state, "browser", now) == begun
    assert waiting.come_back(begun.state, "browser", now) is None
    long = waiting.begin("browser", "/topics?q=" + "x" * 2_000, now)
    assert long.back == "/topics"
    assert len(long.state) < LONGEST_STATE


@pytest.mark.parametrize(
    "head", ['{"alg":"dir","enc":[]}', '{"alg":[],"enc":"A256GCM"}', '{"alg":"dir","enc":{}}', "[]", "null", "7", "{}"]
)
def test_a_state_with_an_odd_header_opens_nothing(head: str) -> None:
    state = urlsafe_b64encode(head.encode()).rstrip(b"=").decode() + "....x"
    assert Waiting().come_back(state, "browser", datetime(2026, 11, 24, 15, 0, tzinfo=UTC)) is None


def test_returns_are_remembered_as_long_as_they_could_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.review.oidc.waiting.MOST_USED", 3)
    waiting, now = Waiting(), datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    for _ in range(10):
        begun = waiting.begin("browser", "/", now)
        assert waiting.come_back(begun.state, "browser", now) == begun
    assert len(waiting._used) == 3
    waiting.come_back(waiting.begin("browser", "/", now).state, "browser", now + LASTS - timedelta(seconds=1))
    for _ in range(3):
        later = now + 3 * LASTS
        waiting.come_back(waiting.begin("browser", "/", later).state, "browser", later)
    assert all(at == later for at in waiting._used.values())
