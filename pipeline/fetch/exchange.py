"""One request, one answer: guarded, in its turn, under a deadline, through the gateway where there is one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import httpx

from pipeline.errors import BlockedError, NotReachedError, SettingsError, SourceError, TransientError
from pipeline.fetch.body import Body, read_body
from pipeline.fetch.challenge import LOOKED_AT, find_challenge
from pipeline.fetch.clock import Clock
from pipeline.fetch.guard import Guard, parse_url
from pipeline.fetch.politeness import Host, backoff_seconds, retry_after_seconds
from pipeline.fetch.transport import GuardedTransport, Reply
from pipeline.fetch.wire import written
from pipeline.model import Politeness

REDIRECTS = (301, 302, 303, 307, 308)
TOO_MANY = 429
AGAIN = (408, 425, TOO_MANY)  # and every 5xx
OURS = ("user-agent", "accept-encoding", "host", "cookie", "referer", "connection", "content-length")
EVERYWHERE = ("accept", "accept-language")  # all that follows a redirect to another host


@dataclass(frozen=True)
class Ask:
    """What is sent. `is_secret` keeps the query and the answer out of every message."""

    url: httpx.URL
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    is_secret: bool = False

    @property
    def name(self) -> str:
        """The address as messages show it."""
        return str(self.url.copy_with(query=None)) if self.is_secret else str(self.url)

    def redirected(self, answer: Answer) -> Ask:
        """What to send next, after a redirect.

        Raises:
            SourceError: the redirect leads nowhere, or would carry a body or a credential to another host.
        """
        url = redirect_target(self.url, answer)
        is_same = url.host == self.url.host and not (self.url.scheme == "https" and url.scheme == "http")
        if not is_same and (self.is_secret or self.method != "GET"):
            raise SourceError(
                f"{self.name} redirects to {url.scheme}://{url.host}; such a request is not sent to another host"
            )
        headers = {name: text for name, text in self.headers.items() if is_same or name in EVERYWHERE}
        if answer.status in (301, 302, 303) and self.method != "GET":
            headers.pop("content-type", None)
            return replace(self, url=url, method="GET", headers=headers, body=None)
        return replace(self, url=url, headers=headers)


@dataclass(frozen=True)
class Answer:
    """What came: headers by lower-case name, the body unpacked; of an answer other than 200 only its start."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    packed: bytes | None = None
    """The whole body as the gzip stream it came in; None where it came otherwise."""


@dataclass
class Budget:
    """What one try may still cost; the time is spent by the network only, never by polite waiting."""

    seconds: float
    limit: int
    """Largest body in bytes."""
    attempt: int
    """Number of the try, from 0."""


def redirect_target(url: httpx.URL, answer: Answer) -> httpx.URL:
    """Where a redirect leads.

    Raises:
        SourceError: nowhere.
    """
    location = answer.headers.get("location", "").strip()
    if not location:
        raise SourceError(f"{url.host} answered {answer.status} without saying where the page went")
    return parse_url(str(url.join(parse_url(location))))


class Exchange:
    """The way out, shared by all sources of a harvest."""

    def __init__(
        self,
        *,
        user_agent: str,
        gateway: str | None,
        clock: Clock,
        generator: random.Random,
        inside: Collection[tuple[str, int]] = (),
    ) -> None:
        """`inside` is what `Guard` takes."""
        if not user_agent.isascii() or not user_agent.isprintable():
            raise SettingsError(f"the user agent {user_agent!r} must be plain ASCII; write `contact` so")
        self._guard = Guard(gateway, inside)
        self._gateway = httpx.URL(gateway) if gateway else None
        self._clock = clock
        self._generator = generator
        self._hosts: dict[str, Host] = {}
        is_plain = self._gateway is not None and self._gateway.scheme == "http"
        # Reading the certificates takes a moment: not where every connection goes to a plain gateway.
        self._transport = GuardedTransport(self._guard, None if is_plain else httpx.create_ssl_context())
        self._headers = {
            "User-Agent": user_agent,
            "accept": "*/*",  # in small letters, as those of a request are, so that theirs takes its place
            "Accept-Encoding": "gzip",
            "Connection": "keep-alive",
        }

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    def check(self, url: httpx.URL) -> None:
        """Refuse an address that no course catalogue has.

        Raises:
            SourceError: the address is not fetched.
        """
        self._guard.check_url(url)

    def host(self, url: httpx.URL) -> Host:
        """The queue of an address's host."""
        return self._hosts.setdefault(url.host.rstrip("."), Host(self._clock))

    async def send(self, ask: Ask, politeness: Politeness, budget: Budget, *, is_cut: bool = False) -> Answer:
        """Send once and read the answer whole, or its first bytes with `is_cut`.

        Raises:
            TransientError: no complete answer, or one that says "later"; the host is left alone for a while.
            BlockedError: a challenge page.
            SourceError: an address or a body that is not taken, or the host wants a longer pause than a night waits.
        """
        self.check(ask.url)
        host = self.host(ask.url)
        host.slow_down(politeness.delay_seconds)
        async with host.turn(politeness.concurrency):
            try:
                answer = await self._within(ask, budget, is_cut=is_cut)
            except TransientError:
                host.pause(backoff_seconds(budget.attempt, self._generator))
                raise
            if _is_later(answer.status):
                host.pause(backoff_seconds(budget.attempt, self._generator))
        is_json_due = "json" in ask.headers.get("accept", "") or ask.url.path.endswith(".json")
        if vendor := find_challenge(answer.headers, answer.body, is_json_due=is_json_due):
            raise BlockedError(
                f"{ask.name} answered {answer.status} with a challenge ({vendor}); a person has to ask the publisher",
                is_whole_host=True,
            )
        if _is_later(answer.status):
            host.check_open()
            asked = retry_after_seconds(answer.headers.get("retry-after"), self._clock.now())
            is_told = asked > 0 or answer.status == TOO_MANY
            raise TransientError(f"{ask.name} answered {answer.status}", asked_seconds=asked if is_told else None)
        return answer

    async def _within(self, ask: Ask, budget: Budget, *, is_cut: bool) -> Answer:
        """The answer, before the time is used up: a read timeout alone never ends a slow drip."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(budget.seconds):
                return await self._exchange(ask, budget.limit, is_cut=is_cut)
        except TimeoutError as error:
            raise TransientError(f"{ask.name} gave no complete answer before its deadline") from error
        except (httpx.TransportError, OSError) as error:
            via = f" through the gateway {str(self._gateway).rstrip('/')}" if self._gateway else ""
            raise NotReachedError(f"{ask.name} could not be fetched{via}: {error}") from error
        finally:
            budget.seconds -= loop.time() - started

    async def _exchange(self, ask: Ask, limit: int, *, is_cut: bool) -> Answer:
        # Not through httpx.AsyncClient: redirects, cookies, credentials and proxies are ours to decide on.
        reply = await self._transport.send(self._gateway or ask.url, self._written(ask))
        try:
            self._leave_alone(ask, reply)
            if reply.status == httpx.codes.OK:
                encoding = reply.headers.get("content-encoding", "")
                body = await read_body(reply.body, encoding, limit=limit, name=ask.name, is_cut=is_cut)
            else:
                body = await _start_of(reply, ask.name)
        finally:
            self._leave_alone(ask, reply)  # again: a pause counts from the answer's end
            reply.leave()
        return Answer(reply.status, reply.headers, body.unpacked, body.packed)

    def _leave_alone(self, ask: Ask, reply: Reply) -> None:
        """Keep the pause an answer asks for, from its headers on: its body may never come to an end."""
        if _is_later(reply.status):
            asked = retry_after_seconds(reply.headers.get("retry-after"), self._clock.now())
            self.host(ask.url).leave_alone(asked, f"{ask.name} answered {reply.status}")

    def _written(self, ask: Ask) -> bytes:
        """The request as it goes over the wire, to the gateway where there is one."""
        target, netloc = ask.url.raw_path, ask.url.netloc
        if self._gateway:
            folder = self._gateway.raw_path.rstrip(b"/") + b"/" + quote(ask.url.host, safe=":").encode()
            target, netloc = folder + target, self._gateway.netloc
        headers = {name: text for name, text in ask.headers.items() if name not in OURS}
        try:
            return written(ask.method, target, {"Host": netloc.decode("ascii"), **self._headers, **headers}, ask.body)
        except (ValueError, TypeError, AttributeError) as error:
            raise SourceError(f"{ask.name}: the request cannot be written: {error}") from error


def _is_later(status: int) -> bool:
    return status in AGAIN or status >= 500


async def _start_of(reply: Reply, name: str) -> Body:
    """What can be read of an answer that is no page."""
    encoding = reply.headers.get("content-encoding", "")
    try:
        return await read_body(reply.body, encoding, limit=LOOKED_AT, name=name, is_cut=True)
    except (TransientError, SourceError, httpx.TransportError):
        return Body(b"")
