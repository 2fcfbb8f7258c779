"""P2PU's circles: what is about people or places is in no listing."""

from __future__ import annotations

import json
from typing import Any

from connectors.p2pu_circles.connector import P2PUCircles
from pipeline.contract import Page, RawListing, Request
from pipeline.normalize.listing import normalise
from pipeline.sources import load_rules

URL = "https://learningcircles.p2pu.org/api/learningcircles/?signup=open&limit=100&offset=0"
PRIVATE = {
    "facilitator": "secret", "facilitators": ["secret"], "venue": "secret", "venue_address": "secret",
    "venue_website": "https://secret.example", "signup_question": "secret?", "city": "secret", "place_id": "secret",
    "latitude": "47.0", "longitude": "-117.0", "region": "secret",
}  # fmt: skip


def _read(**circle: Any) -> list[RawListing]:
    body = {"count": 1, "offset": 0, "items": [{"id": 7, "name": "Knitting", "weeks": 4} | circle]}
    page = Page(Request(URL, "circles"), URL, 200, {}, json.dumps(body).encode())
    found = [each for each in P2PUCircles().circles(page) if isinstance(each, RawListing)]
    assert page.audit() == []
    return found


def test_people_and_places_are_not_kept() -> None:
    (listing,) = _read(**PRIVATE)
    assert "secret" not in repr(listing)
    assert "47.0" not in repr(listing)


def test_a_circle_is_no_course(connectors_folder: Any) -> None:
    """Courses are matched, circles are not; the course that it uses is told in its description."""
    (listing,) = _read(course={"title": "A Course", "link": "https://a.example/", "provider": "A School"})
    assert normalise(listing, load_rules(connectors_folder / "p2pu_circles")).listing.kind == "circle"
    assert (listing.provider, listing.description) == ("A School", "A Course | https://a.example/")


def test_drafts_and_closed_circles_are_left_out() -> None:
    assert _read(draft=True) == _read(signup_open=False) == []
    assert len(_read(signup_open=True, draft=False)) == len(_read()) == 1
