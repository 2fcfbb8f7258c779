"""Every reader on a megabyte of what hurts parsers: each must end at once; a quadratic one would take minutes here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.errors import RecordError
from pipeline.normalize import dates, description, duration, language, level, licence, pacing, price, title, topics, url

READERS: dict[str, Callable[[str], object]] = {
    "title": title.read,
    "description": description.read,
    "duration": duration.read,
    "seconds": duration.seconds,
    "language": language.read,
    "level": level.read,
    "licence": licence.read,
    "pacing": pacing.read,
    "price": price.read,
    "currency": lambda words: price.read("5", words),
    "topics": lambda words: topics.read([words]),
    "url": url.clean,
    "starts": lambda words: dates.read("starts", words),
}
PIECES = [
    "<a",
    "<",
    "<b>",
    "<!--",
    "&lt;",
    " ",
    "1 ",
    "1-",
    "1,",
    "1.",
    "cc by-nc-",
    "creative commons ",
    "//@",
    "\x00",
    "[a](b",
    "**a",
    "(",
]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_ends(name: str, piece: str) -> None:
    words = piece * (1_000_000 // len(piece)) + "x"
    try:
        READERS[name](words)
    except RecordError:
        assert name == "title"


@pytest.mark.parametrize("name", ["url", "dates"])
def test_long_addresses_and_numbers_end(name: str) -> None:
    words = "https://" + "a." * 400_000 if name == "url" else "9" * 1_000_000
    reading = url.clean(words) if name == "url" else dates.read("starts", words)
    assert reading.value is None
    assert len(reading.notes) == 1
