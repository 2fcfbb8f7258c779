"""A course by its address: looked up under every guard, corrected by a person, written as a decision; by hand, too."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from served import served

from pipeline.engine import Limits
from pipeline.flow import strangers
from pipeline.normalize.url import canonical
from pipeline.store import AddedCourses, Catalogue, Decisions, Refusals

from .catalogues import swap_in
from .conftest import NOW, Reader, Visit, Watch, token_of

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


@pytest.fixture
def sites() -> Iterator[Sites]:
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


@pytest.fixture
def ana(home: Path, sites: Sites, watch: Watch, visit: Visit) -> Iterator[Reader]:
    """A coordinator whose page reaches the sites."""
    with served(home, watch, "Ana", gateway=sites.gateway) as address:
        yield visit(address)


def _look(reader: Reader, topic: str, address: str) -> httpx.Response:
    page = reader.text(f"/topics/{topic}/add")
    return reader.client.post(f"/topics/{topic}/look", data={"token": token_of(page), "address": address})


def _form(page: str) -> dict[str, str]:
    """The fields of the form of facts, as a browser would send them untouched."""
    found = re.search(r'<form method="post" action="/topics/\w+/add".*?</form>', page, re.S)
    assert found, page
    sent = dict(re.findall(r'<input (?:id="\w+" |type="hidden" )name="(\w+)"[^>]*? value="([^"]*)"', found[0]))
    chosen = re.search(r'name="cost" value="(\w+)" required checked', found[0])
    return {name: unescape(value) for name, value in sent.items()} | ({"cost": chosen[1]} if chosen else {})


def _add(reader: Reader, topic: str, page: str, **fields: str) -> httpx.Response:
    return reader.client.post(f"/topics/{topic}/add", data=_form(page) | fields)


def test_a_page_is_understood_corrected_and_added(topic: str, ana: Reader, sites: Sites, home: Path) -> None:
    sites.says("courses.example.org/grants", PAGE)
    page = _look(ana, topic, "https://courses.example.org/grants?utm_source=mail").text
    assert "This was understood" in page
    form = _form(page)
    assert {name: form[name] for name in ("title", "provider", "language", "weeks", "cost", "url")} == {
        "title": "Grant writing <for> libraries",
        "provider": "Example Academy",
        "language": "es",
        "weeks": "6",
        "cost": "free",
        "url": "https://courses.example.org/grants",
    }
    assert sites.asked == ["/courses.example.org/robots.txt", "/courses.example.org/grants"]
    assert Decisions(home / "decisions.sqlite").all() == []

    answer = _add(ana, topic, page, title="Grants", weeks="5,5")
    assert answer.history[0].headers["location"] == f"/topics/{topic}"
    assert "<strong>Course added:</strong>" in answer.text
    assert "“Grants” comes first." in answer.text
    (added,) = AddedCourses(home / "decisions.sqlite").all()
    assert (added.topic_id, added.decided_by, added.is_undone) == (topic, "Ana", False)
    assert (added.entry.title, added.entry.weeks, added.entry.cost) == ("Grants", 5.5, "free")
    (decision,) = Decisions(home / "decisions.sqlite").all()
    assert (decision.action, decision.course_id) == ("add", added.course_id)
    assert added.course_id.startswith("local_courses:added-")


def test_a_page_that_holds_up_its_reader_is_told_and_holds_up_nobody(
    topic: str, ana: Reader, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "LIMITS", Limits(cpu_seconds=0.5, memory_mib=256, seconds=60))
    many = " ".join(f"a{n}=1" for n in range(25_000))
    sites.says("courses.example.org/grants", f"<title>Grants</title><p {many}>")
    page = unescape(_look(ana, topic, "https://courses.example.org/grants").text)
    assert "courses.example.org/grants: the process that read this page took more than 0.5 s of processor time" in page
    sites.says("courses.example.org/grants", PAGE)
    assert "This was understood" in _look(ana, topic, "https://courses.example.org/grants").text


def test_a_page_without_words_for_machines_gives_its_title(topic: str, ana: Reader, sites: Sites) -> None:
    sites.says("haus.example.org/excel", PLAIN)
    page = _look(ana, topic, "https://haus.example.org/excel").text
    assert "The page has a title only" in page
    form = _form(page)
    assert (form["title"], form["provider"], form["language"]) == ("Excel & mehr", "Haus", "de")
    assert "cost" not in form, "free is never guessed"


def test_a_page_that_says_it_costs_money_is_not_taken_for_free(topic: str, ana: Reader, sites: Sites) -> None:
    sites.says("courses.example.org/paid", PAID)
    page = _look(ana, topic, "https://courses.example.org/paid").text
    assert "The page says that it costs money" in page
    assert "cost" not in _form(page)


def test_robots_are_obeyed_and_only_what_they_forbid_is_barred(
    topic: str, ana: Reader, sites: Sites, home: Path
) -> None:
    sites.says("shy.example.org/robots.txt", "User-agent: *\nDisallow: /closed/")
    sites.says("shy.example.org/open", PAGE)
    page = _look(ana, topic, "https://shy.example.org/closed/course").text
    assert "This site is not read by a machine" in page
    assert sites.asked == ["/shy.example.org/robots.txt"]
    again = _look(ana, topic, "https://shy.example.org/closed/course?utm_source=mail").text
    assert "shy.example.org refused on 2026-11-24" in again
    other = _look(ana, topic, "https://shy.example.org/closed/other").text
    assert "This site is not read by a machine" in other
    assert sites.asked == ["/shy.example.org/robots.txt"], "the rules are known already"
    assert "This was understood" in _look(ana, topic, "https://shy.example.org/open").text
    by_hand = _add(ana, topic, again, title="Entered by hand", cost="unknown")
    assert "“Entered by hand” comes first." in by_hand.text
    refusals = Refusals(home / "decisions.sqlite")
    closed = canonical("https://shy.example.org/closed/course")
    assert closed
    assert refusals.of(closed, NOW + timedelta(days=29)) is not None
    assert refusals.of(closed, NOW + timedelta(days=31)) is None
    assert refusals.of("shy.example.org", NOW) is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_a_page_is_kept_over_a_restart_and_bars_no_other(
    topic: str, home: Path, sites: Sites, watch: Watch, visit: Visit, status: int
) -> None:
    sites.says("closed.example.org/course", "no", status)
    sites.says("closed.example.org/open", PAGE)
    sites.says("short.example.org/1", status=302, location="https://closed.example.org/course")
    for _ in range(2):
        with served(home, watch, "Ana", gateway=sites.gateway) as address:
            reader = visit(address)
            for refused in ("https://closed.example.org/course", "https://short.example.org/1"):
                assert "is not read by a machine" in _look(reader, topic, refused).text
            assert "This was understood" in _look(reader, topic, "https://closed.example.org/open").text
    assert sites.asked.count("/closed.example.org/course") == 1


def test_a_host_that_shows_a_challenge_is_asked_nothing_more(topic: str, ana: Reader, sites: Sites) -> None:
    sites.says("guarded.example.org/course", "", 403, **{"cf-mitigated": "challenge"})
    assert "a challenge (Cloudflare)" in _look(ana, topic, "https://guarded.example.org/course").text
    before = list(sites.asked)
    assert "guarded.example.org refused on 2026-11-24" in _look(ana, topic, "https://guarded.example.org/x").text
    assert sites.asked == before


@pytest.mark.parametrize(
    ("said", "minutes"), [({}, 60), ({"retry-after": "300"}, 5), ({"retry-after": "7200"}, 120)], ids=str
)
def test_a_host_that_was_asked_too_often_is_left_alone_until_then(
    topic: str, ana: Reader, sites: Sites, watch: Watch, said: dict[str, str], minutes: int
) -> None:
    sites.says("busy.example.org/course", "", 429, **said)
    assert "429" in _look(ana, topic, "https://busy.example.org/course").text
    before = list(sites.asked)
    watch.move(minutes=minutes - 1)
    assert "refused on 2026-11-24" in _look(ana, topic, "https://busy.example.org/other").text
    assert sites.asked == before
    sites.says("busy.example.org/other", PAGE)
    watch.move(minutes=2)
    assert "This was understood" in _look(ana, topic, "https://busy.example.org/other").text


def test_names_inside_are_told_like_names_that_are_not_there(
    topic: str, home: Path, watch: Watch, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever may add a course learns, name by name, what there is in the library's own network."""
    real = socket.getaddrinfo

    def known(host: str, *rest: Any, **more: Any) -> Any:
        if host == "payroll.example.org":
            return real("10.20.30.40", *rest, **more)
        if host == "nothing.example.org":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", known)
    with served(home, watch, "Ana", gateway=None) as address:
        reader = visit(address)
        told = {
            name: _look(reader, topic, f"https://{name}/x").text.replace(name, "NAME")
            for name in ("payroll.example.org", "nothing.example.org", "wiki.internal", "10.20.30.40")
        }
    (page,) = {re.sub(r'name="token" value="[^"]+"', "", each) for each in told.values()}
    assert "nothing of the public web was found at this address" in page


def test_a_blocked_catalogue_is_refused_with_its_reason_and_nothing_is_asked(
    topic: str, ana: Reader, sites: Sites
) -> None:
    page = _look(ana, topic, "https://www.linkedin.com/learning/excel").text
    assert "This site is not read by a machine" in page
    assert "LinkedIn Learning" in page
    assert sites.asked == []


def test_a_redirect_to_a_blocked_catalogue_is_not_followed(topic: str, ana: Reader, sites: Sites, home: Path) -> None:
    sites.says("short.example.org/1", status=302, location="https://www.linkedin.com/learning/excel")
    page = _look(ana, topic, "https://short.example.org/1").text
    assert "LinkedIn Learning" in page
    assert not [each for each in sites.asked if "linkedin" in each]
    assert Refusals(home / "decisions.sqlite").of("www.linkedin.com", NOW) is None


def test_a_source_that_refused_the_last_night_is_not_asked(topic: str, ana: Reader, sites: Sites, home: Path) -> None:
    swap_in(home, "UPDATE core.run SET outcome = 'blocked', reason = 'status 403' WHERE source = 'futurelearn'")
    page = _look(ana, topic, "https://www.futurelearn.com/courses/not-in-the-catalogue").text
    assert "refused the last night: status 403" in page
    assert sites.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/course",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/x",
        "http://2130706433/",
        "http://intranet/course",
        "https://books.internal/course",
        "https://courses.example.org:8443/course",
        "https://user:secret@courses.example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "folder:list.csv",
        "not an address",
    ],
)
def test_addresses_that_are_none_of_the_web_are_never_asked(
    topic: str, ana: Reader, sites: Sites, address: str
) -> None:
    page = _look(ana, topic, address).text
    assert "The page could not be read" in page
    assert sites.asked == []
    assert "secret" not in page


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ("", 404, "status 404"),
        ("", 500, "500"),
        ("", 200, "no title"),
        ("<html><body></body></html>", 200, "no title"),
        ("<div>" * 3000, 200, "no title"),
    ],
)
def test_what_cannot_be_read_is_told_and_can_be_entered_by_hand(
    topic: str, ana: Reader, sites: Sites, body: str, status: int, told: str
) -> None:
    sites.says("courses.example.org/odd", body, status)
    page = _look(ana, topic, "https://courses.example.org/odd").text
    assert "The page could not be read" in page
    assert told in page
    assert _form(page)["url"] == "https://courses.example.org/odd"


def test_a_course_of_the_catalogue_is_put_first_and_nothing_is_asked(
    topic: str, ana: Reader, sites: Sites, home: Path
) -> None:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as catalogue:
        ((course_id, url),) = catalogue.execute(
            "SELECT course_id, url FROM out.course WHERE is_free AND is_active AND url IS NOT NULL ORDER BY 1 LIMIT 1"
        ).fetchall()
    page = _look(ana, topic, f"{url}#top").text
    assert "The catalogue has it already" in page
    assert sites.asked == []
    form = re.search(r'<form method="post" action="/topics/\w+/choose">.*?</form>', page, re.S)
    assert form
    sent = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])}
    assert ana.client.post(f"/topics/{topic}/choose", data=sent | {"action": "pin"}).status_code == 200
    assert [(d.action, d.course_id) for d in Decisions(home / "decisions.sqlite").all()] == [("pin", course_id)]
    by_hand = ana.text(f"/topics/{topic}/add?by=hand")
    assert "The catalogue has it already" in _add(ana, topic, by_hand, title="Mine", url=url, cost="free").text
    assert AddedCourses(home / "decisions.sqlite").all() == []


def test_what_is_retired_may_be_entered_and_what_costs_money_may_not(
    topic: str, ana: Reader, sites: Sites, home: Path
) -> None:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as catalogue:
        rows = catalogue.execute("SELECT url FROM out.course WHERE url LIKE 'https%' ORDER BY course_id LIMIT 2")
        (paid,), (retired,) = rows.fetchall()
    swap_in(
        home,
        f"UPDATE core.course SET is_free = false, free_kind = 'paid' WHERE url = '{paid}'",
        f"UPDATE core.course SET is_active = false WHERE url = '{retired}'",
    )
    page = _look(ana, topic, paid).text
    assert "It costs money, so it is not proposed for circles." in page
    assert "/choose" not in page
    assert sites.asked == []
    by_hand = ana.text(f"/topics/{topic}/add?by=hand")
    assert "“Here again” comes first." in _add(ana, topic, by_hand, title="Here again", url=retired, cost="free").text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": ""}, "needs a title"),
        ({"title": "…"}, "needs a title"),
        ({"cost": "paid"}, "say what the course costs"),
        ({"url": "javascript:alert(1)"}, "https:// was expected"),
        ({"url": "https://user:pw@example.org/"}, "https:// was expected"),
        ({"language": "klingonish"}, "language is not known"),
        ({"weeks": "-1"}, "weeks are more than 0"),
        ({"weeks": "105"}, "weeks are more than 0"),
        ({"hours": "1e9"}, "weeks are more than 0"),
        ({"hours": "nan"}, "weeks are more than 0"),
        ({"seen": "x"}, "That could not be done"),
    ],
)
def test_facts_that_make_no_sense_are_refused_in_words(
    topic: str, ana: Reader, home: Path, fields: dict[str, str], told: str
) -> None:
    page = ana.text(f"/topics/{topic}/add?by=hand")
    answer = _add(ana, topic, page, **({"title": "Course", "cost": "free"} | fields))
    assert answer.status_code == 400
    assert told in answer.text
    assert AddedCourses(home / "decisions.sqlite").all() == []


def test_a_colleague_who_was_quicker_is_shown_and_the_course_kept(topic: str, ana: Reader, home: Path) -> None:
    page = ana.text(f"/topics/{topic}/add?by=hand")
    Decisions(home / "decisions.sqlite").add(topic, "later", decided_by="Ben", decided_at=NOW)
    answer = _add(ana, topic, page, title="Mine", provider="P", cost="free_audit")
    assert answer.status_code == 409
    assert "Ben" in answer.text
    form = re.search(r'<form method="post" action="(/topics/\w+/add)">.*?</form>', answer.text, re.S)
    assert form
    sent = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])}
    for _ in range(2):  # pressed twice
        assert ana.client.post(form[1], data=sent).status_code == 200
    (added,) = AddedCourses(home / "decisions.sqlite").all()
    assert (added.entry.title, added.entry.provider, added.entry.cost) == ("Mine", "P", "free_audit")


def test_one_address_is_looked_up_at_a_time(topic: str, ana: Reader, sites: Sites, visit: Visit) -> None:
    sites.says("courses.example.org/slow", PAGE)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_look, visit(str(ana.client.base_url)), topic, "https://courses.example.org/slow")
        assert sites.came.wait(30)
        page = _look(ana, topic, "https://courses.example.org/other").text
        assert "another address is being looked up; try again in a moment" in page
        sites.released.set()
        assert "This was understood" in first.result().text
    assert "/courses.example.org/other" not in sites.asked


def test_nobody_waits_for_a_slow_site_for_ever(
    topic: str, ana: Reader, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.flow.look_up.SECONDS", 0.3)
    sites.says("courses.example.org/slow", PAGE)
    page = _look(ana, topic, "https://courses.example.org/slow").text
    assert "the site gave no whole answer within 0.3 seconds" in page
    assert _form(page)["url"] == "https://courses.example.org/slow"


def test_what_a_page_says_is_shown_as_words_only(topic: str, ana: Reader, sites: Sites) -> None:
    hostile = '"><script>alert(1)</script>'
    body = json.dumps({**COURSE, "name": hostile}).replace("</", "<\\/")
    sites.says("courses.example.org/x", f'<html><script type="application/ld+json">{body}</script></html>')
    page = _look(ana, topic, "https://courses.example.org/x").text
    assert "This was understood" in page
    assert "<script>alert" not in page
    answer = _add(ana, topic, page)
    assert "<script>alert" not in answer.text


def test_the_form_is_ours_alone(topic: str, ana: Reader, sites: Sites) -> None:
    for path, data in (("look", {"address": "https://courses.example.org/x"}), ("add", {"title": "T", "cost": "free"})):
        assert ana.client.post(f"/topics/{topic}/{path}", data=data).status_code == 403
    assert sites.asked == []


def test_a_topic_that_is_not_shown_gets_no_course(ana: Reader, home: Path) -> None:
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        hidden = catalogue.query("SELECT topic_id FROM out.topic WHERE is_suppressed LIMIT 1").rows
    for topic_id in ("t000", *(row[0] for row in hidden)):
        assert ana.get(f"/topics/{topic_id}/add").status_code == 404
