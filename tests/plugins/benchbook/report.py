"""Prints what was measured and keeps it; a whole run of the full size writes the committed pages.

For `make bench`: `PYTHONPATH=tests/plugins python -m pytest -p benchbook.report -m bench -s`. Every run
leaves build/bench.json and build/benchmarks.md. Where a stage is missing, a bench failed or there were fewer courses,
docs/benchmarks.md stays as it was.
"""

from __future__ import annotations

from typing import Any

from benchbook.book import BOOK, FULL, Book
from benchbook.page import page_of
from benchbook.pages import ROOT, write_pages

KEPT = ROOT / "build" / "bench.json"
DRAFT = ROOT / "build" / "benchmarks.md"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The page as a draft, and whether it became the committed one."""
    book = terminalreporter.config.stash.get(BOOK, None)
    if book is None or not book.rows:
        return
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(book.kept(), encoding="utf-8")
    DRAFT.write_text(page_of(book), encoding="utf-8")
    terminalreporter.write_line(page_of(book))
    n_bad = sum(len(terminalreporter.stats.get(how, ())) for how in ("failed", "error"))
    why = why_not(book, n_bad)
    if why:
        terminalreporter.write_line(f"docs/benchmarks.md stays as it was: {why}; this run is in {DRAFT.name} of build/")
    else:
        write_pages(KEPT)
        terminalreporter.write_line("docs/benchmarks.md and docs/scale.md are written.")


def why_not(book: Book, n_bad: int) -> str | None:
    """Why the committed pages are not written from this run; None where they are."""
    if n_bad:
        return f"{n_bad} benches failed"
    if book.missing:
        return f"nothing was measured of {', '.join(book.missing)}"
    if book.courses < FULL:
        return f"{book.courses:,} courses are fewer than {FULL:,}"
    return None
