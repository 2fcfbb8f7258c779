"""Looks up one course by its address for a coordinator who waits: under all guards of a harvest, and politely."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from pipeline.contract import Page, PageChangedError
from pipeline.errors import BlockedError, CirclewiseError, SourceError, StoreError, TransientError
from pipeline.fetch import Archive, Clock, Fetcher, SystemClock
from pipeline.flow.added import LOCAL
from pipeline.flow.course_page import Understood, understood
from pipeline.flow.tonight import user_agent
from pipeline.model import BlockedSource, Course, Politeness, Settings, SourceRules
from pipeline.normalize.url import canonical, clean
from pipeline.settings import settle_politeness
from pipeline.store import Catalogue, Home, Refusals

SECONDS = 20.0
"""How long somebody waits at most: robots.txt, pauses and redirects included."""
GENTLE = Politeness(retries=0, deadline_seconds=10.0, max_body_mb=1)
REFUSED = (401, 403)
OK = 200
LAST_OUTCOME = "SELECT max_by(outcome, started_at), max_by(reason, started_at) FROM out.run WHERE source = ?"
Outcome = Literal["known", "read", "refused", "unread"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What a look at an address came to."""

    outcome: Outcome
    """known: the catalogue has it; read: the page was; refused: nobody may ask; unread: it could not be read now."""
    url: str
    reason: str = ""
    """Why it was refused or could not be read, in a sentence; empty for others."""
    course: Course | None = None
    """The course that the catalogue has."""
    found: Understood | None = None
    """What the page says."""


class Looker:
    """Looks for one person at a time: who comes second is told to wait a moment."""

    def __init__(
        self,
        home: Home,
        settings: Settings,
        sources: Mapping[str, SourceRules],
        blocked: Mapping[str, BlockedSource],
        clock: Callable[[], datetime],
        pace: Clock | None = None,
    ) -> None:
        """`sources` and `blocked` are those of the project, by id; `clock` gives the time in UTC, `pace` the pauses."""
        self._home, self._settings, self._sources, self._clock = home, settings, sources, clock
        self._blocked = [(_host(each.home), each) for each in blocked.values()]
        self._homes = [(_host(each.home), each) for each in sources.values() if each.files is None]
        self._refusals = Refusals(home.decisions)
        self._pace = pace or SystemClock()
        self._is_looking = threading.Lock()
        self._asked: dict[str, float] = {}

    def look(self, address: str, published: Catalogue) -> Looked:
        """What an address leads to. Nothing is fetched where the catalogue knows it, or where somebody refused.

        Raises:
            StoreError: the file of decisions cannot be read or written.
        """
        cleaned = clean(address)
        if cleaned.value is None:
            said = cleaned.notes[0].message if cleaned.notes else "an address that starts with https:// was expected"
            return Looked(outcome="unread", url="", reason=said)
        url = cleaned.value
        if (course := known_course(published, url)) is not None:
            return Looked(outcome="known", url=url, course=course)
        if (reason := self._barred(_host(url), published)) is not None:
            return Looked(outcome="refused", url=url, reason=reason)
        if not self._is_looking.acquire(blocking=False):
            return Looked(outcome="unread", url=url, reason="another address is being looked up; try again in a moment")
        try:
            return asyncio.run(self._go(url, published))
        finally:
            self._is_looking.release()

    async def _go(self, url: str, published: Catalogue) -> Looked:
        hosts: list[str] = []

        def barred(host: str) -> str | None:
            hosts.append(host)
            return self._barred(host, published)

        async with Fetcher(
            Archive(self._home.pages),
            user_agent=user_agent(self._settings),
            gateway=self._settings.gateway,
            clock=self._pace,
            random=random.Random(),  # noqa: S311 - spreads pauses, protects nothing
            barred=barred,
        ) as fetcher:
            try:
                async with asyncio.timeout(SECONDS):
                    await self._wait_for(_host(url))
                    page = await fetcher.look(url, self._politeness(_host(url)))
                if page.status in REFUSED:
                    raise BlockedError(f"{hosts[-1]} refuses us with status {page.status}")
            except BlockedError as error:
                if self._barred(hosts[-1], published) is None:
                    self._refusals.add(hosts[-1], str(error), at=self._clock())
                return Looked(outcome="refused", url=url, reason=str(error))
            except TimeoutError:
                return _unread(url, f"the site gave no whole answer within {SECONDS:g} seconds, its pauses included")
            except TransientError as error:
                return _unread(url, str(error))
            except SourceError as error:
                return _unread(url, _without_networks(str(error)))
            finally:
                self._asked |= dict.fromkeys(map(_bare, hosts), self._pace.monotonic())
        return self._read(url, page, published)

    def _read(self, url: str, page: Page, published: Catalogue) -> Looked:
        """What the page says; where it led to another address, the catalogue may know that one."""
        if page.status != OK:
            return _unread(url, f"the site answered status {page.status}, 200 was expected")
        last = clean(page.url).value or url
        if (course := known_course(published, last)) is not None:
            return Looked(outcome="known", url=last, course=course)
        try:
            return Looked(outcome="read", url=last, found=understood(page, self._sources[LOCAL]))
        except PageChangedError as error:
            return _unread(last, str(error))
        except StoreError:
            raise
        except CirclewiseError as error:
            return _unread(last, str(error))

    def _barred(self, host: str, published: Catalogue) -> str | None:
        """Why a host is not to be asked; None where it may be."""
        for home, blocked in self._blocked:
            if _is_of(host, home):
                return f"{blocked.title}: {blocked.reason}"
        for home, rules in self._homes:
            if _is_of(host, home):
                plan = self._settings.sources.get(rules.source)
                if plan is not None and not plan.is_enabled:
                    return f"{rules.title} is left out by schedule.yaml here, so its pages are not asked for"
                ((outcome, reason),) = published.query(LAST_OUTCOME, [rules.source]).rows
                if outcome == "blocked":
                    return f"{rules.title} refused the last night: {reason}"
        refusal = self._refusals.of(_bare(host), self._clock()) or self._refusals.of(host, self._clock())
        return f"{host} refused on {refusal.refused_at:%Y-%m-%d}: {refusal.reason}" if refusal else None

    def _politeness(self, host: str) -> Politeness:
        source = next((rules.source for home, rules in self._homes if _is_of(host, home)), "")
        return settle_politeness(GENTLE, source, self._settings)

    async def _wait_for(self, host: str) -> None:
        """The pause that the host is due since the last look, which another fetcher paced."""
        asked = self._asked.get(_bare(host))
        if asked is not None:
            left = self._politeness(host).delay_seconds - (self._pace.monotonic() - asked)
            if left > 0:
                await self._pace.sleep(left)


def known_course(published: Catalogue, url: str) -> Course | None:
    """The course of the catalogue with this address, the one that is offered first; None where there is none."""
    wanted = (canonical(url) or "").replace("'", "''")
    return next(published.previous(Course, f"canonical_url = '{wanted}'", order="is_active DESC, course_id"), None)


def _unread(url: str, reason: str) -> Looked:
    return Looked(outcome="unread", url=url, reason=reason)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").rstrip(".").lower()


def _bare(host: str) -> str:
    return host.rstrip(".").lower().removeprefix("www.")


def _is_of(host: str, home: str) -> bool:
    """Whether a host is this one or below it."""
    bare, of = _bare(host), _bare(home)
    return bool(of) and (bare == of or bare.endswith(f".{of}"))


def _without_networks(reason: str) -> str:
    """A reason without what names mean inside this network."""
    private = "is not a public one" in reason or "private network" in reason or "not a public address" in reason
    return "the address is none of the public web, and such are not asked" if private else reason
