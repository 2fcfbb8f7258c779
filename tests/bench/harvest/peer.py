"""The peer: Scrapy's own spider on the same pages, with the same normalisers and the same store at its end."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
from job import CONCURRENCY, RULES, Stopwatch, normalised, store, tell
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from site_pages import HOST, N_COURSES, PER_LIST

from pipeline.contract import RawListing
from pipeline.normalize.listing import Normaliser
from pipeline.store import Arrival

OFF_DOWNLOADER = ("httpauth.HttpAuthMiddleware", "redirect.MetaRefreshMiddleware", "httpproxy.HttpProxyMiddleware",
                  "stats.DownloaderStats", "offsite.OffsiteMiddleware")  # fmt: skip
OFF_SPIDER = ("referer.RefererMiddleware", "urllength.UrlLengthMiddleware", "depth.DepthMiddleware",
              "metacopy.MetaCopyDetectionMiddleware")  # fmt: skip
OFF_EXTENSIONS = ("corestats.CoreStats", "logcount.LogCount", "telnet.TelnetConsole", "memusage.MemoryUsage",
                  "memdebug.MemoryDebugger", "closespider.CloseSpider", "feedexport.FeedExporter", "logstats.LogStats",
                  "spiderstate.SpiderState", "throttle.AutoThrottle", "remote_control.RemoteControl")  # fmt: skip
# Scrapy at its best for this job (2.19, measured 2026-11): one item at a time saves the 100 tasks that it starts for
# every answer otherwise (8.7 s to 6.5 for 1,020 pages); without what the job does not need, 5.6. Robots, retries,
# redirects and unpacking stay. Another reactor or a silenced log made no difference.
SETTINGS = {
    "CONCURRENT_ITEMS": 1,
    "CONCURRENT_REQUESTS": CONCURRENCY,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": True,
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "MEMUSAGE_ENABLED": False,
    "USER_AGENT": "Scrapy-bench",
    "DOWNLOADER_MIDDLEWARES": {f"scrapy.downloadermiddlewares.{name}": None for name in OFF_DOWNLOADER},
    "SPIDER_MIDDLEWARES": {f"scrapy.spidermiddlewares.{name}": None for name in OFF_SPIDER},
    "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in OFF_EXTENSIONS},
}
stopwatch = Stopwatch()


class Normalise:
    """Item pipeline: the project's own normalisers; the listings are kept for the store."""

    arrivals: dict[str, Arrival] = {}  # noqa: RUF012 - read after the crawl
    normaliser = Normaliser(RULES)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """One item."""
        arrival = normalised(RawListing(**item), self.normaliser)
        self.arrivals[arrival.key] = arrival
        return item


class Pages(scrapy.Spider):
    """List pages, then a page a course."""

    name = "pages"
    site = ""
    n_pages = 0

    async def start(self) -> Any:
        """All list pages."""
        stopwatch.start()
        for number in range(N_COURSES // PER_LIST):
            yield scrapy.Request(f"{self.site}/courses/{number}", self.listed)

    def listed(self, response: TextResponse) -> Iterator[Any]:
        """Links to courses."""
        type(self).n_pages += 1
        for link in response.css("a.course::attr(href)").getall():
            yield scrapy.Request(self.site + link, self.course)

    def course(self, response: TextResponse) -> Iterator[dict[str, Any]]:
        """One course."""
        type(self).n_pages += 1
        main = response.css("main")

        def text(selector: str) -> str | None:
            found: str | None = main.css(f"{selector}::text").get()
            return found

        key = response.url.rpartition("/")[2]
        yield {
            "key": key,
            "url": f"https://{HOST}/course/{key}",
            "title": text("h1.course-title"),
            "provider": text("p.provider"),
            "description": main.css("div.about").get(),
            "language": text("dd.language"),
            "level": text("dd.level"),
            "duration": text("dd.weeks"),
            "effort": text("dd.hours"),
            "licence": text("dd.licence"),
            "starts": text("dd.starts"),
            "topics": tuple(main.css("ul.topics li::text").getall()),
        }


class Feed(scrapy.Spider):
    """Pages of JSON."""

    name = "feed"
    site = ""
    n_pages = 0

    async def start(self) -> Any:
        """The first page."""
        stopwatch.start()
        yield scrapy.Request(f"{self.site}/feed?page=0", self.courses)

    def courses(self, response: Response) -> Iterator[Any]:
        """A page of courses, and the next one."""
        type(self).n_pages += 1
        body = json.loads(response.body)
        for course in body["results"]:
            weeks, hours = course.pop("weeks"), course.pop("hours")
            key = course.pop("id")
            topics = tuple(course.pop("topics"))
            yield {
                **course,
                "key": key,
                "url": f"https://{HOST}/course/{key}",
                "topics": topics,
                "duration": f"{weeks} weeks",
                "effort": f"{hours} hours per week",
            }
        if body["next"]:
            yield scrapy.Request(body["next"].replace(f"https://{HOST}", self.site), self.courses)


def main() -> None:
    """Arguments: `html` or `json`, the site's address, a folder, and `cache` where every page is to be kept."""
    kind, site, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    spider = {"html": Pages, "json": Feed}[kind]
    spider.site = site
    settings: dict[str, Any] = {**SETTINGS, "ITEM_PIPELINES": {Normalise: 100}}
    if len(sys.argv) > 4:
        settings |= {"HTTPCACHE_ENABLED": True, "HTTPCACHE_GZIP": True, "HTTPCACHE_DIR": str(folder / "pages")}
    process = CrawlerProcess(settings)
    process.crawl(spider)
    process.start()
    stopwatch.lap("harvest")
    store(folder / "catalogue.duckdb", Normalise.arrivals.values())
    stopwatch.lap("store")
    tell(spider.n_pages, len(Normalise.arrivals), stopwatch)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
