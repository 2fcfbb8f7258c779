"""Three days over every replayed catalogue that has a connector: the truth of each day is met, and nothing else.

Which sources these are is asked of the replay server and of the connectors: a source that is added later is walked here
without a line written for it.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.contract import Request
from pipeline.sources import find_sources, load_connector

pytestmark = [pytest.mark.shared, pytest.mark.slow]
DAY_ONE = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
NO_LISTINGS = {"edurep": 1, "edusources": 1, "ibm_skillsbuild": 4}
"""Records that are no listings, by source: one marked as deleted in each of the first two; four of IBM's titles stand
under two topics each and are one course.
"""
OTHER_DOORS = {"youtube"}
"""The replay takes YouTube's key from the address only, where ours never stands; test_apis_replayed.py walks it."""
HINT = "if that is right, say in NO_LISTINGS (top of this file) how many records are no listings, and why"


def _ask(address: str) -> Any:
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)["sources"]


def replayed_sources(listing: list[dict[str, Any]], connectors: Path) -> dict[str, dict[str, Any]]:
    """By our source, the replay's own: the one with a route that a first request of the connector meets.

    A catalogue of which the server holds the envelope only (SWAYAM, 2026-11) has no records to count: a night holds it.
    """
    found = {}
    for source, rules in find_sources(connectors).items():
        connector = load_connector(source, connectors)(dict.fromkeys(rules.credentials, "test"))
        for request in (each for each in connector.start() if isinstance(each, Request)):
            parts = urlsplit(request.url)
            met = [
                each
                for each in listing
                if any(re.fullmatch(route, f"/{parts.hostname}{parts.path}") for route in each["routes"])
            ]
            if met:
                found.setdefault(source, met[0])
    return {name: theirs for name, theirs in found.items() if theirs["records"] and name not in OTHER_DOORS}


def _changes(found: Mapping[str, Any]) -> dict[str, int]:
    """As the truth counts them: missing is whoever left, without a word or with a header that says so."""
    return {"new": found["new"], "changed": found["changed"], "gone": found["missing"]}


def _check_first_night(report: Mapping[str, Any], replayed: Mapping[str, Any], n_courses: Mapping[str, int]) -> None:
    for source, theirs in replayed.items():
        found = report["sources"][source]
        assert found["outcome"] == "succeeded", f"{source}: {found['reason']}"
        expected = theirs["records"] - NO_LISTINGS.get(source, 0)
        assert (found["listings"], found["rejected"]) == (expected, 0), (
            f"{source}: {found['listings']} listings came and {found['rejected']} were rejected, the replay holds "
            f"{theirs['records']} records of `{theirs['name']}`; {HINT}"
        )
        assert found["new"] == n_courses[source] > 0, source


def _assert_polite(log: list[dict[str, Any]]) -> None:
    """Of every host robots.txt was asked first, and once a night."""
    for host in {entry["host"] for entry in log}:
        paths = [entry["path"] for entry in log if entry["host"] == host]
        assert paths[0] == "/robots.txt", host
        assert paths.count("/robots.txt") == 1, host


def test_three_days(nights: Any, replay: Any, asked: Any, root: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with replay(day=1, log=log) as gateway:
        replayed = replayed_sources(_ask(f"{gateway}/"), root / "connectors")
        assert len(replayed) >= 11
        truth = {day: _ask(f"{gateway}/_truth?day={day}") for day in (2, 3)}
        first = nights.run(gateway, DAY_ONE, sources=tuple(replayed))
        _assert_polite(asked(log))
        n_courses = dict(nights.rows("SELECT source, count(*) FROM core.course GROUP BY source"))
        _check_first_night(first, replayed, n_courses)
        courses = nights.rows("SELECT * FROM core.course ORDER BY course_id")

        again = nights.run(gateway, DAY_ONE + timedelta(hours=1), sources=tuple(replayed))
        full = {source for source, found in again["sources"].items() if found["is_full"]}
        assert {source: again["sources"][source]["unchanged"] for source in full} == {
            source: n_courses[source] for source in full
        }
        assert len(full) >= 11
        assert {
            source: _changes(found) for source, found in again["sources"].items() if any(_changes(found).values())
        } == {}
        anew = {
            source for source in full if again["sources"][source]["not_modified"] < again["sources"][source]["pages"]
        }
        assert anew == set(), "asked again, with an address or a method by which a server cannot say 304"
        assert nights.rows("SELECT * FROM core.course ORDER BY course_id") == courses

    for day in (2, 3):
        at = DAY_ONE + timedelta(days=day - 1)
        with replay(day=day) as gateway:
            report = nights.run(gateway, at, sources=tuple(replayed))["sources"]
            rows_then = nights.rows("SELECT * FROM core.course ORDER BY course_id")
            for source, theirs in replayed.items():
                expected = {name: len(ids) for name, ids in truth[day][theirs["name"]].items()}
                found = report[source]
                assert found["outcome"] == "succeeded", f"{source} on day {day}: {found['reason']}"
                if not found["is_full"]:  # only changes were asked for: what left without a word is not looked for
                    expected["gone"] = found["missing"]
                assert _changes(found) == expected, (
                    f"{source} on day {day}: the replay's `{theirs['name']}` says otherwise"
                )
            quiet = nights.run(gateway, at + timedelta(hours=1), sources=tuple(replayed))["sources"]
            assert {source: _changes(found) for source, found in quiet.items() if any(_changes(found).values())} == {}
            assert nights.rows("SELECT * FROM core.course ORDER BY course_id") == rows_then

    gone = nights.rows("SELECT source, count(*) FROM out.course WHERE NOT is_active GROUP BY source")
    assert gone == [("edurep", 1)], (
        "retired: only what its source says is deleted; the others were missed twice, not thrice"
    )
