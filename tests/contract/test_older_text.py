"""Text that is not UTF-8: Windows 1252 and Mac OS Roman are told apart by how letters, quotes and dashes stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract.older_text import older_encoding

SENTENCES = (
    "¿Qué le gustaría aprender? Formación en línea",
    "“zines” and don’t forget the café",
    "Peñón, café culture and ‘pottery’",
    "él quiere más: últimos años, ¡claro!",
    "l’été à la bibliothèque française, où",
    "für Anfänger, Größe und Übung",
    "patrons’ needs… 2019–2024 – it’s fine",
    "• £5 or more, naïve São Paulo coração",
    "EDUCACIÓN PARA NIÑOS, SEÑORAS Y JÓVENES",
)
WORDS = (
    "niño",
    "café",
    "don’t",
    "“maps”",
    "línea",
    "después",
    "wait…",
    "2019–2024",
    "Ángel",
    "¿cómo?",
    "über",
    "naïve",
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_tells_which_of_the_two(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(older_encoding(data)) == text


@pytest.mark.parametrize(
    "text",
    ["Monday–Friday", "training—especially for teens", "9am–5pm", "home–office", "l’été", "we’ll see", "Cricut™"],
)
def test_windows_is_taken_where_both_may_be(text: str) -> None:
    """A dash or an apostrophe between letters of Windows is a letter of the Mac: `trainingóespecially`."""
    data = text.encode("cp1252")
    assert data.decode(older_encoding(data)) == text


@pytest.mark.parametrize("text", ["señor\rseñora", "anónimo\rtrue", "aquí\ry ahora", "país\rcity"])
def test_lines_of_an_old_mac_decide_where_letters_do_not(text: str) -> None:
    data = text.encode("mac_roman")
    assert data.decode(older_encoding(data)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("Привет как дела библиотека", "cp1251"),
        ("Ελληνικά βιβλία καλημέρα", "cp1253"),
        ("日本語の図書館", "shift_jis"),
    ],
)
def test_other_encodings_are_no_text_of_a_mac(text: str, encoding: str) -> None:
    assert older_encoding(text.encode(encoding)) == encoding


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12, unique=True), st.sampled_from(["cp1252", "mac_roman"]))
@settings(deadline=None)
def test_three_words_with_accents_are_enough(words: list[str], encoding: str) -> None:
    text = " ".join(words)
    assert text.encode(encoding).decode(older_encoding(text.encode(encoding))) == text


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_have_an_encoding(data: bytes) -> None:
    assert data.decode(older_encoding(data), "replace") is not None
