"""Writes the committed pages from a run that was kept.

    PYTHONPATH=.:tests/plugins python -m benchbook.pages build/bench.json

puts its figures into tests/bench/measured.json and writes docs/benchmarks.md and docs/scale.md; without a file, the
pages are written anew from the figures that are committed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchbook.book import read_book
from benchbook.page import page_of
from benchbook.scale import scale_page

ROOT = Path(__file__).resolve().parents[3]
MEASURED = ROOT / "tests" / "bench" / "measured.json"
PAGES = {ROOT / "docs" / "benchmarks.md": page_of, ROOT / "docs" / "scale.md": scale_page}


def write_pages(kept: Path = MEASURED) -> None:
    """Both pages, and the figures they rest on."""
    book = read_book(kept)
    MEASURED.write_text(book.kept(), encoding="utf-8")
    for path, made in PAGES.items():
        path.write_text(made(book), encoding="utf-8")


if __name__ == "__main__":
    write_pages(*map(Path, sys.argv[1:]))
