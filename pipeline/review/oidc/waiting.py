"""Who is on the way to the provider: what was sent with them, good for one return by the same browser."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(minutes=10)
MOST = 1_000
"""So many may be on the way at once; who begins after that takes the place of who began first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """One sign-in on the way; `verifier` and `nonce` never leave this process but to the provider."""

    state: str
    nonce: str
    verifier: str
    back: str
    browser: bytes
    """A hash of the cookie of the browser that began."""
    begun_at: datetime


class Waiting:
    """All sign-ins on the way, in memory: a server that is started anew has people begin again."""

    def __init__(self) -> None:
        self._begun: dict[str, Begun] = {}
        self._lock = threading.Lock()

    def begin(self, browser: str, back: str, now: datetime) -> Begun:
        """Somebody sets out; `browser` is the value of their cookie."""
        begun = Begun(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            back=back,
            browser=_hash(browser),
            begun_at=now,
        )
        with self._lock:
            self._begun = {state: each for state, each in self._begun.items() if now - each.begun_at < LASTS}
            while len(self._begun) >= MOST:
                self._begun.pop(next(iter(self._begun)))
            self._begun[begun.state] = begun
        return begun

    def come_back(self, state: str, browser: str, now: datetime) -> Begun | None:
        """What was begun under this state; None where nothing was, it is too old, or another browser began it.

        It is good for one return: whoever comes again has to begin again.
        """
        with self._lock:
            begun = self._begun.pop(state, None)
        if begun is None or now - begun.begun_at >= LASTS or not secrets.compare_digest(begun.browser, _hash(browser)):
            return None
        return begun


def _hash(browser: str) -> bytes:
    return hashlib.sha256(browser.encode()).digest()
