"""Sites on loopback whose courses are added by their address, and the forms of that page."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from .conftest import Reader, token_of

COURSE = {
    "@context": "https://schema.org",
    "@type": "Course",
    "name": "Grant writing <for> libraries",
    "provider": {"@type": "Organization", "name": "Example Academy"},
    "inLanguage": "es-MX",
    "isAccessibleForFree": True,
    "hasCourseInstance": {"@type": "CourseInstance", "courseWorkload": "PT3H", "duration": "P6W"},
}
PAGE = f'<html lang="en"><head><script type="application/ld+json">{json.dumps(COURSE)}</script></head></html>'
PLAIN = (
    '<html lang="de"><head><title>Excel | Haus</title><meta property="og:title" content="Excel &amp; mehr">'
    '<meta property="og:site_name" content="Haus"></head><body><h1>Excel</h1></body></html>'
)
PAID = PAGE.replace('"isAccessibleForFree": true', '"isAccessibleForFree": false, "offers": {"price": 40}')


class Sites:
    """The web as the gateway shows it: what each address answers, and what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], str]] = {}
        self.asked: list[str] = []
        self.gateway = ""
        self.came, self.released = threading.Event(), threading.Event()

    def says(self, address: str, body: str = "", status: int = 200, **headers: str) -> None:
        self.answers[f"/{address}"] = (status, {"content-type": "text/html", **headers}, body)


@contextmanager
def sites_on_loopback() -> Iterator[Sites]:
    """The sites for a block."""
    found = Sites()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path.endswith("/slow"):
                found.came.set()
                found.released.wait(30)
            status, headers, body = found.answers.get(self.path, (404, {}, ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        found.gateway = f"http://127.0.0.1:{server.server_address[1]}"
        yield found
        found.released.set()
        server.shutdown()
        thread.join()


def look(reader: Reader, topic: str, address: str) -> httpx.Response:
    page = reader.text(f"/topics/{topic}/add")
    return reader.client.post(f"/topics/{topic}/look", data={"token": token_of(page), "address": address})


def form_of(page: str) -> dict[str, str]:
    """The fields of the form of facts, as a browser would send them untouched."""
    found = re.search(r'<form method="post" action="/topics/\w+/add".*?</form>', page, re.S)
    assert found, page
    sent = dict(re.findall(r'<input (?:id="\w+" |type="hidden" )name="(\w+)"[^>]*? value="([^"]*)"', found[0]))
    chosen = re.search(r'name="cost" value="(\w+)" required checked', found[0])
    return {name: unescape(value) for name, value in sent.items()} | ({"cost": chosen[1]} if chosen else {})


def add(reader: Reader, topic: str, page: str, **fields: str) -> httpx.Response:
    return reader.client.post(f"/topics/{topic}/add", data=form_of(page) | fields)
