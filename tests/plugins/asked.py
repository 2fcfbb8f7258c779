"""Asks the coordinators' page without a network, so that nothing but its own work is measured."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from urllib.parse import urlsplit

from crawl import Sent
from served import app_of
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message

from pipeline.review.ahead import read_now


@dataclass(frozen=True)
class Answer:
    """What the page sent, and the processor time in ms that it took, all threads together."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cpu_ms: float

    @property
    def sent(self) -> Sent:
        """The same as a walk takes it."""
        kind, text = self.headers.get("content-type", ""), self.body.decode("utf-8", "replace")
        return Sent(self.status, kind, text, self.headers.get("location", ""))


class Asking:
    """The page of a home, asked by one visitor. Use as a context manager."""

    def __init__(self, home: Path, **how: object) -> None:
        self._app: ASGIApp = app_of(home, **how)  # type: ignore[arg-type]
        self._runner = asyncio.Runner()
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *what: object) -> None:
        self._runner.close()

    def get(self, address: str) -> Answer:
        """Ask for an address."""
        return self._ask("GET", address, b"")

    def begin(self) -> None:
        """Do what `circlewise serve` does before it answers anybody."""
        self._app._app.state.site.pages.make_ready()  # type: ignore[attr-defined]
        self._runner.run(run_in_threadpool(int))
        self.read_ahead()

    def read_ahead(self) -> None:
        """Do what the server does a moment after each night."""
        read_now(self._app._app.state.site.live, is_kept=True)  # type: ignore[attr-defined]

    def post(self, address: str, body: bytes) -> Answer:
        """Send a form, encoded already."""
        return self._ask("POST", address, body)

    def _ask(self, method: str, address: str, body: bytes) -> Answer:
        parts = urlsplit(address)
        headers = [(b"host", b"127.0.0.1"), (b"content-length", str(len(body)).encode())]
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
        headers.append((b"cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()).encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        messages: list[Message] = []
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            messages.append(message)

        began = process_time()
        self._runner.run(self._app(scope, receive, send))  # type: ignore[arg-type]
        cpu_ms = 1000 * (process_time() - began)
        pairs = [(name.decode(), value.decode()) for name, value in messages[0]["headers"]]
        for name, value in pairs:
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content.strip('"')
        content = b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(messages[0]["status"], dict(pairs), content, cpu_ms)
