"""Each connector against the replayed catalogues: the counts that the replay server states, and nothing unread."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request, StatedTotal
from pipeline.model import Note
from pipeline.normalize.listing import normalise
from pipeline.sources import find_sources, load_connector, load_rules

pytestmark = pytest.mark.shared
CREDENTIALS = {"EDX_CLIENT_ID": "test", "EDX_CLIENT_SECRET": "test"}
RECORDS = {
    "coursera": 3142,
    "mit_learn": 2487,
    "futurelearn": 500,
    "udacity": 167,
    "edx": 941,
    "openhpi": 1,
    "oncampus": 2,
    "p2pu": 10,
    "p2pu_circles": 10,
    "microsoft_learn": 3,
    "alison": 3,
    "ibm_skillsbuild": 74,  # in 78 boxes: four stand under two topics
    "gtn": 2,
    "hoou": 3,
    "anatomytool": 10,
    "dtls": 3,
    "edurep": 11,
    "edusources": 10,
}
"""How many courses the replay holds of each source that it holds."""
LEFT_OUT = {"edurep": 1, "edusources": 1}
STATE_TOTAL = {"coursera", "mit_learn", "edx", "p2pu", "alison", "p2pu_circles"}
WHOLLY_FREE = (
    "mit_learn", "udacity", "openhpi", "microsoft_learn", "ibm_skillsbuild", "gtn", "hoou", "anatomytool", "edurep",
    "edusources",
)  # fmt: skip
FREE_KINDS = {name: {"free"} for name in WHOLLY_FREE} | {"alison": {"free_audit"}, "oncampus": {"free", "paid"}}
"""What the courses of a source are, where a word or a policy says so; everything else is unknown."""
KEYS_TWICE = {"udacity": 3}
MAX_PAGES = 60
Replay = Callable[..., AbstractContextManager[str]]


@dataclass
class Walk:
    """What a walk through a whole source found."""

    listings: list[RawListing] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    rejected: int = 0
    left_out: int = 0


def _fetch(gateway: str, request: Request) -> Page:
    target = f"{gateway}/{request.url.split('://', 1)[1]}"
    asked = urllib.request.Request(target, data=request.body, headers=dict(request.headers), method=request.method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return Page(request, request.url, answer.status, dict(answer.headers), answer.read())


def _walk(gateway: str, connector: Connector) -> Walk:
    walk, waiting = Walk(), list(connector.start())
    for _ in range(MAX_PAGES):
        if not waiting:
            return walk
        request = waiting.pop(0)
        assert isinstance(request, Request)
        try:
            page = _fetch(gateway, request)
        except urllib.error.HTTPError as error:
            if error.code != 404 or not request.is_optional:
                raise
            error.close()
            continue
        for produced in getattr(connector, request.reader)(page):
            if isinstance(produced, Request):
                waiting.append(produced)
            elif isinstance(produced, StatedTotal):
                walk.totals.add(produced.n)
            elif isinstance(produced, RawListing):
                walk.listings.append(produced)
        walk.notes += page.notes + page.audit()
        walk.rejected += page.rejected
        walk.left_out += page.left_out
    raise AssertionError(f"more than {MAX_PAGES} pages")


@pytest.fixture(scope="module")
def walked(gateway: str, connectors_folder: Path) -> Callable[[str], Walk]:
    """The walk through a source, once for all tests."""
    done: dict[str, Walk] = {}

    def walk(source: str) -> Walk:
        if source not in done:
            done[source] = _walk(gateway, load_connector(source, connectors_folder)(CREDENTIALS))
        return done[source]

    return walk


def test_what_has_no_record_is_not_replayed(gateway: str, connectors_folder: Path) -> None:
    """A row in RECORDS for every source that the replay holds."""
    known = find_sources(connectors_folder)
    assert set(RECORDS) <= set(known)
    held = set()
    for source in sorted(known.keys() - RECORDS.keys()):
        credentials = dict.fromkeys(known[source].credentials, "test")
        if known[source].files is None:
            connector = load_connector(source, connectors_folder)(credentials)
            with suppress(urllib.error.HTTPError):
                held |= {source} if _walk(gateway, connector).listings else set()
    assert held == set(), "add what the replay holds to RECORDS"


@pytest.mark.parametrize("replayed", RECORDS)
def test_walk_finds_every_record(replayed: str, walked: Any) -> None:
    walk = walked(replayed)
    assert len(walk.listings) == RECORDS[replayed]
    assert len({listing.key for listing in walk.listings}) == RECORDS[replayed] - KEYS_TWICE.get(replayed, 0)
    assert (walk.rejected, walk.left_out) == (0, LEFT_OUT.get(replayed, 0))


@pytest.mark.parametrize("replayed", RECORDS)
def test_stated_total_is_what_came(replayed: str, walked: Any) -> None:
    assert walked(replayed).totals == ({RECORDS[replayed]} if replayed in STATE_TOTAL else set())


@pytest.mark.parametrize("replayed", RECORDS)
def test_no_key_is_unknown(replayed: str, walked: Any) -> None:
    assert [note.message for note in walked(replayed).notes] == []


@pytest.mark.parametrize("replayed", RECORDS)
def test_expectations_are_met(replayed: str, walked: Any, connectors_folder: Path) -> None:
    """The floor passes the whole catalogue, and stops half of it on the very first night, where it is a whole one."""
    rules = load_rules(connectors_folder / replayed)
    expect = rules.expect
    listings = walked(replayed).listings
    assert expect.min_listings <= len(listings)
    assert expect.min_listings > len(listings) / 2 or len(listings) == 1 or not rules.is_complete
    for name, share in expect.fill_rate.items():
        filled = sum(bool(getattr(listing, name)) for listing in listings) / len(listings)
        assert filled >= share, f"{name} is filled in {filled:.3f} of the listings"


@pytest.mark.parametrize("replayed", RECORDS)
def test_words_are_understood(replayed: str, walked: Any, connectors_folder: Path) -> None:
    """No word of free, level, language, licence or pacing is left that neither lookups nor normalisers know."""
    rules = load_rules(connectors_folder / replayed)
    unknown = {
        (note.field, note.value)
        for listing in walked(replayed).listings
        for note in normalise(listing, rules).notes
        if note.kind == "unknown_value" and note.field in ("free", "level", "language", "licence", "pacing")
    }
    assert unknown == set()


@pytest.mark.parametrize("replayed", RECORDS)
def test_nothing_is_called_free_without_a_word_for_it(replayed: str, walked: Any, connectors_folder: Path) -> None:
    rules = load_rules(connectors_folder / replayed)
    kinds = {normalise(listing, rules).listing.free_kind for listing in walked(replayed).listings}
    assert kinds == FREE_KINDS.get(replayed, {"unknown"})


def test_courses_that_got_a_price_are_paid(replay: Replay, connectors_folder: Path) -> None:
    rules = load_rules(connectors_folder / "mit_learn")
    with replay(day=2) as gateway:
        walk = _walk(gateway, load_connector("mit_learn", connectors_folder)())
    listings = [normalise(raw, rules).listing for raw in walk.listings]
    priced = [listing for listing in listings if str(listing.price_amount) == "49.00"]
    assert len(priced) > 5
    assert {listing.free_kind for listing in priced} == {"paid"}
    assert {listing.free_kind for listing in listings if listing not in priced} == {"free"}


@pytest.mark.parametrize(
    ("host", "drifted", "name"),
    [
        ("api.coursera.org", "coursera", "slug"),
        ("api.learn.mit.edu", "mit_learn", "title"),
        ("www.futurelearn.com", "futurelearn", "name"),
        ("www.udacity.com", "udacity", "homepage"),
        ("discovery.edx.org", "edx", "title"),
        ("open.hpi.de", "openhpi", "name"),
        ("moodalis.oncampus.de", "oncampus", "name"),
        ("learningcircles.p2pu.org", "p2pu", "link"),
        ("learn.microsoft.com", "microsoft_learn", "uid"),
        ("api.alison.com", "alison", "slug"),
    ],
)
def test_renamed_key_rejects_every_record(
    faulty: Replay, connectors_folder: Path, host: str, drifted: str, name: str
) -> None:
    with faulty("drift", host=host, **{"from": name, "to": "headline"}) as gateway:
        walk = _walk(gateway, load_connector(drifted, connectors_folder)(CREDENTIALS))
    assert walk.listings == []
    assert walk.rejected == RECORDS[drifted]


@pytest.mark.parametrize("looping", ["coursera", "mit_learn", "oncampus", "openhpi"])
def test_page_that_leads_to_itself_ends_the_walk(faulty: Replay, connectors_folder: Path, looping: str) -> None:
    connector = load_connector(looping, connectors_folder)()
    with faulty("loop") as gateway, pytest.raises(PageChangedError):
        _walk(gateway, connector)
