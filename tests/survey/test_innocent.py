"""Answers that name nobody come through as they were typed: a lost wish is as wrong as a kept name."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.survey import as_kept
from pipeline.survey.contact import column_is_withheld, has_contact
from pipeline.survey.names import names_somebody

LINES = tuple(
    line
    for name in ("innocent_en.txt", "innocent_es.txt")
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
)
"""Made up: what library staff answer, in English and in Spanish; skills, software, jargon, times and figures."""
WISH = "What would you like to learn?"


def test_there_are_enough_and_no_two_are_the_same() -> None:
    assert len(set(LINES)) == len(LINES) >= 300


def test_no_line_holds_contact_data_or_a_name(reader: Any) -> None:
    assert [line for line in LINES if has_contact(line)] == []
    assert [line for line in LINES if names_somebody(line, reader.lexicon)] == []


@pytest.mark.parametrize("head", [WISH, "Training needs"])
def test_all_of_them_are_kept_as_they_were_typed(head: str, forge: Any, reader: Any) -> None:
    export = forge.read([["Branch", head], *(["Main", line] for line in LINES)])
    kept = as_kept(export, reader, 5)
    assert (kept.n_withheld, kept.n_parted, kept.export.not_stored) == (0, 0, ())
    said = [answer.text for answer in kept.export.answers if answer.question_id == "q2"]
    assert said == list(LINES)


@given(st.lists(st.sampled_from(LINES), min_size=12, max_size=40), st.sampled_from([WISH, "Q7", "Other"]))
@settings(deadline=None)
def test_no_selection_of_them_is_a_column_of_contact_data(cells: list[str], head: str) -> None:
    assert not column_is_withheld(head, cells)


@pytest.mark.parametrize("seed", range(5))
def test_beside_an_address_the_others_stay(seed: int, forge: Any, reader: Any) -> None:
    lines = random.Random(seed).sample(LINES, 40)
    typed = [*lines, "(555) 0199", "12 Broadway, Anytown", "DOB 3/4/1971", "fe80::1", "O'Malley, Siobhan"]
    kept = as_kept(forge.read([["Branch", WISH], *(["Main", words] for words in typed)]), reader, 5)
    said = [answer.text for answer in kept.export.answers if answer.question_id == "q2"]
    assert said == [*lines, None, None, None, None, None]
