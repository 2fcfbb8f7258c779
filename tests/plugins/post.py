"""Real servers on loopback that messages are sent to: one that takes webhooks, one that takes mails."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Hook:
    """A webhook; `bodies` are what it took, in order."""

    address: str = ""
    status: int = 200
    location: str = ""
    answers: threading.Event = field(default_factory=threading.Event)
    """While it is not set, requests wait for their answer."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, scheme: str = "json", login: str = "", path: str = "hook") -> str:
        """Its address as apprise wants it."""
        return f"{scheme}://{login}{self.address}/{path}"


@contextmanager
def webhook() -> Iterator[Hook]:
    """A server that takes every POST; the socket listens from the start."""
    hook = Hook()
    hook.answers.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            hook.raw.append(body)
            hook.headers.append(dict(self.headers))
            if self.headers.get("Content-Type", "").startswith("application/json"):
                hook.bodies.append(json.loads(body))
            hook.answers.wait()
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_PUT = do_POST  # noqa: N815 - the name that http.server calls

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False
        hook.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield hook
        finally:
            hook.answers.set()
            server.shutdown()
            thread.join()


@dataclass
class Mailbox:
    """A mail server; `mails` are what it took, in order, and `to` whom each was for."""

    port: int = 0
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)

    def url(self, to: str = "rosa@library.example.org") -> str:
        """Its address as apprise wants it."""
        return f"mailto://127.0.0.1:{self.port}/{to}?from=circlewise@library.example.org"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take a mail, or refuse it."""
        if self.refuses:
            return "554 Not here"
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.to.append(list(envelope.rcpt_tos))
        return "250 Taken"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server with a loop and a thread of its own; the socket listens from the start."""
    box = Mailbox()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        box.port = listening.getsockname()[1]
        loop = asyncio.new_event_loop()
        stopped = asyncio.Event()

        async def serve() -> None:
            made = lambda: SMTP(box, loop=loop, hostname="localhost")  # noqa: E731
            server = await loop.create_server(made, sock=listening)
            await stopped.wait()
            server.close()
            await server.wait_closed()

        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
        thread.start()
        try:
            yield box
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join()
            loop.close()
