from __future__ import annotations

import langcodes
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.normalize import language
from pipeline.normalize.reading import Reading


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("en", "en"),
        ("EN-us", "en"),
        ("en_UK", "en"),
        ("de_AT", "de"),
        ("es-419", "es"),
        ("spa", "es"),
        ("ger", "de"),
        ("iw", "he"),
        ("fil", "fil"),
        ("tl", "fil"),
        ("nb-NO", "nb"),
        ("sr-Latn-RS", "sr"),
        ("pt", "pt"),
        ("pt-br", "pt-BR"),
        ("PT_PT", "pt-PT"),
        ("zh-TW", "zh-TW"),
        ("zh-Hant", "zh-Hant"),
        ("zh_hans_CN", "zh-Hans"),
        ("zh-cmn", "zh"),
        ("cmn", "zh"),
        ("Chinese - Mandarin", "zh"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Traditional Chinese", "zh-Hant"),
        ("Portuguese (Brazil)", "pt-BR"),
        ("English (US)", "en"),
        ("français", "fr"),
        ("fran&ccedil;ais", "fr"),
        ("French (Canada)", "fr"),
        ("Spanisch", "es"),
        ("castellano", "es"),
        ("Castellano (España)", "es"),
        ("español", "es"),
        ("Espanol", "es"),
        ("inglés", "en"),
        ("Ingles", "en"),
        ("francés", "fr"),
        ("frances", "fr"),
        ("alemán", "de"),
        ("Portugués (Brasil)", "pt-BR"),
        ("italiano", "it"),
        ("árabe", "ar"),
        ("chino mandarín", "zh"),
        ("holandés", "nl"),
        ("vasco", "eu"),
        ("criollo haitiano", "ht"),
        ("catalán", "ca"),
        ("中文", "zh"),
        ("Haitian Creole", "ht"),
        ("American Sign Language", "ase"),
        ("Norwegian", "no"),
    ],
)
def test_one_language(words: str, expected: str) -> None:
    reading = language.read(words)
    assert reading.value == expected
    assert reading.notes == ()


@pytest.mark.parametrize(
    "words",
    ["no", "no_NO", "fa_IL", "en-zz", "Mehrsprachig", "multilingual", "mul", "und", "xx", "x-none", "en-", "a",
     "www", "english nonsense", "Germanistik",
     "Spanish subtitles", "|", "42", "⁂"],
)  # fmt: skip
def test_refused_with_a_note(words: str) -> None:
    reading = language.read(words)
    assert reading.value is None
    assert [note.kind for note in reading.notes] == ["unknown_value"]


@pytest.mark.parametrize("words", [None, "", "  "])
def test_nothing_said_is_no_finding(words: str | None) -> None:
    assert language.read(words) == Reading(None)


def test_the_first_of_several_is_kept_and_the_rest_noted() -> None:
    reading = language.read("en | pt-BR")
    assert reading.value == "en"
    assert [note.kind for note in reading.notes] == ["several_values"]
    assert "pt-BR" in reading.notes[0].message


def test_the_first_known_is_kept_and_the_unknown_noted() -> None:
    reading = language.read("Elvish, French")
    assert reading.value == "fr"
    assert [note.kind for note in reading.notes] == ["unknown_value"]


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8}){0,4}", fullmatch=True)))
@example("en-" * 200)
@example("\x00\x80")  # langcodes 3.5.1 raises UnicodeDecodeError
@example("\x00𐀀")  # and SystemError
def test_any_text_gives_a_valid_tag_or_none(words: str) -> None:
    tag = language.read(words).value
    if tag is not None:
        assert langcodes.tag_is_valid(tag)
        assert language.read(tag).value == tag or tag == "no"


@pytest.mark.parametrize("name", language._COMMON_NAMES)
def test_names_known_by_heart_are_those_of_langcodes_or_lacking_there(name: str) -> None:
    assert language._found(name) in (None, language._COMMON_NAMES[name])
