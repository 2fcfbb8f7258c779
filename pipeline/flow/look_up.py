"""Looks up one course by its address for a coordinator who waits: under all guards of a harvest, and politely."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pipeline.contract import Page, PageChangedError
from pipeline.errors import (
    BlockedError,
    CirclewiseError,
    LeftAloneError,
    NotPublicError,
    NotReachedError,
    SourceError,
    StoreError,
    TransientError,
)
from pipeline.fetch import REFUSED, Archive, Clock, Fetcher, Robots, SystemClock
from pipeline.flow.added import LOCAL
from pipeline.flow.course_page import Understood
from pipeline.flow.strangers import StrangersPages
from pipeline.flow.tonight import user_agent
from pipeline.model import BlockedSource, Course, Politeness, Settings, SourceRules
from pipeline.normalize.url import canonical, clean, host_of
from pipeline.settings import settle_politeness
from pipeline.store import Catalogue, Home, Refusals

SECONDS = 20.0
"""How long somebody waits at most: robots.txt, pauses and redirects included."""
GENTLE = Politeness(retries=0, deadline_seconds=10.0, max_body_mb=1)
NOT_THERE = (
    "nothing of the public web was found at this address: it does not exist, cannot be reached now, or is none of the "
    "public web"
)
"""One sentence for all three: else whoever asks would learn which names there are inside the library's network."""
TOO_OFTEN = timedelta(hours=1)
"""So long a host is left alone that says it was asked too often, and not until when."""
LONGEST_SECONDS = timedelta(days=30).total_seconds()
MOST_RULES = 200
"""Of so many hosts the rules for robots are remembered; then all are read anew."""
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
        self._blocked = [(host_of(each.home), each) for each in blocked.values()]
        self._homes = [(host_of(each.home), each) for each in sources.values() if each.files is None]
        self._refusals = Refusals(home.decisions)
        self._pace = pace or SystemClock()
        self._is_looking = threading.Lock()
        self._asked: dict[str, float] = {}
        self._robots = Robots(self._pace)

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
        if (reason := self._barred(url, published)) is not None:
            return Looked(outcome="refused", url=url, reason=reason)
        if not self._is_looking.acquire(blocking=False):
            return Looked(outcome="unread", url=url, reason="another address is being looked up; try again in a moment")
        try:
            return asyncio.run(self._go(url, published))
        finally:
            self._is_looking.release()

    async def _go(self, url: str, published: Catalogue) -> Looked:
        asked: list[str] = []

        def barred(address: str) -> str | None:
            asked.append(address)
            return self._barred(address, published)

        if len(self._robots) > MOST_RULES:
            self._robots = Robots(self._pace)
        async with Fetcher(
            Archive(self._home.pages),
            user_agent=user_agent(self._settings),
            gateway=self._settings.gateway,
            clock=self._pace,
            random=random.Random(),  # noqa: S311 - spreads pauses, protects nothing
            barred=barred,
            robots=self._robots,
        ) as fetcher:
            try:
                async with asyncio.timeout(SECONDS):
                    await self._wait_for(host_of(url))
                    page = await fetcher.look(url, self._politeness(host_of(url)))
                if page.status in REFUSED:
                    raise BlockedError(f"{asked[-1]} refuses us with status {page.status}")
            except TimeoutError:
                return _unread(url, f"the site gave no whole answer within {SECONDS:g} seconds, its pauses included")
            except (TransientError, SourceError) as error:
                return self._not_read(url, asked[-1] if asked else url, error, published)
            finally:
                self._asked |= dict.fromkeys((_bare(host_of(each)) for each in asked), self._pace.monotonic())
        return self._read(url, page, published)

    def _not_read(self, url: str, last: str, error: CirclewiseError, published: Catalogue) -> Looked:
        """What an error came to; what refused, the page or its host, is kept for as long as it did."""
        told = list(_behind(error))
        if any(isinstance(each, (NotPublicError, NotReachedError)) for each in told):
            return _unread(url, NOT_THERE)
        for each in told:
            if isinstance(each, BlockedError):
                if self._barred(last, published) is None:
                    refused = _bare(host_of(last)) if each.is_whole_host else _page(last)
                    self._refusals.add(refused, str(error), at=self._clock())
                return Looked(outcome="refused", url=url, reason=str(error))
            if (lasts := _asked_for(each)) is not None:
                self._refusals.add(_bare(host_of(last)), str(error), at=self._clock(), lasts=lasts)
        return _unread(url, str(error))

    def _read(self, url: str, page: Page, published: Catalogue) -> Looked:
        """What the page says; where it led to another address, the catalogue may know that one."""
        if page.status != OK:
            return _unread(url, f"the site answered status {page.status}, 200 was expected")
        last = clean(page.url).value or url
        if (course := known_course(published, last)) is not None:
            return Looked(outcome="known", url=last, course=course)
        try:
            with StrangersPages() as pages:
                return Looked(outcome="read", url=last, found=pages.understood(page, self._sources[LOCAL]))
        except PageChangedError as error:
            return _unread(last, str(error))
        except StoreError:
            raise
        except CirclewiseError as error:
            return _unread(last, str(error))

    def _barred(self, address: str, published: Catalogue) -> str | None:
        """Why an address is not to be asked; None where it may be."""
        host = host_of(address)
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
        now = self._clock()
        kept = (self._refusals.of(each, now) for each in (_page(address), host, _bare(host), f"www.{_bare(host)}"))
        refusal = next(filter(None, kept), None)
        return f"{host} refused on {refusal.refused_at:%Y-%m-%d}: {refusal.reason}" if refusal else None

    def _politeness(self, host: str) -> Politeness:
        """As gently as the source of this host is asked at night, where it is one; with less patience in any case."""
        rules = next((rules for home, rules in self._homes if _is_of(host, home)), None)
        if rules is None:
            return settle_politeness(GENTLE, "", self._settings)
        gentle = replace(GENTLE, delay_seconds=rules.politeness.delay_seconds)
        return settle_politeness(gentle, rules.source, self._settings)

    async def _wait_for(self, host: str) -> None:
        """The pause that the host is due since the last look, which another fetcher paced."""
        asked = self._asked.get(_bare(host))
        if asked is not None:
            left = self._politeness(host).delay_seconds - (self._pace.monotonic() - asked)
            if left > 0:
                await self._pace.sleep(left)


def known_course(published: Catalogue, url: str) -> Course | None:
    """The course of the catalogue with this address; None where there is none, or it was retired.

    What its source does not offer any more, or was entered and taken back, may be entered by who knows better.
    """
    wanted = (canonical(url) or "").replace("'", "''")
    return next(published.previous(Course, f"canonical_url = '{wanted}' AND is_active", order="course_id"), None)


def _unread(url: str, reason: str) -> Looked:
    return Looked(outcome="unread", url=url, reason=reason)


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from."""
    while error is not None:
        yield error
        error = error.__cause__


def _asked_for(error: BaseException) -> timedelta | None:
    """How long a host asked to be left alone; None where it did not."""
    if isinstance(error, LeftAloneError):
        return timedelta(seconds=min(error.left_seconds, LONGEST_SECONDS))
    if isinstance(error, TransientError) and error.asked_seconds is not None:
        return timedelta(seconds=min(error.asked_seconds, LONGEST_SECONDS)) or TOO_OFTEN
    return None


def _page(address: str) -> str:
    """An address as refusals know it: with other tracking it is the same page."""
    return canonical(address) or address


def _bare(host: str) -> str:
    return host.rstrip(".").lower().removeprefix("www.")


def _is_of(host: str, home: str) -> bool:
    """Whether a host is this one or below it."""
    bare, of = _bare(host), _bare(home)
    return bool(of) and (bare == of or bare.endswith(f".{of}"))
