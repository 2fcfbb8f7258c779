"""Judgement files: courses, goals and graded relevance, read from CSV with errors a person can mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import langcodes

from pipeline.errors import UsageError
from pipeline.match.index import CourseText

MAX_GRADE = 10


@dataclass(frozen=True)
class Judgements:
    """What `circlewise evaluate` measures against: `qrels` maps goal_id to course_id to grade."""

    courses: tuple[CourseText, ...]
    goals: dict[str, str]
    qrels: dict[str, dict[str, int]]
    odd: tuple[str, ...]
    """What a person should know about the files: judgements of goals or courses that are in neither of the others."""


def read_judgements(
    courses: str | bytes,
    goals: str | bytes,
    qrels: str | bytes,
    names: tuple[str, str, str] = ("courses", "goals", "qrels"),
) -> Judgements:
    """Read the three files of the contract.

    Args:
        courses: CSV with course_id,title and, where known, description,language,url; extra columns are ignored.
        goals: CSV with goal_id,text.
        qrels: CSV with goal_id,course_id,grade.
        names: how messages name the three files.

    Raises:
        UsageError: a file is no CSV in UTF-8, lacks a column, holds an id twice, a grade that is no whole number
            from 0 to 10. The text names file, line and what was found.

    A judgement of an unknown goal is left out. One of an unknown course stays: what cannot be found counts against the
    ranking, as in trec_eval.
    """
    read_courses: dict[str, CourseText] = {}
    for line, row in _rows(courses, names[0], ("course_id", "title")):
        course_id = _id(row["course_id"], read_courses, names[0], line, "course_id")
        read_courses[course_id] = CourseText(
            course_id=course_id,
            title=row["title"],
            description=row.get("description") or "",
            language=language_tag(row.get("language") or ""),
        )
    read_goals: dict[str, str] = {}
    for line, row in _rows(goals, names[1], ("goal_id", "text")):
        read_goals[_id(row["goal_id"], read_goals, names[1], line, "goal_id")] = row["text"]
    grades: dict[str, dict[str, int]] = {}
    odd: dict[str, int] = {}
    for line, row in _rows(qrels, names[2], ("goal_id", "course_id", "grade")):
        if row["course_id"] not in read_courses:
            odd[f"a course that is not in {names[0]}; it counts as not found"] = line
        if row["goal_id"] not in read_goals:
            odd[f"a goal that is not in {names[1]}; the judgement is left out"] = line
            continue
        of_goal = grades.setdefault(row["goal_id"], {})
        if row["course_id"] in of_goal:
            raise UsageError(
                f"{names[2]}, line {line}: course `{row['course_id']}` is judged twice for goal `{row['goal_id']}`; "
                "keep one of the two"
            )
        of_goal[row["course_id"]] = _grade(row["grade"], names[2], line)
    told = tuple(f"{names[2]}, line {line} (and maybe before): judges {what}" for what, line in odd.items())
    return Judgements(tuple(read_courses.values()), read_goals, grades, told)


def language_tag(worded: str) -> str | None:
    """A language as worded in a judgement file (`en`, `English`, `Español`) as a tag; None where it is none."""
    if not worded.strip():
        return None
    if langcodes.tag_is_valid(worded.strip()):
        return worded.strip()
    try:
        return str(langcodes.find(worded.split("(")[0].strip()))
    except LookupError:
        return None


def _rows(content: str | bytes, name: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line each ends on; blank lines are skipped, cells that are missing are refused."""
    reader = csv.DictReader(io.StringIO(_decoded(content, name), newline=""), strict=True)
    try:
        header = reader.fieldnames or []
        missing = [column for column in columns if column not in header]
        if missing:
            raise UsageError(
                f"{name}, line 1: the header is `{','.join(header)}` and lacks {', '.join(missing)}; "
                f"{','.join(columns)} was expected"
            )
        for row in reader:
            if any(row[column] is None for column in columns):
                raise UsageError(
                    f"{name}, line {reader.line_num}: the row has fewer cells than the header's {len(header)}; "
                    "add the missing commas"
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(
            f"{name}, line {reader.reader.line_num}: this is no CSV ({error}); save it as CSV in UTF-8"
        ) from error


def _decoded(content: str | bytes, name: str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}, line {line}: this is not UTF-8 ({error.reason}); save it as CSV in UTF-8") from error


def _id(value: str, seen: Container[str], name: str, line: int, column: str) -> str:
    if not value.strip():
        raise UsageError(f"{name}, line {line}: `{column}` is empty; every row needs one")
    if value in seen:
        raise UsageError(f"{name}, line {line}: `{column}` {value!r} was there before; ids are unique")
    return value


def _grade(worded: str, name: str, line: int) -> int:
    if not (worded.strip().isascii() and worded.strip().isdigit()) or int(worded) > MAX_GRADE:
        raise UsageError(
            f"{name}, line {line}: `grade` is {worded!r}, a whole number from 0 to {MAX_GRADE} was expected"
        )
    return int(worded)
