"""Looks into a list of courses as a night would read it; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.contract import CourseTable, PageChangedError, course_tables
from pipeline.errors import UsageError
from pipeline.fetch import Files
from pipeline.fetch.files import LISTS, MAPPINGS
from pipeline.flow.night import Tonight
from pipeline.flow.trial import try_source
from pipeline.model import CourseList

MAX_BYTES = 64 << 20
WRITTEN_FOR_PEOPLE = {
    ".pdf": "a PDF, which has no rows",
    ".doc": "a text document",
    ".docx": "a text document",
    ".odt": "a text document",
    ".xls": "an old spreadsheet",
    ".ods": "a spreadsheet of another kind",
    ".numbers": "a spreadsheet of another kind",
    ".htm": "a web page",
    ".html": "a web page",
    ".zip": "an archive of files",
}
"""What people try, by ending, in words."""


def list_to_inspect(file: Path, mapping: Path | None) -> Files:
    """The list with the mapping named, else the one beside it.

    Raises:
        UsageError: by its ending the file is no list, or it is empty.
    """
    ending = file.suffix.lower()
    if ending not in LISTS:
        found = WRITTEN_FOR_PEOPLE.get(ending) or (f"`{ending}`" if ending else "a name without an ending")
        raise UsageError(
            f"{file.name}: found {found}, expected a list of courses in a file that ends in {', '.join(LISTS)}; "
            "bring it into a spreadsheet program, a row a course, and save it as .xlsx or .csv"
        )
    if file.stat().st_size == 0:
        raise UsageError(
            f"{file.name}: the file is empty, expected a row of headings (one of them a title) and a row a course; "
            "was it saved, and fully copied?"
        )
    beside = [file.with_suffix(suffix) for suffix in MAPPINGS]
    said = mapping or next((path for path in beside if path.is_file()), None)
    paths = {file.name: file} | ({f"{file.stem}.yaml": said} if said else {})
    return Files("", paths)


def inspect_list(prepare: Callable[[Files], Tonight], files: Files) -> dict[str, Any]:
    """The document that `table inspect --json` prints: each column as understood, the courses, and what is wrong.

    Raises:
        UsageError: it is no list that can be read; says why.
    """
    (name,) = (name for name in files.paths if not name.lower().endswith(MAPPINGS))
    how = replace(files.mapping_of(name), address=None)
    shown, body = files.body(f"folder:{quote(name)}", MAX_BYTES)
    tables, untitled = _tables(body, shown, how)
    trial = try_source(prepare(files), None)
    return {
        "file": name,
        "mapping": {key: value for key, value in asdict(how).items() if value},
        "tables": [_told(table) for table in tables],
        "left_aside": list(untitled),
        "outcome": trial.outcome,
        "reason": trial.reason,
        "courses": [asdict(listing) for listing in trial.listings],
        "notes": [
            asdict(note) for note in trial.notes if note.kind not in ("unknown_column", "unknown_key", "left_aside")
        ],
    }


def _tables(body: bytes, shown: str, how: CourseList) -> tuple[tuple[CourseTable, ...], tuple[str, ...]]:
    try:
        return course_tables(body, shown, how)
    except PageChangedError as error:
        raise UsageError(str(error)) from error


def _told(table: CourseTable) -> dict[str, Any]:
    return {
        "sheet": table.name or None,
        "kind": table.kind,
        "headings": table.headings,
        "columns": [
            {
                "column": column.position + 1,
                "heading": column.heading,
                "read_as": column.field,
                "because": column.because,
            }
            for column in table.columns
        ],
        "rows": len(table.rows),
    }
