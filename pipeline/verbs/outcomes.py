"""The verb that tells a board what circles came to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from pipeline.store import Answer, Catalogue
from pipeline.verbs import house
from pipeline.verbs.look import emit
from pipeline.verbs.outcomes_table import outcomes_table

BY = ("season", "branch", "topic", "course", "circle")
WHOLE = """
SELECT level, measure, value, before, unit, n_answers, is_suppressed, evidence
FROM out.outcome WHERE scope = 'all' ORDER BY measure, unit
"""
PARTS = """
SELECT o.scope_id, coalesce(t.title, c.title, k.title) AS title, o.measure, o.unit, o.value, o.before, o.is_suppressed
FROM out.outcome o
LEFT JOIN out.topic t ON o.scope = 'topic' AND t.topic_id = o.scope_id
LEFT JOIN out.circle c ON o.scope = 'circle' AND c.circle_id = o.scope_id
LEFT JOIN out.course k ON o.scope = 'course' AND k.course_id = o.scope_id
WHERE o.scope = $1
ORDER BY o.scope_id
"""
FIRST = (
    "circles",
    "sessions",
    "participants",
    "engagements",
    "completions",
    "completion_pct",
    "facilitator_hours",
    "participant_hours",
    "staff_hours",
    "course_worked",
    "goal_met",
    "confidence_before",
    "confidence",
    "would_apply",
    "applied",
    "credential_holders_before",
    "credential_holders",
)
OF_CURRENCY = ("grants_asked", "grants_awarded")
LEFT_OUT = ("participations",)


@click.command()
@click.option("--by", type=click.Choice(BY), help="A row for each season, branch, topic, course or circle.")
@house.home_option
@house.format_option
def outcomes(*, by: str | None, home: Path | None, shape: str) -> None:
    """What circles came to: reach, hours, completion, Kirkpatrick levels 1 to 4, grants.

    Figures about few people are left empty, and so are those from which such a figure would follow. With --by, a
    terminal shows what parts are compared by; the other formats hold every figure.
    """
    with Catalogue(house.published(home).catalogue) as catalogue:
        found = catalogue.query(PARTS, [by]) if by else catalogue.query(WHOLE)
    if not found.rows:
        house.say(
            "no circle has been counted yet; `circlewise circles import` records circles, `circlewise run` counts them"
        )
    if by is None:
        emit(_in_order(found), shape, "Outcomes")
    elif shape == "table":
        console = Console()
        console.print(outcomes_table(_side_by_side(found, by), by, f"Outcomes by {by}", console.width))
    else:
        emit(_side_by_side(found, by), shape, f"Outcomes by {by}")


def _in_order(found: Answer) -> Answer:
    """Reach and effort first, then level by level; measures of our own in the order they are explained in."""
    places = {measure: place for place, measure in enumerate((*FIRST, *OF_CURRENCY))}
    rows = sorted(found.rows, key=lambda row: (row[0] or 0, places.get(row[1], len(places))))
    return Answer(found.columns, [(*row[:2], _short(row[2]), _short(row[3]), *row[4:]) for row in rows])


def _side_by_side(found: Answer, by: str) -> Answer:
    """A row a part, a column a measure, so that parts can be compared."""
    rows: dict[str, dict[str, Any]] = {}
    hidden: dict[str, list[str]] = {}
    for scope_id, title, measure, unit, value, before, is_suppressed in found.rows:
        row = rows.setdefault(scope_id, {by: scope_id, "title": title})
        name = f"{measure}_{unit.lower()}" if measure in OF_CURRENCY else measure
        if is_suppressed:
            hidden.setdefault(scope_id, []).append(name)
        row[name] = _short(value)
        if before is not None:
            row[f"{name}_before"] = _short(before)
    named = {name for row in rows.values() for name, value in row.items() if value is not None} - {
        by,
        "title",
        *LEFT_OUT,
    }
    measures = [name for name in FIRST if name in named] + sorted(named - set(FIRST))
    columns = (by, *(("title",) if any(row["title"] for row in rows.values()) else ()), *measures, "not_told")
    lines = [
        (*(row.get(name) for name in columns[:-1]), ", ".join(hidden.get(scope_id, ())) or None)
        for scope_id, row in rows.items()
    ]
    return Answer(columns, lines)


def _short(value: Decimal | None) -> Decimal | int | None:
    """A whole number without digits after the point."""
    return int(value) if value is not None and value == value.to_integral_value() else value
