"""What a harvest leaves behind: issues told once, counts by field, records that cannot be read prove no absence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipeline.flow.build import load
from pipeline.flow.harvested import Harvest
from pipeline.flow.read_page import take
from pipeline.model import Expect, Note, RawListing, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.store import Build, Reading

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
RULES = SourceRules(
    source="demo", title="Demo", publisher="us", home="https://example.org", terms="ours",
    expect=Expect(min_listings=1, max_drop_pct=50.0, fill_rate={}), retire_after=1,
)  # fmt: skip


def harvest(*listings: RawListing, notes: tuple[Note, ...] = ()) -> Harvest:
    made = Harvest(rules=RULES, run_id="n.demo", started_at=NIGHT, finished_at=NIGHT, outcome="succeeded")
    for raw in listings:
        reading = Reading()
        take(reading, raw, Normaliser(RULES), "0" * 64)
        made.take_in(reading)
    made.notes += notes
    return made


def night(folder: Path, name: str, made: Harvest, previous: Path | None = None, day: int = 0) -> Path:
    made.run_id = f"{name}.demo"
    with Build(folder / name, previous, name, NIGHT + timedelta(days=day)) as build:
        load(build, [made], name)
        build.finish()
    return folder / name


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_same_finding_is_told_once_with_its_number(tmp_path: Path) -> None:
    made = harvest(*(RawListing(key=str(n), title="A", level="Wizard") for n in range(3)))
    path = night(tmp_path, "a", made)
    issues = rows(path, "SELECT kind, field, value, key, message FROM out.issue")
    assert [issue[:4] for issue in issues] == [("unknown_value", "level", "Wizard", "0")]
    assert str(issues[0][4]).endswith("(and in 2 more records)")


def test_damaged_texts_are_one_issue_a_field(tmp_path: Path) -> None:
    made = harvest(*(RawListing(key=str(n), title=f"Caf\ufffd {n}") for n in range(3)))
    assert rows(night(tmp_path, "a", made), "SELECT kind, field, count(*) FROM out.issue GROUP BY ALL") == [
        ("damaged_text", "title", 1)
    ]


def test_positions_in_a_list_do_not_multiply_issues(tmp_path: Path) -> None:
    notes = tuple(
        Note(level="error", kind="rejected_record", message=f"results[{n}]: `title` is missing", field="title")
        for n in range(50)
    )
    path = night(tmp_path, "a", harvest(RawListing(key="1", title="A"), notes=notes))
    assert rows(path, "SELECT count(*) FROM out.issue") == [(1,)]


def test_what_is_absent_is_counted_by_field(tmp_path: Path) -> None:
    made = harvest(RawListing(key="1", title="A", url="https://example.org/a"), RawListing(key="2", title="B"))
    counts = dict(rows(night(tmp_path, "a", made), "SELECT name, n FROM out.run_count"))  # type: ignore[arg-type]
    assert counts["field/url/missing"] == 1
    assert counts["field/licence/missing"] == 2
    assert "field/title/missing" not in counts


def test_an_empty_list_counts_as_absent(tmp_path: Path) -> None:
    made = harvest(RawListing(key="1", title="A", topics=("Law",)), RawListing(key="2", title="B"))
    counts = dict(rows(night(tmp_path, "a", made), "SELECT name, n FROM out.run_count"))  # type: ignore[arg-type]
    assert counts["field/topics/missing"] == 1


def test_what_is_in_the_catalogue_is_let_go_of(tmp_path: Path) -> None:
    made = harvest(RawListing(key="1", title="A", level="Wizard"))
    assert made.listings
    assert made.notes
    path = night(tmp_path, "a", made)
    assert (made.listings, made.notes, made.records) == ({}, [], 1)
    assert rows(path, "SELECT (SELECT count(*) FROM out.course), (SELECT count(*) FROM out.issue)") == [(1, 1)]


def test_listings_are_in_no_table_in_memory_once_they_are_merged(tmp_path: Path) -> None:
    made = harvest(RawListing(key="1", title="A"))
    with Build(tmp_path / "a", None, "a", NIGHT) as build:
        load(build, [made], "a")
        held = build.query("SELECT table_name FROM duckdb_tables() WHERE temporary")
    assert {("arrival",), ("absent",)}.isdisjoint(held)


def test_a_record_that_cannot_be_read_proves_no_absence(tmp_path: Path) -> None:
    first = night(tmp_path, "a", harvest(RawListing(key="1", title="A"), RawListing(key="2", title="B")))
    spoilt = harvest(RawListing(key="1", title="A"), RawListing(key="2", title="  "))
    second = night(tmp_path, "b", spoilt, first)
    assert rows(second, "SELECT key, is_active FROM out.course ORDER BY key") == [("1", True), ("2", True)]
    assert rows(second, "SELECT rejected FROM out.run ORDER BY night_id") == [(0,), (1,)]
    gone = night(tmp_path, "c", harvest(RawListing(key="1", title="A")), second, day=1)
    assert rows(gone, "SELECT key, is_active FROM out.course ORDER BY key") == [("1", True), ("2", False)]


def test_words_stay_beside_values(tmp_path: Path) -> None:
    path = night(tmp_path, "a", harvest(RawListing(key="1", title="<b>A</b> &amp; B", language="English")))
    assert rows(path, "SELECT title, language FROM out.course") == [("A & B", "en")]
    assert rows(path, "SELECT words->>'title', words->>'language' FROM raw.listing") == [
        ("<b>A</b> &amp; B", "English")
    ]


def test_pages_read_again_prove_no_absence(tmp_path: Path) -> None:
    first = night(tmp_path, "a", harvest(RawListing(key="1", title="A"), RawListing(key="2", title="B")))
    again = harvest(RawListing(key="1", title="A"))
    again.is_replayed = True
    assert rows(night(tmp_path, "b", again, first, day=5), "SELECT is_active, n_misses FROM core.course") == [
        (True, 0),
        (True, 0),
    ]


def test_what_cannot_be_normalised_counts_before_the_run_is_judged() -> None:
    made = harvest(RawListing(key="1", title="A"), RawListing(key="2", title="&nbsp;"))
    assert (made.records, made.rejected, list(made.listings)) == (1, 1, ["1"])
