"""A proposal as a spreadsheet: Proposal, Courses, Fit and Plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.export import workbook
from pipeline.topics.sheet import Sheet
from pipeline.topics.sheet.layout import Block, Grid, Points, Words, sections_of

ELSEWHERE = ("Courses side by side", "Circle fit")
"""Sections that have a sheet of their own."""
COURSES = (
    "No.",
    "Course",
    "Address",
    "Provider",
    "Weeks",
    "Hours a week",
    "Cost",
    "Enrolment",
    "Licence",
    "Login",
    "Language",
    "Last checked",
    "Fits a circle",
    "Why it matches",
    "Course number",
)


def workbook_of(sheet: Sheet) -> bytes:
    """The proposal as XLSX; every text stays a text."""
    return workbook(
        [
            ("Proposal", ("Section", "What", "Details"), _proposal(sheet)),
            ("Courses", COURSES, _courses(sheet)),
            ("Fit", ("Course", "Signal", "Value", "Evidence", "Read from"), _fit(sheet)),
            ("Plan", ("Week", "Day", "Session minutes", "Homework minutes", "Part of the course"), _plan(sheet)),
        ]
    )


def _proposal(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    yield "Topic", sheet.title, sheet.summary
    yield "Topic", "Number", sheet.topic_id
    yield "Topic", "Decision", sheet.status
    yield "Topic", "From the night of", sheet.on
    for section in sections_of(sheet):
        if section.heading not in ELSEWHERE:
            for block in section.blocks:
                for what, details in _lines(block):
                    yield section.heading, what, details


def _lines(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Words(text):
            yield text, ""
        case Points(sentences):
            yield from ((sentence, "") for sentence in sentences)
        case Grid(columns, rows):
            for first, *others in rows:
                named = (
                    f"{name}: {cell.text}" if name else cell.text
                    for name, cell in zip(columns[1:], others, strict=True)
                )
                yield f"{columns[0]}: {first.text}" if columns[0] else first.text, "; ".join(named)


def _courses(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for each in (*sheet.courses, *sheet.other_courses):
        yield (
            each.rank,
            each.title,
            each.url or (each.source_home and f"look for its title at {each.source_home}"),
            each.provider,
            each.weeks,
            each.hours_a_week,
            each.cost,
            each.enrolment,
            each.licence,
            each.login,
            each.language,
            each.last_checked,
            each.fit,
            "; ".join(each.because),
            each.course_id,
        )


def _fit(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for each in (*sheet.courses, *sheet.other_courses):
        for fit in each.signals:
            yield each.title, fit.signal, fit.value, fit.evidence, fit.source


def _plan(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for week in sheet.plan.weeks if sheet.plan else ():
        yield week.number, week.on, week.session_minutes, week.homework_minutes, week.part
