"""Fetches one page for an author, as a night would: robots.txt first, politely, guarded, through the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from pipeline.contract import Page, Request
from pipeline.errors import UsageError
from pipeline.fetch import Archive, Clock, Fetcher
from pipeline.flow.report import new_night_id
from pipeline.flow.tonight import user_agent
from pipeline.model import Politeness, Settings

HARMLESS_HEADERS = ("accept", "accept-language", "content-type")
"""All that is written of a request's headers: the others may be credentials."""
CREDENTIAL = re.compile(r"(?:.*[_-])?(?:key|apikey|token|secret|password|passwd|auth|signature|sig)", re.IGNORECASE)
TABLES = {"text/csv": "csv", "text/tab-separated-values": "tsv"}
FEEDS = {
    "<rss": "an RSS feed",
    "<feed": "an Atom feed",
    "<urlset": "a sitemap",
    "<sitemapindex": "a sitemap",
    "<OAI-PMH": "OAI-PMH",
}


@dataclass(frozen=True)
class Taken:
    """A page as it came."""

    url: str
    """Where it came from in the end; the same host as asked."""
    suffix: str
    """json, html or xml; csv, tsv or xlsx for tables."""
    body: bytes
    feed: str | None = None
    """What an XML page seems to be."""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8-sig", "replace")


def check_address(url: str) -> None:
    """Refuse what cannot be written into a committed file.

    Raises:
        UsageError: it is no plain web address, or seems to carry a credential.
    """
    if not re.fullmatch(r"https?://[!-~]+", url) or re.search(r"[\"\\{}#]", url):
        raise UsageError(f"{url!r} is no plain web address; one that starts with https:// was expected")
    try:
        parts = urlsplit(url)
        is_named = bool(parts.hostname) and parts.username is None
    except ValueError:
        is_named = False
    if not is_named:
        raise UsageError(f"{url!r} is no address of a public page; https://host/path was expected")
    for name, value in parse_qsl(parts.query):
        if value and CREDENTIAL.fullmatch(name):
            raise UsageError(
                f"the address carries `{name}`, which looks like a credential, and it would be written into the "
                "project; name it under `credentials` in source.yaml instead, as connectors/edx does"
            )


class Visit:
    """One visit to a site for an author: all its pages are asked by one fetcher, and kept nowhere.

    Use it as `with Visit(...) as visit`.
    """

    def __init__(
        self, source: str, politeness: Politeness, settings: Settings, clock: Clock, chance: random.Random
    ) -> None:
        self._source, self._politeness, self._settings = source, politeness, settings
        self._clock, self._chance = clock, chance
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        folder = self._open.enter_context(tempfile.TemporaryDirectory())
        self._runner = self._open.enter_context(asyncio.Runner())
        self._fetcher = Fetcher(
            Archive(Path(folder)),
            user_agent=user_agent(self._settings),
            gateway=self._settings.gateway,
            clock=self._clock,
            random=self._chance,
        )
        self._runner.run(self._fetcher.__aenter__())
        self._open.callback(lambda: self._runner.run(self._fetcher.__aexit__(None, None, None)))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def page(self, request: Request) -> Page:
        """One page.

        Raises:
            UsageError: it leads to another host.
            BlockedError: robots.txt or the server refuses.
            SourceError: the page is gone, or the address is not taken.
            TransientError: every try failed.
        """
        run_id = new_night_id(self._clock.now(), self._chance)
        asked = self._fetcher.fetch(request, source=self._source, run_id=run_id, politeness=self._politeness)
        page = self._runner.run(asked).page
        host, came = urlsplit(request.url).hostname, urlsplit(page.url).hostname
        if came != host:
            raise UsageError(f"{request.url} leads to another host, {came}; if that is the source, give {page.url}")
        check_address(page.url)
        return page

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of this address names, once the address was asked."""
        return self._fetcher.sitemaps(url)


def fetch_page(
    request: Request, source: str, politeness: Politeness, settings: Settings, clock: Clock, chance: random.Random
) -> Taken:
    """One page, kept nowhere.

    Raises:
        UsageError: it leads to another host, or is nothing that can be read.
        BlockedError: robots.txt or the server refuses.
        SourceError: the page is gone, or the address is not taken.
        TransientError: every try failed.
    """
    with Visit(source, politeness, settings, clock, chance) as visit:
        return sorted_out(visit.page(request))


def decoded(body: bytes) -> Any:
    """The body as JSON.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(body.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested beyond reason") from error


def sorted_out(page: Page) -> Taken:
    """What kind of page it is.

    Raises:
        UsageError: it is nothing that can be read.
    """
    table = _table_suffix(page)
    if table:
        return Taken(page.url, table, page.body)
    start = page.body[:2000].decode("utf-8-sig", "replace").lstrip()
    try:
        decoded(page.body)
    except ValueError:
        feed = next((name for mark, name in FEEDS.items() if mark.lower() in start.lower()), None)
        is_html = "<!doctype html" in start.lower() or "<html" in start.lower()
        if start.startswith("<"):
            is_xml = not is_html and (feed is not None or start.startswith("<?xml"))
            return Taken(page.url, "xml" if is_xml else "html", page.body, feed)
        shown = start[:60]
        raise UsageError(f"{page.url}: the body starts with {shown!r}, JSON or HTML was expected") from None
    return Taken(page.url, "json", page.body)


def _table_suffix(page: Page) -> str | None:
    """The ending of a table's file: by its first bytes, else by what the answer or the address calls it."""
    if page.body.startswith(b"PK\x03\x04"):
        return "xlsx"
    kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    end = urlsplit(page.url).path.lower().rpartition(".")[2]
    is_markup = page.body.lstrip()[:1] in (b"", b"<", b"{", b"[")
    return None if is_markup else TABLES.get(kind) or (end if end in TABLES.values() else None)
