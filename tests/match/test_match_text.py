"""Texts as words: what stays whole, what is folded, what is left out."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.match.fillers import without_fillers
from pipeline.match.fold import fold
from pipeline.match.goal import goals_in
from pipeline.match.text import MAX_LETTERS, MAX_WORD, chunks, subject_words, words, words_folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Modern C++ and C#", ["modern", "c++", "and", "c#"]),
        ("ASP.NET or .NET?", ["asp", "net", "or", ".net"]),
        ("A/B testing", ["a/b", "testing"]),
        ("and/or", ["and", "or"]),
        ("3D printing, R", ["3d", "printing", "r"]),
        ("don’t, api's, women's", ["dont", "api", "women"]),
        ("self-care", ["self", "care"]),
        ("GESTIÓN año ﬁle", ["gestion", "ano", "file"]),
        ("снова 日本", ["снова", "日本"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("?!… — _", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_long_runs_are_no_words_and_long_texts_end() -> None:
    assert words("x" * (MAX_WORD + 1) + " y") == ["y"]
    assert words("ab " * MAX_LETTERS)[-1] == "ab"
    assert len(words("ab " * MAX_LETTERS)) <= MAX_LETTERS / 3 + 1


def test_subject_words_leave_function_words_out_but_not_frequent_ones() -> None:
    assert subject_words(["how", "to", "teach", "the", "staff", "para", "equipos"]) == ["teach", "staff", "equipos"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to learn more about soldering", "soldering"),
        ("i would love to know how soldering works", "soldering"),
        ("MORE SOLDERING!!", "soldering!!"),
        ("soldering and how to teach it to patrons", "soldering"),
        ("soldering (beginner)", "soldering"),
        ("Quiero aprender más sobre soldadura", "soldadura"),
        ("how to", "how to"),
        ("skills", "skills"),
        ("understanding", "understanding"),
        ("people skills", "people"),
        ("learning a language", "learning a language"),
    ],
)
def test_polite_words_go_at_the_ends_only(text: str, expected: str) -> None:
    assert without_fillers(fold(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one goal, with a comma and more", ["one goal, with a comma and more"]),
        ("excel; word", ["excel", "word"]),
        ("excel\nword\n\n", ["excel", "word"]),
        ("1. excel\n2) word", ["excel", "word"]),
        ("• excel • word", ["excel", "word"]),
        ("excel | word", ["excel", "word"]),
        ("version 2.0 of it", ["version 2.0 of it"]),
        ("", [""]),
        (";;", [";;"]),
    ],
)
def test_goals_in(text: str, expected: list[str]) -> None:
    assert goals_in(text) == expected


@given(st.text(max_size=200))
def test_any_text_is_words(text: str) -> None:
    for word in words(text):
        assert word == fold(word)
        assert not any(letter.isspace() for letter in word)
    assert without_fillers(text) in text.strip() or without_fillers(text) == text
    assert goals_in(text)


SIGNS = st.text(alphabet="ac'/+#. _-9", max_size=12) | st.text(alphabet="c'’/#é\u0301ﬁ\x1c ", max_size=12)


@example("C++, c# and f#; .NET, a/c: it's o'clock_c# x.net")
@example("l’été c++ c’est ﬁn\x1ca/c")
@given(SIGNS | st.text(max_size=60))
def test_no_word_goes_from_one_chunk_to_the_next(text: str) -> None:
    assert [word for chunk in chunks(text) for word in words_folded(chunk)] == words(text)
