"""Who is on the way to the provider: what was sent with them, good for one return by the same browser."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

LASTS = timedelta(minutes=10)
SEALED = {"alg": "dir", "enc": "A256GCM"}
LONGEST_BACK, LONGEST_STATE = 500, 2_000
MOST_USED = 100_000
"""So many returns are remembered; a state of an earlier one would need a code that the provider takes twice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """One sign-in on the way; `verifier` and `nonce` are read by this process alone, and given to the provider."""

    state: str
    nonce: str
    verifier: str
    back: str
    browser: str
    """A hash of the cookie of the browser that began."""
    begun_at: datetime


class Waiting:
    """Seals what belongs to a sign-in into its state, and opens it when somebody comes back. Safe to use from threads.

    Nothing is kept of who sets out, so that no flood of them takes the place of somebody on the way; of who came back,
    only that they did. The key lies in memory: a server that is started anew has people begin again.
    """

    def __init__(self) -> None:
        self._key = OctKey.generate_key(256)
        self._used: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def begin(self, browser: str, back: str, now: datetime) -> Begun:
        """Somebody sets out; `browser` is the value of their cookie, `back` the page that they came from."""
        begun = Begun(
            state="",
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            back=back if len(back) <= LONGEST_BACK else "/topics",
            browser=_hash(browser),
            begun_at=now,
        )
        told = asdict(begun) | {"begun_at": now.isoformat()}
        return _with_state(told, jwe.encrypt_compact(SEALED, json.dumps(told).encode(), self._key))

    def come_back(self, state: str, browser: str, now: datetime) -> Begun | None:
        """What was begun under this state; None where nothing was, it is too old, or another browser began it.

        It is good for one return, by whomever: who comes again has to begin again.
        """
        begun = self._opened(state)
        if begun is None or not timedelta(0) <= now - begun.begun_at < LASTS or self._is_used(begun.nonce, now):
            return None
        return begun if secrets.compare_digest(begun.browser, _hash(browser)) else None

    def _opened(self, state: str) -> Begun | None:
        """What a state says that this process sealed; None for any other."""
        if not state.isascii() or len(state) > LONGEST_STATE:
            return None
        try:
            found = jwe.decrypt_compact(state, self._key, algorithms=list(SEALED.values()))
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):  # the last three: a header of other kinds
            return None
        return _with_state(json.loads(found.plaintext or b""), state)

    def _is_used(self, nonce: str, now: datetime) -> bool:
        """Whether somebody came back with it before; from now on somebody did."""
        with self._lock:
            for used in list(islice(self._used, 2)):  # the oldest come first: two go for one that comes
                if now - self._used[used] >= LASTS or len(self._used) >= MOST_USED:
                    del self._used[used]
            is_used = nonce in self._used
            self._used[nonce] = now
            return is_used


def _with_state(told: dict[str, str], state: str) -> Begun:
    return Begun(**told | {"state": state, "begun_at": datetime.fromisoformat(told["begun_at"])})  # type: ignore[arg-type]


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
