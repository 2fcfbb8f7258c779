"""Which pages are looked at, how politely, and what a look changes: on loopback, through the harvest's own fetcher."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.engine import Limits
from pipeline.errors import SourceError
from pipeline.flow import strangers
from pipeline.flow.links import Links, Listed, check_links, due_tonight
from pipeline.model import Course, LinkCheck, LinkSettings, Politeness

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
SETTINGS = LinkSettings()
QUICK = Politeness(delay_seconds=0.0, deadline_seconds=20.0, retries=4, concurrency=4)


def course(n: int, host: str = "a.example", rank: int = 1, title: str | None = None) -> Listed:
    return Listed(f"demo:{n}", "demo", title or f"Course number {n}", f"https://{host}/c/{n}", rank)


def offer(course_id: str, url: str) -> Course:
    values: dict[str, Any] = dict.fromkeys(Course.__dataclass_fields__)
    return Course(**(values | {"course_id": course_id, "url": url}))


def looked(one: Listed, result: str, days_ago: float, n_failures: int = 0, url: str | None = None) -> LinkCheck:
    at = (NIGHT - timedelta(days=days_ago)).replace(tzinfo=None)
    return LinkCheck(
        course_id=one.course_id, url=url or one.url, checked_at=at, result=result, status=200, final_url=one.url,
        evidence="", n_failures=n_failures,
    )  # fmt: skip


def known(courses: list[Listed], *checks: LinkCheck) -> Links:
    return Links(tuple(courses), {check.course_id: check for check in checks})


def page(one: Listed) -> bytes:
    return f"<title>{one.title} | Provider</title><h1>{one.title}</h1>".encode()


def alive(world: Any, *courses: Listed) -> None:
    for one in courses:
        world.says(one.url.removeprefix("https://"), world.reply(page(one), headers={"Content-Type": "text/html"}))


def check(world: Any, links: Links, at: datetime = NIGHT, settings: LinkSettings = SETTINGS, how: Any = QUICK) -> Links:
    due = due_tonight(links, at, settings)
    found: Links = world.run(lambda fetcher: check_links(links, due, at, settings, fetcher, lambda source: how))
    return found


def results(links: Links) -> dict[str, str]:
    return {course_id: check.result for course_id, check in links.checks.items()}


# --- which pages ---


def test_a_page_that_holds_up_its_reader_says_nothing_of_its_course(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "LIMITS", Limits(cpu_seconds=0.5, memory_mib=256, seconds=60))
    bad, good = course(1), course(2)
    alive(world, good)
    many = " ".join(f"a{n}=1" for n in range(25_000))
    world.says(
        "a.example/c/1", world.reply(f"<title>x</title><p {many}>".encode(), headers={"Content-Type": "text/html"})
    )
    links = check(world, known([bad, good]))
    assert results(links) == {"demo:1": "unreachable", "demo:2": "alive"}
    assert "took more than 0.5 s of processor time" in links.checks["demo:1"].evidence
    assert links.checks["demo:1"].n_failures == 0


def test_never_looked_at_first_then_the_oldest_then_the_best_place() -> None:
    new, old, older, worse = (
        course(1, "a.example"),
        course(2, "b.example"),
        course(3, "c.example"),
        course(4, "d.example", 3),
    )
    links = known([worse, old, older, new], looked(old, "alive", 20), looked(older, "alive", 40))
    assert [group[0].course_id for group in due_tonight(links, NIGHT, SETTINGS)] == [
        "demo:1",
        "demo:4",
        "demo:3",
        "demo:2",
    ]


def test_no_more_than_asked_for_in_all_and_a_host() -> None:
    many = [course(n, f"h{n % 3}.example") for n in range(30)]
    chosen = due_tonight(known(many), NIGHT, LinkSettings(max_checks=10, max_checks_per_host=2))
    assert sorted(group[0].url.split("/")[2] for group in chosen) == sorted(
        ["h0.example", "h1.example", "h2.example"] * 2
    )
    assert len(due_tonight(known(many), NIGHT, LinkSettings(max_checks=4, max_checks_per_host=20))) == 4
    assert due_tonight(known(many), NIGHT, LinkSettings(max_checks=0)) == []


@pytest.mark.parametrize(
    ("result", "n_failures", "days_ago", "is_due"),
    [
        ("alive", 0, 13, False), ("alive", 0, 14, True), ("paywall", 0, 3, False), ("gone", 1, 1, True),
        ("gone", 1, 0.05, False), ("unreachable", 0, 1, True), ("gone", 2, 2, False), ("gone", 2, 14, True),
    ],
)  # fmt: skip
def test_when_a_page_is_due_again(result: str, n_failures: int, days_ago: float, is_due: bool) -> None:
    links = known([course(1)], looked(course(1), result, days_ago, n_failures))
    assert bool(due_tonight(links, NIGHT, SETTINGS)) == is_due


def test_a_course_with_a_new_address_was_never_looked_at() -> None:
    links = known([course(1)], looked(course(1), "gone", 1, 2, url="https://a.example/old"))
    assert due_tonight(links, NIGHT, SETTINGS)
    assert links.known(course(1)) is None


def test_one_address_of_several_courses_is_asked_once(world: Any) -> None:
    one = course(1, title="Readers' advisory in practice")
    two = replace(course(2, title="Weeding collections with care"), url=one.url)
    alive(world, one)
    found = check(world, known([one, two]))
    assert len(world.asked()) == 1
    assert {key: check.evidence.rpartition(", ")[2] for key, check in found.checks.items()} == {
        "demo:1": "and the page's headline names the course",
        "demo:2": "status 200; the page neither names the course nor says that it is gone",
    }


# --- how politely ---


def test_pages_of_a_host_are_asked_one_by_one_with_its_delay(world: Any) -> None:
    many = [course(n) for n in range(4)]
    alive(world, *many)
    world.says("a.example/robots.txt", world.reply(b"User-agent: *\nCrawl-delay: 7"))
    check(world, known(many), how=replace(QUICK, delay_seconds=2.0))
    assert world.most_under_way == 1
    starts = [seen.at for seen in world.seen]
    assert world.seen[0].target == "/a.example/robots.txt"
    assert [later - sooner >= 7.0 for sooner, later in pairwise(starts)] == [True] * 4


def test_several_hosts_at_once_but_not_all(world: Any) -> None:
    async def slowly(writer: asyncio.StreamWriter) -> None:
        for _ in range(300):
            await asyncio.sleep(0)
        writer.write(world.reply(b"<title>words</title>", headers={"Content-Type": "text/html"}))

    many = [course(n, f"h{n}.example") for n in range(30)]
    for one in many:
        world.says(one.url.removeprefix("https://"), slowly)
    found = check(world, known(many))
    assert set(results(found).values()) == {"alive"}
    assert world.most_under_way == 8


def test_a_host_that_many_redirect_to_is_asked_one_by_one(world: Any) -> None:
    under_way: list[int] = [0, 0]

    async def slowly(writer: asyncio.StreamWriter) -> None:
        under_way[0] += 1
        under_way[1] = max(under_way)
        for _ in range(300):
            await asyncio.sleep(0)
        under_way[0] -= 1
        writer.write(world.reply(b"words"))

    many = [course(n, f"h{n}.example") for n in range(5)]
    for n, one in enumerate(many):
        world.says(
            one.url.removeprefix("https://"), world.reply(status=301, headers={"Location": f"https://all.example/{n}"})
        )
        world.says(f"all.example/{n}", slowly)
    assert len(check(world, known(many)).checks) == 5
    assert under_way == [0, 1]


def test_what_robots_txt_forbids_is_not_asked(world: Any) -> None:
    world.says("a.example/robots.txt", world.reply(b"User-agent: *\nDisallow: /c/"))
    found = check(world, known([course(1), course(2)]))
    assert world.asked() == []
    assert results(found) == {"demo:1": "refused"}
    assert "robots.txt forbids" in found.checks["demo:1"].evidence


@pytest.mark.parametrize(
    ("answer", "result"),
    [({"status": 403}, "refused"), ({"status": 401}, "refused"), ({"status": 503}, "unreachable"),
     ({"status": 429, "headers": {"Retry-After": "120"}}, "unreachable"),
     ({"status": 403, "headers": {"cf-mitigated": "challenge"}}, "refused")],
)  # fmt: skip
def test_a_refusal_or_trouble_ends_the_hosts_turn(world: Any, answer: dict[str, Any], result: str) -> None:
    world.says("a.example/c/1", world.reply(b"no", **answer))
    alive(world, course(2), course(3, "b.example"))
    found = check(world, known([course(1), course(2), course(3, "b.example")]))
    assert [seen.target for seen in world.asked()].count("/a.example/c/1") == 1
    assert world.asked("a.example/c/2") == []
    assert results(found) == {"demo:1": result, "demo:3": "alive"}
    assert max(world.clock.slept, default=0) < 100


def test_a_host_that_closed_itself_to_the_harvest_stays_closed(world: Any) -> None:
    world.says("a.example/api", world.reply(status=429, headers={"Retry-After": "86400"}))
    links = known([course(1)])

    async def night(fetcher: Any) -> Links:
        with pytest.raises(SourceError, match="asks for a pause"):
            await fetcher.fetch(Request("https://a.example/api", "read"), source="demo", run_id="r", politeness=QUICK)
        return await check_links(links, [[course(1)]], NIGHT, SETTINGS, fetcher, lambda source: QUICK)

    found = world.run(night)
    assert world.asked("a.example/c/1") == []
    assert results(found) == {"demo:1": "unreachable"}


def test_time_that_is_up_leaves_the_rest_for_another_night(world: Any) -> None:
    async def hang(writer: Any) -> None:
        await asyncio.Event().wait()

    world.says("a.example/c/1", hang)
    alive(world, course(2, "b.example"))
    settings = replace(SETTINGS, max_minutes=0.005)
    found = check(world, known([course(1), course(2, "b.example")]), settings=settings)
    assert results(found) == {"demo:2": "alive"}


# --- what a look changes ---


def test_gone_on_two_days_leaves_and_comes_back(world: Any) -> None:
    here = course(1)
    both = [offer(here.course_id, here.url), offer("demo:2", "https://a.example/c/2")]
    links = check(world, known([here]))
    assert (results(links), links.checks["demo:1"].n_failures) == ({"demo:1": "gone"}, 1)
    assert [one.course_id for one in links.offered(both)] == ["demo:1", "demo:2"]

    assert due_tonight(links, NIGHT + timedelta(hours=3), SETTINGS) == []  # not twice on one day
    links = check(world, links, NIGHT + timedelta(days=1))
    assert links.checks["demo:1"].n_failures == 2
    assert [one.course_id for one in links.offered(both)] == ["demo:2"]
    moved = [offer(here.course_id, "https://a.example/new")]
    assert links.offered(moved) == moved

    alive(world, here)
    links = check(world, links, NIGHT + timedelta(days=15))
    assert (results(links), links.checks["demo:1"].n_failures) == ({"demo:1": "alive"}, 0)
    assert len(links.offered(both)) == 2


def test_no_answer_neither_counts_nor_forgives(world: Any) -> None:
    links = check(world, known([course(1)]))
    world.says("a.example/c/1", world.reply(status=503))
    links = check(world, links, NIGHT + timedelta(days=1))
    assert (results(links), links.checks["demo:1"].n_failures) == ({"demo:1": "unreachable"}, 1)
    world.says("a.example/c/1", world.reply(status=404))
    links = check(world, links, NIGHT + timedelta(days=2))
    assert links.checks["demo:1"].n_failures == 2


def test_when_most_pages_are_gone_at_once_it_is_our_way_out(world: Any) -> None:
    many = [course(n, f"h{n}.example") for n in range(8)]
    alive(world, *many[:3])
    suspect = looked(many[7], "gone", 1, 1)
    links = check(world, known(many, suspect))
    assert links.doubt == "4 of 7 pages that were not missing before seem to be gone at once"
    assert sorted(results(links).values()) == ["alive"] * 3 + ["unreachable"] * 5
    assert [links.checks[one.course_id].n_failures for one in many[3:]] == [0, 0, 0, 0, 1]
    assert links.checks["demo:4"].evidence == f"not believed (status 404): {links.doubt}"
    assert links.as_json() == {
        "checked": 8, "results": {"alive": 3, "unreachable": 5}, "left": 0, "doubt": links.doubt,
    }  # fmt: skip


def test_half_of_them_is_believed(world: Any) -> None:
    many = [course(n, f"h{n}.example") for n in range(8)]
    alive(world, *many[:4])
    links = check(world, known(many))
    assert links.doubt is None
    assert sorted(results(links).values()) == ["alive"] * 4 + ["gone"] * 4


def test_what_was_known_of_others_stays(world: Any) -> None:
    other = looked(course(9), "paywall", 3)
    alive(world, course(1))
    assert check(world, known([course(1)], other)).checks["demo:9"] == other


@pytest.mark.parametrize(
    "body",
    [b"\x00" * 1000, b"\xff\xfe<h1>", b"<div>" * 40_000, b"<title>" + b"\xe2\x80\xae" * 500, b"", b"<!--"],
    ids=range(6),
)
def test_whatever_a_page_holds_the_night_goes_on(world: Any, body: bytes) -> None:
    world.says("a.example/c/1", world.reply(body, headers={"Content-Type": "text/html; charset=nonsense"}))
    links = check(world, known([course(1)]))
    assert results(links) == {"demo:1": "alive"}
    assert links.checks["demo:1"].evidence.isprintable()


@pytest.mark.parametrize(
    "url", ["not an address", "https://[", "https:///x", "ftp://a.example/x", "https://localhost/x"]
)
def test_an_address_that_cannot_be_asked_is_told(world: Any, url: str) -> None:
    links = check(world, known([replace(course(1), url=url)]))
    assert world.seen == []
    assert results(links) == {"demo:1": "unreachable"}
