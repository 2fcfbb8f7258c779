"""Single pages are read in a process of their own: what one of them makes a parser do ends there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from pipeline.contract import Page, PageChangedError, Request
from pipeline.engine import Limits
from pipeline.flow import strangers
from pipeline.flow.strangers import StrangersPages
from pipeline.model import SourceRules
from pipeline.sources import find_sources

CONNECTORS = Path(__file__).resolve().parents[2] / "connectors"
URL = "https://a.example/courses/1"
GOOD = b"<html lang=en><title>Grant writing</title><h1>Grant writing</h1></html>"
LIMITS = Limits(cpu_seconds=0.5, memory_mib=256, seconds=60)
Ask = Callable[[StrangersPages, bytes], object]


def page(body: bytes) -> Page:
    return Page(Request(URL, "look"), URL, 200, {"content-type": "text/html"}, body)


def tag(n: int) -> bytes:
    """One tag with so many attributes, each compared with those before it."""
    return b"<title>x</title><p " + b" ".join(b"a%d=1" % number for number in range(n)) + b">"


@pytest.fixture(scope="module")
def rules() -> SourceRules:
    return find_sources(CONNECTORS)["local_courses"]


@pytest.fixture(params=["understood", "judged"])
def ask(request: pytest.FixtureRequest, rules: SourceRules) -> Ask:
    if request.param == "understood":
        return lambda pages, body: pages.understood(page(body), rules)
    return lambda pages, body: pages.judged(page(body), "Grant writing")


def test_a_page_that_takes_long_is_ended_and_the_next_is_read(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "LIMITS", LIMITS)
    before = process_time()
    with StrangersPages() as pages:
        assert ask(pages, GOOD)
        with pytest.raises(PageChangedError) as raised:
            ask(pages, tag(25_000))
        assert ask(pages, GOOD)
    assert process_time() - before < 1  # nothing of it is read in this process
    assert str(raised.value) == (
        f"{URL}: the process that read this page took more than 0.5 s of processor time; open the address: is it a "
        "page of courses still?"
    )


def test_a_reader_that_fails_is_told_with_the_address() -> None:
    no_title: Any = None
    with StrangersPages() as pages, pytest.raises(PageChangedError, match=f"{URL}: this page cannot be read"):
        pages.judged(page(GOOD), no_title)
