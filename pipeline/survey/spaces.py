"""The list of spaces that a library keeps: rooms in which circles can meet, as CSV or XLSX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.contract.grid import Asked, grids
from pipeline.errors import UsageError
from pipeline.model import Slot, Space
from pipeline.survey.availability import free_slots
from pipeline.survey.tokens import plain

TEMPLATE = (
    "space,branch,capacity,free,equipment,serves\r\n"
    'Meeting room A,Main,16,"Mondays to Thursdays, mornings","projector; computers",\r\n'
    'Study room,North,8,"Tuesday evening; Thursday afternoon",,Main\r\n'
    "Online meeting,Online,20,any time,,all\r\n"
)
"""A list with made-up rooms, for whoever starts one."""
MAX_PEOPLE = 1_000
MAX_BYTES, MAX_UNPACKED = 2**20, 4 * 2**20
"""A list of a thousand rooms takes a tenth of either. It is read in the page's own process: a workbook of 13 kB that
unpacks to 8 MiB took 14 s there, one of 312 kB and 95 MiB 58 s (2026-11, on a busy machine).
"""
_HEADINGS = {
    "space": "space, room, name, location, espacio, sala, salon, nombre",
    "branch": "branch, library, site, sucursal, biblioteca, sede",
    "capacity": "capacity, seats, people, capacidad, plazas, aforo, asientos",
    "free": "free, times, free times, when, available, availability, horario, disponible, disponibilidad",
    "equipment": "equipment, equipo, equipamiento",
    "serves": "serves, open to, branches served, atiende, abierta a, abierto a",
}
_REQUIRED = ("space", "branch", "capacity", "free")
_FIELDS = {word.strip(): field for field, words in _HEADINGS.items() for word in words.split(",")}
_ALL = frozenset({"all", "everybody", "everyone", "any", "todas", "todos", "*"})
_EXPECTED = "a list of spaces was expected: a CSV or XLSX file with the headings " + ", ".join(_HEADINGS)


def read_spaces(data: bytes, name: str) -> tuple[Space, ...]:
    """The rooms of a list, in its order.

    Columns `space`, `branch`, `capacity` (people, facilitator included) and `free` (times, worded as in a survey) must
    be there; `equipment` and `serves` (other branches whose people may come, or `all`) may be. Several are separated by
    `;` or `,`. English and Spanish headings are understood.

    Raises:
        UsageError: it is no table, or what it says cannot be used; every finding names the row and the column.
    """
    found = grids(data, name, Asked(expected=_EXPECTED, max_bytes=MAX_BYTES, max_unpacked=MAX_UNPACKED))
    grid = found[0]
    columns = _columns(grid.rows[0], name)
    problems: list[str] = []
    spaces: list[Space] = []
    for number, row in zip(grid.numbers[1:], grid.rows[1:], strict=True):
        if not any(cell.strip() for cell in row):
            continue
        cells = {field: row[column].strip() for field, column in columns.items()}
        wrong = list(_problems(cells, {each.name for each in spaces}))
        problems += [f"{name}, row {number}, column {field}: {problem}" for field, problem in wrong]
        if not wrong:
            spaces.append(_space(cells))
    if problems:
        raise UsageError("\n".join(problems))
    if not spaces:
        raise UsageError(f"{name}: found headings and no room below them, {_EXPECTED}")
    return tuple(spaces)


def _columns(headings: Sequence[str], name: str) -> dict[str, int]:
    """Column by field; headings that are not known are left aside."""
    columns: dict[str, int] = {}
    for number, heading in enumerate(headings):
        field = _FIELDS.get(_plain(heading))
        if field in columns:
            raise UsageError(f"{name}, row 1: the column {field} is there twice; leave one")
        if field:
            columns[field] = number
    missing = [field for field in _REQUIRED if field not in columns]
    if missing:
        seen = ", ".join(heading.strip() for heading in headings if heading.strip())[:200]
        raise UsageError(f"{name}, row 1: no column {', '.join(missing)}; found {seen or 'no heading'}, {_EXPECTED}")
    return columns


def _problems(cells: dict[str, str], known: set[str]) -> Iterator[tuple[str, str]]:
    """What is wrong in a row, by field."""
    for field in ("space", "branch"):
        if not cells[field]:
            yield field, "found nothing, expected a name"
    if cells["space"] in known:
        yield "space", f"found `{cells['space'][:80]}` a second time, expected every room once"
    if _capacity(cells["capacity"]) is None:
        yield "capacity", f"found `{cells['capacity'][:40]}`, expected a whole number of people from 2 to {MAX_PEOPLE}"
    if not _slots(cells["free"]):
        found = f"`{cells['free'][:80]}`" if cells["free"] else "nothing"
        yield "free", f"found {found}, expected times such as `Tuesday evening; Thursdays 10-12` or `any time`"


def _space(cells: dict[str, str]) -> Space:
    capacity = _capacity(cells["capacity"])
    assert capacity is not None
    others = _list(cells.get("serves", ""))
    is_for_all = any(_plain(each) in _ALL for each in others)
    return Space(
        name=cells["space"],
        branch=cells["branch"],
        capacity=capacity,
        slots=_slots(cells["free"]),
        equipment=frozenset(_plain(each) for each in _list(cells.get("equipment", ""))),
        serves=None if is_for_all else frozenset({cells["branch"], *others}),
    )


def _capacity(cell: str) -> int | None:
    found = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?", cell)
    return int(found[1]) if found and 2 <= int(found[1]) <= MAX_PEOPLE else None


def _slots(cell: str) -> frozenset[Slot]:
    return free_slots([(None, cell)])


def _list(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,]", cell) if part.strip()]


def _plain(text: str) -> str:
    return " ".join(plain(text).replace("_", " ").split())


def equipment_words(words: Sequence[str]) -> frozenset[str]:
    """Pieces of equipment as they are compared: lower case, without accents."""
    return frozenset(_plain(word) for word in words)
