"""Pages and records as a connector gets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.contract import Page, Record, Request

URL = "https://catalogue.example.org/courses?page=1"


def _page(body: Any, *, url: str = URL, **about: Any) -> Page:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(Request(url, "courses", **about), url, 200, {}, data)


@pytest.fixture(scope="session")
def make_page() -> Callable[..., Page]:
    """A page with this body, bytes or what JSON can hold; more words are its request's."""
    return _page


@pytest.fixture(scope="session")
def make_record() -> Callable[[dict[str, Any]], Record]:
    """The only record of a page that lists it."""

    def record(values: dict[str, Any]) -> Record:
        (only,) = _page([values]).json_list()
        return only

    return record
