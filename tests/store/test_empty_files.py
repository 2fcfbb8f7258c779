"""A file of no bytes is told by whoever reads it, and never taken for one in which nothing was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import StoreError
from pipeline.store import AddedCourses, Decisions, OneTime, Refusals, listed_surveys
from pipeline.store.season_decisions import SeasonDecisions

NOW = datetime(2026, 11, 24, tzinfo=UTC)
READERS: dict[str, Callable[[Path], Any]] = {
    "decisions": lambda path: Decisions(path).all(),
    "season": lambda path: SeasonDecisions(path).all(),
    "season seen": lambda path: SeasonDecisions(path).seen(),
    "added courses": lambda path: AddedCourses(path).all(),
    "refusals": lambda path: Refusals(path).of("example.org", NOW),
    "one-time passwords": lambda path: OneTime(path).is_marked("ana"),
    "surveys": listed_surveys,
}


@pytest.mark.parametrize("name", READERS)
def test_an_empty_file_is_told_and_a_missing_one_is_none(name: str, tmp_path: Path) -> None:
    path = tmp_path / "some.sqlite"
    assert not READERS[name](path)
    path.touch()
    with pytest.raises(StoreError, match=r"is empty \(0 bytes\)"):
        READERS[name](path)
