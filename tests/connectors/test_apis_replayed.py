"""Interfaces with ways of their own against the replay server: what YouTube recorded, and SWAYAM's empty list."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request
from pipeline.normalize.listing import normalise
from pipeline.sources import load_connector, load_rules

pytestmark = pytest.mark.shared
MAX_PAGES = 20
Faulty = Callable[..., AbstractContextManager[str]]


def _walk(gateway: str, connector: Connector) -> tuple[list[RawListing], list[str]]:
    """Listings and what was noted; a key sent in a header is put into the address, where the replay looks for it."""
    listings, notes, waiting = [], [], list(connector.start())
    for _ in range(MAX_PAGES):
        if not waiting:
            return listings, notes
        request = waiting.pop(0)
        assert isinstance(request, Request)
        key = request.headers.get("X-Goog-Api-Key")
        target = f"{gateway}/{request.url.split('://', 1)[1]}" + (f"&key={key}" if key else "")
        with urllib.request.urlopen(urllib.request.Request(target), timeout=30) as answer:
            page = Page(request, request.url, answer.status, dict(answer.headers), answer.read())
        for produced in getattr(connector, request.reader)(page):
            if isinstance(produced, Request):
                waiting.append(produced)
            elif isinstance(produced, RawListing):
                listings.append(produced)
        notes += [note.message for note in page.notes + page.audit()]
    raise AssertionError(f"more than {MAX_PAGES} pages")


def test_recorded_playlist_is_as_long_as_its_videos(gateway: str, root: Path) -> None:
    sites = root / "tests" / "sites"
    connector = load_connector("youtube_replayed", sites)({"YOUTUBE_API_KEY": "test"})
    (raw,), notes = _walk(gateway, connector)
    assert notes == []
    listing = normalise(raw, load_rules(sites / "youtube_replayed")).listing
    assert (listing.key, listing.language, listing.licence) == ("PLTz-v-F773kXwTSKsX_E9t8ZnP_3LYaGy", "en", None)
    assert (listing.free_kind, listing.total_effort_hours) == ("unknown", pytest.approx(23.97, abs=0.01))


def test_page_of_items_that_leads_to_itself_ends_the_walk(root: Path, faulty: Faulty) -> None:
    connector = load_connector("youtube_replayed", root / "tests" / "sites")({"YOUTUBE_API_KEY": "test"})
    with faulty("loop", "playlistItems") as gateway, pytest.raises(PageChangedError):
        _walk(gateway, connector)


def test_swayams_list_is_read_behind_its_prefix(gateway: str, root: Path) -> None:
    """The replay holds no course; the expectations then hold the run."""
    assert _walk(gateway, load_connector("swayam", root / "connectors")()) == ([], [])
    assert load_rules(root / "connectors" / "swayam").expect.min_listings > 0
