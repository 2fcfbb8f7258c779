from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import RecordError
from pipeline.normalize import title

WRITTEN = st.text(st.sampled_from("ab <>/&;#x\u202e\x00\ufffd\u200be\u0301pscrit"), max_size=60)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("  Grant   Writing\n101 ", "Grant Writing 101"),
        ("<b>Excel</b> for Everyone", "Excel for Everyone"),
        ("Q&amp;A at the Desk", "Q&A at the Desk"),
        ("R&amp;amp;D", "R&D"),
        ("&amp;lt;i&amp;gt;Care&amp;lt;/i&amp;gt;", "Care"),
        ("AT&T and 3 < 4", "AT&T and 3 < 4"),
        ("Generics: List<T> in C++", "Generics: List<T> in C++"),
        ("for i<n do sums", "for i<n do sums"),
        ("Cafe\u0301", "Café"),
        ("nul\x00inside", "nulinside"),
        ("\u202egnp.exe", "gnp.exe"),
        ("soft\u00adhyphen \ufeffand zero\u200bwidth", "softhyphen and zerowidth"),
        ("🎓 👩\u200d💻 family", "🎓 👩\u200d💻 family"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "alert(1)"),
        ("<script>alert(1)</script>Basics", "Basics"),
        ("lost \ud800 half", "lost \ufffd half"),
    ],
)
def test_titles(words: str, expected: str) -> None:
    assert title.read(words).value == expected


@pytest.mark.parametrize("words", ["", "   ", "\n\t", "<p></p>", "\u200b\u200d", "&nbsp;", "\x00\x01", "<!-- x -->"])
def test_a_listing_without_title_is_refused(words: str) -> None:
    with pytest.raises(RecordError, match="some words were expected") as caught:
        title.read(words)
    assert caught.value.field == "title"


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("plain", []),
        ("lost \ufffd letters", ["damaged_text"]),
        ("nul\x00inside", ["hidden_characters"]),
        ("\u202egnp.exe", ["hidden_characters"]),
        ("Long " * 200_000, ["cut_text"]),
    ],
)
def test_what_is_noted(words: str, kinds: list[str]) -> None:
    notes = title.read(words).notes
    assert [note.kind for note in notes] == kinds
    assert all(note.field == "title" and len(note.message) < 500 and note.value.isprintable() for note in notes)


def test_a_megabyte_is_cut_between_words() -> None:
    text = title.read("Long " * 200_000).value
    assert len(text) <= title.MAX_TITLE
    assert text.startswith("Long Long")
    assert text.endswith("Long…")


@given(st.one_of(st.text(), WRITTEN))
@example("&" + "amp;" * 5)
@example("<a" * 3000)
@example("<b>" * 3000)
def test_any_text_is_read_or_refused(words: str) -> None:
    try:
        text = title.read(words).value
    except RecordError:
        return
    assert 0 < len(text) <= title.MAX_TITLE
    assert text == " ".join(text.split())
    assert not set(text) & set("\x00\u202e\u200b")
    assert not any("\ud800" <= letter <= "\udfff" for letter in text)
    assert unicodedata.is_normalized("NFC", text)


@given(WRITTEN)
def test_reading_twice_changes_nothing(words: str) -> None:
    try:
        text = title.read(words).value
    except RecordError:
        return
    assert title.read(text).value == text
