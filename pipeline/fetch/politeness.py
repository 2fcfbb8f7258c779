"""How gently a host is asked: how many requests at once, how far apart, and how long to stay away after a failure.

Written here rather than taken from a library: stamina 26.1 sleeps with `asyncio.sleep` and draws from the global random
generator, so neither the clock nor the generator can be passed in, and its backoff hook knows nothing of a pause that
holds for all requests to a host (read 2026-11).
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipeline.errors import LeftAloneError
from pipeline.fetch.clock import Clock

MAX_PAUSE_SECONDS = 600.0  # the longest that a night waits for a host; one that asks for more is not asked again
FIRST_BACKOFF_SECONDS = 1.0
MAX_BACKOFF_SECONDS = 60.0


class Host:
    """One host's queue, shared by all sources that ask it. Every wait is the longest that anybody asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._delay_seconds = 0.0
        self._last_start = float("-inf")
        self._paused_until = float("-inf")
        self._closed_until = float("-inf")
        self._closed_because = ""
        self._under_way = 0
        self._freed = asyncio.Condition()
        self._starting = asyncio.Lock()

    def slow_down(self, delay_seconds: float) -> None:
        """Keep at least so many seconds between the starts of two requests from now on."""
        self._delay_seconds = max(self._delay_seconds, delay_seconds)

    def pause(self, seconds: float) -> None:
        """Start nothing for so many seconds from now."""
        self._paused_until = max(self._paused_until, self._clock.monotonic() + seconds)

    def leave_alone(self, seconds: float, answer: str) -> None:
        """Keep the pause that an answer asks for: wait for it, or close the host where a night does not wait so long.

        Args:
            seconds: the pause, from now.
            answer: the address and what it answered, for the message.
        """
        until = self._clock.monotonic() + seconds
        if seconds <= MAX_PAUSE_SECONDS:
            self.pause(seconds)
        elif until > self._closed_until:
            self._closed_until = until
            self._closed_because = (
                f"{answer} and asks for a pause of {seconds:,.0f} s; a night waits at most {MAX_PAUSE_SECONDS:g} s,"
                " so the host is not asked again until that is over; run the source on a later night"
            )

    def check_open(self) -> None:
        """Make sure that the host may be asked at all.

        Raises:
            LeftAloneError: it asked for a longer pause than a night waits, and that pause is not over.
        """
        if self._closed_until > self._clock.monotonic():
            left = self._closed_until - self._clock.monotonic()
            raise LeftAloneError(self._closed_because, left_seconds=left)

    @property
    def _ready_at(self) -> float:
        return max(self._last_start + self._delay_seconds, self._paused_until)

    @asynccontextmanager
    async def turn(self, concurrency: int) -> AsyncIterator[None]:
        """Wait until one more request may start; it is under way until the block ends.

        Raises:
            LeftAloneError: the host is closed, or was closed during the wait.
        """
        async with self._freed:
            await self._freed.wait_for(lambda: self._under_way < concurrency)
            self._under_way += 1
        try:
            async with self._starting:
                self.check_open()
                while (left := self._ready_at - self._clock.monotonic()) > 0:
                    await self._clock.sleep(left)
                    self.check_open()
                self._last_start = self._clock.monotonic()
            yield
        finally:
            self._under_way -= 1
            async with self._freed:
                self._freed.notify_all()


def backoff_seconds(attempt: int, generator: random.Random) -> float:
    """How long to wait after the try number `attempt` (from 0): anywhere up to 1, 2, 4 … 60 s ("full jitter")."""
    return generator.uniform(0.0, min(MAX_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2.0 ** min(attempt, 10)))


def retry_after_seconds(value: str | None, now: datetime) -> float:
    """The pause a Retry-After header asks for, however long; 0 where it is missing, past or makes no sense.

    Args:
        value: seconds, or an HTTP date.
        now: the time of day, aware.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return float(text)
    try:
        at = parsedate_to_datetime(text)
        left = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(left.total_seconds(), 0.0)
