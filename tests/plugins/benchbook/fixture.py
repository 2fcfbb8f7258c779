"""The book that all benches of a run write into, and the machine they run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from benchbook.book import Book


@pytest.fixture(scope="session")
def book(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Rows of this run; `make bench` makes pages of them."""
    from benchbook.book import BOOK, Book, n_courses
    from benchbook.machine import measured_machine

    if BOOK not in pytestconfig.stash:
        pytestconfig.stash[BOOK] = Book(n_courses(), measured_machine(tmp_path_factory.mktemp("floor")))
    return pytestconfig.stash[BOOK]
