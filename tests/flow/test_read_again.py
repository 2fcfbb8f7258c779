"""Pages that changed are read again where they changed, and say what they say to who reads all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request
from pipeline.flow.build import new_titles
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.flow.read_page import read_page
from pipeline.model import Expect, Politeness, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.store import Readings
from pipeline.store.readings import Reading, completed

RULES = SourceRules(
    source="demo", title="Demo", publisher="us", home="https://a.example", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=90.0, fill_rate={}, max_rejected_pct=90.0),
    politeness=Politeness(delay_seconds=0.0, retries=0, deadline_seconds=20.0, concurrency=2),
)  # fmt: skip
ASKED = Request("https://a.example/courses", "courses")


class Catalogue(Connector):
    """One page of records, each read by itself."""

    source = "demo"
    read: list[str] = []  # noqa: RUF012 - the keys of records that were read, by the tests

    def start(self) -> Iterator[Produced]:
        yield ASKED

    def courses(self, page: Page) -> Iterator[Produced]:
        yield from page.each(page.json().entries("courses"), self._listing, by_itself=True)

    def _listing(self, record: Record) -> RawListing | None:
        key = record.take("id", str)
        self.read.append(key)
        record.choose("level", {"easy": "beginner"})
        if record.maybe("is_deleted", bool):
            record.drop()
            return None
        return RawListing(key=key, title=record.take("title", str), duration=record.text("duration"))


def course(key: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": title, **more}


@pytest.fixture
def harvest(world: Any, tmp_path: Path) -> Callable[..., tuple[Harvest, list[str]]]:
    """Harvests these records once; every call is a night. Tells the harvest and what was read for it."""
    nights: list[str] = []

    def run(*records: dict[str, Any], fingerprint: str = "f1") -> tuple[Harvest, list[str]]:
        nights.append(f"2026112{len(nights)}T020000-aaa")
        world.says("a.example/courses", world.reply(json.dumps({"courses": records}).encode()))
        Catalogue.read.clear()

        async def work(fetcher: Any) -> Harvest:
            plan = Plan(rules=RULES, connector=Catalogue({}), fingerprint=fingerprint)
            readings = Readings(tmp_path / "readings")
            means = Means(
                fetcher=fetcher,
                archive=world.archive,
                readings=readings,
                clock=world.clock,
                progress=lambda moved: None,
            )
            (made,) = await harvest_all([plan], nights[-1], means)
            return made

        made: Harvest = world.run(work)
        return made, list(Catalogue.read)

    return run


def test_records_that_are_as_they_were_are_not_read_again(harvest: Callable[..., tuple[Harvest, list[str]]]) -> None:
    first, read = harvest(course("1", "One"), course("2", "Two"), course("3", "Three"))
    assert read == ["1", "2", "3"]
    second, read = harvest(course("0", "New"), course("3", "Three"), course("2", "Two, again"), course("1", "One"))
    assert read == ["0", "2"]
    assert new_titles([second]) == ["New", "Two, again"]
    assert [each.title for each in second.listings.values()] == ["New", "Three", "Two, again", "One"]
    assert second.listings["1"].content_hash == first.listings["1"].content_hash
    assert (second.records, second.filled) == (4, {"key": 4, "title": 4})
    pages = {each.page_sha256 for each in second.listings.values()}
    assert pages == {second.pages[0].sha256}
    assert pages != {first.pages[0].sha256}
    third, read = harvest(course("1", "One"), course("0", "New"))
    assert (read, sorted(third.listings), new_titles([third])) == ([], ["0", "1"], [])
    fourth, _ = harvest(course("1", "One"), course("0", "New"))
    assert (fourth.remembered, new_titles([fourth])) == (1, [])


def test_what_there_is_to_tell_about_a_record_is_told_every_night(
    harvest: Callable[..., tuple[Harvest, list[str]]],
) -> None:
    odd = [
        course("1", "One", duration="12 parsecs"),
        course("2", "Two", level="hard"),
        course("3", "Three", new_key=1),
        {"id": "4"},
    ]
    first, _ = harvest(*odd, course("5", "Five"))
    second, read = harvest(*odd, course("5", "Five"), course("6", "Six"))
    assert read == ["1", "2", "3", "4", "6"]
    told = [(note.kind, note.key, note.field, note.message) for note in first.notes]
    assert [kind for kind, *_ in told].count("unknown_value") == 2
    assert {kind for kind, *_ in told} == {"unknown_value", "unknown_key", "rejected_record"}
    assert [(note.kind, note.key, note.field, note.message) for note in second.notes] == told
    assert (first.rejected, second.rejected) == (1, 1)


def test_other_code_reads_every_record(harvest: Callable[..., tuple[Harvest, list[str]]]) -> None:
    harvest(course("1", "One"), course("2", "Two"))
    _, read = harvest(course("1", "One"), course("3", "Three"), fingerprint="f2")
    assert read == ["1", "3"]


def test_a_reading_that_was_kept_in_another_shape_is_read_anew(tmp_path: Path) -> None:
    body = json.dumps({"courses": [course("1", "One")]}).encode()
    for odd in (
        {"stated_total": None, "gone_since": None},  # one field too many
        {},  # one too few
    ):
        readings, reading = Readings(tmp_path), _read(body, {})
        vars(reading).pop("stated_total")
        vars(reading).update(odd)
        readings.put("demo", "0" * 64, "page", "sum", reading, ASKED)
        assert readings.get("demo", "0" * 64) is None
    readings.put("demo", "0" * 64, "page", "sum", _read(body, {}), ASKED)
    assert readings.get("demo", "0" * 64) is not None


def test_a_record_that_comes_twice_is_told_twice(harvest: Callable[..., tuple[Harvest, list[str]]]) -> None:
    harvest(course("1", "One"), course("2", "Two"))
    made, read = harvest(course("1", "One"), course("2", "Two"), course("1", "One"))
    assert (read, made.records, [note.kind for note in made.notes]) == ([], 3, ["repeated_key"])


RECORDS = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from("abcdef")},
        optional={
            "title": st.sampled_from(["One", "Two", "", "Drei \ud800", "\x00"]),
            "duration": st.sampled_from(["5 weeks", "for ever", ""]),
            "level": st.sampled_from(["easy", "hard"]),
            "is_deleted": st.booleans(),
            "surprise": st.integers(),
        },
    ),
    max_size=6,
)


@given(nights=st.lists(RECORDS, min_size=2, max_size=4))
def test_every_night_says_what_reading_all_of_it_says(nights: list[list[dict[str, Any]]]) -> None:
    with TemporaryDirectory() as folder:
        readings = Readings(Path(folder))
        for night, records in enumerate(nights):
            body = json.dumps({"courses": records}).encode()
            sha256 = f"of night {night}"
            whole = _read(body, {}, sha256)
            before = readings.get("demo", "0" * 64)
            reading = _read(body, before.known if before else {}, sha256)
            if before is not None:
                reading = completed(reading, before, sha256)
            assert reading == whole, night
            readings.put("demo", "0" * 64, str(night), sha256, reading, ASKED, before)
            kept = readings.get("demo", "0" * 64)
            assert kept is not None
            assert kept.whole(ASKED) == whole
            readings.save("demo")


def _read(body: bytes, known: dict[bytes, int], sha256: str = "sum") -> Reading:
    page = Page(ASKED, ASKED.url, 200, {}, body, known=known)
    return read_page(Catalogue({}), page, Normaliser(RULES), sha256)


@pytest.mark.parametrize(("n_records", "most_parts"), [(40, 11), (400, 16)])
def test_what_was_packed_is_packed_anew_only_now_and_then(n_records: int, most_parts: int) -> None:
    """A page of which one record changes every night: what is kept grows by that one, by a quarter or to 16 parts."""
    with TemporaryDirectory() as folder:
        readings, sizes = Readings(Path(folder)), []
        records = [course(str(n), f"Course {n}") for n in range(n_records)]
        for night in range(2 * most_parts):
            records[night] = course(str(night), f"Course {night}, told anew")
            body = json.dumps({"courses": records}).encode()
            before = readings.get("demo", "0" * 64)
            reading = _read(body, before.known if before else {})
            if before is not None:
                assert len(reading.rows) == 1
                reading = completed(reading, before, "sum")
            readings.put("demo", "0" * 64, str(night), "sum", reading, ASKED, before)
            kept = readings.get("demo", "0" * 64)
            assert kept is not None
            assert kept.whole(ASKED) == _read(body, {})
            sizes.append((len(kept.parts), len(kept.pool)))
        assert sizes == 2 * [(1 + n, n_records + n) for n in range(most_parts)]
