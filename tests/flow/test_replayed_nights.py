"""Nights over real catalogues by the verb itself: every record comes, cheaply, and what breaks spoils nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = [pytest.mark.shared, pytest.mark.slow]
RECORDS = {
    "coursera": 3142,
    "edx": 941,
    "futurelearn": 500,
    "mit_learn": 2487,
    "openhpi": 1,
    "p2pu": 10,
    "udacity": 167,
}
REPEATED_KEYS = {"udacity": 3}


def by_source(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {source["source"]: source for source in report["sources"]}


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home}/catalogue.duckdb' AS c (READ_ONLY)")
        return connection.execute(sql).fetchall()


def test_a_night_over_the_large_catalogues_is_cheap(night: Any, replay: Any, shared: Path) -> None:
    """What changes from day to day is compared with the truth in tests/faults/test_three_days.py."""
    survey = shared / "surveys" / "microsoft_forms" / "sib_training_needs_2026.xlsx"
    chosen = [word for source in RECORDS for word in ("--source", source)]
    with replay(day=1) as gateway:
        first = night.run_apart("--gateway", gateway, *chosen, "--survey", str(survey))
    assert {s: (f["outcome"], f["listings"]) for s, f in by_source(first).items()} == {
        source: ("succeeded", n) for source, n in RECORDS.items()
    }
    n_courses = rows(night.home, "SELECT count(*) FROM c.core.course")
    assert n_courses == [(sum(RECORDS.values()) - sum(REPEATED_KEYS.values()),)]
    assert first["goals"] > 0
    assert first["cpu_seconds"] < 60
    assert first["peak_memory_mib"] < 1024


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "half"}, "held"),
        ({"kind": "status", "args": {"status": 403, "challenge": True}}, "blocked"),
        ({"kind": "status", "args": {"status": 404}}, "failed"),
    ],
)
def test_a_broken_source_spoils_nothing(night: Any, replay: Any, fault: dict[str, Any], outcome: str) -> None:
    """FutureLearn breaks on the second night; its courses and everybody else's stay, and the third night goes on.

    The verb as a person runs it, once an outcome; every other fault is played in tests/faults.
    """
    pair = ("--source", "futurelearn", "--source", "p2pu")
    with replay() as gateway:
        night.run("--gateway", gateway, *pair)
    before = rows(night.home, "SELECT * FROM c.core.course ORDER BY course_id")
    broken = {"host": "www.futurelearn.com", "path_regex": "^/feeds", "always": True, **fault}
    with replay(faults=[broken]) as gateway:
        report = by_source(night.run("--gateway", gateway, "--strict", *pair, status=3))
    assert (report["futurelearn"]["outcome"], report["p2pu"]["outcome"]) == (outcome, "succeeded")
    assert report["futurelearn"]["reason"]
    assert rows(night.home, "SELECT * FROM c.core.course ORDER BY course_id") == before
    with replay() as gateway:
        mended = by_source(night.run("--gateway", gateway, *pair))
    assert (mended["futurelearn"]["outcome"], mended["futurelearn"]["unchanged"]) == ("succeeded", 500)


def test_a_night_is_repeated_without_the_network(night: Any, replay: Any) -> None:
    """edX needs a sign-in online; its archived pages need none."""
    chosen = ("--source", "futurelearn", "--source", "edx")
    with replay() as gateway:
        night.run("--gateway", gateway, *chosen)
    before = rows(night.home, "SELECT * FROM c.core.course ORDER BY course_id")
    assert len(before) == RECORDS["futurelearn"] + RECORDS["edx"]
    (night.home / "catalogue.duckdb").unlink()
    report = night.run("--offline", *chosen, credentials={})
    assert [f["outcome"] for f in report["sources"]] == ["succeeded", "succeeded"]
    facts = "SELECT course_id, title, content_hash, free_kind, duration_weeks FROM c.core.course ORDER BY course_id"
    repeated = rows(night.home, facts)
    assert len(repeated) == len(before)
    again = night.run("--offline", *chosen, credentials={})
    assert [f["unchanged"] for f in again["sources"]] == [RECORDS["edx"], RECORDS["futurelearn"]]
