from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import topics
from pipeline.normalize.memo import Memo


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ()),
        (["", "  ", "#", "<b></b>"], ()),
        (["Data  Science", "data science", "DATA SCIENCE"], ("Data Science",)),
        (["Zoology", "Art"], ("Zoology", "Art")),
        (
            ["Engineering > Civil Engineering", "Engineering > Computer Science"],
            ("Engineering", "Civil Engineering", "Computer Science"),
        ),
        (["a;b | c::d » e"], ("a", "b", "c", "d", "e")),
        (["biostatistics,data visualisation,programming"], ("biostatistics", "data visualisation", "programming")),
        (["Arts, Crafts and Design"], ("Arts, Crafts and Design",)),
        (["Health &amp; Safety", "<i>Law</i>"], ("Health & Safety", "Law")),
        (["C++", "TCP/IP", "HTML5->CSS"], ("C++", "TCP/IP", "HTML5", "CSS")),
    ],
)
def test_topics(words: list[str], expected: tuple[str, ...]) -> None:
    reading = topics.read(words)
    assert reading.value == expected
    assert reading.notes == ()


def test_too_many_and_too_long_are_cut_with_notes() -> None:
    reading = topics.read(["x" * 300, *(f"topic {number}" for number in range(200))])
    assert len(reading.value) == topics.MAX_TOPICS
    assert len(reading.value[0]) == topics.MAX_TOPIC
    assert [note.kind for note in reading.notes] == ["cut_text", "cut_list"]


@given(st.lists(st.text(max_size=60), max_size=10))
def test_any_texts_give_topics_within_bounds(words: list[str]) -> None:
    found = topics.read(words).value
    assert len(found) <= topics.MAX_TOPICS
    assert all(0 < len(topic) <= topics.MAX_TOPIC and topic == " ".join(topic.split()) for topic in found)
    assert len({topic.casefold() for topic in found}) == len(found)


def test_entries_read_before_give_the_same_topics() -> None:
    memo = Memo()
    catalogue = [
        ["Law > Courts", "art"],
        ["Art", "Law > Courts"],
        ["x" * 300],
        ["x" * 300, "art"],
        [],
        ["Law > Courts"],
    ]
    assert [topics.read(words, memo) for words in catalogue] == [topics.read(words) for words in catalogue]
