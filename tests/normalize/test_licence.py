from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize import licence
from pipeline.normalize.reading import Reading

FORM = re.compile(r"CC BY(-NC)?(-SA|-ND)? ([1-4]\.[0-9]|\(no version\))|CC0 1\.0|PDM|COPYRIGHT")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CC BY 4.0", "CC BY 4.0"),
        ("cc-by-nc-nd-3.0", "CC BY-NC-ND 3.0"),
        ("CC BY", "CC BY (no version)"),
        ("CC BY-NC-SA 2.5 AU (modules 7 on)", "CC BY-NC-SA 2.5"),
        ("https://spdx.org/licenses/CC-BY-SA-4.0.html", "CC BY-SA 4.0"),
        ("http://creativecommons.org/licenses/by-nc/3.0/us/", "CC BY-NC 3.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International", "CC BY-SA 4.0"),
        ("Creative Commons: Namensnennung, nicht kommerziell 3.0", "CC BY-NC 3.0"),
        ("CC BY 4.0 | cc-by-4.0", "CC BY 4.0"),
        ("© 2020 Example, CC BY 4.0", "CC BY 4.0"),
        ("CC0", "CC0 1.0"),
        ("Public domain (US Government work)", "PDM"),
        ("all-rights-reserved", "COPYRIGHT"),
        ("© Example", "COPYRIGHT"),
    ],
)
def test_licences(words: str, expected: str) -> None:
    reading = licence.read(words)
    assert reading.value == expected
    assert reading.notes == ()


@pytest.mark.parametrize(
    "words",
    [
        "MIT",
        "GPL-3.0",
        "open",
        "creative commons",
        "No copyright",
        "CC-BY-ND-SA 4.0",
        "CC BY 4.0 | CC BY-NC 4.0",
        "success by-nc",
    ],
)
def test_unknown_licences_are_noted_and_never_open(words: str) -> None:
    reading = licence.read(words)
    assert reading.value is None
    assert [(note.level, note.kind) for note in reading.notes] == [("info", "unknown_value")]


@pytest.mark.parametrize("words", [None, "", " "])
def test_nothing_said_is_no_finding(words: str | None) -> None:
    assert licence.read(words) == Reading(None)


@given(st.one_of(st.text(max_size=80), st.text(st.sampled_from("cbyncsad 0-4./_v"), max_size=40)))
def test_any_text_gives_a_normal_form_or_none(words: str) -> None:
    found = licence.read(words).value
    if found is not None:
        assert FORM.fullmatch(found)
        assert found == "PDM" or licence.read(found).value == found
