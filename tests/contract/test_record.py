"""Taking values out of a JSON record: strict about kinds, and trouble is named by where it stands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pipeline.contract import Page, PageChangedError, Record, RecordError, amount

URL = "https://catalogue.example.org/courses?page=1"
MakePage = Callable[..., Page]
MakeRecord = Callable[[dict[str, Any]], Record]


@pytest.mark.parametrize(
    ("value", "kind"),
    [("a", str), (7, int), (7.5, float), (True, bool), ([1], list), ({"a": 1}, dict), (False, object)],
)
def test_take_gives_a_value_of_its_kind(make_record: MakeRecord, value: Any, kind: type) -> None:
    assert make_record({"key": value}).take("key", kind) == value


def test_whole_numbers_pass_as_float(make_record: MakeRecord) -> None:
    taken = make_record({"price": 150}).take("price", float)
    assert taken == 150.0
    assert isinstance(taken, float)


@pytest.mark.parametrize(
    ("value", "kind"), [(7, str), ("7", int), (7.5, int), (True, int), (True, float), (1, bool), ({}, list), ([], dict)]
)
def test_value_of_another_kind_is_refused(make_record: MakeRecord, value: Any, kind: type) -> None:
    with pytest.raises(RecordError, match=r"`key` is .* was expected") as caught:
        make_record({"key": value}).maybe("key", kind)
    assert caught.value.field == "key"
    assert caught.value.value == repr(value)


@pytest.mark.parametrize("values", [{}, {"title": None}])
def test_missing_and_null_are_refused_where_needed(make_record: MakeRecord, values: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match="missing or null") as caught:
        make_record(values).take("title", str)
    assert caught.value.field == "title"


def test_blank_text_is_no_title(make_record: MakeRecord) -> None:
    with pytest.raises(RecordError, match="blank"):
        make_record({"title": " \n"}).take("title", str)


def test_missing_null_and_blank_texts_are_none(make_record: MakeRecord) -> None:
    record = make_record({"null": None, "blank": "  ", "text": " a "})
    assert [record.text(key) for key in ("missing", "null", "blank", "text")] == [None, None, None, " a "]


def test_texts_leave_blank_ones_out(make_record: MakeRecord) -> None:
    record = make_record({"topics": ["a", " ", "b"], "null": None})
    assert record.texts("topics") == ("a", "b")
    assert record.texts("null") == ()
    assert record.texts("missing") == ()


@pytest.mark.parametrize("value", [["a", 7], "a", {"a": "b"}, 7])
def test_texts_refuse_what_is_no_list_of_texts(make_record: MakeRecord, value: Any) -> None:
    with pytest.raises(RecordError, match="expected"):
        make_record({"topics": value}).texts("topics")


def test_one_passes_for_a_list_where_asked(make_record: MakeRecord) -> None:
    record = make_record({"language": "de", "place": {"name": "Potsdam"}})
    assert record.texts("language", or_one=True) == ("de",)
    (place,) = record.objects("place", or_one=True)
    assert place.take("name", str) == "Potsdam"
    assert record.leftover == []


def test_trouble_inside_an_entry_is_the_entrys_trouble(make_record: MakeRecord) -> None:
    record = make_record({"runs": [{"start": "2026"}, None], "organisation": {"name": 7}})
    with pytest.raises(RecordError, match="`runs` holds None"):
        record.objects("runs")
    organisation = record.object("organisation")
    assert organisation is not None
    with pytest.raises(RecordError, match="organisation: `name` is 7"):
        organisation.text("name")


@pytest.mark.parametrize("body", [{}, {"results": None}, {"results": {}}, {"results": ["a"]}, {"results": [None]}])
def test_trouble_around_the_entries_is_the_pages_trouble(make_page: MakePage, body: Any) -> None:
    with pytest.raises(PageChangedError, match="`results`"):
        make_page(body).json().entries("results")


def test_empty_list_of_entries_is_read(make_page: MakePage) -> None:
    assert make_page({"results": []}).json().entries("results") == []


def test_known_words_are_chosen_and_unknown_ones_noted(make_page: MakePage) -> None:
    page = make_page([{"type": "v1"}, {"type": "v9"}, {}])
    assert [record.choose("type", {"v1": "course"}) for record in page.json_list()] == ["course", None, None]
    (note,) = page.notes
    assert (note.kind, note.level, note.field, note.value, note.url) == (
        "unknown_value",
        "warning",
        "type",
        "'v9'",
        URL,
    )
    assert "one of v1 was expected" in note.message


def test_kind_can_be_asked_before_reading(make_record: MakeRecord) -> None:
    record = make_record({"workload": 3})
    assert record.is_kind("workload", int)
    assert not record.is_kind("workload", str)
    assert not record.is_kind("missing", str)


@pytest.mark.parametrize(("words", "number"), [("49.00", "49.00"), (" 0 ", "0"), ("-1", "-1")])
def test_amounts_are_read_exactly(words: str, number: str) -> None:
    assert amount(words, "price") == Decimal(number)


@pytest.mark.parametrize("words", ["", "free", "NaN", "Infinity", "-inf", "sNaN", "1,50", "4 USD"])
def test_what_is_no_amount_is_refused(words: str) -> None:
    with pytest.raises(RecordError, match=r"`price` is .*, a number was expected") as caught:
        amount(words, "price")
    assert caught.value.field == "price"
