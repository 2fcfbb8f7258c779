"""Providers on loopback, a host for each source, which answer whatever bytes they are told to."""

from __future__ import annotations

import gzip
import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
NOT_HERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Asked:
    """A request as it came: host and path behind the gateway, headers by their small names."""

    host: str
    path: str
    headers: Mapping[str, str]


RESET = object()
"""An answer that is none: the connection is reset."""
Piece = bytes | object
Answer = bytes | Iterable[Piece]
"""All of it, or piece by piece for as long as anybody listens."""
Answerer = Callable[[Asked], Answer]


def reply(body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "") -> bytes:
    """A well-formed answer; `headers` win over the usual ones, and one that is empty is left out."""
    lines = {"Content-Type": kind or "application/json", "Content-Length": str(len(body)), "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**lines, **(headers or {})}.items() if value)
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


def packed(body: bytes, *, cut: int = 0, more: bytes = b"") -> bytes:
    """An answer packed with gzip, of its right length; `cut` bytes are missing at its end."""
    data = gzip.compress(body, mtime=0)
    return reply(data[: len(data) - cut] + more, headers={"Content-Encoding": "gzip"})


def courses(name: str, numbers: Iterable[int], **more: object) -> bytes:
    """A list of courses as JSON, one for each number; `more` are keys beside the list."""
    return json.dumps({"courses": [course(name, n) for n in numbers], **more}).encode()


def course(name: str, number: int, **facts: object) -> dict[str, object]:
    """One course of a source."""
    return {
        "id": f"{name}-{number}",
        "title": f"{name.title()} course {number}",
        "url": f"https://{name.replace('_', '-')}.example.org/{number}",
        "description": f"What number {number} of {name} teaches, in a sentence of its own.",
        **facts,
    }


@dataclass
class Providers:
    """The answers by host, then by path; without a query a path answers for all its queries."""

    answers: dict[str, dict[str, Answerer | Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    gateway: str = ""

    def says(self, host: str, path: str, answer: Answerer | Answer) -> None:
        """From now on this is what the host answers there."""
        self.answers.setdefault(host, {})[path] = answer

    def answer(self, asked: Asked) -> Answer:
        """What is answered; no host, path or robots.txt that nobody spoke of is there."""
        known = self.answers.get(asked.host, {})
        found = known.get(asked.path, known.get(asked.path.partition("?")[0], NOT_HERE))
        return found(asked) if callable(found) else found


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            head = self._head()
            if not head:
                return
            target = head[0].split(" ")[1]
            _, host, *path = target.split("/", 2)
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            asked = Asked(host, "/" + "".join(path), headers)
            self.server.providers.asked.append(asked)
            answer = self.server.providers.answer(asked)
            for piece in [answer] if isinstance(answer, bytes) else answer:
                if piece is RESET:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.connection.close()
                    return
                assert isinstance(piece, bytes)
                if self.server.is_closing.is_set():
                    return
                self.wfile.write(piece)
        except OSError:
            return  # whoever asked has gone

    def _head(self) -> list[str]:
        data = b""
        if not self.rfile.peek(1)[:1].isalpha():  # type: ignore[attr-defined] - who speaks TLS here is sent away
            return []
        while not data.endswith(HEAD_END):
            line = self.rfile.readline(65536)
            if not line:
                return []
            data += line
        return data.decode("latin-1").split("\r\n")[:-2]

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            return


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, providers: Providers) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.providers = providers
        self.is_closing = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up in the middle is what is tested here."""


@contextmanager
def serving(providers: Providers) -> Iterator[Providers]:
    """The providers answer for a block; `gateway` leads to them. Answers without an end are ended with it."""
    with _Server(providers) as server:
        providers.gateway = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield providers
        finally:
            server.is_closing.set()
            server.shutdown()
            thread.join()


def drip(head: bytes, drop: bytes, seconds: float = 0.05) -> Answerer:
    """A drop now and then, for ever; whoever serves it waits on an event, so that the end of the test ends it."""
    pause = threading.Event()

    def answer(asked: Asked) -> Iterator[bytes]:
        yield head
        while True:
            pause.wait(seconds)
            yield drop

    return answer
