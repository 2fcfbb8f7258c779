"""Every connector reads the demo whole."""

from __future__ import annotations

import importlib
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.contract import Connector, Page, RawListing, Request, StatedTotal
from pipeline.demo import DEMO_CREDENTIALS, DEMO_SOURCES

Records = Callable[[str], list[dict[str, Any]]]


def connector(source: str) -> Connector:
    module = importlib.import_module(f"connectors.{source}.connector")
    kinds = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Connector) and getattr(kind, "source", None) == source
    ]
    assert len(kinds) == 1
    return kinds[0](DEMO_CREDENTIALS)


def fetch(gateway: str, request: Request) -> Page:
    wire = urllib.request.Request(
        gateway + "/" + request.url.removeprefix("https://"),
        data=request.body,
        headers=dict(request.headers),
        method=request.method,
    )
    with urllib.request.urlopen(wire, timeout=10) as answer:
        assert answer.status == 200, request.url
        return Page(request, request.url, answer.status, dict(answer.headers), answer.read())


@pytest.mark.parametrize("source", DEMO_SOURCES)
def test_the_connector_reads_the_demo_whole(gateway: str, source: str, records: Records) -> None:
    reader = connector(source)
    waiting = list(reader.start())
    listings: list[RawListing] = []
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, RawListing):
            listings.append(thing)
        elif isinstance(thing, StatedTotal):
            assert thing.n == len(records(source))
        else:
            page = fetch(gateway, thing)
            waiting += getattr(reader, thing.reader)(page)
            assert page.rejected == 0
            assert page.audit() == []
            assert page.notes == []
    assert len(listings) == len(records(source))
    assert len({listing.key for listing in listings}) == len(listings)
    assert all(listing.url and listing.description for listing in listings)
