"""One source's walk over real HTTP: what it can do without, what ends it, what is not read twice, what only changed."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.contract import Connector, Page, Produced, RawListing, Request, StatedTotal, Tombstone, Watermark
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.model import Expect, Politeness, SourceRules
from pipeline.store import Readings
from pipeline.store.segment import Segment

START = "https://a.example/courses"
RULES = SourceRules(
    source="demo", title="Demo", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}, max_rejected_pct=40.0),
    politeness=Politeness(delay_seconds=0.0, retries=0, deadline_seconds=20.0, concurrency=2),
)  # fmt: skip


class Catalogue(Connector):
    """Pages that name courses, pages of courses, deleted courses, the next page and the time of the last change."""

    source = "demo"
    tells_changes = True
    n_read = 0

    def start(self) -> Iterator[Produced]:
        yield Request(START if self.since is None else f"{START}?since={self.since}", "courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        type(self).n_read += 1
        body = page.json()
        for key in body.texts("courses"):
            yield RawListing(key=key, title=f"Course {key}")
        for name in body.texts("pages"):
            yield Request(f"https://a.example/{name}", "course", is_optional=True)
        for key in body.texts("deleted"):
            yield Tombstone(key)
        total, changed, following = body.maybe("total", int), body.text("changed"), body.text("next")
        if total is not None:
            yield StatedTotal(total)
        if changed is not None:
            yield Watermark(changed)
        if following is not None:
            yield page.follow(following)

    def course(self, page: Page) -> Iterator[Produced]:
        type(self).n_read += 1
        body = page.json()
        yield RawListing(key=body.take("id", str), title=body.take("title", str))


class Remembering(Catalogue):
    """The same, but what a page says depends on earlier pages."""

    remembers_pages = True


Harvester = Callable[..., Harvest]


@pytest.fixture
def harvest(world: Any, tmp_path: Path) -> Harvester:
    """Harvests the demo source from `world` once; every call is a run of its own."""
    runs: list[str] = []

    def run(
        connector: type[Connector] = Catalogue, *, since: str | None = None, fingerprint: str = "f1", **options: Any
    ) -> Harvest:
        runs.append(f"2026112{len(runs)}T020000-aaa")
        Catalogue.n_read = 0
        connector.n_read = 0  # type: ignore[attr-defined]
        plan = Plan(rules=RULES, connector=connector({}, since=since), fingerprint=fingerprint, **options)

        async def work(fetcher: Any) -> Harvest:
            means = Means(
                fetcher=fetcher,
                archive=world.archive,
                readings=Readings(tmp_path / "readings"),
                clock=world.clock,
                progress=lambda moved: None,
            )
            (harvest,) = await harvest_all([plan], runs[-1], means)
            return harvest

        made: Harvest = world.run(work)
        return made

    return run


def serves(world: Any, address: str, etag: str = "", **values: Any) -> None:
    headers = {"ETag": etag} if etag else {}
    world.says(f"a.example/{address}", world.reply(json.dumps(values).encode(), headers=headers))


def test_pages_lead_to_pages(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1", "2"], next="/courses?page=2", total=3)
    serves(world, "courses?page=2", courses=["3"])
    made = harvest()
    assert (made.outcome, sorted(made.listings), made.records, len(made.pages)) == ("succeeded", ["1", "2", "3"], 3, 2)


def test_an_optional_page_that_is_gone_leaves_out_its_course_only(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", pages=["c1", "c2", "c3"])
    serves(world, "c1", id="1", title="One")
    serves(world, "c3", id="3", title="Three")
    made = harvest()
    assert (made.outcome, sorted(made.listings), made.gone_pages, made.rejected) == ("succeeded", ["1", "3"], 1, 0)
    assert [note.kind for note in made.notes] == ["gone_page"]


@pytest.mark.parametrize("body", [b"<html>sorry</html>", b'{"id": "2"}', b""])
def test_an_optional_page_that_cannot_be_read_counts_as_a_rejected_record(
    world: Any, harvest: Harvester, body: bytes
) -> None:
    serves(world, "courses", pages=["c1", "c2", "c3"])
    serves(world, "c1", id="1", title="One")
    world.says("a.example/c2", world.reply(body))
    serves(world, "c3", id="3", title="Three")
    made = harvest()
    assert (made.outcome, sorted(made.listings), made.rejected) == ("succeeded", ["1", "3"], 1)


def test_too_many_unreadable_optional_pages_hold_the_run(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", pages=["c1", "c2"])
    serves(world, "c1", id="1", title="One")
    serves(world, "c2", id="2", name="a renamed key")
    made = harvest()
    assert made.outcome == "held"
    assert made.reason is not None
    assert "1 of 2 records could not be read" in made.reason


def test_an_optional_page_that_fails_is_done_without_but_a_host_that_fails_is_not(
    world: Any, harvest: Harvester
) -> None:
    busy = world.reply(status=500)
    serves(world, "courses", pages=["c1", "c2", "c3", "c4"])
    for name in ("c1", "c2", "c3", "c4"):
        serves(world, name, id=name, title=name)
    world.says("a.example/c2", busy)
    made = harvest()
    assert (made.outcome, sorted(made.listings), made.rejected) == ("succeeded", ["c1", "c3", "c4"], 1)
    for name in ("c2", "c3", "c4"):
        world.says(f"a.example/{name}", busy)
    made = harvest()
    assert made.outcome == "failed"
    assert made.reason is not None
    assert "https://a.example/c4 answered 500" in made.reason


def test_a_refused_optional_page_stops_the_source(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", pages=["c1", "c2"])
    world.says("a.example/c1", world.reply(status=403))
    serves(world, "c2", id="2", title="Two")
    assert harvest().outcome == "blocked"


def test_an_optional_page_is_asked_once_however_many_pages_lead_to_it(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", pages=["c1", "c1"], next="/courses?page=2")
    serves(world, "courses?page=2", pages=["c1"])
    serves(world, "c1", id="1", title="One")
    assert harvest().outcome == "succeeded"
    assert len(world.asked("a.example/c1")) == 1


def test_paging_that_comes_back_to_a_page_is_held(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1"], next="/courses?page=2")
    serves(world, "courses?page=2", courses=["2"], next="/courses")
    made = harvest()
    assert made.outcome == "held"
    assert made.reason == "https://a.example/courses: the walk comes back to this page; it would never end"


def test_paging_that_brings_the_same_courses_under_new_addresses_is_held(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1", "2"], next="/courses?token=b")
    serves(world, "courses?token=b", courses=["1", "2"], next="/courses?token=c")
    made = harvest()
    assert made.outcome == "held"
    assert made.reason is not None
    assert "all its 2 courses came on earlier pages" in made.reason
    assert len(world.asked()) == 2


def test_a_page_that_did_not_change_is_not_read_again(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", '"a"', courses=["1", "2"], next="/courses?page=2", total=3)
    serves(world, "courses?page=2", '"b"', courses=["3"])
    first = harvest()
    assert (Catalogue.n_read, first.remembered) == (2, 0)
    again = harvest()
    assert (Catalogue.n_read, again.remembered) == (0, 2)
    assert again.listings == first.listings
    assert (again.records, again.stated_total, again.filled) == (first.records, first.stated_total, first.filled)
    serves(world, "courses?page=2", '"c"', courses=["3", "4"])
    changed = harvest()
    assert (Catalogue.n_read, changed.remembered, sorted(changed.listings)) == (1, 1, ["1", "2", "3", "4"])


def test_a_harvest_is_shown_without_its_courses(world: Any, harvest: Harvester) -> None:
    """asyncio.run makes a repr of all that it returns: of 7,000 courses it took a tenth of a second."""
    serves(world, "courses", courses=["first of all"])
    found = harvest()
    assert list(found.listings) == ["first of all"]
    assert "first of all" not in repr(found)


def test_pages_are_read_again_by_other_code(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1"])
    harvest()
    assert (harvest(fingerprint="f2").remembered, Catalogue.n_read) == (0, 1)
    assert harvest(fingerprint="f2").remembered == 1


def test_pages_whose_reading_depends_on_others_are_always_read(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1"])
    harvest(Remembering)
    assert (harvest(Remembering).remembered, Remembering.n_read) == (0, 1)


def test_a_damaged_reading_costs_nothing_but_the_time(world: Any, harvest: Harvester, tmp_path: Path) -> None:
    serves(world, "courses", courses=["1"])
    first = harvest()
    kept = tmp_path / "readings" / "demo" / "readings.bin"
    whole = kept.read_bytes()
    for damage in (b"", b"no segment at all" * 9, whole[:-9], whole[:9] + bytes(3) + whole[12:], whole[:-9] + bytes(9)):
        kept.write_bytes(damage)
        again = harvest()
        assert (again.remembered, again.listings) == (0, first.listings)


def test_readings_of_pages_that_went_are_deleted(world: Any, harvest: Harvester, tmp_path: Path) -> None:
    serves(world, "courses", courses=["1"])
    harvest()
    serves(world, "courses", courses=["2"])
    harvest()
    (kept,) = (tmp_path / "readings" / "demo").iterdir()
    assert len(Segment(kept).keys) == 1


def test_what_is_asked_with_a_credential_is_not_written_down(world: Any, harvest: Harvester, tmp_path: Path) -> None:
    class SignedIn(Catalogue):
        def start(self) -> Iterator[Produced]:
            yield Request(START, "signed_in", headers={"Authorization": "JWT s3cret"})

        def signed_in(self, page: Page) -> Iterator[Produced]:
            yield from self.courses(page)
            if page.url == START:
                yield Request("https://a.example/more", "courses", headers={"X-Key": "s3cret"})

    serves(world, "courses", courses=["1"], next="/courses?page=2")
    serves(world, "courses?page=2", courses=["2"])
    serves(world, "more", courses=["3"])
    assert sorted(harvest(SignedIn).listings) == ["1", "2", "3"]
    again = harvest(SignedIn)
    assert (sorted(again.listings), again.remembered) == (["1", "2", "3"], 2)
    assert {seen.headers.get("authorization") for seen in world.asked("a.example/courses?page=2")} == {"JWT s3cret"}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    texts = [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in files]
    segment = Segment(tmp_path / "readings" / "demo" / "readings.bin")
    readings = Readings(tmp_path / "readings")
    kept = [readings.get("demo", key) for key in segment.keys]
    texts += [zlib.decompress(part) for each in kept if each for part in each.parts]
    assert (len(segment.keys), len(texts)) == (2, len(files) + 2)
    assert not any(b"s3cret" in text for text in texts)


def test_changes_only(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1", "2", "3"], changed="2026-11-24")
    assert harvest().watermark == "2026-11-24"
    serves(world, "courses?since=2026-11-24", courses=["2"], deleted=["3", "nobody"], changed="2026-11-25")
    made = harvest(since="2026-11-24", previous_listings=3)
    assert (made.outcome, made.is_full, sorted(made.listings)) == ("succeeded", False, ["2"])
    assert (made.tombstones, made.watermark) == ({"3", "nobody"}, "2026-11-25")
    serves(world, "courses?since=2026-11-25")
    empty = harvest(since="2026-11-25", previous_listings=3)
    assert (empty.outcome, empty.records, empty.watermark) == ("succeeded", 0, "2026-11-25")


def test_pages_of_changes_come_on_top_of_the_full_walk(world: Any, harvest: Harvester) -> None:
    serves(world, "courses", courses=["1", "2"])
    harvest()
    serves(world, "courses?since=w", courses=["2"])
    harvest(since="w")
    assert [kept.url for kept in world.archive.pages("demo")] == [START, f"{START}?since=w"]
    world.archive.sweep()
    full, _ = world.archive.pages("demo")
    assert json.loads(world.archive.body(full)) == {"courses": ["1", "2"]}
    harvest()
    assert [kept.url for kept in world.archive.pages("demo")] == [START]
