"""The vector files beside the project: every row, each with its own failure."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.normalize import duration, language, licence, price, topics
from pipeline.normalize.reading import Reading

SHARED = Path(os.environ.get("CIRCLEWISE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FILES = SHARED / "catalogs" / "test_vectors"
Vectors = Callable[[str], list[tuple[str, str]]]

pytestmark = pytest.mark.shared


def rows(name: str) -> list[object]:
    """The rows as parameters; where the file is absent one row that skips through the fixture."""
    path = FILES / name
    if not path.is_file():
        return [pytest.param(0, id="absent")]
    count = len(path.read_text(encoding="utf-8").splitlines()) - 1
    return [pytest.param(number, id=f"row{number + 2}") for number in range(count)]


@pytest.mark.parametrize("row", rows("duration_strings_seconds.tsv"))
def test_seconds(row: int, vectors: Vectors) -> None:
    words, expected = vectors("duration_strings_seconds.tsv")[row]
    assert duration.seconds(words) == (int(expected) if expected else None)


@pytest.mark.parametrize("row", rows("language_strings.tsv"))
def test_language(row: int, vectors: Vectors) -> None:
    words, expected = vectors("language_strings.tsv")[row]
    reading = language.read(words)
    assert reading.value == (expected or None)
    assert bool(reading.notes) == (not expected)


@pytest.mark.parametrize("row", rows("license_strings.tsv"))
def test_licence(row: int, vectors: Vectors) -> None:
    words, expected = vectors("license_strings.tsv")[row]
    reading = licence.read(words)
    assert reading.value == (expected or None)
    assert bool(reading.notes) == (not expected)


def weeks(number: float) -> duration.Effort:
    return duration.Effort(weeks=duration.Span(number, number))


def total(number: float) -> duration.Effort:
    return duration.Effort(total_hours=duration.Span(number, number))


EXPECTED = {
    "Self-paced": duration.NOTHING,
    "PT": None,
    "PT30M": total(0.5),
    "PT1H": total(1.0),
    "PT10H": total(10.0),
    "PT5M": total(0.0833),
    "P10W": weeks(10.0),
    "P18M": None,
    "PT3H": total(3.0),
    "6 months": weeks(26.0888),
    "P12W": weeks(12.0),
    "P5M": None,
    "P1DT6H": weeks(0.1786),
    "P4Y": None,
    "29999": price.Price(Decimal("29999.00"), None),
    "₹ 1,15,000 + 18% GST": price.Price(Decimal("115000.00"), "INR"),
    "0": price.Price(Decimal("0.00"), None),
    "395": price.Price(Decimal("395.00"), None),
    "biostatistics,data visualisation,programming": ("biostatistics", "data visualisation", "programming"),
    "en-GB": "en",
}
READERS: dict[str, Callable[[str], Reading[Any]]] = {
    "courseWorkload": lambda words: duration.read(None, words),
    "duration": duration.read,
    "timeRequired": duration.read,
    "price": price.read,
    "keywords": lambda words: topics.read([words]),
    "inLanguage": language.read,
}
NOT_KEPT = {"courseMode", "location"}


@pytest.mark.parametrize("row", rows("schema_org_values_in_the_wild.tsv"))
def test_schema_org_values(row: int, vectors: Vectors) -> None:
    """Each value as our own table expects it; None means refused with a note."""
    name, words = vectors("schema_org_values_in_the_wild.tsv")[row]
    if name in NOT_KEPT:
        assert words not in EXPECTED
        return
    reading = READERS[name](words)
    if EXPECTED[words] is None:
        assert reading.value == duration.NOTHING
        assert [note.kind for note in reading.notes] == ["unknown_value"]
    else:
        assert reading.value == EXPECTED[words]
        assert reading.notes == ()
