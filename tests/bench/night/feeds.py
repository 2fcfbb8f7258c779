"""Catalogues of any size on loopback, in the feed that several sources share, for nights that are measured.

    python tests/bench/night/feeds.py COURSES NIGHT SHARED

prints its address and serves until its input ends. Titles and descriptions are those of the judgements, over and over;
every copy is a course of its own: another key, another title, another provider. On night 2 one course of `CHANGED` has
another title than on night 1.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

SETS = ("library_goals_dev", "mooc_core_dev")
FEEDS = {
    "openhpi": "open.hpi.de/bridges/moochub/courses",
    "ki_campus": "moodle.ki-campus.org/local/open_api/courses.php",
    "egov_campus": "learn.egov-campus.org/bridges/moochub/courses",
    "imoox": "imoox.at/mooc/local/moochubs/classes/webservice.php",
}
"""Sources that read this feed, with its address without `https://`."""
ON_A_PAGE = 1_000
CHANGED = 50
LANGUAGES = {"English": "en", "": None}


@dataclass(frozen=True)
class Original:
    """A course of the judgements."""

    title: str
    description: str
    language: str | None


def originals(shared: Path) -> list[Original]:
    """The courses of both sets."""
    found = []
    for name in SETS:
        with (shared / "matching" / name / "courses.csv").open(encoding="utf-8", newline="") as file:
            found += [
                Original(row["title"], row["description"], LANGUAGES.get(row["language"], row["language"]))
                for row in csv.DictReader(file)
            ]
    return found


class Catalogue:
    """What all feeds together hold: course n is copy n // len(originals) of an original, in feed n % len(FEEDS)."""

    def __init__(self, courses: list[Original], n: int, night: int) -> None:
        self._courses, self._n, self._night = courses, n, night
        self._words = sorted({word for course in courses for word in course.title.split() if len(word) > 3})

    def page(self, feed: int, at: int) -> list[dict[str, Any]]:
        """A page of one feed, as entries of the format."""
        first = feed + at * ON_A_PAGE * len(FEEDS)
        last = min(self._n, first + ON_A_PAGE * len(FEEDS))
        return [self._entry(n) for n in range(first, last, len(FEEDS))]

    def has_page(self, feed: int, at: int) -> bool:
        return feed + at * ON_A_PAGE * len(FEEDS) < self._n

    def _entry(self, n: int) -> dict[str, Any]:
        course, copy = self._courses[n % len(self._courses)], n // len(self._courses)
        dice = random.Random(n)
        title = f"{course.title}: {dice.choice(self._words)}" if copy else course.title
        if self._night > 1 and n // len(FEEDS) % CHANGED == 0:
            title += f", {dice.choice(self._words)} edition"
        return {
            "id": str(n),
            "type": "courses",
            "attributes": {
                "name": title,
                "description": course.description,
                "languages": [course.language] if course.language else [],
                "duration": f"P{dice.randrange(3, 12)}W",
                "workload": dice.randrange(1, 8),
                "partnerInstitute": [{"name": f"University {copy}"}],
                "url": f"https://courses.example/{n}",
                "access": ["free" if dice.random() < 0.8 else "paid"],
                "courseLicenses": [],
            },
        }


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies = dict(_bodies(catalogue))
        """By path and page; made ahead, since a library's night does not pay for what sites do."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


def _bodies(catalogue: Catalogue) -> Iterator[tuple[tuple[str, int], bytes]]:
    for feed, path in enumerate(FEEDS.values()):
        for at in count():
            if at and not catalogue.has_page(feed, at):
                break
            body: dict[str, Any] = {"data": catalogue.page(feed, at), "links": {}}
            if catalogue.has_page(feed, at + 1):
                body["links"]["next"] = f"https://{path}?page={at + 1}"
            yield (path, at), json.dumps(body).encode()


class Handler(BaseHTTPRequestHandler):
    """A gateway: /HOST/PATH?page=N; there is no robots.txt."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        path, _, query = self.path.lstrip("/").partition("?")
        if path not in FEEDS.values():
            self._answer(404, b"")
            return
        self._answer(200, self.server.bodies[path, int(query.removeprefix("page=") or 0)])

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.api+json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def main(courses: str, night: str, shared: str) -> None:
    server = Server(Catalogue(originals(Path(shared)), int(courses), int(night)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
