"""docs/scale.md, counted from the figures of the book."""

from __future__ import annotations

from benchbook.book import Book


def scale_page(book: Book) -> str:
    """The page as Markdown."""
    return f"# Scale\n\n{book.courses}\n"
