"""Whole exports of Typeform, Qualtrics and SurveyMonkey are read back as the survey was answered, traps and all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from full_exports import OTHER, QUESTIONS, Form, Kind, Said, as_csv, as_xlsx, made_up, typeform, typeform_json
from full_qualtrics import legacy, qualtrics, surveymonkey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.model import Export
from pipeline.survey import read_export

PLAIN: tuple[Kind, ...] = ("choice", "several", "matrix", "scale", "ranking", "free", "date", "contact")
ALL: tuple[Kind, ...] = (*PLAIN, "menus", "boxes")


@dataclass(frozen=True)
class Shape:
    """A kind of file: its dialect, how it is written, and which kinds of question the tool exports in a way to read."""

    dialect: str
    write: Callable[[Form], bytes]
    kinds: tuple[Kind, ...] = ALL
    tells_state: bool = True


SHAPES = {
    "typeform_csv": Shape("typeform", lambda form: as_csv(typeform(form, has_stem=True)), PLAIN),
    "typeform_xlsx": Shape("typeform", lambda form: as_xlsx(typeform(form, has_stem=False)), PLAIN),
    "typeform_utf16": Shape("typeform", lambda form: as_csv(typeform(form, has_stem=True), "utf-16-le", "\t"), PLAIN),
    "typeform_json": Shape("typeform", typeform_json, PLAIN),
    "qualtrics_split": Shape("qualtrics", lambda form: as_csv(qualtrics(form, is_split=True))),
    "qualtrics_joined": Shape("qualtrics", lambda form: as_csv(qualtrics(form, is_split=False), "utf-16", "\t")),
    "qualtrics_xlsx": Shape("qualtrics", lambda form: as_xlsx(qualtrics(form, is_split=True))),
    "qualtrics_legacy": Shape("qualtrics", lambda form: as_csv(legacy(form), "utf-8-sig"), PLAIN),
    "surveymonkey_two_rows": Shape(
        "surveymonkey", lambda form: as_csv(surveymonkey(form, has_two_rows=True), "cp1252"), ALL, tells_state=False
    ),
    "surveymonkey_xlsx": Shape(
        "surveymonkey", lambda form: as_xlsx(surveymonkey(form, has_two_rows=True)), ALL, tells_state=False
    ),
    "surveymonkey_one_row": Shape(
        "surveymonkey", lambda form: as_csv(surveymonkey(form, has_two_rows=False)), ALL, tells_state=False
    ),
}


def heard(export: Export, form: Form) -> set[Said]:
    """What was read; a question without a wording gets that of the survey's question with its options."""
    named = {}
    for question in export.questions:
        words = question.wording.strip("*")
        if "does not export" in words:
            (words,) = (one.wording for one in form.questions if set(question.options) <= set(one.options))
        named[question.question_id] = words
    return {
        (answer.respondent, named[answer.question_id], answer.option, answer.text)
        for answer in export.answers
        if answer.state == "chosen" and not {answer.option, answer.text} & {OTHER, "Other"}
    }


def loose(said: set[Said]) -> set[tuple[str, str, tuple[str, ...]]]:
    """Where a plain column says one thing, it does not matter whether as an option or as a text."""
    return {(who, asked, tuple(filter(None, (option, text)))) for who, asked, option, text in said}


def read_back(shape: str, seed: int) -> tuple[Export, Form, Form]:
    """The export, the survey as the tool knows it, and what of it is to be expected."""
    how = SHAPES[shape]
    form = made_up(seed).of(*how.kinds)
    export = read_export(how.write(form), "made-up")
    if how.tells_state:
        return export, form, form
    kept = tuple(type(one)(one.answers, "kept") for one in form.people)
    return export, form, Form(kept, form.questions)


@pytest.mark.parametrize("shape", SHAPES)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_full_survey_comes_back(shape: str, seed: int) -> None:
    export, _, form = read_back(shape, seed)
    assert export.dialect == SHAPES[shape].dialect
    assert export.confidence >= 0.85
    assert loose(heard(export, form)) == loose(form.said())
    n_dropped = sum(one.state != "kept" for one in form.people)
    assert (export.rows_read, export.rows_kept) == (len(form.people), len(form.people) - n_dropped)
    assert sum(export.dropped_because.values()) == n_dropped
    words = repr(export)
    assert not any(secret in words for secret in ("@example.org", "555-010-0199", "192.0.2.7", "'Xu'", "R_0000"))


@pytest.mark.parametrize("shape", SHAPES)
def test_kinds_and_roles_of_a_full_survey(shape: str) -> None:
    export, form, _ = read_back(shape, 1)
    found = {}
    for question in export.questions:
        words = question.wording.strip("*")
        if "does not export" in words:
            (words,) = (one.wording for one in form.questions if set(question.options) <= set(one.options))
        found[words] = (question.kind, question.role)
    expected: dict[str, tuple[Any, Any]] = {
        "Which branch do you work at?": ("choice", "branch"),
        "Which skills would you like to develop?": ("multi_select", "goal"),
        "When could you come?": ("multi_select", "availability"),
        "Rate your interest in these topics": ("rating", "goal"),
        "How interested are you in learning about podcasting?": ("rating", "goal"),
        "Rank these formats": ("ranking", "none"),
        "Rate each skill - Current level": ("rating", "level"),
        "Rate each skill - Interest": ("rating", "goal"),
        "For each topic tick what applies - I want to learn it": ("multi_select", "goal"),
        "For each topic tick what applies - I can teach it": ("multi_select", "facilitate"),
        "What else do you want to learn?": ("free_text", "goal"),
        "When did you start here?": ("date", "none"),
        "Why?": ("free_text", "none"),
    }
    if SHAPES[shape].kinds == PLAIN:
        expected = {words: told for words, told in expected.items() if " - " not in words}
    found.pop("utm_source", None)  # a hidden field of the form, empty here
    assert found == expected
    (skills,) = (one for one in export.questions if "Grant writing" in one.options)
    assert {*QUESTIONS[1].options} - {*skills.options} <= (
        {"Nobody's choice"} if shape == "qualtrics_joined" else set()
    )


@pytest.mark.parametrize("shape", SHAPES)
@given(cut=st.floats(0, 1), at=st.floats(0, 1), with_byte=st.integers(0, 255))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_that_breaks_off_or_is_damaged_ends_in_a_sentence(
    shape: str, cut: float, at: float, with_byte: int
) -> None:
    how = SHAPES[shape]
    whole = how.write(made_up(7, 8).of(*how.kinds))
    damaged = bytearray(whole)
    damaged[int(at * (len(whole) - 1))] = with_byte
    for data in (whole[: int(cut * len(whole))], bytes(damaged)):
        with suppress(UsageError):
            export = read_export(data, "made-up")
            assert export.rows_read == export.rows_kept + sum(export.dropped_because.values())
