"""A course by its address: looked up, corrected by a person, written as a decision; by hand, too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import duckdb
import pytest
from served import served

from pipeline.engine import Limits
from pipeline.flow import strangers
from pipeline.store import AddedCourses, Catalogue, Decisions

from .adding import COURSE, PAGE, PAID, PLAIN, Sites, add, form_of, look, sites_on_loopback
from .catalogues import swap_in
from .conftest import NOW, Reader, Visit, Watch


@pytest.fixture
def sites() -> Iterator[Sites]:
    with sites_on_loopback() as found:
        yield found


@pytest.fixture
def ana(home: Path, sites: Sites, watch: Watch, visit: Visit) -> Iterator[Reader]:
    """A coordinator whose page reaches the sites."""
    with served(home, watch, "Ana", gateway=sites.gateway) as address:
        yield visit(address)


def test_a_page_is_understood_corrected_and_added(topic: str, ana: Reader, sites: Sites, home: Path) -> None:
    sites.says("courses.example.org/grants", PAGE)
    page = look(ana, topic, "https://courses.example.org/grants?utm_source=mail").text
    assert "This was understood" in page
    form = form_of(page)
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

    answer = add(ana, topic, page, title="Grants", weeks="5,5")
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
    page = unescape(look(ana, topic, "https://courses.example.org/grants").text)
    assert "courses.example.org/grants: the process that read this page took more than 0.5 s of processor time" in page
    sites.says("courses.example.org/grants", PAGE)
    assert "This was understood" in look(ana, topic, "https://courses.example.org/grants").text


def test_a_page_without_words_for_machines_gives_its_title(topic: str, ana: Reader, sites: Sites) -> None:
    sites.says("haus.example.org/excel", PLAIN)
    page = look(ana, topic, "https://haus.example.org/excel").text
    assert "The page has a title only" in page
    form = form_of(page)
    assert (form["title"], form["provider"], form["language"]) == ("Excel & mehr", "Haus", "de")
    assert "cost" not in form, "free is never guessed"


def test_a_page_that_says_it_costs_money_is_not_taken_for_free(topic: str, ana: Reader, sites: Sites) -> None:
    sites.says("courses.example.org/paid", PAID)
    page = look(ana, topic, "https://courses.example.org/paid").text
    assert "The page says that it costs money" in page
    assert "cost" not in form_of(page)


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
    page = look(ana, topic, "https://courses.example.org/odd").text
    assert "The page could not be read" in page
    assert told in page
    assert form_of(page)["url"] == "https://courses.example.org/odd"


def test_a_course_of_the_catalogue_is_put_first_and_nothing_is_asked(
    topic: str, ana: Reader, sites: Sites, home: Path
) -> None:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as catalogue:
        ((course_id, url),) = catalogue.execute(
            "SELECT course_id, url FROM out.course WHERE is_free AND is_active AND url IS NOT NULL ORDER BY 1 LIMIT 1"
        ).fetchall()
    page = look(ana, topic, f"{url}#top").text
    assert "The catalogue has it already" in page
    assert sites.asked == []
    form = re.search(r'<form method="post" action="/topics/\w+/choose">.*?</form>', page, re.S)
    assert form
    sent = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])}
    assert ana.client.post(f"/topics/{topic}/choose", data=sent | {"action": "pin"}).status_code == 200
    assert [(d.action, d.course_id) for d in Decisions(home / "decisions.sqlite").all()] == [("pin", course_id)]
    by_hand = ana.text(f"/topics/{topic}/add?by=hand")
    assert "The catalogue has it already" in add(ana, topic, by_hand, title="Mine", url=url, cost="free").text
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
    page = look(ana, topic, paid).text
    assert "It costs money, so it is not proposed for circles." in page
    assert "/choose" not in page
    assert sites.asked == []
    by_hand = ana.text(f"/topics/{topic}/add?by=hand")
    assert "“Here again” comes first." in add(ana, topic, by_hand, title="Here again", url=retired, cost="free").text


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
    answer = add(ana, topic, page, **({"title": "Course", "cost": "free"} | fields))
    assert answer.status_code == 400
    assert told in answer.text
    assert AddedCourses(home / "decisions.sqlite").all() == []


def test_a_colleague_who_was_quicker_is_shown_and_the_course_kept(topic: str, ana: Reader, home: Path) -> None:
    page = ana.text(f"/topics/{topic}/add?by=hand")
    Decisions(home / "decisions.sqlite").add(topic, "later", decided_by="Ben", decided_at=NOW)
    answer = add(ana, topic, page, title="Mine", provider="P", cost="free_audit")
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
        first = pool.submit(look, visit(str(ana.client.base_url)), topic, "https://courses.example.org/slow")
        assert sites.came.wait(30)
        page = look(ana, topic, "https://courses.example.org/other").text
        assert "another address is being looked up; try again in a moment" in page
        sites.released.set()
        assert "This was understood" in first.result().text
    assert "/courses.example.org/other" not in sites.asked


def test_nobody_waits_for_a_slow_site_for_ever(
    topic: str, ana: Reader, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.flow.look_up.SECONDS", 0.3)
    sites.says("courses.example.org/slow", PAGE)
    page = look(ana, topic, "https://courses.example.org/slow").text
    assert "the site gave no whole answer within 0.3 seconds" in page
    assert form_of(page)["url"] == "https://courses.example.org/slow"


def test_what_a_page_says_is_shown_as_words_only(topic: str, ana: Reader, sites: Sites) -> None:
    hostile = '"><script>alert(1)</script>'
    body = json.dumps({**COURSE, "name": hostile}).replace("</", "<\\/")
    sites.says("courses.example.org/x", f'<html><script type="application/ld+json">{body}</script></html>')
    page = look(ana, topic, "https://courses.example.org/x").text
    assert "This was understood" in page
    assert "<script>alert" not in page
    answer = add(ana, topic, page)
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
