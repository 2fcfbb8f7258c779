"""Made-up surveys and the shapes in which the form tools would export them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest

from pipeline.model import Export
from pipeline.survey import read_export

Row = Sequence[object]


def to_csv(rows: Sequence[Row], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def to_xlsx(rows: Sequence[Row], **other_sheets: Sequence[Row]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for title, lines in other_sheets.items():
        sheet = book.create_sheet(title)
        for row in lines:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@dataclass(frozen=True)
class MadeUp:
    """A survey before any tool has shaped it: per respondent one entry a question."""

    single: str
    single_options: tuple[str, ...]
    several: str
    several_options: tuple[str, ...]
    matrix: str
    matrix_rows: tuple[str, ...]
    steps: tuple[str, ...]
    free: str
    people: list[tuple[int, tuple[int, ...], tuple[int | None, ...], str]] = field(default_factory=list)

    def said(self) -> set[tuple[str, str, str | None, str | None]]:
        """Respondent, question, option, text: what a faithful reading gives."""
        said: set[tuple[str, str, str | None, str | None]] = set()
        for number, (one, several, matrix, free) in enumerate(self.people, start=1):
            who = f"r{number}"
            said.add((who, self.single, self.single_options[one], None))
            said |= {(who, self.several, self.several_options[choice], None) for choice in several}
            for row, step in zip(self.matrix_rows, matrix, strict=True):
                if step is not None:
                    said.add((who, self.matrix, row, self.steps[step]))
            if free:
                said.add((who, self.free, None, free))
        return said


def heard(export: Export) -> set[tuple[str, str, str | None, str | None]]:
    wordings = {question.question_id: question.wording for question in export.questions}
    return {
        (answer.respondent, wordings[answer.question_id], answer.option, answer.text)
        for answer in export.answers
        if answer.state == "chosen"
    }


def as_microsoft_forms(survey: MadeUp) -> bytes:
    nbsp = "\u00a0"
    heads = ["ID", "Start time", "Completion time", "Email", "Name", survey.single + nbsp, survey.several]
    heads += [f"{survey.matrix}\n.{row}{nbsp}" for row in survey.matrix_rows] + [survey.free]
    rows: list[Row] = [heads]
    for number, (one, several, matrix, free) in enumerate(survey.people, start=1):
        start = datetime(2026, 3, 2, 9, number % 60)  # noqa: DTZ001 - workbooks hold naive times
        joined = "".join(survey.several_options[choice] + ";" for choice in several)
        cells = [None if step is None else f" {survey.steps[step]} " for step in matrix]
        head = [number * 2, start, start + timedelta(minutes=7, seconds=3), "anonymous", None]
        rows.append([*head, survey.single_options[one], joined or None, *cells, free or None])
    return to_xlsx(rows)


def as_google_forms(survey: MadeUp, joint: str) -> bytes:
    heads = [
        "Timestamp",
        survey.single,
        survey.several + " ",
        *(f"{survey.matrix} [{row}]" for row in survey.matrix_rows),
    ]
    rows: list[Row] = [[*heads, survey.free]]
    for number, (one, several, matrix, free) in enumerate(survey.people, start=1):
        cells = ["" if step is None else survey.steps[step] for step in matrix]
        joined = joint.join(survey.several_options[choice] for choice in several)
        stamp = f"2026/03/02 9:{number % 60:02}:11 AM EST"
        rows.append([stamp, survey.single_options[one], joined, *cells, free])
    return to_csv(rows)


def as_surveymonkey(survey: MadeUp, *, has_two_rows: bool) -> bytes:
    several, matrix = survey.several_options, survey.matrix_rows
    if has_two_rows:
        gaps = [""] * (len(several) - 1), [""] * (len(matrix) - 1)
        bold = f"<p><strong>{survey.several}</strong></p>"
        heads: list[Row] = [
            ["Respondent ID", "IP Address", survey.single, bold, *gaps[0], survey.matrix, *gaps[1], survey.free],
            ["", "", "Response", *several, *matrix, "Open-Ended Response"],
        ]
    else:
        spread = [f"{survey.several} - {option}" for option in several]
        spread += [f"{survey.matrix} - {row}" for row in matrix]
        heads = [["RespondentID", "IP Address", survey.single, *spread, survey.free]]
    rows = heads
    for number, (one, chosen, steps, free) in enumerate(survey.people, start=1):
        ticks = [option if place in chosen else "" for place, option in enumerate(several)]
        cells = ["" if step is None else survey.steps[step] for step in steps]
        rows.append([3292000000 + number, "192.0.2.7", survey.single_options[one], *ticks, *cells, free])
    return to_csv(rows, "cp1252")


def as_table(survey: MadeUp) -> bytes:
    """A plain table knows no matrix: its rows are questions of their own, so they are left out here."""
    rows: list[Row] = [[survey.single, survey.several, survey.free]]
    for one, several, _, free in survey.people:
        joined = ";".join(survey.several_options[choice] for choice in several)
        rows.append([survey.single_options[one], joined, free])
    return to_xlsx(rows)


def as_qualtrics(survey: MadeUp, *, is_split: bool) -> bytes:
    several, matrix = survey.several_options, survey.matrix_rows
    own = ["StartDate", "Status", "IPAddress", "Progress", "Finished", "ResponseId", "RecipientEmail"]
    heads = [*own, "Q1", *([f"Q2_{n}" for n in range(1, len(several) + 1)] if is_split else ["Q2"])]
    heads += [*(f"Q3_{n}" for n in range(1, len(matrix) + 1)), "Q4"]
    words = ["Anfangsdatum", "Antworttyp", "IP-Adresse", "Stand", "Beendet", "Antwort-ID", "E-Mail", survey.single]
    words += [f"{survey.several} - {option}" for option in several] if is_split else [survey.several]
    words += [*(f"{survey.matrix} - {row}" for row in matrix), survey.free]
    ids: list[dict[str, str]] = [{"ImportId": name} for name in (*own, "QID1")]
    ids += [{"ImportId": "QID2", "choiceId": str(n)} for n in range(1, len(several) + 1)] if is_split else []
    ids += [] if is_split else [{"ImportId": "QID2"}]
    ids += [{"ImportId": f"QID3_{n}"} for n in range(1, len(matrix) + 1)] + [{"ImportId": "QID4_TEXT"}]
    rows: list[Row] = [heads, words, [json.dumps(each) for each in ids]]
    for one, chosen, steps, free in survey.people:
        ticks = [option if place in chosen else "" for place, option in enumerate(several)]
        cells = ["" if step is None else survey.steps[step] for step in steps]
        told = ticks if is_split else [",".join(tick for tick in ticks if tick)]
        own_cells = ["2026-03-02 09:00:00", "IP Address", "192.0.2.7", "100", "True", "R_2YPOQ602ER1jkf1", ""]
        rows.append([*own_cells, survey.single_options[one], *told, *cells, free])
    return to_csv(rows)


def as_limesurvey(survey: MadeUp, *, joint: str, yes: str, no: str) -> bytes:
    several, matrix = survey.several_options, survey.matrix_rows
    coded = [("G1", "", survey.single, "")]
    coded += [("G2", f"[SQ{n:03}]", survey.several, option) for n, option in enumerate(several, start=1)]
    coded += [("G3", f"[SQ{n:03}]", survey.matrix, row) for n, row in enumerate(matrix, start=1)]
    own = [f"{name}{joint}{text}" for name, text in (("id", "Response ID"), ("submitdate", "Date submitted"))]
    own += [f"lastpage{joint}Last page", f"startlanguage{joint}Start language"]
    heads = [f"{code}{sub}{joint}{text}" + (f" [{label}]" if label else "") for code, sub, text, label in coded]
    rows: list[Row] = [[*own, *heads, f"G4{joint}{survey.free}"]]
    for number, (one, chosen, steps, free) in enumerate(survey.people, start=1):
        ticks = [yes if place in chosen else no for place, _ in enumerate(several)]
        cells = ["" if step is None else survey.steps[step] for step in steps]
        stamp = f"2026-03-02 09:{number % 60:02}:11"
        rows.append([number, stamp, 3, "en", survey.single_options[one], *ticks, *cells, free])
    return to_csv(rows)


def as_typeform(survey: MadeUp) -> bytes:
    """Typeform tells neither the wording of a multi-select nor of a matrix."""
    heads = ["#", survey.single, *survey.several_options, survey.free]
    rows: list[Row] = [[*heads, "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]]
    for number, (one, chosen, _, free) in enumerate(survey.people, start=1):
        ticks = [option if place in chosen else "" for place, option in enumerate(survey.several_options)]
        stamps = ["2026-03-02 09:00:11", "2026-03-02 09:05:11", f"{number:010x}"]
        rows.append([f"{number:032x}", survey.single_options[one], *ticks, free, *stamps])
    return to_csv(rows)


def as_redcap(survey: MadeUp) -> tuple[bytes, tuple[bytes, str]]:
    """Codes, and the dictionary that tells what they stand for."""
    boxes = [f"skills___{n}" for n in range(1, len(survey.several_options) + 1)]
    scales = [f"interest_{n}" for n in range(1, len(survey.matrix_rows) + 1)]
    rows: list[Row] = [["record_id", "needs_timestamp", "branch", *boxes, *scales, "else", "needs_complete"]]
    for number, (one, chosen, steps, free) in enumerate(survey.people, start=1):
        ticks = ["1" if place in chosen else "0" for place, _ in enumerate(boxes)]
        cells = ["" if step is None else str(step + 1) for step in steps]
        rows.append([number, "2026-03-02 09:00:11", one + 1, *ticks, *cells, free, 2])
    heads = ["Variable / Field Name", "Form Name", "Field Type", "Field Label"]
    heads += ["Choices, Calculations, OR Slider Labels", "Identifier?", "Matrix Group Name", "Section Header"]

    def choices(options: Sequence[str]) -> str:
        return " | ".join(f"{n}, {option}" for n, option in enumerate(options, start=1))

    steps = choices(survey.steps)
    told: list[Row] = [heads, ["record_id", "needs", "text", "Record", "", "", "", ""]]
    told.append(["branch", "needs", "radio", survey.single, choices(survey.single_options), "", "", ""])
    told.append(["skills", "needs", "checkbox", survey.several, choices(survey.several_options), "", "", ""])
    for name, row in zip(scales, survey.matrix_rows, strict=True):
        told.append([name, "needs", "radio", row, steps, "", "interest", survey.matrix if name == scales[0] else ""])
    told.append(["else", "needs", "notes", survey.free, "", "", "", ""])
    return to_csv(rows), (to_csv(told), "dictionary.csv")


SHAPES: dict[str, tuple[str, Callable[[MadeUp], Any]]] = {
    "qualtrics_split": ("qualtrics", lambda survey: as_qualtrics(survey, is_split=True)),
    "qualtrics_joined": ("qualtrics", lambda survey: as_qualtrics(survey, is_split=False)),
    "limesurvey_full": ("limesurvey", lambda survey: as_limesurvey(survey, joint=". ", yes="Yes", no="No")),
    "limesurvey_code": ("limesurvey", lambda survey: as_limesurvey(survey, joint="._.", yes="Y", no="")),
    "redcap": ("redcap", as_redcap),
    "typeform": ("typeform", as_typeform),
    "microsoft_forms": ("microsoft_forms", as_microsoft_forms),
    "google_direct": ("google_forms", lambda survey: as_google_forms(survey, ";")),
    "google_sheets": ("google_forms", lambda survey: as_google_forms(survey, ", ")),
    "surveymonkey_two_rows": ("surveymonkey", lambda survey: as_surveymonkey(survey, has_two_rows=True)),
    "surveymonkey_one_row": ("surveymonkey", lambda survey: as_surveymonkey(survey, has_two_rows=False)),
    "table": ("table", as_table),
}


@dataclass(frozen=True)
class Forge:
    """What tests take from here."""

    to_csv = staticmethod(to_csv)
    to_xlsx = staticmethod(to_xlsx)
    heard = staticmethod(heard)
    survey = MadeUp
    shapes = SHAPES

    @staticmethod
    def load(data: bytes | tuple[bytes, tuple[bytes, str]]) -> Export:
        """An export, or one with its data dictionary."""
        return read_export(data, "made-up") if isinstance(data, bytes) else read_export(data[0], "made-up", data[1])

    @staticmethod
    def read(rows: Sequence[Row], name: str = "made-up.csv") -> Export:
        return read_export(to_csv(rows), name)


@pytest.fixture(scope="session")
def forge() -> type[Forge]:
    """Makes exports and reads them back."""
    return Forge


@pytest.fixture(scope="session")
def library_survey() -> MadeUp:
    """Twelve made-up people of a made-up library."""
    several = ("Grant writing", "Excel (formulas, charts, pivot tables)", "Public speaking", "Python")
    chosen = [(0, 1), (1,), (1, 2), (0,), (2, 3), (1, 3), (0, 2), (3,), (0, 1, 2), (1,), (2,), (0, 3)]
    steps = [(0, 4), (1, None), (3, 3), (4, 2), (None, 1), (2, 2), (3, 0), (4, 4), (1, 3), (0, 1), (2, None), (4, 3)]
    free = [
        "",
        "storytelling",
        "",
        "how to moderate a book club",
        "data cleaning",
        "",
        "",
        "archives",
        "",
        "",
        "",
        "zines",
    ]
    return MadeUp(
        single="Which branch do you work at?",
        single_options=("Main", "North", "Harbor"),
        several="Which skills would you like to develop?",
        several_options=several,
        matrix="Rate your interest in these topics",
        matrix_rows=("Local history", "Robotics"),
        steps=("Not needed", "Slightly needed", "Moderately needed", "Very needed", "Absolutely essential"),
        free="What else do you want to learn?",
        people=[(number % 3, chosen[number], steps[number], free[number]) for number in range(12)],
    )
