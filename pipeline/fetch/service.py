"""Asks a service that a setting names and that has an account for us, such as the library's own sign-in.

It is no harvest: robots.txt is for those who look around. The guard, the deadline and the bounded body are the same.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pipeline.errors import SourceError
from pipeline.fetch.clock import Clock
from pipeline.fetch.exchange import Ask, Budget, Exchange
from pipeline.fetch.guard import WEB_PORT_OF, parse_url
from pipeline.model import Politeness

SECONDS = 10.0
MAX_BYTES = 1 << 20
AT_ONCE = Politeness(delay_seconds=0.0, retries=0, concurrency=1)


@dataclass(frozen=True)
class Service:
    """How one service is asked. `inside` is an address of it that need not be on the public internet; None: all are."""

    user_agent: str
    gateway: str | None
    clock: Clock
    inside: str | None = None

    def ask(
        self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON object of an answer, an empty one where there is none; with a form it is a POST.

        No redirect is followed. What is sent and what comes stays out of every message.

        Raises:
            TransientError: no complete answer, or one that says "later".
            SourceError: the address or the answer is not taken.
        """
        return asyncio.run(self._ask(url, form, headers or {}))

    async def _ask(
        self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        body = None if form is None else urlencode(form).encode()
        kind = {} if body is None else {"content-type": "application/x-www-form-urlencoded"}
        ask = Ask(
            url=parse_url(url),
            method="GET" if body is None else "POST",
            headers={"accept": "application/json", **kind, **headers},
            body=body,
            is_secret=True,
        )
        exchange = Exchange(
            user_agent=self.user_agent,
            gateway=self.gateway,
            clock=self.clock,
            generator=random.Random(),  # noqa: S311 - spreads pauses, protects nothing
            inside=self._inside(),
        )
        try:
            answer = await exchange.send(ask, AT_ONCE, Budget(SECONDS, MAX_BYTES, 0))
        finally:
            await exchange.aclose()
        try:
            found = json.loads(answer.body) if answer.body else {}
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{ask.name} answered no JSON, an object was expected") from error
        if not isinstance(found, dict):
            raise SourceError(f"{ask.name} answered something else than a JSON object")
        return answer.status, found

    def _inside(self) -> tuple[tuple[str, int], ...]:
        if self.inside is None:
            return ()
        url = parse_url(self.inside)
        return ((url.host, url.port or WEB_PORT_OF.get(url.scheme, 443)),)
