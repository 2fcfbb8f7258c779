"""What the digest tells of three replayed days is what the replay says it changed; a broken feed has lost nothing."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.slow]
SOURCES = {"edx": "edx_discovery", "futurelearn": "futurelearn", "udacity": "udacity"}
"""Ours, and the replay's name of each."""
DAY_ONE = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
HALF = [{"kind": "half", "host": "www.futurelearn.com", "path_regex": "^/feeds", "always": True}]


def told(nights: Any, kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {source: set() for source in SOURCES}
    for source, course_id in nights.rows(
        "SELECT source, course_id FROM out.since_last_night WHERE part = 'catalogue' AND kind = ?", kind
    ):
        found[source].add(course_id)
    return found


def truth(gateway: str, day: int, what: str) -> dict[str, set[str]]:
    with urllib.request.urlopen(f"{gateway}/_truth?day={day}") as answer:
        sources = json.load(answer)["sources"]
    return {source: {f"{source}:{key}" for key in sources[theirs][what]} for source, theirs in SOURCES.items()}


def test_the_digest_of_three_days_is_the_truth(nights: Any, replay: Any) -> None:
    run = {"sources": tuple(SOURCES)}
    with replay(day=1) as gateway:
        nights.run(gateway, DAY_ONE, **run)
        assert nights.rows("FROM out.since_last_night") == []
        nights.run(gateway, DAY_ONE + timedelta(hours=1), **run)
        assert nights.rows("FROM out.since_last_night") == []
    with replay(day=2) as gateway:
        report = nights.run(gateway, DAY_ONE + timedelta(days=1), **run)
        assert told(nights, "new_course") == truth(gateway, 2, "new")
        assert told(nights, "missing_course") == truth(gateway, 2, "gone")
        changed = truth(gateway, 2, "changed")
        for kind in ("price_changed", "dates_changed", "no_longer_free"):
            assert all(ids <= changed[source] for source, ids in told(nights, kind).items()), kind
        assert set(nights.rows("SELECT DISTINCT kind FROM out.since_last_night")) >= {
            ("new_course",),
            ("missing_course",),
        }
        assert report["since_last_night"]["catalogue"] == nights.rows("SELECT count(*) FROM out.since_last_night")[0][0]
        assert report["since_last_night"]["catalogue"] > 30
        nights.run(gateway, DAY_ONE + timedelta(days=1, hours=1), **run)
        assert nights.rows("FROM out.since_last_night") == []
    with replay(day=3, faults=HALF) as gateway:
        nights.run(gateway, DAY_ONE + timedelta(days=2), **run)
        expected = truth(gateway, 3, "gone") | {"futurelearn": set()}
        assert told(nights, "missing_course") == expected
        assert expected["edx"]
        assert not any(told(nights, "gone_course").values())
        stopped = "SELECT source, before, after FROM out.since_last_night WHERE kind = 'source_stopped'"
        assert nights.rows(stopped) == [("futurelearn", "succeeded", "held")]
