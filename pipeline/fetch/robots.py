"""robots.txt after RFC 9309: what a host asks of all robots, and of us by name.

Protego reads the rules. It is given the groups that concern us only: it keeps a list of rules for every robot named,
and 2,000 names over 2,000 rules, a file of 60 KB, took it 4.5 s (measured 2026-11, protego 0.7.0).
"""

from __future__ import annotations

import asyncio
import codecs
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from pipeline.errors import BlockedError, SourceError, TransientError
from pipeline.fetch.clock import Clock
from pipeline.fetch.exchange import REDIRECTS, Answer, redirect_target

PRODUCT = "Circlewise"
MAX_BYTES = 500 * 1024
MAX_REDIRECTS = 5
MAX_AGE_SECONDS = 24 * 3600.0
MAX_CRAWL_DELAY_SECONDS = 600.0
USER_AGENT_LINE = re.compile(r"(?i)^\s*user[- ]?agent\s*[:\s]\s*(.*)$")

Ask = Callable[[httpx.URL], Awaitable[Answer]]


@dataclass(frozen=True)
class Rules:
    """What one host allows us."""

    parsed: Protego

    def allows(self, url: str) -> bool:
        """Whether this address may be asked."""
        return bool(self.parsed.can_fetch(url, PRODUCT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests; 0 where the host does not say."""
        return self.parsed.crawl_delay(PRODUCT) or 0.0

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names, for those who add a source."""
        return tuple(self.parsed.sitemaps)


def parse_rules(body: bytes) -> Rules:
    """Rules from whatever a host has under /robots.txt; bytes that are no rules are passed over."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]  # a rule cut in two would say something else
    text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return Rules(Protego.parse("\n".join(_own_group(line) for line in text.splitlines())))


def _own_group(line: str) -> str:
    """The line, with every robot's name but `*` and ours replaced by one stand-in."""
    found = USER_AGENT_LINE.match(line.partition("#")[0])
    if not found:
        return line
    name = found[1].strip()
    token = re.match(r"[A-Za-z_-]*", name)
    assert token
    own = token[0].lower() == PRODUCT.lower()
    return f"User-agent: {PRODUCT if own else '*' if name == '*' else 'another'}"


class Robots:
    """The rules of every host met in one harvest; read once a host, and again after a day."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, Rules]] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    def __len__(self) -> int:
        """Of how many hosts the rules are known."""
        return len(self._known)

    def sitemaps(self, url: httpx.URL) -> tuple[str, ...]:
        """What the host's robots.txt names as sitemaps, as far as it was read."""
        known = self._known.get(f"{url.scheme}://{url.netloc.decode('ascii')}")
        return known[1].sitemaps if known else ()

    async def check(self, url: httpx.URL, ask: Ask) -> float:
        """Make sure that an address may be asked; returns the host's Crawl-delay in seconds, 0 if it has none.

        Raises:
            BlockedError: the host's rules forbid it, or ask for a pause that no harvest can keep.
            TransientError: the rules cannot be read now, so nothing may be asked now.
            SourceError: they cannot be read tonight: they lead nowhere, or the host wants to be left alone for longer.
        """
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        async with self._reading.setdefault(origin, asyncio.Lock()):
            known = self._known.get(origin)
            if known is None or self._clock.monotonic() - known[0] >= MAX_AGE_SECONDS:
                known = self._known[origin] = (self._clock.monotonic(), await _read(origin, ask))
        rules = known[1]
        if not rules.allows(str(url)):
            raise BlockedError(
                f"{origin}/robots.txt forbids {url.path} to {PRODUCT}; ask the publisher, or switch the source off"
            )
        if rules.crawl_delay > MAX_CRAWL_DELAY_SECONDS:
            raise BlockedError(
                f"{origin}/robots.txt asks for {rules.crawl_delay:g} seconds between two requests, at most"
                f" {MAX_CRAWL_DELAY_SECONDS:g} can be kept; ask the publisher, or switch the source off",
                is_whole_host=True,
            )
        return rules.crawl_delay


async def _read(origin: str, ask: Ask) -> Rules:
    """The rules of a host: none where it has no file (4xx), a failure where it cannot tell (5xx, no answer)."""
    url = httpx.URL(f"{origin}/robots.txt")
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = await ask(url)
            if answer.status not in REDIRECTS:
                break
            url = redirect_target(url, answer)
    except TransientError as error:
        raise TransientError(
            f"{error}; while a host cannot show its robots.txt, nothing is asked of it (RFC 9309)"
        ) from error
    except BlockedError:
        raise
    except SourceError as error:
        raise SourceError(f"{origin}/robots.txt cannot be read: {error}") from error
    return parse_rules(answer.body if answer.status == httpx.codes.OK else b"")
