"""A provider on loopback, and a copy of what an author touches."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.verbs import house

HOST = "https://courses.example.org"
QUICK = "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"


def course(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Course {number}",
        "url": f"{HOST}/c/{number}",
        "language": "en",
        "topics": [{"id": number % 3, "name": "Grants"}],
        "price": "0.00",
    }


LISTED = [{"uuid": f"u{number}", "name": f"Course {number}", "url": f"{HOST}/{number}"} for number in range(3)]
PAGED = {"count": 40, "next": f"{HOST}/paged?page=2", "results": [course(number) for number in range(20)]}
CARDS = "".join(f'<div class="course"><h3><a href="/c/{n}">Course {n}</a></h3></div>' for n in range(4))
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/courses.example.org/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private\n"),
    "/courses.example.org/private": (200, {}, b"[]"),
    "/courses.example.org/list": (200, {}, json.dumps(LISTED).encode()),
    "/courses.example.org/paged": (200, {}, json.dumps(PAGED).encode()),
    "/courses.example.org/paged?page=2": (200, {}, json.dumps({**PAGED, "next": None}).encode()),
    "/courses.example.org/page": (200, {}, f"<!doctype html><html><body>{CARDS}</body></html>".encode()),
    "/courses.example.org/feed": (200, {}, b"<?xml version='1.0'?><rss><channel/></rss>"),
    "/courses.example.org/xml": (200, {}, b"<?xml version='1.0'?><catalogue/>"),
    "/courses.example.org/table.csv": (
        200,
        {"Content-Type": "text/csv"},
        b"title,url\nA,https://courses.example.org/a\n",
    ),
    "/courses.example.org/sitemap.xml": (200, {}, b"<?xml version='1.0'?><urlset/>"),
    "/courses.example.org/moved": (301, {"Location": "/list"}, b""),
    "/courses.example.org/away": (302, {"Location": "https://elsewhere.example/list"}, b""),
    "/courses.example.org/words": (200, {}, b"soon"),
    "/courses.example.org/empty": (200, {}, b'{"results": []}'),
    "/courses.example.org/refused": (403, {}, b"no"),
    "/elsewhere.example/list": (200, {}, json.dumps(LISTED).encode()),
}


class Provider(BaseHTTPRequestHandler):
    """Answers PAGES and notes what it was asked."""

    asked: list[tuple[str, dict[str, str]]]
    pages = PAGES

    def do_GET(self) -> None:
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        status, headers, body = self.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


class Served:
    """The provider's address as a gateway, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.gateway = f"http://127.0.0.1:{port}"
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.pages = dict(PAGES)


@pytest.fixture
def provider() -> Iterator[Served]:
    served = Served(0)
    handler = type("Handler", (Provider,), {"asked": served.asked, "pages": served.pages})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.gateway = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        server.shutdown()
        thread.join()


@pytest.fixture
def project(tmp_path: Path, root: Path, quick: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what an author touches, in the place of the project."""
    shutil.copytree(root / "connectors", tmp_path / "connectors", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests" / "recordings").mkdir(parents=True)
    (tmp_path / "schedule.yaml").write_text(quick)
    monkeypatch.setattr(house, "PROJECT", tmp_path)
    monkeypatch.setattr(house, "CONNECTORS", tmp_path / "connectors")
    return tmp_path


@pytest.fixture(scope="session")
def quick() -> str:
    """A schedule.yaml that does not pause."""
    return QUICK


@pytest.fixture(scope="session")
def paged() -> dict[str, Any]:
    """What the provider's first page of many holds."""
    return PAGED


@pytest.fixture(scope="session")
def files_in() -> Callable[[Path], set[str]]:
    """The files in a folder by their paths in it, without compiled ones."""

    def files(folder: Path) -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}

    return files
