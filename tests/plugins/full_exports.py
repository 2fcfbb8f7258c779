"""One made-up survey with a question of every kind, and the whole files in which form tools would export it.

Each file brings what real ones bring along: the tool's own columns, markup, no-break spaces and line breaks in
headings, quoted commas, options that hold the separator or a dash, options nobody chose, headings that stand twice,
empty columns, previews and responses that were not finished.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import openpyxl

Kind = Literal["choice", "several", "matrix", "scale", "ranking", "menus", "boxes", "free", "date", "contact"]
Said = tuple[str, str, str | None, str | None]
STEPS = ("Not interested", "Somewhat interested", "Very interested")
LEVELS = ("Never tried", "Beginner", "Advanced")
OTHER = "Other (please specify)"
STAMP = "2026-03-02 09:00:11"
NBSP = "\u00a0"


@dataclass(frozen=True)
class Asked:
    """A question: `options` are those of a choice, or the rows of a grid; `columns` are those of a grid of two ways."""

    kind: Kind
    wording: str
    options: tuple[str, ...] = ()
    has_other: bool = False
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()


QUESTIONS = (
    Asked("choice", "Which branch do you work at?", ("Main", "North", "Harbor"), has_other=True),
    Asked(
        "several",
        "Which skills would you like to develop?",
        ("Grant writing", "Excel (formulas, charts, pivot tables)", "Zines - a workshop", 'R&D "basics", for all',
         "Nobody's choice", "Public speaking"),
        has_other=True,
    ),
    Asked("free", "Why?"),
    Asked("several", "When could you come?", ("Monday mornings", "Tuesday evenings", "Weekends")),
    Asked("matrix", "Rate your interest in these topics", ("Local history", "Maps, atlases and globes", "E-mail")),
    Asked("free", "Why?"),
    Asked("scale", "How interested are you in learning about podcasting?"),
    Asked("ranking", "Rank these formats", ("Online", "In person", "Hybrid")),
    Asked("menus", "Rate each skill", ("Weeding", "Sign language"),
          columns=(("Current level", LEVELS), ("Interest", STEPS))),
    Asked("boxes", "For each topic tick what applies", ("Robotics", "Book repair", "Genealogy"),
          columns=(("I want to learn it", ()), ("I can teach it", ()))),
    Asked("free", "What else do you want to learn?"),
    Asked("date", "When did you start here?"),
    Asked("contact", "How can we reach you?", ("First name", "Email address", "Phone number")),
)  # fmt: skip
TEXTS = ("", "", "archives, maps", 'storytelling "with" maps', "how to moderate\na book club", "repair café; zines")


@dataclass(frozen=True)
class Person:
    """What somebody answered, an entry a question; how it ended."""

    answers: tuple[Any, ...]
    state: Literal["kept", "preview", "unfinished"] = "kept"


@dataclass(frozen=True)
class Form:
    """The survey and everybody who answered it."""

    people: tuple[Person, ...]
    questions: tuple[Asked, ...] = QUESTIONS

    def of(self, *kinds: Kind) -> Form:
        """The survey with questions of these kinds only."""
        at = [n for n, asked in enumerate(self.questions) if asked.kind in kinds]
        people = (Person(tuple(one.answers[n] for n in at), one.state) for one in self.people)
        return Form(tuple(people), tuple(self.questions[n] for n in at))

    def column(self, at: int, cell: Callable[[Any], str]) -> list[str]:
        """A column of the file: of each person the cell that their answer to a question makes."""
        return [cell(one.answers[at]) for one in self.people]

    def said(self) -> set[Said]:
        """Respondent, question, option and text: what a faithful reading gives; contact data are not among it."""
        said: set[Said] = set()
        for number, one in enumerate(self.people, start=1):
            if one.state == "kept":
                for asked, answer in zip(self.questions, one.answers, strict=True):
                    said |= {(f"r{number}", *entry) for entry in _entries(asked, answer)}
        return said


def _entries(asked: Asked, answer: Any) -> set[tuple[str, str | None, str | None]]:
    words = asked.wording
    if asked.kind in ("choice", "several"):
        chosen, typed = answer
        found: set[tuple[str, str | None, str | None]] = {(words, asked.options[n], None) for n in chosen}
        return found | ({(words, None, typed)} if typed else set())
    if asked.kind == "matrix":
        return {(words, row, STEPS[n]) for row, n in zip(asked.options, answer, strict=True) if n is not None}
    if asked.kind == "scale":
        return {(words, None, STEPS[answer])} if answer is not None else set()
    if asked.kind == "ranking":
        return {(words, asked.options[n], str(place)) for place, n in enumerate(answer, start=1)}
    if asked.kind == "menus":
        return {
            (f"{words} - {name}", row, steps[answer[at][row_at]])
            for at, (name, steps) in enumerate(asked.columns)
            for row_at, row in enumerate(asked.options)
        }
    if asked.kind == "boxes":
        names = [name for name, _ in asked.columns]
        return {(f"{words} - {names[column]}", asked.options[row], None) for row, column in answer}
    return {(words, None, answer)} if answer and asked.kind != "contact" else set()


def made_up(seed: int, n_people: int = 24) -> Form:
    """People by chance, though each option but one is chosen by somebody, and a few rows are no answers."""
    dice = random.Random(seed)
    people = []
    for number in range(n_people):
        state = {5: "preview", 11: "unfinished"}.get(number, "kept")
        people.append(Person(tuple(_answer(asked, number, dice) for asked in QUESTIONS), state))  # type: ignore[arg-type]
    return Form(tuple(people))


def _answer(asked: Asked, number: int, dice: random.Random) -> Any:
    n_options = len(asked.options)
    if asked.kind == "choice":
        return ((number % n_options,), "") if number != 7 else ((), "the bookmobile")
    if asked.kind == "several":
        known = [n for n in range(n_options) if asked.options[n] != "Nobody's choice"]
        chosen = {known[number % len(known)], dice.choice(known)} if number % 6 else set()
        return tuple(sorted(chosen)), "lettering" if asked.has_other and number == 3 else ""
    if asked.kind == "matrix":
        return tuple(dice.choice((None, 0, 1, 2)) for _ in asked.options)
    if asked.kind == "scale":
        return number % 3
    if asked.kind == "ranking":
        return tuple(dice.sample(range(n_options), n_options))
    if asked.kind == "menus":
        return tuple(tuple((number + dice.randrange(3)) % 3 for _ in asked.options) for _ in asked.columns)
    if asked.kind == "boxes":
        boxes = [(row, column) for row in range(n_options) for column in range(len(asked.columns))]
        return (boxes[number % len(boxes)], *dice.sample(boxes, 1))
    if asked.kind == "free":
        text = TEXTS[number % len(TEXTS)] if number < len(TEXTS) else dice.choice(TEXTS)
        return f"{text} in area {number}" if text else ""
    return f"2020-03-{number % 28 + 1:02}" if asked.kind == "date" else ("Xu", f"p{number}@example.org", "555-010-0199")


@dataclass
class Columns:
    """A file as it grows: heading cells and cells of each column."""

    form: Form
    heads: list[tuple[str, ...]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)

    def add(self, *heads: str, cells: Sequence[str]) -> None:
        """A column with one heading cell for each heading row."""
        self.heads.append(heads)
        self.cells.append(list(cells))

    def same(self, *heads: str, cell: str) -> None:
        """A column of the tool's own, that says of everybody the same; `{}` is the number of the row."""
        self.add(*heads, cells=[cell.format(n) for n in range(len(self.form.people))])

    def rows(self) -> list[list[str]]:
        """The file, heading rows first."""
        heads = [list(row) for row in zip(*self.heads, strict=True)]
        return [*heads, *(list(row) for row in zip(*self.cells, strict=True))]


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(stream)
    return stream.getvalue()


def ticks(form: Form, at: int, option: int) -> list[str]:
    """The column of one option: its words where somebody chose it."""
    words = form.questions[at].options[option]
    return form.column(at, lambda answer: words if option in answer[0] else "")


def place(form: Form, at: int, option: int) -> list[str]:
    """The column of one item of a ranking."""
    return form.column(at, lambda answer: str(answer.index(option) + 1))


def step(n: int | None, steps: Sequence[str] = STEPS) -> str:
    return "" if n is None else steps[n]


def typeform(form: Form, *, has_stem: bool) -> list[list[str]]:
    """Neither a grid of two ways nor the wording of a multi-select; that of a matrix in some exports only."""
    file = Columns(form)
    file.same("#", cell="{:032x}")
    for at, asked in enumerate(form.questions):
        for head, cells in _of_csv(form, at, asked, has_stem=has_stem):
            file.add(head, cells=cells)
    file.same("utm_source", cell="")
    file.add("Response Type", cells=["partial" if p.state != "kept" else "completed" for p in form.people])
    for name, cell in (("Start Date (UTC)", STAMP), ("Stage Date (UTC)", ""), ("Submit Date (UTC)", STAMP)):
        file.same(name, cell=cell)
    for name, cell in (("Network ID", "{:010x}"), ("Tags", ""), ("Ending", "Thanks")):
        file.same(name, cell=cell)
    return file.rows()


def _of_csv(form: Form, at: int, asked: Asked, *, has_stem: bool) -> list[tuple[str, list[str]]]:
    """The columns of one question, each with its heading."""
    options, other = asked.options, [("Other", form.column(at, lambda a: a[1]))] if asked.has_other else []
    if asked.kind == "choice":
        return [(f"{asked.wording}\n", form.column(at, lambda a: options[a[0][0]] if a[0] else "")), *other]
    if asked.kind == "several":
        return [*((option.replace(" ", NBSP, 1), ticks(form, at, n)) for n, option in enumerate(options)), *other]
    if asked.kind == "matrix":
        heads = [f"{asked.wording} - {row}" if has_stem else row for row in options]
        return [(head, form.column(at, lambda a, n=n: step(a[n]))) for n, head in enumerate(heads)]
    if asked.kind == "ranking":
        return [(asked.wording, form.column(at, lambda a: ", ".join(options[n] for n in a)))]
    if asked.kind == "contact":
        return [(name, form.column(at, lambda a, n=n: a[n])) for n, name in enumerate(options)]
    return [(f"*{asked.wording}*", form.column(at, step if asked.kind == "scale" else str))]


def typeform_json(form: Form) -> bytes:
    """The definition of the form, and the responses; a matrix is a field with a field for each row."""
    types = {"free": "long_text", "date": "date", "scale": "multiple_choice", "ranking": "ranking", "matrix": "matrix",
             "contact": "contact_info"}  # fmt: skip
    fields: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for at, asked in enumerate(form.questions):
        properties: dict[str, Any] = {"choices": [{"label": option} for option in asked.options or STEPS]}
        if asked.kind == "several":
            properties["allow_multiple_selection"] = True
        if asked.kind in ("matrix", "contact"):
            inner = {"choices": [{"label": each} for each in STEPS]} if asked.kind == "matrix" else {}
            kind = "multiple_choice" if inner else "short_text"
            properties["fields"] = [
                {"id": f"f{at}-{n}", "title": row, "type": kind, "properties": inner}
                for n, row in enumerate(asked.options)
            ]
        kind = types.get(asked.kind, "multiple_choice")
        fields.append({"id": f"f{at}", "title": asked.wording, "type": kind, "properties": properties})
    for one in form.people:
        answers: list[dict[str, Any]] = []
        for at, (asked, answer) in enumerate(zip(form.questions, one.answers, strict=True)):
            answers += _of_typeform(asked, answer, f"f{at}")
        items.append({"answers": answers, "response_type": "completed" if one.state == "kept" else "partial"})
    whole = {"form": {"id": "x", "title": "Needs", "fields": fields}, "responses": {"items": items}}
    return json.dumps(whole).encode("utf-16")


def _of_typeform(asked: Asked, answer: Any, name: str) -> list[dict[str, Any]]:
    def one(kind: str, value: Any, of: str = name) -> dict[str, Any]:
        return {"field": {"id": of}, "type": kind, kind: value}

    if asked.kind == "choice":
        chosen, typed = answer
        return [one("choice", {"label": asked.options[chosen[0]]} if chosen else {"other": typed})]
    if asked.kind == "several":
        chosen, typed = answer
        labels = {"labels": [asked.options[n] for n in chosen]} | ({"other": typed} if typed else {})
        return [one("choices", labels)] if chosen or typed else []
    if asked.kind == "matrix":
        return [one("choice", {"label": STEPS[s]}, f"{name}-{n}") for n, s in enumerate(answer) if s is not None]
    if asked.kind == "scale":
        return [one("choice", {"label": STEPS[answer]})]
    if asked.kind == "ranking":
        return [one("choices", {"labels": [asked.options[n] for n in answer]})]
    if asked.kind == "contact":
        return [one("text", each, f"{name}-{n}") for n, each in enumerate(answer)]
    return [one("date" if asked.kind == "date" else "text", answer)] if answer else []
