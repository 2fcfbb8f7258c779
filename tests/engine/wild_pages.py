"""Pages of the tests, what reads them, and who kills the worker beside which one is read."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import psutil
import yaml
from dask_cluster import RunningCluster

from pipeline.contract import Page, Request
from pipeline.engine import Limits
from pipeline.engine.cluster import Cluster
from pipeline.engine.questions import Questions
from pipeline.flow.apart import Apart
from pipeline.model import EngineSettings, Expect, Politeness, SourceRules
from pipeline.store import Reading

LIMITS = Limits(cpu_seconds=1.0, memory_mib=256, seconds=60)
RULES = SourceRules(
    source="wild", title="Wild", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}, max_rejected_pct=40.0),
    politeness=Politeness(delay_seconds=0.0, retries=0, deadline_seconds=20.0, concurrency=2),
)  # fmt: skip
CONNECTOR = '''
"""A source of the tests: what its pages say decides what reading them does."""

import os
import re

from pipeline.contract import Connector, RawListing, Request


class Wild(Connector):
    """Titles, or worse; one that is held notes that it is being read, and waits until it may go on."""

    source = "wild"

    def start(self):
        """One list."""
        yield Request("https://a.example/courses", "course")

    def course(self, page):
        """A title, or worse."""
        title = page.json().take("title", str)
        if title == "hoard":
            title = str(len(bytearray(4 << 30)))
        if title == "crash":
            os.abort()
        if title == "bug":
            title = {}["title"]
        if title.startswith("hold "):
            os.mkdir(f"{title[5:]}/begun-{os.getpid()}")
            while not os.path.exists(f"{title[5:]}/go"):
                os.sched_yield()
            title = "held"
        re.fullmatch("(a+)+", title)
        yield RawListing(key=page.url, title=title)
'''


def readers_of(pid: int) -> list[psutil.Process]:
    """The processes that a worker has to read pages, which are forked from one of its own."""
    return [reader for child in psutil.Process(pid).children() for reader in child.children()]


def no_lines(sentence: str) -> None:
    raise AssertionError(sentence)


def questions_to(running: RunningCluster) -> Questions:
    return Questions(Cluster(EngineSettings(kind="dask", scheduler=running.address)))


def titled(number: int, title: str) -> Page:
    url = f"https://a.example/{number}"
    return Page(Request(url, "course"), url, 200, {}, json.dumps({"title": title}).encode())


class Killer(threading.Thread):
    """Kills the worker beside which a page is held, and lets the page go on."""

    def __init__(self, folder: Path, workers: dict[int, Any]) -> None:
        super().__init__(daemon=True)
        self.folder, self.workers = folder, workers

    def run(self) -> None:
        while not (begun := list(self.folder.glob("begun-*"))):
            os.sched_yield()
        (pid,) = (int(each.name.removeprefix("begun-")) for each in begun)
        (worker,) = (self.workers[each.pid] for each in psutil.Process(pid).parents() if each.pid in self.workers)
        worker.kill()
        worker.wait()
        (self.folder / "go").touch()


class NoApart(Apart):
    """Reads nothing here."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def read(self, page: Page, page_sha256: str) -> Reading:
        raise AssertionError(f"{page.url} was read here")

    def close(self) -> None:
        pass


def recorded(case: Path) -> Page:
    about: dict[str, Any] = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    (body,) = case.glob("page.*")
    request = Request(about["url"], about["reader"])
    return Page(request, about["url"], 200, about.get("answer_headers", {}), body.read_bytes())
