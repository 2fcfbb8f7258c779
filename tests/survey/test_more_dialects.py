"""The shapes beyond those of conftest: KoBo, Typeform's own JSON, REDCap with labels, a legacy export of Qualtrics."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import SurveyMapping
from pipeline.survey import read_export

OPTIONS = ("Grant writing", "Excel (formulas, charts, pivot tables)", "Public speaking", "Python", "Zines - a workshop")
WORDS = ("storytelling with maps", "how to moderate a book club", "archives", "repair café", "zines; and\nprinting")


def steps_of(survey: Any, steps: tuple[int | None, ...]) -> list[str]:
    return ["" if step is None else survey.steps[step] for step in steps]


def ticks_of(survey: Any, chosen: tuple[int, ...], yes: str = "", no: str = "") -> list[str]:
    return [(yes or option) if place in chosen else no for place, option in enumerate(survey.several_options)]


def code(words: str) -> str:
    return "_".join("".join(letter if letter.isalnum() else " " for letter in words.casefold()).split())


def as_kobo(survey: Any, forge: Any, *, is_split: bool) -> Any:
    """XML values and headers: names with a group's path, options as codes."""
    name = {words: code(words) for words in (survey.single, survey.several, survey.matrix, survey.free)}
    several = f"needs/{name[survey.several]}"
    split = [f"{several}/{code(option)}" for option in survey.several_options]
    heads = ["start", "end", f"needs/{name[survey.single]}", *(split if is_split else [several])]
    heads += [f"needs/{name[survey.matrix]}_{code(row)}" for row in survey.matrix_rows]
    rows = [[*heads, f"needs/{name[survey.free]}", "_id", "_uuid", "_submission_time", "_index"]]
    for number, (one, chosen, steps, free) in enumerate(survey.people, start=1):
        joined = " ".join(code(survey.several_options[place]) for place in chosen)
        told = ticks_of(survey, chosen, "1", "0") if is_split else [joined]
        cells = [code(step) for step in steps_of(survey, steps)]
        own = [str(number), f"{number:08x}-0000-4000-8000-000000000000", "2026-03-02T09:00:11", str(number)]
        stamps = ["2026-03-02T09:00:11.000-05:00", "2026-03-02T09:07:11.000-05:00"]
        rows.append([*stamps, code(survey.single_options[one]), *told, *cells, free, *own])
    return forge.to_csv(rows)


def of_kobo(survey: Any) -> set[tuple[str, str, str | None, str | None]]:
    """Names and codes are all that KoBo tells, and the rows of a matrix are questions of their own."""
    said: set[tuple[str, str, str | None, str | None]] = set()
    for who, asked, option, text in survey.said():
        words = code(asked).replace("_", " ")
        if asked == survey.matrix:
            said.add((who, f"{words} {code(option or '').replace('_', ' ')}", None, code(text or "")))
        else:
            said.add((who, words, option and code(option), text))
    return said


def as_typeform_json(survey: Any) -> bytes:
    choices = [{"label": option} for option in survey.several_options]
    single = [{"label": option} for option in survey.single_options]
    several = {"allow_multiple_selection": True, "choices": choices}
    scale = [{"label": step} for step in survey.steps]
    fields = [
        {"id": "s", "title": survey.single, "type": "multiple_choice", "properties": {"choices": single}},
        {"id": "m", "title": survey.several, "type": "multiple_choice", "properties": several},
        *(
            {"id": row, "title": f"{survey.matrix} {row}", "type": "multiple_choice", "properties": {"choices": scale}}
            for row in survey.matrix_rows
        ),
        {"id": "f", "title": survey.free, "type": "long_text"},
        {"id": "e", "title": "Where to write to", "type": "email"},
    ]
    items = []
    for one, chosen, steps, free in survey.people:
        labels = [survey.several_options[place] for place in chosen]
        answers: list[dict[str, Any]] = [
            {"field": {"id": "s"}, "type": "choice", "choice": {"label": survey.single_options[one]}},
            {"field": {"id": "m"}, "type": "choices", "choices": {"labels": labels}},
            {"field": {"id": "e"}, "type": "email", "email": "p@example.org"},
        ]
        for row, step in zip(survey.matrix_rows, steps_of(survey, steps), strict=True):
            answers += [{"field": {"id": row}, "type": "choice", "choice": {"label": step}}] if step else []
        answers += [{"field": {"id": "f"}, "type": "text", "text": free}] if free else []
        items.append({"landing_id": "x", "token": "x", "answers": answers})
    return json.dumps({"form": {"id": "f", "title": "T", "fields": fields}, "responses": {"items": items}}).encode()


def of_typeform_json(survey: Any) -> set[tuple[str, str, str | None, str | None]]:
    """The rows of a matrix are choices of their own."""
    return {
        (who, f"{asked} {option}", text, None) if asked == survey.matrix else (who, asked, option, text)
        for who, asked, option, text in survey.said()
    }


def as_redcap_labels(survey: Any, forge: Any) -> Any:
    """Labels in the headings and in the cells, and the dictionary of the raw names."""
    codes, told = forge.shapes["redcap"][1](survey)
    assert codes
    boxes = [f"{survey.several} (choice={option})" for option in survey.several_options]
    rows = [["Record ID", "Survey Timestamp", survey.single, *boxes, *survey.matrix_rows, survey.free, "Complete?"]]
    for number, (one, chosen, steps, free) in enumerate(survey.people, start=1):
        cells = [*ticks_of(survey, chosen, "Checked", "Unchecked"), *steps_of(survey, steps)]
        rows.append([str(number), "2026-03-02 09:00:11", survey.single_options[one], *cells, free, "Complete"])
    return forge.to_csv(rows), told


def as_legacy_qualtrics(survey: Any, forge: Any) -> Any:
    own = ["ResponseID", "ResponseSet", "IPAddress", "StartDate", "Finished"]
    codes = [f"V{n}" for n in range(1, 6)] + ["Q1"] + [f"Q2_{n}" for n, _ in enumerate(survey.several_options, start=1)]
    codes += [f"interest_{n}" for n, _ in enumerate(survey.matrix_rows, start=1)] + ["Q4"]
    words = [*own, survey.single, *(f"{survey.several}-{option}" for option in survey.several_options)]
    words += [*(f"{survey.matrix}-{row}" for row in survey.matrix_rows), survey.free]
    rows = [[*codes, ""], [*words, ""]]
    for one, chosen, steps, free in survey.people:
        mine = ["R_2YPOQ602ER1jkf1", "Default", "192.0.2.7", "2026-03-02 09:00:11", "1", survey.single_options[one]]
        rows.append([*mine, *ticks_of(survey, chosen, "1"), *steps_of(survey, steps), free, ""])
    return forge.to_csv(rows, "utf-8-sig")


SHAPES: dict[str, tuple[str, Callable[[Any, Any], Any], Callable[[Any], Any]]] = {
    "kobo_joined": ("kobo", lambda survey, forge: as_kobo(survey, forge, is_split=False), of_kobo),
    "kobo_split": ("kobo", lambda survey, forge: as_kobo(survey, forge, is_split=True), of_kobo),
    "typeform_json": ("typeform", lambda survey, _: as_typeform_json(survey), of_typeform_json),
    "redcap_labels": ("redcap", as_redcap_labels, lambda survey: survey.said()),
    "qualtrics_legacy": ("qualtrics", as_legacy_qualtrics, lambda survey: survey.said()),
}


def loose(said: Any) -> set[tuple[str, str, tuple[str | None, ...]]]:
    """Where a plain column says one thing, it does not matter whether as an option or as a text."""
    return {(who, " ".join(asked.split()), tuple(filter(None, (option, text)))) for who, asked, option, text in said}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_survey_comes_back_from_these_shapes_too(shape: str, forge: Any, library_survey: Any) -> None:
    dialect, write, told = SHAPES[shape]
    export = forge.load(write(library_survey, forge))
    assert (export.dialect, export.rows_kept, export.dropped_because) == (dialect, 12, {})
    assert loose(forge.heard(export)) == loose(told(library_survey))
    (several,) = (one for one in export.questions if one.kind == "multi_select")
    assert len(several.options) == len(library_survey.several_options)
    assert several.options_are_headings == (shape != "kobo_joined")


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("shape", SHAPES)
def test_made_up_surveys_come_back_from_these_shapes_too(
    shape: str, data: st.DataObject, forge: Any, library_survey: Any
) -> None:
    """Each pair of options is chosen by somebody; the rest is chance."""
    options = tuple(data.draw(st.permutations(OPTIONS)))
    pairs = data.draw(st.permutations([(a, b) for a in range(5) for b in range(a, 5)]))
    people = []
    for number, (first, second) in enumerate(pairs):
        steps = tuple(data.draw(st.sampled_from([None, 0, 1, 2, 3, 4])) for _ in range(2))
        free = data.draw(st.sampled_from(("", *WORDS)))
        people.append((number % 3, tuple(sorted({first, second})), steps, f"{free} in area {number}" if free else ""))
    dialect, write, told = SHAPES[shape]
    survey = replace(library_survey, several_options=options, people=people)
    export = forge.load(write(survey, forge))
    assert export.dialect == dialect
    assert loose(forge.heard(export)) == loose(told(survey))


def test_rated_topics_are_no_contact_data_whatever_they_are_called(forge: Any) -> None:
    steps = ["Very interested", "Not interested", "Somewhat interested"]
    rows = [["Topic", "Email", "Phone"], *([f"zines {n}", steps[n % 3], steps[(n + 1) % 3]] for n in range(9))]
    assert forge.read(rows).not_stored == ()


def test_of_several_sheets_the_one_that_suits_the_told_dialect_is_read(forge: Any) -> None:
    answers = [["Timestamp", "What do you want to learn?"], ["2026/03/02 9:00:11 AM EST", "zines"]]
    other = [["record_id", "skills___1", "f_complete"], ["1", "1", "2"]]
    data = forge.to_xlsx(other, Answers=answers)
    told = read_export(data, "book.xlsx", None, SurveyMapping(dialect="google_forms", questions={}))
    assert (read_export(data, "book.xlsx").dialect, told.dialect) == ("redcap", "google_forms")
    assert told.not_stored == ("Timestamp", "sheet Sheet")
