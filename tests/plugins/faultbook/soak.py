"""A home over many nights: catalogues that change as a seed has it, faults by chance, and what was the truth."""

from __future__ import annotations

import gc
import json
import os
import random
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from faultbook.provider import Answer, Asked, Providers, reply
from faultbook.small import DAY, SOURCES, Said, SmallHome, offered
from faultbook.spoil import (
    emptied,
    garbage,
    half,
    half_body,
    half_index,
    lock_of_the_dead,
    written,
)
from pipeline.store import Decisions

Course = dict[str, object]
SHAPES: dict[str, Callable[[dict[str, Course]], Answer]] = {
    "status 503": lambda listed: reply(status=503),
    "status 403": lambda listed: reply(status=403),
    "a page of maintenance": lambda listed: reply(b"<html>We will be back soon</html>", kind="text/html"),
    "an empty list": lambda listed: reply(b'{"courses": []}'),
    "half of the courses": lambda listed: _list(dict(list(listed.items())[: len(listed) // 2])),
    "half of the body": lambda listed: reply(_body(listed)[: len(_body(listed)) // 2]),
    "a connection that is closed": lambda listed: b"",
    "courses without titles": lambda listed: _list({key: {**course, "title": None} for key, course in listed.items()}),
    "a redirect inside": lambda listed: reply(status=302, headers={"Location": "http://169.254.169.254/"}),
}
"""What a source may answer in the place of its courses; none of it counts."""
BEFALLS: dict[str, Callable[[SmallHome], None]] = {
    "half of the vectors": half("vectors.npy"),
    "words of zero bytes": emptied("words.bin"),
    "garbage in the pools": garbage("pools.bin"),
    "half of what is near": half("near.npz"),
    "archived pages that were cut": half_body,
    "an index that was cut": half_index,
    "the lock of a dead night": lock_of_the_dead,
    "a half-built catalogue": written("builds/20261101T073000-aaa.building", b"half"),
    "half of what was told": written("told.json", b'{"unsent'),
}
"""What may befall the home between two nights and costs nothing."""


def _body(listed: dict[str, Course]) -> bytes:
    return json.dumps({"courses": list(listed.values())}).encode()


def _list(listed: dict[str, Course]) -> bytes:
    return reply(_body(listed))


@dataclass
class World:
    """What the sources really offer, by source and id, and what they answer tonight."""

    chance: random.Random
    providers: Providers
    offers: dict[str, dict[str, Course]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    """By source, what goes wrong tonight."""
    n_made: int = 0

    def __post_init__(self) -> None:
        self.offers = {source: {str(course["id"]): course for course in offered(source)} for source in SOURCES}
        for source in SOURCES:
            self.providers.says(f"{source}.example.org", "/list", self._answer_of(source))

    def _answer_of(self, source: str) -> Callable[[Asked], Answer]:
        def answer(asked: Asked) -> Answer:
            listed = self.offers[source]
            return SHAPES[self.broken[source]](listed) if source in self.broken else _list(listed)

        return answer

    def next_day(self, most_faults: int = len(SOURCES)) -> None:
        """Courses come, go and change their words; some sources break."""
        for source, listed in self.offers.items():
            for _ in range(self.chance.randrange(3)):
                self.n_made += 1
                new = {**offered(source)[self.n_made % 20], "id": f"{source}-new-{self.n_made}"}
                new |= {"title": f"Course number {self.n_made}", "url": f"https://{source}.example.org/n/{self.n_made}"}
                listed[str(new["id"])] = new
            for key in self.chance.sample(sorted(listed), k=self.chance.randrange(2)):
                if len(listed) > 15:
                    del listed[key]
            for key in self.chance.sample(sorted(listed), k=self.chance.randrange(3)):
                listed[key] = {**listed[key], "description": f"Told anew, for the {self.n_made} time."}
                self.n_made += 1
        chosen = [source for source in SOURCES if self.chance.random() < 0.3][:most_faults]
        self.broken = {source: self.chance.choice(sorted(SHAPES)) for source in chosen}


@dataclass
class Books:
    """Every course that anybody ever offered on a good night, as it was then: nothing in it may be lost."""

    known: dict[str, Course] = field(default_factory=dict)
    listed: dict[str, set[str]] = field(default_factory=dict)
    """By source, what it listed on its last good night."""

    def check(self, world: World, report: Any, small: SmallHome) -> None:
        """Tonight's report against the truth, then every course of the catalogue."""
        for found in report["sources"]:
            source = found["source"]
            if source in world.broken:
                assert found["outcome"] != "succeeded", (world.broken[source], found)
                assert (found["new"], found["changed"], found["gone"], found["missing"]) == (0, 0, 0, 0)
                continue
            assert found["outcome"] == "succeeded", found
            self._check_counts(found, world.offers[source], source)
        self._check_courses(small)

    def _check_counts(self, found: Any, offers: dict[str, Course], source: str) -> None:
        before, now = self.listed.get(source, set()), set(offers)
        stayed = before & now
        changed = {key for key in stayed if offers[key] != self.known[key]}
        returned = {key for key in now - before if key in self.known}
        expected = {
            "new": len(now - before - returned),
            "changed": len(changed),
            "unchanged": len(stayed - changed),
            "returned": len(returned),
            "missing": len(before - now),
        }
        assert {name: found[name] for name in expected} == expected, source
        self.known |= offers
        self.listed[source] = now

    def _check_courses(self, small: SmallHome) -> None:
        rows = small.rows("SELECT course_id, title, is_active, missing_since_at IS NULL FROM core.course")
        there = {course_id.partition(":")[2]: (title, active, here) for course_id, title, active, here in rows}
        assert set(there) == set(self.known), "a course is lost, or nobody offered it"
        listed = set().union(*self.listed.values())
        assert {key for key, (_, active, here) in there.items() if active and here} == listed
        assert {key: title for key, (title, _, _) in there.items()} == {k: c["title"] for k, c in self.known.items()}


@dataclass
class Load:
    """Who reads the page all the time, and decides now and then."""

    address: str
    small: SmallHome
    chance: random.Random
    answers: dict[int, int] = field(default_factory=dict)
    """By status, how many."""
    decided: list[tuple[str, str]] = field(default_factory=list)
    """What was accepted: topic and action, in order."""
    troubles: list[str] = field(default_factory=list)
    resting: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)
    rests: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until it is over."""
        while not self.is_over.wait(0.3):
            if self.resting.is_set():
                self.rests.set()
                continue
            self.rests.clear()
            for path in ("/", "/metrics", "/healthz", f"/topics/{self._topic()}"):
                self._get(path)

    def _topic(self) -> str:
        return str(self.chance.choice(self.topics))

    @property
    def topics(self) -> list[str]:
        """The ids of topics, as the decisions know them."""
        return sorted({topic for topic, _, _ in self.small.decisions()})

    def _get(self, path: str) -> None:
        try:
            with urllib.request.urlopen(self.address + path) as answer:
                answer.read()
                status = answer.status
        except HTTPError as error:
            status = error.code
            error.close()
        except OSError as error:
            self.troubles.append(f"{path}: {error}")
            return
        self.answers[status] = self.answers.get(status, 0) + 1

    def decide(self, topic: str, at: datetime) -> None:
        """One more decision, written while a night works."""
        action = self.chance.choice(["shortlist", "later", "comment"])
        note = {"note": f"number {len(self.decided)}"} if action == "comment" else {}
        Decisions(self.small.home.decisions).add(topic, action, decided_by="rosa", decided_at=at, **note)
        self.decided.append((topic, action))


@contextmanager
def loaded(load: Load) -> Iterator[Load]:
    """The page is read for a block."""
    thread = threading.Thread(target=load.run)
    thread.start()
    try:
        yield load
    finally:
        load.is_over.set()
        thread.join()


@dataclass(frozen=True)
class Held:
    """What this process holds."""

    memory_mib: float
    handles: int
    threads: int
    temporary: int
    files: int
    """Files of the home."""

    @classmethod
    def now(cls, home: Path, temporary: Path) -> Held:
        """Measured after everything that can be let go of was let go of."""
        gc.collect()
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return cls(
            memory_mib=round(resident / (1 << 20), 1),
            handles=sum(1 for _ in Path("/proc/self/fd").iterdir()),
            threads=threading.active_count(),
            temporary=sum(1 for path in temporary.rglob("*") if path.is_file()),
            files=sum(1 for path in home.rglob("*") if path.is_file()),
        )


def one_night(small: SmallHome) -> Said:
    """The next night, which has to be published."""
    said = small.night()
    assert said.status == 0, said
    return said


__all__ = ["BEFALLS", "DAY", "Books", "Held", "Load", "World", "loaded", "one_night"]
