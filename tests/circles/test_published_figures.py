"""The figures that a county library published of its programme are one query each on what is promised."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Ask = Callable[[str], list[tuple[Any, ...]]]
OF_ALL = "SELECT value FROM out.outcome WHERE scope = 'all' AND measure = "
FIGURES = {
    "circles": ("SELECT count(*) FROM out.circle WHERE sessions > 0", 20),
    "sessions": ("SELECT count(*) FROM out.session WHERE status = 'held'", 91),
    "people": (f"{OF_ALL}'participants'", 260),
    "money": ("SELECT sum(awarded) FROM out.grant_result WHERE currency = 'USD'", Decimal("242000.00")),
    "certificates before": ("SELECT sum(n_before) FROM out.credential", 8),
    "certificates after": ("SELECT sum(n_after) FROM out.credential", 32),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_published_figure_is_one_query(published: Ask, figure: str) -> None:
    sql, expected = FIGURES[figure]
    assert published(sql) == [(expected,)]


def test_engagements_are_one_query_and_those_recorded(published: Ask, made_up: Any) -> None:
    there = sum(row["state"] == "present" for row in made_up.ledger()["attendance"])
    assert there > 1100
    assert published(f"{OF_ALL}'engagements'") == [(there,)]


def test_all_four_levels_are_told(published: Ask) -> None:
    sql = "SELECT DISTINCT level FROM out.outcome WHERE scope = 'all' AND NOT is_suppressed ORDER BY level NULLS FIRST"
    assert published(sql) == [(None,), (1,), (2,), (3,), (4,)]


def test_results_are_counts_before_and_after_never_a_percentage(published: Ask) -> None:
    sql = "SELECT before, value, unit FROM out.outcome WHERE scope = 'all' AND measure = "
    assert published(f"{sql}'health_questions_answered'") == [(120, 480, "questions a month")]
    assert published(f"{sql}'credential_holders'") == [(8, 32, "people")]


def test_the_sums_of_parts_are_the_whole_where_all_is_told(published: Ask) -> None:
    for measure in ("circles", "sessions", "facilitator_hours"):
        whole = published(f"{OF_ALL}'{measure}'")
        for scope in ("season", "branch", "topic", "course", "circle"):
            sql = f"SELECT sum(value) FROM out.outcome WHERE scope = '{scope}' AND measure = '{measure}'"
            assert published(sql) == whole, (measure, scope)


def test_hours_of_staff_are_those_of_facilitators_and_participants(published: Ask) -> None:
    sql = """
        SELECT scope, scope_id FROM (PIVOT (FROM out.outcome WHERE unit = 'hours') ON measure USING any_value(value)
        GROUP BY scope, scope_id) WHERE staff_hours <> facilitator_hours + participant_hours
    """
    assert published(sql) == []
    told = "SELECT count(*) FROM out.outcome WHERE measure = 'staff_hours' AND value > 0"
    assert published(told)[0][0] >= 10
