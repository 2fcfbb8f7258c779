"""Our side: a connector of the ordinary kind, harvested and stored as a night does it, every page archived."""

from __future__ import annotations

import asyncio
import cProfile
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from job import RULES, Stopwatch, store, tell
from site_pages import HOST, N_COURSES, PER_LIST

from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request
from pipeline.fetch import Archive, Fetcher, SystemClock
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.store import Readings

stopwatch = Stopwatch()


class Pages(Connector):
    """List pages, then a page a course."""

    source = "bench"

    def start(self) -> Iterator[Produced]:
        """All list pages."""
        stopwatch.start()
        for number in range(N_COURSES // PER_LIST):
            yield Request(f"https://{HOST}/courses/{number}", "listed")

    def listed(self, page: Page) -> Iterator[Produced]:
        """Links to courses."""
        for link in page.html().all("a.course", at_least=1):
            yield Request(f"https://{HOST}{link.attribute('href')}", "course", is_optional=True)

    def course(self, page: Page) -> Iterator[Produced]:
        """One course."""
        html = page.html()
        main = html.one("main")
        yield RawListing(
            key=page.url.rpartition("/")[2],
            url=page.url,
            title=main.text("h1.course-title"),
            provider=main.text("p.provider"),
            description=main.markup("div.about"),
            language=main.text("dd.language"),
            level=main.text("dd.level"),
            duration=main.text("dd.weeks"),
            effort=main.text("dd.hours"),
            licence=main.text("dd.licence"),
            starts=main.text("dd.starts"),
            topics=tuple(item.content for item in main.all("ul.topics li", at_least=1)),
        )


class Feed(Connector):
    """Pages of JSON."""

    source = "bench"

    def start(self) -> Iterator[Produced]:
        """The first page."""
        stopwatch.start()
        yield Request(f"https://{HOST}/feed?page=0", "courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next one."""
        body = page.json()
        body.ignore("count")
        yield from page.each(body.entries("results"), _listing)
        following = body.text("next")
        if following is not None:
            yield page.follow(following)


def _listing(course: Record) -> RawListing:
    key = course.take("id", str)
    return RawListing(
        key=key,
        url=f"https://{HOST}/course/{key}",
        title=course.take("title", str),
        provider=course.text("provider"),
        description=course.text("description"),
        language=course.text("language"),
        level=course.text("level"),
        duration=f"{course.take('weeks', int)} weeks",
        effort=f"{course.take('hours', int)} hours per week",
        licence=course.text("licence"),
        starts=course.text("starts"),
        topics=course.texts("topics"),
    )


async def harvest(connector: Connector, gateway: str, folder: Path) -> Harvest:
    """One harvest, as a night does it."""
    clock, archive = SystemClock(), Archive(folder / "pages")
    plan = Plan(rules=RULES, connector=connector)
    async with Fetcher(
        archive, user_agent="Circlewise-bench", gateway=gateway, clock=clock, random=random.Random(7)
    ) as fetcher:
        readings = Readings(folder / "readings")
        means = Means(fetcher=fetcher, archive=archive, readings=readings, clock=clock, progress=lambda moved: None)
        (done,) = await harvest_all([plan], "bench", means)
        return done


def main() -> None:
    """Arguments: `html` or `json`, the site's address, a folder, and optionally a file for the profile."""
    kind, gateway, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    profile = cProfile.Profile(process_time) if len(sys.argv) > 4 else None
    if profile:
        profile.enable()
    done = asyncio.run(harvest({"html": Pages, "json": Feed}[kind](), gateway, folder))
    stopwatch.lap("harvest")
    store(folder / "catalogue.duckdb", done.listings.values())
    stopwatch.lap("store")
    if profile:
        profile.disable()
        profile.dump_stats(sys.argv[4])
    assert done.outcome == "succeeded", done.reason
    tell(len(done.pages), len(done.listings), stopwatch)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
