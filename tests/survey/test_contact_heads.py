"""Headings that ask who somebody is, by the words alone."""

from __future__ import annotations

import pytest

from pipeline.survey.contact_heads import head_is_withheld


@pytest.mark.parametrize(
    "head",
    [
        "Full Name (First Last)", "Completed by", "Who are you?", "Submitted by:", "Participant", "Employee",
        "Staff member", "Attendee", "Signed", "Nominee", "Name and branch", "Name / department", "Form completed by",
        "Signature",
    ],
)  # fmt: skip
def test_headings_that_ask_who_somebody_is(head: str) -> None:
    assert head_is_withheld(head)


@pytest.mark.parametrize(
    "head",
    [
        "Branch name", "Name of your branch", "What should participants learn?", "Staff member training needs",
        "Employee development", "Name three topics", "Who are your patrons?", "Signage", "Completed trainings",
    ],
)  # fmt: skip
def test_headings_that_only_speak_of_people(head: str) -> None:
    assert not head_is_withheld(head)
