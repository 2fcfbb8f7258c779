"""The survey of full_exports as Qualtrics (three heading rows, or the old two) and SurveyMonkey export it."""

from __future__ import annotations

import json
from typing import Any

from full_exports import OTHER, STAMP, Asked, Columns, Form, place, step, ticks


def _id(name: str, **more: str) -> str:
    return json.dumps({"ImportId": name, **more})


def _wide(asked: Asked) -> str:
    """A wording as an editor leaves it."""
    return f"<p><strong>{asked.wording}</strong>&nbsp;</p>"


def qualtrics(form: Form, *, is_split: bool) -> list[list[str]]:
    """Three heading rows: id, wording, ImportId."""
    file = Columns(form)
    status = {"preview": "Survey Preview"}
    file.same("StartDate", "Start Date", _id("startDate", timeZone="America/Denver"), cell=STAMP)
    file.add("Status", "Response Type", _id("status"), cells=[status.get(p.state, "IP Address") for p in form.people])
    file.same("IPAddress", "IP Address", _id("ipAddress"), cell="192.0.2.7")
    file.add("Finished", "Finished", _id("finished"), cells=[str(p.state != "unfinished") for p in form.people])
    file.same("ResponseId", "Response ID", _id("_recordId"), cell="R_{:014}")
    for at, asked in enumerate(form.questions):
        _ask(file, form, at, asked, is_split=is_split)
        if at == 1:
            file.same("Q90_First Click", "Timing - First Click", _id("QID90_FIRST_CLICK"), cell="1.2")
            file.same(f"Q{at}_DO_1", "Which skills - Display Order", _id(f"QID{at}_DO_1"), cell="{}")
    file.same("wave", "wave", _id("wave"), cell="spring")
    return file.rows()


def _ask(file: Columns, form: Form, at: int, asked: Asked, *, is_split: bool) -> None:
    name, words = f"QID{at}", _wide(asked)
    stem = f"{words} - Selected Choice" if asked.has_other else words
    other = len(asked.options) + 1

    def told(answer: Any) -> list[str]:
        return [*(asked.options[n] for n in answer[0]), *([OTHER] if answer[1] else [])]

    if asked.kind == "choice" or (asked.kind == "several" and not is_split):
        file.add(f"Q{at}", stem, _id(name), cells=form.column(at, lambda a: ",".join(told(a))))
    elif asked.kind == "several":
        for n, option in enumerate(asked.options, start=1):
            head = f"{stem} - {option}"
            file.add(f"Q{at}_{n}", head, _id(name, choiceId=str(n)), cells=ticks(form, at, n - 1))
        if asked.has_other:
            cells = form.column(at, lambda a: OTHER if a[1] else "")
            file.add(f"Q{at}_{other}", f"{stem} - {OTHER}", _id(name, choiceId=str(other)), cells=cells)
    elif asked.options:
        for part, head, cells in _of_grid_columns(form, at, asked):
            file.add(f"Q{at}{part}", f"{words} - {head}", _id(name + part), cells=cells)
    else:
        name = f"{name}_TEXT" if asked.kind == "free" else name
        file.add(f"Q{at}", words, _id(name), cells=form.column(at, _cell))
    if asked.has_other:
        head = f"{words} - {OTHER} - Text"
        file.add(f"Q{at}_{other}_TEXT", head, _id(f"QID{at}_{other}_TEXT"), cells=form.column(at, lambda a: a[1]))


def _of_grid_columns(form: Form, at: int, asked: Asked) -> list[tuple[str, str, list[str]]]:
    """Of each column of a grid: the end of its id, what follows the question in its wording, and its cells."""
    rows = list(enumerate(asked.options))
    if asked.kind == "menus":
        return [
            (f"#{n + 1}_{r + 1}", f"{column} - {row}", form.column(at, lambda a, n=n, r=r: _of_grid(asked, a, r, n)))
            for n, (column, _) in enumerate(asked.columns)
            for r, row in rows
        ]
    if asked.kind == "boxes":
        return [
            (f"_{r + 1}_{n + 1}", f"{row} - {column}", form.column(at, lambda a, n=n, r=r: _of_grid(asked, a, r, n)))
            for r, row in rows
            for n, (column, _) in enumerate(asked.columns)
        ]
    if asked.kind == "ranking":
        return [(f"_{r + 1}", row, place(form, at, r)) for r, row in rows]
    return [(f"_{r + 1}", row, form.column(at, lambda a, r=r: _cell(a[r]))) for r, row in rows]


def _cell(answer: Any) -> str:
    return answer if isinstance(answer, str) else step(answer)


def legacy(form: Form) -> list[list[str]]:
    """Two heading rows: names of one's own, then wordings with a bare dash; boxes say 1."""
    file = Columns(form)
    for n, name in enumerate(("ResponseID", "ResponseSet", "IPAddress", "StartDate"), start=1):
        file.same(f"V{n}", name, cell=("R_{:014}", "Default", "192.0.2.7", STAMP)[n - 1])
    file.add("V5", "Status", cells=["1" if p.state == "preview" else "0" for p in form.people])
    file.add("V6", "Finished", cells=["0" if p.state == "unfinished" else "1" for p in form.people])
    for at, asked in enumerate(form.questions):
        words, other = asked.wording, len(asked.options) + 1
        if asked.kind == "choice":
            cells = form.column(at, lambda a, o=asked.options: o[a[0][0]] if a[0] else OTHER)
            file.add(f"tag{at}", words, cells=cells)
        elif asked.kind == "several":
            for n, option in enumerate(asked.options, start=1):
                cells = form.column(at, lambda a, n=n: "1" if n - 1 in a[0] else "")
                file.add(f"tag{at}_{n}", f"{words}-{option}", cells=cells)
        elif asked.kind in ("matrix", "ranking", "contact"):
            for n, row in enumerate(asked.options):
                cells = place(form, at, n) if asked.kind == "ranking" else form.column(at, lambda a, n=n: _cell(a[n]))
                file.add(f"tag{at}_{n + 1}", f"{words}-{row}", cells=cells)
        elif asked.kind in ("free", "date", "scale"):
            file.add(f"tag{at}", words, cells=form.column(at, _cell))
        if asked.has_other:
            file.add(f"tag{at}_{other}_TEXT", f"{words}-Other-TEXT", cells=form.column(at, lambda a: a[1]))
    for n, name in enumerate(("First Click", "Last Click", "Page Submit"), start=1):
        file.same(f"page_{n}", f"How long it took-{name}", cell="1.2")
    file.same("DO-Q-tag1", "Display Order: skills", cell="1|2|3")
    file.same("LocationLatitude", "LocationLatitude", cell="40.7128")
    file.same("", "", cell="")
    return file.rows()


def surveymonkey(form: Form, *, has_two_rows: bool) -> list[list[str]]:
    """Two heading rows, the question on its first column only; or one, `Question - Option`."""
    file = Columns(form)
    own = ("Respondent ID", "1190000{}"), ("Collector ID", "448"), ("Start Date", STAMP), ("IP Address", "192.0.2.7")
    for name, cell in own:
        file.same(name, "", cell=cell)
    for at, asked in enumerate(form.questions):
        columns = _columns(form, at, asked)
        words = f"<em>{asked.wording}</em>" if has_two_rows else asked.wording
        for n, (label, cells) in enumerate(columns):
            if has_two_rows:
                file.add("" if n else words, label, cells=cells)
            else:
                is_plain = label in ("Response", "Open-Ended Response", "Date / Time")
                file.add(words if is_plain else f"{words} - {label}", "", cells=cells)
    rows = file.rows()
    return rows if has_two_rows else [rows[0], *rows[2:]]


def _columns(form: Form, at: int, asked: Asked) -> list[tuple[str, list[str]]]:
    """The columns of one question: what the second heading says, and the cells."""
    found: list[tuple[str, list[str]]]
    if asked.kind == "choice":
        found = [("Response", form.column(at, lambda a: asked.options[a[0][0]] if a[0] else ""))]
    elif asked.kind == "several":
        found = [(option, ticks(form, at, n)) for n, option in enumerate(asked.options)]
    elif asked.kind == "ranking":
        found = [(option, place(form, at, n)) for n, option in enumerate(asked.options)]
    elif asked.kind in ("matrix", "contact"):
        found = [(row, form.column(at, lambda a, n=n: _cell(a[n]))) for n, row in enumerate(asked.options)]
    elif asked.kind in ("menus", "boxes"):
        found = [
            (f"{row} - {column}", form.column(at, lambda a, r=r, n=n: _of_grid(asked, a, r, n)))
            for r, row in enumerate(asked.options)
            for n, (column, _) in enumerate(asked.columns)
        ]
    else:
        label = {"free": "Open-Ended Response", "date": "Date / Time"}.get(asked.kind, "Response")
        found = [(label, form.column(at, _cell))]
    return [*found, (OTHER, form.column(at, lambda a: a[1]))] if asked.has_other else found


def _of_grid(asked: Asked, answer: Any, row: int, column: int) -> str:
    name, steps = asked.columns[column]
    return steps[answer[column][row]] if asked.kind == "menus" else name if (row, column) in answer else ""
