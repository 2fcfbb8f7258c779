from __future__ import annotations

import dataclasses
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import RawListing
from pipeline.normalize.words import content_hash, words

RAW = RawListing(key="k1", title="Café", topics=("b", "a"), price="0")


def test_words_are_canonical_json_of_what_is_said() -> None:
    assert words(RAW) == '{"key":"k1","price":"0","title":"Café","topics":["b","a"]}'


def test_the_hash_is_stable_over_releases() -> None:
    """A change of this figure tells every course of every home that its source changed: never do it by accident."""
    assert content_hash(words(RAW)) == "171731b6061818d4f395d1376ee8673d3e76b041acbb67a52ac6a88b82fe65c0"


def test_absent_and_empty_are_the_same() -> None:
    assert content_hash(words(dataclasses.replace(RAW, level=""))) == content_hash(words(RAW))


def test_every_field_counts() -> None:
    for field in dataclasses.fields(RawListing):
        other: dict[str, Any] = {field.name: ("c",) if field.name == "topics" else "other"}
        assert content_hash(words(dataclasses.replace(RAW, **other))) != content_hash(words(RAW)), field.name


def test_half_a_character_does_not_stop_the_night() -> None:
    assert json.loads(words(dataclasses.replace(RAW, title="a\ud800b")))["title"] == "a?b"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_words_come_back(title: str, topics: list[str]) -> None:
    said = json.loads(words(RawListing(key="k", title=title, topics=tuple(topics))))
    assert said.get("title", "") == title
    assert said.get("topics", []) == topics
