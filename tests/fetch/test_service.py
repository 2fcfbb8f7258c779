"""A service that a setting names: asked in private, under the guard, and never said a word of in messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipeline.errors import SourceError, TransientError
from pipeline.fetch import Service, SystemClock

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/good": (200, {}, b'{"a": 1}'),
    "/no": (400, {}, b'{"error": "invalid_grant"}'),
    "/page": (200, {}, b"<html>"),
    "/list": (200, {}, b"[1]"),
    "/deep": (200, {}, b"[" * 100_000),
    "/away": (302, {"Location": "/good"}, b""),
    "/large": (200, {}, b'"' + b"a" * (2 << 20) + b'"'),
    "/down": (503, {}, b""),
}


class Place:
    def __init__(self) -> None:
        self.address = ""
        self.asked: list[tuple[str, str, str, bytes]] = []


@pytest.fixture
def place() -> Iterator[Place]:
    found = Place()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.asked.append((self.command, self.path, self.headers.get("Authorization", ""), body))
            status, headers, said = ANSWERS[self.path.partition("?")[0]]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _answer  # noqa: N815 - names of http.server

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        found.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield found
        server.shutdown()
        thread.join()


def _service(place: Place | None) -> Service:
    return Service("Circlewise/test", None, SystemClock(), place.address if place else None)


def test_a_service_is_asked_and_told(place: Place) -> None:
    assert _service(place).ask(f"{place.address}/good") == (200, {"a": 1})
    answer = _service(place).ask(f"{place.address}/no", {"code": "a b&c"}, {"authorization": "Basic x"})
    assert answer == (400, {"error": "invalid_grant"})
    assert place.asked == [("GET", "/good", "", b""), ("POST", "/no", "Basic x", b"code=a+b%26c")]


@pytest.mark.parametrize("path", ["/page", "/list", "/deep", "/large"])
def test_what_is_no_short_json_object_is_refused_and_not_repeated(place: Place, path: str) -> None:
    with pytest.raises(SourceError) as found:
        _service(place).ask(f"{place.address}{path}?secret=hunter2")
    assert "hunter2" not in str(found.value)
    assert "<html>" not in str(found.value)


def test_a_redirect_is_no_answer(place: Place) -> None:
    assert _service(place).ask(f"{place.address}/away") == (302, {})
    assert len(place.asked) == 1


def test_one_that_is_down_is_said_to_be(place: Place) -> None:
    with pytest.raises(TransientError):
        _service(place).ask(f"{place.address}/down")


def test_an_address_of_this_network_is_asked_only_where_it_is_named(place: Place) -> None:
    with pytest.raises(SourceError, match="is not fetched"):
        _service(None).ask(f"{place.address}/good")
    for other in ("http://127.0.0.1:1/good", "http://169.254.169.254/", "http://localhost/good"):
        with pytest.raises(SourceError, match="is not fetched"):
            _service(place).ask(other)
    assert place.asked == []
