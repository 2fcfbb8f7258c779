"""A course by its address, where a site refuses or is none of the web: nothing is asked that may not be."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from served import served

from pipeline.normalize.url import canonical
from pipeline.store import Refusals

from .adding import PAGE, Sites, add, look, sites_on_loopback
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


def test_robots_are_obeyed_and_only_what_they_forbid_is_barred(
    topic: str, ana: Reader, sites: Sites, home: Path
) -> None:
    sites.says("shy.example.org/robots.txt", "User-agent: *\nDisallow: /closed/")
    sites.says("shy.example.org/open", PAGE)
    page = look(ana, topic, "https://shy.example.org/closed/course").text
    assert "This site is not read by a machine" in page
    assert sites.asked == ["/shy.example.org/robots.txt"]
    again = look(ana, topic, "https://shy.example.org/closed/course?utm_source=mail").text
    assert "shy.example.org refused on 2026-11-24" in again
    other = look(ana, topic, "https://shy.example.org/closed/other").text
    assert "This site is not read by a machine" in other
    assert sites.asked == ["/shy.example.org/robots.txt"], "the rules are known already"
    assert "This was understood" in look(ana, topic, "https://shy.example.org/open").text
    by_hand = add(ana, topic, again, title="Entered by hand", cost="unknown")
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
                assert "is not read by a machine" in look(reader, topic, refused).text
            assert "This was understood" in look(reader, topic, "https://closed.example.org/open").text
    assert sites.asked.count("/closed.example.org/course") == 1


def test_a_host_that_shows_a_challenge_is_asked_nothing_more(topic: str, ana: Reader, sites: Sites) -> None:
    sites.says("guarded.example.org/course", "", 403, **{"cf-mitigated": "challenge"})
    assert "a challenge (Cloudflare)" in look(ana, topic, "https://guarded.example.org/course").text
    before = list(sites.asked)
    assert "guarded.example.org refused on 2026-11-24" in look(ana, topic, "https://guarded.example.org/x").text
    assert sites.asked == before


@pytest.mark.parametrize(
    ("said", "minutes"), [({}, 60), ({"retry-after": "300"}, 5), ({"retry-after": "7200"}, 120)], ids=str
)
def test_a_host_that_was_asked_too_often_is_left_alone_until_then(
    topic: str, ana: Reader, sites: Sites, watch: Watch, said: dict[str, str], minutes: int
) -> None:
    sites.says("busy.example.org/course", "", 429, **said)
    assert "429" in look(ana, topic, "https://busy.example.org/course").text
    before = list(sites.asked)
    watch.move(minutes=minutes - 1)
    assert "refused on 2026-11-24" in look(ana, topic, "https://busy.example.org/other").text
    assert sites.asked == before
    sites.says("busy.example.org/other", PAGE)
    watch.move(minutes=2)
    assert "This was understood" in look(ana, topic, "https://busy.example.org/other").text


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
            name: look(reader, topic, f"https://{name}/x").text.replace(name, "NAME")
            for name in ("payroll.example.org", "nothing.example.org", "wiki.internal", "10.20.30.40")
        }
    (page,) = {re.sub(r'name="token" value="[^"]+"', "", each) for each in told.values()}
    assert "nothing of the public web was found at this address" in page


def test_a_blocked_catalogue_is_refused_with_its_reason_and_nothing_is_asked(
    topic: str, ana: Reader, sites: Sites
) -> None:
    page = look(ana, topic, "https://www.linkedin.com/learning/excel").text
    assert "This site is not read by a machine" in page
    assert "LinkedIn Learning" in page
    assert sites.asked == []


def test_a_redirect_to_a_blocked_catalogue_is_not_followed(topic: str, ana: Reader, sites: Sites, home: Path) -> None:
    sites.says("short.example.org/1", status=302, location="https://www.linkedin.com/learning/excel")
    page = look(ana, topic, "https://short.example.org/1").text
    assert "LinkedIn Learning" in page
    assert not [each for each in sites.asked if "linkedin" in each]
    assert Refusals(home / "decisions.sqlite").of("www.linkedin.com", NOW) is None


def test_a_source_that_refused_the_last_night_is_not_asked(topic: str, ana: Reader, sites: Sites, home: Path) -> None:
    swap_in(home, "UPDATE core.run SET outcome = 'blocked', reason = 'status 403' WHERE source = 'futurelearn'")
    page = look(ana, topic, "https://www.futurelearn.com/courses/not-in-the-catalogue").text
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
    page = look(ana, topic, address).text
    assert "The page could not be read" in page
    assert sites.asked == []
    assert "secret" not in page
