"""What circles came to, as tables for boards: the whole, or a row a part with a column a measure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.store import Answer, Catalogue

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


def outcomes_of(catalogue: Catalogue, by: str | None) -> Answer:
    """A row a measure, in the order they are explained in; with `by` (one of BY) a row a season, branch and so on.

    Figures about few people are left empty, and so are those from which such a figure would follow.
    """
    if by is None:
        return _in_order(catalogue.query(WHOLE))
    return _side_by_side(catalogue.query(PARTS, [by]), by)


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
