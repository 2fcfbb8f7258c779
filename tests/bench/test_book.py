"""What is written from a run: ratios the right way round, nothing from half a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchbook.book import FULL, STAGES, Book, Row, read_book
from benchbook.growth import STAGES as STAGES_OF_NIGHTS
from benchbook.growth import Growth, cpu, growth, memory_at, two_sizes, whole_at
from benchbook.machine import Machine
from benchbook.matches import WHOLE, book_matches
from benchbook.nights import book_nights
from benchbook.page import page_of
from benchbook.pages import MEASURED, PAGES
from benchbook.report import why_not
from benchbook.scale import scale_page

MACHINE = Machine(
    processor="made | up", cores=2, memory_gib=24.0, system="Linux", python="3.11.7", duckdb="1.5.5", load=0.1,
    write_mb_s=500.0, read_mb_s=2_000.0, copy_gb_s=10.0, gflops=50.0,
)  # fmt: skip


def cells(**changed: Any) -> dict[str, Any]:
    return {"stage": "match", "what": "goals", "ours": 2.0, "unit": "s of CPU", "size": "9 goals"} | changed


def whole(courses: int = FULL) -> Book:
    book = Book(courses, MACHINE)
    for stage in STAGES:
        book.add(**cells(stage=stage, peer=8.0, peer_of="it", floor=0.5, floor_of="memory", reason=f"As {stage} is."))
    return book


def test_ratios_of_seconds_and_of_rates() -> None:
    seconds = Row(**cells(peer=8.0, peer_of="it", floor=0.5, floor_of="memory"))
    assert (seconds.ratio, seconds.distance) == (4.0, 4.0)
    rate = Row(**cells(peer=1.0, peer_of="it", floor=10.0, floor_of="memory", is_rate=True))
    assert (rate.ratio, rate.distance) == (2.0, 5.0)
    assert (Row(**cells()).ratio, Row(**cells()).distance) == (None, None)


def test_floors_of_the_machine() -> None:
    assert MACHINE.writing_s(1e9) == 2.0
    assert MACHINE.reading_s(1e9) == 0.5
    assert MACHINE.copying_s(1e9) == 0.2
    assert MACHINE.computing_s(1e11) == 2.0


@pytest.mark.parametrize(
    "changed",
    [{"stage": "lunch"}, {"ours": 0.0}, {"floor": 1.0}, {"peer": 1.0}],
    ids=["stage", "zero", "floor", "peer"],
)
def test_a_row_that_says_too_little_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="stage"):
        Book(1, MACHINE).add(**cells(**changed))


def test_pages_come_from_a_whole_run_of_the_full_size_only() -> None:
    assert why_not(whole(), 0) is None
    assert why_not(whole(), 1) == "1 benches failed"
    assert why_not(whole(10_000), 0) == "10,000 courses are fewer than 250,000"
    half = whole()
    half.rows = [row for row in half.rows if row.stage != "night"]
    assert why_not(half, 0) == "nothing was measured of night"


def test_the_page_marks_what_is_not_whole() -> None:
    page = page_of(whole())
    assert "quick run" not in page
    assert "made &#124; up" in page or "made | up" in page
    assert "| goals | 9 goals | 2.00 s of CPU | it: 8.00 | 4.00 × | memory: 0.50 | 4.00 × |" in page
    assert "As night is." in page
    half = whole(10_000)
    half.rows.pop()
    assert "**This was a quick run**: 10,000 of 250,000 courses, and nothing of night." in page_of(half)


def test_a_book_comes_back_as_it_was_kept(tmp_path: Any) -> None:
    book = whole()
    book.note(bytes_per_course=1234.5678)
    path = tmp_path / "book.json"
    path.write_text(book.kept(), encoding="utf-8")
    again = read_book(path)
    assert again.rows == book.rows
    assert again.figures == {"bytes_per_course": 1235.0}
    assert again.kept() == book.kept()


def night(courses: int, goals: int, **cpu_s: float) -> dict[str, Any]:
    kind = {
        "cpu_s": dict.fromkeys(STAGES_OF_NIGHTS, 1.0) | {"whole": 6.0 + sum(cpu_s.values()) - len(cpu_s)} | cpu_s,
        "wall_s": 60.0, "peak_mib": 500.0 + courses / 100, "catalogue_bytes": 1_000 * courses, "pages_bytes": 1,
        "rest_bytes": 9,
    }  # fmt: skip
    return {"courses": courses, "goals": goals, "of_all": kind, "first": kind, "second": kind}


def test_a_line_goes_on_as_a_line_and_what_bends_as_a_power() -> None:
    line = Growth((10.0, 3.0), (20.0, 5.0))
    assert (line.each, line.at(20), line.at(100)) == (0.2, 5.0, 21.0)
    bent = Growth((10.0, 1.0), (20.0, 4.0))
    assert bent.power == pytest.approx(2.0)
    assert bent.at(40) == pytest.approx(16.0)
    assert Growth((10.0, 5.0), (20.0, 4.0)).at(100) == 4.0


def test_a_night_of_another_size_is_the_sum_of_its_stages() -> None:
    pair = (night(10, 5), night(20, 5, match=3.0))
    assert whole_at(pair, "courses", "first", 20) == pytest.approx(pair[1]["first"]["cpu_s"]["whole"])
    bent = growth(pair, "courses", cpu("first", "match"))
    assert bent.power > 1.1
    assert whole_at(pair, "courses", "first", 40) == pytest.approx(5.0 + bent.at(40))


def test_memory_is_that_of_the_night_that_takes_most() -> None:
    small, large = night(10, 5), night(20, 5)
    large["second"] = large["second"] | {"peak_mib": 900.0}
    assert memory_at((small, large), 20) == 900.0
    assert memory_at((small, large), 10) == 500.1


def test_two_nights_that_differ_in_one_thing_are_found() -> None:
    book = whole()
    for each in (night(10, 5), night(20, 5), night(40, 5), night(10, 50), night(80, 7)):
        book.nights[f"{each['courses']} × {each['goals']}"] = each
    assert [each["courses"] for each in two_sizes(book, "courses", "goals")] == [20, 40]
    assert [each["goals"] for each in two_sizes(book, "goals", "courses")] == [5, 50]
    del book.nights["10 × 50"]
    with pytest.raises(ValueError, match="goals alone"):
        two_sizes(book, "goals", "courses")


def test_the_page_of_scale_says_what_was_measured_and_at_which_prices() -> None:
    book = whole()
    for each in (night(10_000, 310), night(50_000, 310, match=3.0), night(10_000, 1_200, propose=9.0)):
        book.nights[f"{each['courses']} × {each['goals']}"] = each
    book.note(
        harvest_json_cpu_s=0.1, harvest_html_cpu_s=0.01, match_cpu_s=1e-9, page_cpu_s=0.01, dearest_page_cpu_s=0.1,
        sign_in_cpu_s=0.07,
    )  # fmt: skip
    page = scale_page(book)
    row = next(line for line in page.splitlines() if line.startswith("| 50,000 |"))
    assert row.endswith("| 1.0 GiB | 0.35 GB | measured |")
    assert next(line for line in page.splitlines() if line.startswith("| 250,000 |")).endswith("| counted |")
    assert "| 10,000 | 0.1 min | 0.1 min | 0.1 min | 0.6 GiB | 0.07 GB | measured |" in page
    assert "| stage | 10,000 to 50,000 |" in page
    assert "| whole | 50 µs |" in page  # match took 2 s more for 40,000
    assert "| 2 GiB of memory | 150,000 |" in page
    assert "| 1 | 500 | 0.0 h | 0.0 h | 0.0 | not measured | 0.00 TB |" in page
    assert "| 10,000 | 5,000,000 | 22.2 h | 19.4 h | 43.4 | not measured | 3.50 TB |" in page  # 125 s of pauses each
    assert "230 libraries" in page
    assert "**Prices are an assumption of 2026-11, to be replaced by your own**" in page
    assert "not measured" in page
    book.note(commits_per_s=5.0)
    assert "| 10,000 | 5,000,000 |" in scale_page(book)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_committed_pages_are_those_of_the_committed_figures(path: Path) -> None:
    page = PAGES[path](read_book(MEASURED))
    assert path.read_text(encoding="utf-8") == page, "stale; PYTHONPATH=.:tests/plugins python -m benchbook.pages"


def matched(method: str, cpu_s: float, goals: int, **more: Any) -> dict[str, Any]:
    took = {"match": {"cpu_s": cpu_s, "s": cpu_s}, "index": {"cpu_s": 1.0, "s": 1.0}}
    return {"method": method, "courses": 1_000, "goals": goals, "text_bytes": 5_000_000, "peak_mb": 300} | took | more


def test_a_peer_that_was_asked_fewer_goals_is_told_for_as_many() -> None:
    book = Book(1_000, MACHINE)
    second = {"match": {"cpu_s": 0.5}, "index": {"cpu_s": 0.25}}
    book_matches(
        book,
        [
            matched("ours", 2.0, 600, two_percent=second, embed_goals={"cpu_s": 3.0, "s": 1.5}),
            matched("wratio", 3.0, 10),
            matched("tantivy", 0.1, 600),
            {"method": "full-text", "courses": 1_000, "goals": 50, "not_available": "it is not installed"},
        ],
    )
    ratios = {row.peer_of: row.ratio for row in book.rows if row.what == "goals matched and explained"}
    assert ratios == {"wratio": pytest.approx(90.0), "tantivy": pytest.approx(0.05)}
    (delta,) = [row for row in book.rows if row.stage == "delta"]
    assert delta.ratio == pytest.approx(4.0)
    told = {row.what: (row.ours, row.peer, row.unit) for row in book.rows if "clock" in row.unit}
    assert told == {
        WHOLE: (3.0, pytest.approx(180.0), "s by the clock, 2 cores"),
        "vectors of goals made for the first time": (1.5, None, "s by the clock, 2 cores"),
    }
    floors = {row.what: row.floor for row in book.rows if row.floor}
    assert floors["goals matched and explained"] == pytest.approx(2 * 384 * 600 * 1_000 / 50e9)
    assert floors["courses indexed"] == pytest.approx(0.001)


def test_nights_of_all_sizes_are_kept_and_the_largest_is_told() -> None:
    book, stages = (
        Book(50, MACHINE),
        {name: {"cpu_s": 2.0, "wall_s": 3.0, "peak_mib": 9.0} for name in STAGES_OF_NIGHTS},
    )
    nights = []
    for courses in (10, 50):
        each = {
            "goals": 7, "topics": 3, "matches": 20, "stages": stages, "catalogue_bytes": 1_000_000,
            "pages_bytes": 4_000_000, "bytes": {"rest": 6}, "whole": {"cpu_s": 11.0, "wall_s": 12.0, "peak_mib": 9.0},
        }  # fmt: skip
        nights.append({"courses": courses, "first": each, "second": each})
    embedded = {**nights[0]["first"], "whole": {"cpu_s": 13.0, "wall_s": 12.0, "peak_mib": 9.0}}
    nights[0]["of_all"] = embedded
    book_nights(book, *nights)
    assert list(book.nights) == ["10 × 7", "50 × 7"]
    assert [each.get("counted") for each in book.nights.values()] == [None, ["of_all"]]
    assert book.nights["50 × 7"]["of_all"]["cpu_s"]["whole"] == pytest.approx(11.0 + 5 * (13.0 - 11.0))
    assert {row.size for row in book.rows if "of all" in row.what} == {"10 courses, 7 goals"}
    assert {row.size for row in book.rows if "of all" not in row.what} == {"50 courses, 7 goals"}
    assert {row.stage for row in book.rows} == {"night", "delta", "propose"}
    (cpu_row, *_) = [row for row in book.rows if row.unit == "s of CPU" and row.stage == "night"]
    assert cpu_row.floor == pytest.approx(0.002 + 0.002)
