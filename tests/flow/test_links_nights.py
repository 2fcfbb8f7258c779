"""Nights on the demo catalogues, whose courses have pages of their own on loopback: what people see over four days."""

from __future__ import annotations

import csv
import io
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import openpyxl
import pytest

from pipeline.__main__ import main
from pipeline.demo import DEMO_SURVEY, DemoServer

pytestmark = pytest.mark.slow
SCHEDULE = (
    "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\n"
    "politeness: {delay_seconds: 0}\nlinks: {max_checks: 100, max_checks_per_host: 50, recheck_days: 2}\n"
    "sources:\n"
    + "".join(
        f"  {name}: {{expect: {{min_listings: 1}}}}\n" for name in ("futurelearn", "mit_learn", "coursera", "p2pu")
    )
)
HOSTILE = "<title>=cmd|' /C calc'!A0</title><h1>\x1b[31m</h1>"


class Gateway:
    """The demo's catalogues, and a page for every course that is not said to be otherwise."""

    def __init__(self, catalogues: str) -> None:
        self.catalogues = catalogues
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {}
        self.titles: dict[str, str] = {}
        self.asked: list[str] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = gateway.answer(self.path)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        url = f"https:/{path}"
        if url in self.pages or url in self.titles:
            self.asked.append(url)
            title = self.titles.get(url, "")
            status, headers, body = self.pages.get(url, (200, {}, f"<title>{title}</title><h1>{title}</h1>"))
            return status, {"Content-Type": "text/html; charset=utf-8", **headers}, body.encode()
        try:
            with urllib.request.urlopen(self.catalogues + path) as answer:
                return answer.status, {"Content-Type": answer.headers["Content-Type"]}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {}, error.read()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with DemoServer() as demo:
        made = Gateway(demo.gateway)
        thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        made.server.shutdown()
        made.server.server_close()
        thread.join()


@pytest.fixture
def run(tmp_path: Path, gateway: Gateway, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """A night of a day of November 2026; returns its report."""
    (tmp_path / "schedule.yaml").write_text(SCHEDULE)

    def night(day: int, *more: str) -> dict[str, Any]:
        home, config = str(tmp_path / "home"), str(tmp_path / "schedule.yaml")
        chosen = [word for source in ("futurelearn", "mit_learn", "coursera", "p2pu") for word in ("--source", source)]
        survey = ["--survey", str(DEMO_SURVEY)] if day == 24 else []
        arguments = [
            "--home",
            home,
            "--config",
            config,
            "--gateway",
            gateway.address,
            "--as-of",
            f"2026-11-{day}T07:30",
        ]
        assert main(["run", "--json", *arguments, *chosen, *survey, *more]) == 0
        report: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
        assert {source["outcome"] for source in report["sources"]} == {"succeeded"}
        return report

    return night


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_four_days(tmp_path: Path, gateway: Gateway, run: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    home = tmp_path / "home"
    first = run(24)
    assert first["links"] == {"checked": 0, "results": {}, "left": 0, "doubt": None}
    assert "links" in first["seconds"]
    shortlist = (
        "SELECT DISTINCT course_id, url, title FROM out.topic_course JOIN out.course USING (course_id) ORDER BY 1"
    )
    listed = rows(home, shortlist)
    assert len(listed) >= 12
    gateway.titles = {url: title for _, url, title in listed}
    hosts = [urlsplit(url).netloc for _, url, _ in listed]
    # A host that refuses one page is asked for no other: the shy one has to be on a host of its own, the others not.
    shy = next((url for _, url, _ in listed if hosts.count(urlsplit(url).netloc) == 1), listed[-1][1])
    others = [url for _, url, _ in listed if urlsplit(url).netloc != urlsplit(shy).netloc]
    gone, soft, walled, hub, moved = others[:5]
    by_url = {url: course_id for course_id, url, _ in listed}
    root = f"https://{urlsplit(hub).netloc}/"
    new = f"https://{urlsplit(moved).netloc}/new/address"
    gateway.pages = {
        gone: (404, {}, HOSTILE),
        soft: (200, {}, "<title>Page not found</title>"),
        walled: (200, {}, f"<h1>{gateway.titles[walled]}</h1><p>Subscribe to access this course</p>"),
        hub: (302, {"Location": root}, ""),
        root: (200, {}, "<title>All courses</title>"),
        moved: (301, {"Location": new}, ""),
        new: (200, {}, f"<h1>{gateway.titles[moved]}</h1>"),
        shy: (403, {}, ""),
    }

    second = run(25)
    assert second["links"]["doubt"] is None
    found = {row[0]: row[1:] for row in rows(home, "SELECT course_id, result, n_failures, status FROM out.link_check")}
    told = {url: found[by_url[url]] for url in (gone, soft, walled, hub, moved)}
    assert told == {
        gone: ("gone", 1, 404), soft: ("soft_gone", 1, 200), walled: ("paywall", 0, 200), hub: ("hub", 0, 200),
        moved: ("moved", 0, 200),
    }  # fmt: skip
    assert rows(home, f"SELECT final_url FROM out.link_check WHERE url = '{moved}'") == [(new,)]
    assert max(gateway.asked.count(url) for url in gateway.asked) == 1
    assert second["links"]["checked"] == len(found)
    assert {by_url[gone], by_url[soft]} <= {course_id for course_id, _, _ in rows(home, shortlist)}

    asked = list(gateway.asked)
    again = run(25)  # the same day: nothing that was looked at is looked at again
    assert not {gone, soft, walled} & set(gateway.asked[len(asked) :])
    assert again["links"]["left"] == 0
    offline = run(25, "--offline")
    assert offline["links"]["checked"] == 0
    assert len(rows(home, "SELECT * FROM out.link_check")) >= len(found)

    third = run(26)
    assert third["links"]["left"] == 2
    assert not {by_url[gone], by_url[soft]} & {course_id for course_id, _, _ in rows(home, shortlist)}
    assert rows(home, f"SELECT is_active FROM out.course WHERE url IN ('{gone}', '{soft}')") == [(True,), (True,)]
    assert by_url[walled] in {course_id for course_id, _, _ in rows(home, shortlist)}
    _beside_each_course(home, walled, capfdbinary)

    del gateway.pages[gone], gateway.pages[shy]
    run(28)  # it is there again: found by looking at those that left, too
    assert rows(home, f"SELECT result, n_failures FROM out.link_check WHERE url = '{gone}'") == [("alive", 0)]
    assert by_url[gone] in {course_id for course_id, _, _ in rows(home, shortlist)}


def _beside_each_course(home: Path, walled: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Every form in which topics are told has the result and its day."""

    def topics(shape: str) -> bytes:
        assert main(["topics", "--home", str(home), "--format", shape]) == 0
        return capfdbinary.readouterr().out

    courses = [course for topic in json.loads(topics("json")) for course in topic["courses"]]
    (link,) = {(course["link"], course["link_checked_on"]) for course in courses if course["url"] == walled}
    assert link == ("paywall", "2026-11-25")
    table = list(csv.DictReader(io.StringIO(topics("csv").decode())))
    assert {row["link"] for row in table if row["url"] == walled} == {"paywall"}
    sheet = openpyxl.load_workbook(io.BytesIO(topics("xlsx"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][-2:] == ["Page", "Page looked at on"]
    assert "link\\_checked\\_on" in topics("md").decode()


def test_a_gateway_without_course_pages_takes_no_course_away(tmp_path: Path, gateway: Gateway, run: Any) -> None:
    """As a replay of catalogues does: every course's page is answered with 404."""
    home = tmp_path / "home"
    shortlist = "SELECT topic_id, course_id, rank FROM out.topic_course ORDER BY ALL"
    run(24)
    listed = rows(home, shortlist)
    for day in (25, 26, 27):
        links = run(day)["links"]
        assert "seem to be gone at once" in links["doubt"]
        assert set(links["results"]) == {"unreachable"}
    assert rows(home, shortlist) == listed


def test_a_night_is_not_published_later_for_a_broken_look(
    tmp_path: Path, gateway: Gateway, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(24)

    def broken(pages: Any, page: Any, title: str) -> Any:
        raise RuntimeError(f"a bug that {title} finds")

    monkeypatch.setattr("pipeline.flow.strangers.StrangersPages.judged", broken)
    report = run(25)
    assert report["published"]
    assert set(report["links"]["results"]) == {"unreachable"}
    told = rows(tmp_path / "home", "SELECT DISTINCT evidence[:40] FROM out.link_check")
    assert told == [("looking at it failed: RuntimeError: a bu",)]
