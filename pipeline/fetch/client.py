"""Pages for connectors: politely, conditionally, archived before they are read."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import httpx

from pipeline.contract import Page, Request
from pipeline.errors import BlockedError, GoneError, SourceError, StoreError, TransientError
from pipeline.fetch.archive import VALIDATORS, Archive, Archived, kept_headers
from pipeline.fetch.clock import Clock
from pipeline.fetch.exchange import REDIRECTS, Answer, Ask, Budget, Exchange
from pipeline.fetch.files import SCHEME, Files
from pipeline.fetch.guard import parse_url
from pipeline.fetch.robots import MAX_BYTES, Robots
from pipeline.model import Politeness

P = ParamSpec("P")
T = TypeVar("T")
MAX_REDIRECTS = 5
LARGE_BYTES = 1 << 20
LOOK_BYTES = 256 << 10
SHOWN = 100
NOT_MODIFIED = 304
REFUSED = (401, 403)
"""Statuses by which a page refuses us."""
GONE = (404, 410)
NOT_ACCEPTABLE = 406


@dataclass(frozen=True)
class Fetched:
    """A page, and what it took to get it."""

    page: Page
    archived: Archived | None
    """None for a secret page."""
    not_modified: bool
    """The server said that the archived body is still good."""
    retries: int
    """Requests sent again after a transient error."""


@dataclass(frozen=True)
class _Known:
    """A page of the promoted run whose body is intact and which came with a validator."""

    archived: Archived
    body: bytes

    def fits(self, method: str, url: httpx.URL) -> bool:
        """Whether its validators belong to what is asked now; a redirect may have led elsewhere meanwhile."""
        return method == "GET" and str(url) == self.archived.final_url


class Fetcher:
    """The only way out of the house. One for a whole harvest: hosts are paced over all sources together.

    Use it as `async with Fetcher(...) as fetcher`.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        user_agent: str,
        gateway: str | None,
        clock: Clock,
        random: random.Random,
        files: Mapping[str, Files] | None = None,
        barred: Callable[[str], str | None] = lambda address: None,
        robots: Robots | None = None,
    ) -> None:
        """`files` are the folders of those sources that read one, by source; no other source reads any.

        `barred` says why an address is not to be asked, at every redirect too; None where it may be. `robots` are the
        rules that another fetcher read already.
        """
        self._barred = barred
        self._files = files or {}
        self._archive = archive
        self._clock = clock
        self._robots = Robots(clock) if robots is None else robots
        self._exchange = Exchange(user_agent=user_agent, gateway=gateway, clock=clock, generator=random)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.aclose()

    async def fetch(self, request: Request, *, source: str, run_id: str, politeness: Politeness) -> Fetched:
        """One page, archived under this run unless it is secret.

        Raises:
            TransientError: every try failed; the text says why and how often it was tried.
            BlockedError: robots.txt, 401, 403 or a challenge.
            SourceError: the page is gone, the address or the answer is not taken, or the host wants a longer pause
                than a night waits.
            StoreError: the archive cannot be written.
        """
        if request.url.startswith(SCHEME):
            return self._from_files(request, source=source, run_id=run_id, politeness=politeness)
        known = await self._intact(source, request)
        for attempt in range(politeness.retries + 1):
            try:
                url, answer = await self._walk(request, known, politeness, attempt)
            except TransientError as error:
                if attempt == politeness.retries:
                    raise TransientError(f"{error} (tried {attempt + 1} times)") from error
                continue
            return await self._kept(request, url, answer, known, source=source, run_id=run_id, retries=attempt)
        raise AssertionError("the last try either returns or raises")

    def _from_files(self, request: Request, *, source: str, run_id: str, politeness: Politeness) -> Fetched:
        """A page from the source's own folder, archived like any other."""
        files = self._files.get(source)
        if files is None:
            raise SourceError(f"{request.url} is not read: {source} has no `files` in its source.yaml")
        name, body = files.body(request.url, politeness.max_body_mb << 20)
        archived = self._archive.store(
            source,
            request,
            run_id=run_id,
            final_url=name,
            status=httpx.codes.OK,
            headers={},
            body=body,
            fetched_at=self._clock.now(),
        )
        return Fetched(_page(request, archived, body), archived, not_modified=False, retries=0)

    async def look(self, url: str, politeness: Politeness) -> Page:
        """The start of a page as people get it, tried once and kept nowhere, whatever its status.

        All that holds for a harvest holds here: robots.txt, the host's turn and pauses, the guard at every redirect.

        Raises:
            TransientError: no complete answer, or one that says "later".
            BlockedError: robots.txt or a challenge.
            SourceError: the address or the answer is not taken, or the host wants a longer pause than a night waits.
        """
        request = Request(url, "look", headers={"Accept": "text/html, application/xhtml+xml, */*;q=0.8"})
        last, answer = await self._walk(request, None, politeness, 0, start_bytes=LOOK_BYTES)
        return Page(request, str(last), answer.status, kept_headers(answer.headers), answer.body)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of an address already asked names; nothing is fetched."""
        return self._robots.sitemaps(parse_url(url))

    async def _intact(self, source: str, request: Request) -> _Known | None:
        """What the promoted run read, where it can be asked whether it changed; nothing where the body is lost."""
        archived = self._archive.latest(source, request)
        if archived is None or not any(name in archived.headers for name in VALIDATORS):
            return None
        try:
            return _Known(archived, await _aside(archived.size_bytes, self._archive.body, archived))
        except StoreError:
            return None

    async def _walk(
        self,
        request: Request,
        known: _Known | None,
        politeness: Politeness,
        attempt: int,
        *,
        start_bytes: int | None = None,
    ) -> tuple[httpx.URL, Answer]:
        """The answer at the end of the redirects, and its address. Every hop is guarded, paced and allowed.

        With `start_bytes` no more of the body is read.
        """
        ask = Ask(
            url=parse_url(request.url),
            method=request.method.upper(),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.body,
            is_secret=request.is_secret,
        )
        origin = ask.name
        budget = Budget(politeness.deadline_seconds, start_bytes or politeness.max_body_mb << 20, attempt)
        is_cut = start_bytes is not None
        seen: set[tuple[str, str]] = set()
        while len(seen) <= MAX_REDIRECTS:
            if (ask.method, str(ask.url)) in seen:
                raise SourceError(f"{ask.name} redirects in a circle")
            seen.add((ask.method, str(ask.url)))
            self._check_hop(ask, origin)
            await self._allow(ask, politeness, attempt)
            answer = await self._exchange.send(_conditional(ask, known), politeness, budget, is_cut=is_cut)
            if answer.status not in REDIRECTS:
                return ask.url, answer
            ask = ask.redirected(answer)
        raise SourceError(
            f"{ask.name} comes after more than {MAX_REDIRECTS} redirects; give the last address to the connector"
        )

    def _check_hop(self, ask: Ask, origin: str) -> None:
        """Refuse an address that is not to be fetched, and say which page led there."""
        try:
            self._exchange.check(ask.url)
        except SourceError as error:
            if ask.name == origin:
                raise
            raise SourceError(f"{origin} redirects, but {error}") from error
        if reason := self._barred(str(ask.url)):
            raise BlockedError(reason)

    async def _allow(self, ask: Ask, politeness: Politeness, attempt: int) -> None:
        """Read the host's robots.txt first, through the same gateway and in the host's turn, and do as it says."""

        async def read(url: httpx.URL) -> Answer:
            budget = Budget(politeness.deadline_seconds, MAX_BYTES + 1, attempt)
            return await self._exchange.send(Ask(url), politeness, budget, is_cut=True)

        self._exchange.host(ask.url).slow_down(await self._robots.check(ask.url, read))

    async def _kept(
        self,
        request: Request,
        url: httpx.URL,
        answer: Answer,
        known: _Known | None,
        *,
        source: str,
        run_id: str,
        retries: int,
    ) -> Fetched:
        if answer.status == NOT_MODIFIED and known is not None and known.fits(request.method.upper(), url):
            archived = self._archive.keep(known.archived, run_id=run_id, headers=answer.headers)
            return Fetched(_page(request, archived, known.body), archived, not_modified=True, retries=retries)
        if not (request.is_negotiable and answer.status == NOT_ACCEPTABLE):
            _refuse(Ask(url, method=request.method, is_secret=request.is_secret), answer)
        if request.is_secret:
            page = Page(request, str(url), answer.status, kept_headers(answer.headers), answer.body)
            return Fetched(page, None, not_modified=False, retries=retries)
        archived = await _aside(
            len(answer.body),
            self._archive.store,
            source,
            request,
            run_id=run_id,
            final_url=str(url),
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            packed=answer.packed,
            fetched_at=self._clock.now(),
        )
        return Fetched(_page(request, archived, answer.body), archived, not_modified=False, retries=retries)


async def _aside(size_bytes: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Work on a large body in a thread of its own; a small one is done sooner than a thread is found (0.1 ms)."""
    if size_bytes < LARGE_BYTES:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


def _page(request: Request, archived: Archived, body: bytes) -> Page:
    return Page(request, archived.final_url, archived.status, archived.headers, body)


def _conditional(ask: Ask, known: _Known | None) -> Ask:
    """The request with the validators of what we have, where it goes to the very address they came from."""
    if known is None or not known.fits(ask.method, ask.url):
        return ask
    headers = dict(ask.headers)
    if etag := known.archived.headers.get("etag"):
        headers["if-none-match"] = etag
    if modified := known.archived.headers.get("last-modified"):
        headers["if-modified-since"] = modified
    return replace(ask, headers=headers)


def _refuse(ask: Ask, answer: Answer) -> None:
    """Raise what an answer other than 200 means."""
    if answer.status == httpx.codes.OK:
        return
    if answer.status in REFUSED:
        raise BlockedError(f"{ask.name} refuses us with status {answer.status}; a person has to ask the publisher")
    if answer.status in GONE:
        raise GoneError(f"{ask.name} is gone: status {answer.status}; has the address moved?")
    found = "" if ask.is_secret else " ".join(answer.body.decode("utf-8", "replace").split())[:SHOWN]
    said = f": {found}" if found.isprintable() and found else ""
    raise SourceError(f"{ask.name} answered status {answer.status}, 200 was expected{said}")
