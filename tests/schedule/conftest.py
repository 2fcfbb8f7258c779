"""Plans and times as these tests write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.model import WEEKDAYS, Job, Settings


@pytest.fixture
def plan() -> Callable[..., Settings]:
    """Settings with a night."""

    def made(
        at: str = "02:30", timezone: str = "America/New_York", weekdays: Any = WEEKDAYS, jitter: int = 0, **more: Any
    ) -> Settings:
        night = Job(at=at, weekdays=weekdays, jitter_minutes=jitter)
        return Settings(timezone=timezone, night=night, contact="a@b.org", **more)

    return made


@pytest.fixture
def utc() -> Callable[[str], datetime]:
    """A time in UTC, from ISO."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)
