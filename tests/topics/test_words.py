"""What a wording is about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.topics.words import Subject, plain_words, specific
from pipeline.topics.words import subject as subject_of


def subject(wording: str) -> Subject:
    return subject_of(plain_words(wording))


@pytest.mark.parametrize(
    ("wording", "stems", "own"),
    [
        ("How to use Excel", {"excel"}, {"excel"}),
        ("I want to learn more about Excel basics", {"excel"}, {"excel"}),
        ("Managing projects", {"project_manag"}, {"project_manag"}),
        ("management skills", {"manag"}, set()),
        ("Skills", {"skill"}, set()),
        ("AI for libraries", {"artifici", "intellig"}, {"artifici", "intellig"}),
        ("project mgmt", {"project_manag"}, {"project_manag"}),
        ("C++ and C#", {"c++", "c#"}, {"c++", "c#"}),
        ("Computación básica", {"computacion"}, {"computacion"}),
        ("library staff training", {"librari", "staff", "train"}, set()),
        ("", set(), set()),
        ("?!", set(), set()),
    ],
)
def test_subject(wording, stems, own):
    found = subject(wording)
    assert found.stems == stems
    assert specific(found.stems) == own


def test_the_head_is_the_last_word_about_the_subject():
    assert subject("Grant writing for beginners").head == "write"
    assert subject("").head == ""


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_case_and_order_do_not_count(wording):
    found = subject(wording)
    assert found.stems >= specific(found.stems)
    assert (found.head in found.stems) == bool(found.stems)
    assert subject(" ".join(reversed(wording.split()))).stems == found.stems or "-" in wording or not wording.isascii()
