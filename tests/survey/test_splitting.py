"""Joined cells taken apart; an option that holds the separator stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.survey.splitting import is_joined, learn, least, split

CLUSTER = "HPC manager (SLURM, PBS or similar)"


def test_brackets_keep_an_option_whole() -> None:
    cells = [CLUSTER, f"SSH, {CLUSTER}", "SSH", f"{CLUSTER}, Cloud", "SSH, Cloud"]
    assert learn(cells, ", ") == (CLUSTER, "SSH", "Cloud")
    assert split(f"SSH, {CLUSTER}, Cloud", ", ", learn(cells, ", ")) == (("SSH", CLUSTER, "Cloud"), ())


def test_pieces_that_are_never_apart_are_one_option() -> None:
    cells = ["Accounting, banking or tax", "Accounting, banking or tax, Law", "Law", "Law, Maps", "Maps"]
    cells += ["Accounting, banking or tax"]
    assert "Accounting, banking or tax" in learn(cells, ", ")


def test_the_longest_option_wins() -> None:
    assert split("Word, Excel, charts", ", ", ["Word", "Excel", "Excel, charts"]) == (("Word", "Excel, charts"), ())


def test_what_one_person_typed_is_no_option_and_stays_together() -> None:
    assert split("Excel, my own thing, with a comma, Word", ", ", ["Excel", "Word"]) == (
        ("Excel", "Word"),
        ("my own thing, with a comma",),
    )


def test_a_trailing_separator_adds_nothing() -> None:
    assert split("Excel;Word;", ";", ["Excel", "Word"]) == (("Excel", "Word"), ())


def test_lists_in_free_text_are_no_choices() -> None:
    """People name the same things in any order, and much else besides."""
    cells = ["python, excel", "excel, python", "maps, excel", "excel, maps, zines", "zines, python", "python, maps"]
    assert not is_joined(cells, ", ")
    assert not is_joined(["Grant writing", "Excel", "Maps"], ", ")


def test_choices_in_the_order_of_the_form_are_choices() -> None:
    assert is_joined(["Excel, Word", "Excel", "Excel, Zines", "Word, Zines", "Word"], ", ")


@pytest.mark.parametrize(("n_cells", "expected"), [(0, 2), (10, 2), (260, 3), (1000, 10)])
def test_how_often_an_option_occurs_at_least(n_cells: int, expected: int) -> None:
    assert least(n_cells) == expected


@given(st.lists(st.text(alphabet="ab(),; ", max_size=20), max_size=20), st.sampled_from([";", ", "]))
@settings(max_examples=100)
def test_no_word_is_lost_or_added(cells: list[str], separator: str) -> None:
    options = learn(cells, separator)
    for cell in cells:
        chosen, rest = split(cell, separator, options)
        found = {letter for text in (*chosen, *rest) for letter in text} - set(",; ")
        assert found == set(cell) - set(",; ")
