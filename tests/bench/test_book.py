"""What is written from a run: ratios the right way round, nothing from half a run."""

from __future__ import annotations

from typing import Any

import pytest
from benchbook.book import FULL, STAGES, Book, Row, read_book
from benchbook.machine import Machine
from benchbook.page import page_of
from benchbook.report import why_not

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
