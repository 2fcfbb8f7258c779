"""Repositories against the replay server: full walks, a delta after a day, and faults.

SURF Sharekit's feed, which tells deletions like OAI-PMH, is walked here as well.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request, StatedTotal, Tombstone, Watermark
from pipeline.model import Note
from pipeline.normalize.listing import normalise
from pipeline.sources import load_connector, load_rules

pytestmark = pytest.mark.shared
Replay = Callable[..., AbstractContextManager[str]]
FOLDERS = {"edurep": "connectors", "anatomytool": "connectors", "edusources": "connectors", "tesshub": "tests/sites"}
"""TeSS's own address is not replayed; tesshub is the one that was recorded."""
WALKS = {"edurep": (11, 1, 2), "anatomytool": (10, 0, 2), "edusources": (10, 1, 2), "tesshub": (2, 0, 1)}
"""Listings, tombstones and requests of a full walk on day 1."""


@dataclass
class Walk:
    """What a walk found."""

    listings: dict[str, RawListing] = field(default_factory=dict)
    tombstones: set[str] = field(default_factory=set)
    totals: list[int] = field(default_factory=list)
    watermark: str = ""
    notes: list[Note] = field(default_factory=list)
    rejected: int = 0
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def today(gateway: str) -> str:
    """The replay server on day 1."""
    return gateway


@pytest.fixture(scope="module")
def tomorrow(replay: Replay) -> Iterator[str]:
    """The replay server on day 2."""
    with replay(day=2) as address:
        yield address


def _connector(root: Path, source: str, since: str | None = None) -> Connector:
    return load_connector(source, root / FOLDERS[source])(since=since)


def _fetch(gateway: str, request: Request) -> Page:
    asked = urllib.request.Request(f"{gateway}/{request.url.split('://', 1)[1]}", headers=dict(request.headers))
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return Page(request, request.url, answer.status, dict(answer.headers), answer.read())


def _walk(gateway: str, connector: Connector) -> Walk:
    walk, waiting = Walk(), [each for each in connector.start() if isinstance(each, Request)]
    while waiting:
        request = waiting.pop(0)
        walk.requests.append(request.url)
        page = _fetch(gateway, request)
        for produced in getattr(connector, request.reader)(page):
            match produced:
                case Request():
                    waiting.append(produced)
                case RawListing():
                    walk.listings[produced.key] = produced
                case Tombstone():
                    walk.tombstones.add(produced.key)
                case StatedTotal():
                    walk.totals.append(produced.n)
                case Watermark():
                    walk.watermark = max(walk.watermark, produced.text)
        walk.notes += page.notes + page.audit()
        walk.rejected += page.rejected
    return walk


@pytest.mark.parametrize("repository", WALKS)
def test_full_walk_finds_every_record(root: Path, today: str, repository: str) -> None:
    walk = _walk(today, _connector(root, repository))
    assert (len(walk.listings), len(walk.tombstones), len(walk.requests)) == WALKS[repository]
    assert (walk.notes, walk.rejected, walk.totals) == ([], 0, [])


@pytest.mark.parametrize("repository", WALKS)
def test_words_are_understood_and_expectations_met(root: Path, today: str, repository: str) -> None:
    rules = load_rules(root / FOLDERS[repository] / repository)
    raw = _walk(today, _connector(root, repository)).listings.values()
    read = [normalise(each, rules) for each in raw]
    assert [note.message for each in read for note in each.notes if note.kind == "unknown_value"] == []
    assert len(raw) / 2 < rules.expect.min_listings <= len(raw)
    for name, share in rules.expect.fill_rate.items():
        assert sum(bool(getattr(each, name)) for each in raw) / len(raw) >= share, name
    assert {each.listing.kind for each in read} == {"material"}


@pytest.mark.parametrize(
    ("repository", "kinds"),
    [
        ("edurep", {"free"}),
        ("anatomytool", {"free"}),
        ("edusources", {"free"}),
        ("tesshub", {"unknown"}),
    ],
)
def test_free_is_told_by_the_source_or_unknown(root: Path, today: str, repository: str, kinds: set[str]) -> None:
    rules = load_rules(root / FOLDERS[repository] / repository)
    listings = [normalise(each, rules).listing for each in _walk(today, _connector(root, repository)).listings.values()]
    assert {listing.free_kind for listing in listings} == kinds


# --- a day later -----------------------------------------------------------------------------------------


def _truth(gateway: str, repository: str) -> dict[str, set[str]]:
    with urllib.request.urlopen(f"{gateway}/_truth?day=2", timeout=30) as answer:
        return {name: set(keys) for name, keys in json.loads(answer.read())["sources"][repository].items()}


def _told(before: Walk, after: Walk) -> dict[str, set[str]]:
    return {
        "new": set(after.listings) - set(before.listings),
        "changed": {key for key, raw in after.listings.items() if before.listings.get(key, raw) != raw},
        "gone": after.tombstones & set(before.listings),
    }


def test_full_walk_of_the_next_day_tells_what_happened(root: Path, today: str, tomorrow: str) -> None:
    before, after = (_walk(day, _connector(root, "edurep")) for day in (today, tomorrow))
    assert _told(before, after) == _truth(tomorrow, "oai_edurep")
    assert set(before.listings) - set(after.listings) == _truth(tomorrow, "oai_edurep")["gone"]


def test_delta_tells_what_is_stamped_since(root: Path, today: str, tomorrow: str) -> None:
    """All but the change of a record that kept its datestamp. Four records of the first list are stamped in 2021."""
    before = _walk(today, _connector(root, "edurep"))
    after = _walk(tomorrow, _connector(root, "edurep", "2019-12-11T13:18:38Z"))
    truth = _truth(tomorrow, "oai_edurep")
    (kept_its_stamp,) = truth.pop("changed")
    assert _told(before, after) == truth | {"changed": set()}
    assert kept_its_stamp in before.listings
    assert kept_its_stamp not in after.listings
    assert any("does-not-exist" in key for key in after.tombstones - set(before.listings))


def test_edurep_is_walked_in_full_because_its_datestamps_hide_changes(root: Path, today: str, tomorrow: str) -> None:
    before = _walk(today, _connector(root, "edurep"))
    after = _walk(tomorrow, _connector(root, "edurep", before.watermark))
    assert before.watermark == "2021-01-13T15:18:51Z"
    assert _told(before, after) == {"new": set(), "changed": set(), "gone": set()}
    assert load_rules(root / "connectors" / "edurep").full_every_days == 1


def test_delta_of_a_day_without_changes_is_empty(root: Path, tomorrow: str) -> None:
    walk = _walk(tomorrow, _connector(root, "edurep", "2021-02-01T00:00:00Z"))
    assert (walk.listings, walk.tombstones, walk.watermark, len(walk.requests)) == ({}, set(), "", 1)


@pytest.mark.parametrize("repository", ["anatomytool", "tesshub"])
def test_day_without_changes_changes_nothing(root: Path, today: str, tomorrow: str, repository: str) -> None:
    before = _walk(today, _connector(root, repository))
    assert _walk(tomorrow, _connector(root, repository)).listings == before.listings
    delta = _walk(tomorrow, _connector(root, repository, before.watermark))
    assert _told(before, delta) == {"new": set(), "changed": set(), "gone": set()}


def test_sharekit_tells_changes_and_deletions_since(root: Path, today: str) -> None:
    before = _walk(today, _connector(root, "edusources"))
    after = _walk(today, _connector(root, "edusources", before.watermark))
    assert before.watermark == "2021-10-07T09:16:44Z"
    told = _told(before, after)
    assert (len(told["new"]), len(told["changed"]), len(told["gone"]), len(after.requests)) == (3, 1, 1, 1)


# --- faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("repository", ["edurep", "anatomytool", "edusources"])
def test_paging_that_loops_is_no_success(root: Path, faulty: Replay, repository: str) -> None:
    with faulty("loop") as gateway, pytest.raises(PageChangedError):
        _walk(gateway, _connector(root, repository))


@pytest.mark.parametrize("repository", WALKS)
@pytest.mark.parametrize("kind", ["not_json", "truncate"])
def test_damaged_answer_is_no_success(root: Path, faulty: Replay, repository: str, kind: str) -> None:
    with faulty(kind) as gateway, pytest.raises(PageChangedError):
        _walk(gateway, _connector(root, repository))


@pytest.mark.parametrize(("repository", "token"), [("edurep", "Token"), ("anatomytool", "Token"), ("edusources", "=2")])
def test_damaged_last_page_is_no_success(root: Path, faulty: Replay, repository: str, token: str) -> None:
    with faulty("truncate", token) as gateway, pytest.raises(PageChangedError):
        _walk(gateway, _connector(root, repository))


@pytest.mark.parametrize(
    ("repository", "name"),
    [("edurep", "title"), ("anatomytool", "title"), ("edusources", "title"), ("tesshub", "name")],
)
def test_renamed_title_rejects_every_record(root: Path, faulty: Replay, repository: str, name: str) -> None:
    with faulty("drift", **{"from": name, "to": "headline"}) as gateway:
        walk = _walk(gateway, _connector(root, repository))
    assert (walk.listings, walk.rejected) == ({}, WALKS[repository][0])


@pytest.mark.parametrize("repository", ["edurep", "anatomytool", "edusources"])
def test_hostile_titles_are_read(root: Path, faulty: Replay, repository: str) -> None:
    with faulty("evil") as gateway:
        walk = _walk(gateway, _connector(root, repository))
    assert len(walk.listings) == WALKS[repository][0]
    assert any("calc" in each.title for each in walk.listings.values())
    assert all("\x00" not in each.title for each in walk.listings.values())


@pytest.mark.parametrize("repository", ["edurep", "anatomytool", "tesshub"])
def test_no_record_left_is_no_catalogue(root: Path, faulty: Replay, repository: str) -> None:
    """The repository says noRecordsMatch; below the floor of source.yaml the run is held."""
    with faulty("empty") as gateway:
        walk = _walk(gateway, _connector(root, repository))
    assert (walk.listings, len(walk.requests)) == ({}, 1)
    assert load_rules(root / FOLDERS[repository] / repository).expect.min_listings >= 1
