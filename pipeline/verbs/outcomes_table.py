"""Outcomes side by side on a terminal of 80 letters: the figures that parts are compared by, the others in exports."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from pipeline.escape import one_line
from pipeline.store import Answer

WIDEST = 100
"""Letters beyond which lines are hard to follow, however wide the terminal."""
COLUMNS = {
    "circles": "circles",
    "sessions": "sessions",
    "participants": "people",
    "engagements": "times there",
    "completion_pct": "done %",
    "staff_hours": "staff hours",
    "course_worked": "course worked",
    "goal_met": "goal met",
    "would_apply": "will use",
}
"""What is compared, and how people say it; the last three are means of 1 to 5."""
NOT_TOLD, NONE = "–", ""
CAPTION = (
    f"{NOT_TOLD} is not told: it would tell of few people, or another figure that does would follow from it. Done are "
    "those who got to the end; the last three are means of 1 to 5. Grants, credentials and all other figures: "
    "--format xlsx, csv or json"
)


def outcomes_table(answer: Answer, by: str, title: str, width: int) -> Table:
    """The parts, a row each, for a terminal of so many letters; `answer` has a column a measure and `not_told`."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    hidden = [frozenset((row["not_told"] or "").split(", ")) for row in rows]
    table = Table(
        title=title,
        title_justify="left",
        caption=CAPTION,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        width=min(width, WIDEST),
    )
    shown = {measure: heading for measure, heading in COLUMNS.items() if (by, measure) != ("circle", "circles")}
    cells = [[_cell(row, measure, untold) for measure in shown] for row, untold in zip(rows, hidden, strict=True)]
    table.add_column(by, ratio=1, overflow="fold")
    for heading, column in zip(shown.values(), zip(*cells, strict=True) if cells else shown, strict=True):
        # As narrow as its longest word: what is left goes to the names.
        table.add_column(heading, justify="right", width=max(map(len, (*heading.split(), *column))))
    for row, figures in zip(rows, cells, strict=True):
        table.add_row(_name(row, by), *figures)
    return table


def _name(row: Mapping[str, Any], by: str) -> Text:
    """What it is called, with its id where that is another word."""
    named, title = one_line(str(row[by])), row.get("title")
    return Text(f"{one_line(str(title))}\n{named}" if title else named)


def _cell(row: Mapping[str, Any], measure: str, untold: frozenset[str]) -> str:
    value = row.get(measure)
    if value is not None:
        return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"
    return NOT_TOLD if measure in untold else NONE
