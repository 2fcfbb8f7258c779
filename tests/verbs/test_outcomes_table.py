"""Outcomes by part on a terminal: every line fits, what is hidden is marked, and nothing typed becomes markup."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from rich.console import Console

from pipeline.store import Answer
from pipeline.verbs.outcomes_table import outcomes_table

COLUMNS = (
    "circle", "title", "circles", "sessions", "participants", "engagements", "completions", "completion_pct",
    "facilitator_hours", "participant_hours", "staff_hours", "course_worked", "goal_met", "confidence_before",
    "confidence", "would_apply", "credential_holders", "grants_awarded_usd", "not_told",
)  # fmt: skip
TOLD = (
    "c1", "Consumer health information for the front desk", 1, 12, 1300, 16900, 250, Decimal("92.90"), 700, 16000,
    Decimal("16700.5"), Decimal("4.21"), 4, 3, 4, Decimal("3.90"), 20, 242000, None,
)  # fmt: skip
HIDDEN = (
    "[red]c2", None, 1, 5, *[None] * 14, "participants, engagements, completions, completion_pct, staff_hours"
)  # fmt: skip


def told(answer: Answer, by: str, width: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(outcomes_table(answer, by, f"Outcomes by {by}", width))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("width", [80, 100, 200])
def test_every_line_fits_and_is_never_wider_than_a_page(width: int) -> None:
    lines = told(Answer(COLUMNS, [TOLD, HIDDEN]), "circle", width)
    assert max(map(len, lines)) <= min(width, 100)
    text = " ".join(" ".join(lines).split())
    for figure in ("1,300", "16,900", "92.9", "16,700.5", "4.21", "3.9", "[red]c2", "–"):
        assert figure in text, figure
    assert "is not told: it would tell of few people" in text
    assert "Consumer" in text
    assert "--format xlsx" in text


def test_what_nobody_answered_is_empty_and_what_is_hidden_is_marked() -> None:
    (line,) = (line for line in told(Answer(COLUMNS, [HIDDEN]), "circle", 80) if "c2" in line)
    assert line.split() == ["[red]c2", "5", "–", "–", "–", "–"]


def test_nothing_counted_yet_is_an_empty_table() -> None:
    assert told(Answer(("branch", "not_told"), []), "branch", 80)[0] == "Outcomes by branch"
