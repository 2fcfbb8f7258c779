"""Time, passed in: so that a test can let hours of politeness pass in no time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the gateway to the network needs to know of time."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass while others go on."""
        ...


class SystemClock:
    """The machine's own clock, or one that pretends that it is `starting_at` when it is made."""

    def __init__(self, starting_at: datetime | None = None) -> None:
        self.started_at = starting_at or datetime.now(UTC)
        self._ahead = self.started_at - datetime.now(UTC)

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass while others go on."""
        await asyncio.sleep(seconds)
