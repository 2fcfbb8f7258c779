"""What circles come to: small ledgers, counted by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipeline.circles.sheets import SheetError
from pipeline.errors import StoreError
from pipeline.flow.circles import recorded, undo_import

ALL = "SELECT measure, value FROM out.outcome WHERE scope = 'all'"


def test_an_empty_ledger_has_no_figures(keeper: Any) -> None:
    ask = keeper.published()
    for view in ("circle", "session", "attendance", "outcome", "credential", "grant_result"):
        assert ask(f"SELECT count(*) FROM out.{view}") == [(0,)]


def test_planned_circles_and_cancelled_sessions_do_not_count(keeper: Any, rows: Any) -> None:
    keeper.take(
        circle=[rows.a_circle("c1", status="running"), rows.a_circle("c2", status="planned")],
        session=[
            *rows.sessions("c1", 2),
            *rows.sessions("c1", 3, status="cancelled")[2:],
            *rows.sessions("c2", 4, status="planned"),
        ],
        attendance=[*rows.present("c1", 1, range(10)), *rows.present("c1", 2, range(5))],
    )
    ask = keeper.published()
    told = dict(ask(ALL))
    assert [int(told[name]) for name in ("circles", "sessions", "participants", "engagements")] == [1, 2, 10, 15]
    assert told["facilitator_hours"] == 6
    assert told["participant_hours"] == Decimal("22.5")
    assert told["completions"] == 0, "nobody completes a circle that is not completed"
    assert ask("SELECT circle_id, n_participants, starts_on::VARCHAR, ends_on::VARCHAR FROM out.circle") == [
        ("c1", 10, "2026-03-02", "2026-03-09"),
        ("c2", 0, "2026-03-02", "2026-03-23"),
    ]
    assert ask("SELECT session, n_present FROM out.attendance") == [(1, 10), (2, 5)]


def test_completion_is_a_share_of_held_sessions(keeper: Any, rows: Any) -> None:
    """Four sessions held, 0.75 asked for: eight were at three or more, six at fewer."""
    there = [*rows.present("c1", 1, range(14)), *rows.present("c1", 2, range(8)), *rows.present("c1", 3, range(8))]
    keeper.take(circle=[rows.a_circle()], session=rows.sessions("c1", 4), attendance=there)
    told = dict(keeper.published()(ALL))
    assert (told["completions"], told["participations"]) == (8, 14)
    assert told["completion_pct"] == Decimal("57.1")


def test_homework_counts_as_hours_of_participants(keeper: Any, rows: Any) -> None:
    keeper.take(
        circle=[rows.a_circle(homework_hours="2.5")],
        session=rows.sessions("c1", 1),
        attendance=rows.present("c1", 1, range(10)),
    )
    assert dict(keeper.published()(ALL))["participant_hours"] == 40


def test_branches_are_one_whatever_their_capitals(keeper: Any, rows: Any) -> None:
    names = {"c1": "North Shore", "c2": "north  shore", "c3": "Main"}
    keeper.take(
        circle=[rows.a_circle(name, branch=branch) for name, branch in names.items()],
        session=[row for name in names for row in rows.sessions(name, 1)],
    )
    sql = "SELECT scope_id, value FROM out.outcome WHERE scope = 'branch' AND measure = 'circles' ORDER BY 1"
    assert keeper.published()(sql) == [("Main", 1), ("North Shore", 2)]


def test_means_of_the_closing_survey(keeper: Any, rows: Any) -> None:
    forms = [
        {
            "circle_id": "c1", "asked": "closing", "response": k, "goal_met": 4, "confidence_before": 1 + k % 2,
            "confidence_after": 4, "would_apply": 5 if k > 1 else "",
        } for k in range(1, 7)
    ]  # fmt: skip
    later = [
        {"circle_id": "c1", "asked": "follow_up", "response": k, "applied": 3, "would_apply": 1} for k in range(1, 6)
    ]
    keeper.take(circle=[rows.a_circle()], session=rows.sessions("c1", 1), closing_survey=[*forms, *later])
    sql = "SELECT measure, level, before, value, n_answers FROM out.outcome WHERE scope = 'all' AND unit = '1 to 5'"
    assert keeper.published()(sql) == [
        ("goal_met", 2, None, 4, 6),
        ("confidence", 2, Decimal("1.50"), 4, 6),
        ("would_apply", 3, None, 5, 5),
        ("applied", 3, None, 3, 5),
    ]


def test_amounts_are_never_summed_over_currencies(keeper: Any, rows: Any) -> None:
    grant = {"funder": "A fund", "status": "awarded"}
    keeper.take(
        circle=[rows.a_circle()],
        session=rows.sessions("c1", 1),
        grant=[
            grant | {"grant_id": "g1", "asked": "0.10", "awarded": "0.10", "currency": "USD", "circle_id": "c1"},
            grant | {"grant_id": "g2", "asked": "0.20", "awarded": "0.20", "currency": "USD"},
            grant | {"grant_id": "g3", "asked": "5000", "awarded": "4000", "currency": "EUR"},
        ],
    )
    ask = keeper.published()
    sql = "SELECT scope, unit, value FROM out.outcome WHERE measure = 'grants_awarded'"
    assert ask(sql) == [
        ("all", "EUR", 4000),
        ("all", "USD", Decimal("0.30")),
        ("branch", "USD", Decimal("0.10")),
        ("circle", "USD", Decimal("0.10")),
    ]
    assert ask("SELECT typeof(awarded), sum(awarded) FROM out.grant_result GROUP BY ALL") == [
        ("DECIMAL(12,2)", Decimal("4000.30"))
    ]


def test_credentials_before_after_valid_and_running_out(keeper: Any, rows: Any) -> None:
    def held(person: int, issued: str, expires: str) -> dict[str, object]:
        return {"person": person, "credential": "Health", "level": "1", "issued_on": issued, "expires_on": expires}

    keeper.take(
        circle=[rows.a_circle()],
        session=rows.sessions("c1", 1),
        attendance=rows.present("c1", 1, range(30)),
        credential=[
            *(held(n, "2024-01-01", "2026-12-31") for n in range(6)),
            *(held(n, "2026-06-01", "2029-05-31") for n in range(6, 16)),
            *(held(n, "2020-01-01", "2023-01-01") for n in range(20, 27)),
        ],
    )
    ask = keeper.published()
    assert ask("SELECT n_before, n_after, n_valid, n_expiring FROM out.credential") == [(6, 16, 16, 6)]
    sql = "SELECT scope, before, value FROM out.outcome WHERE measure = 'credential_holders'"
    assert ask(sql) == [("all", 6, 16), ("branch", 6, 16), ("circle", 6, 16)]


def test_a_recorded_count_of_few_people_is_hidden(keeper: Any, rows: Any) -> None:
    measure = {"measured_on": "2026-06-01", "level": 4, "evidence": "annual report"}
    keeper.take(
        measure=[
            measure | {"measure": "graduates", "unit": "people", "before": 0, "after": 3},
            measure | {"measure": "speakers", "unit": "people", "before": 10, "after": 12},
            measure | {"measure": "questions", "unit": "a month", "before": 1, "after": 3},
            measure | {"measure": "questions", "unit": "a month", "measured_on": "2026-09-01", "before": 3, "after": 4},
        ]
    )
    sql = "SELECT measure, before, value, is_suppressed, evidence FROM out.outcome WHERE level = 4 ORDER BY measure"
    assert keeper.published()(sql) == [
        ("graduates", None, None, True, "annual report"),
        ("questions", 1, 4, False, "annual report"),
        ("speakers", None, None, True, "annual report"),
    ]


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"session": [("c9", 1)]}, "session, row 2: there is no circle `c9`; give it a row in the sheet circle"),
        ({"attendance": [("c1", 7)]}, "attendance, row 2: there is no session 7 of circle `c1`"),
        ({"attendance": [("c1", 2)]}, "attendance, row 2: session 2 of circle `c1` is planned"),
    ],
    ids=["circle", "session", "planned"],
)
def test_rows_that_hang_in_the_air_are_named(keeper: Any, rows: Any, sheets: dict[str, Any], message: str) -> None:
    keeper.take(
        circle=[rows.a_circle()], session=[*rows.sessions("c1", 1), *rows.sessions("c1", 2, status="planned")[1:]]
    )
    before = recorded(keeper.home)
    wanted = {
        "session": [
            row | {"circle_id": circle} for circle, _ in sheets.get("session", ()) for row in rows.sessions(circle, 1)
        ],
        "attendance": [row for circle, n in sheets.get("attendance", ()) for row in rows.present(circle, n, [1])],
    }
    with pytest.raises(SheetError, match=message):
        keeper.take(**wanted)
    assert recorded(keeper.home) == before


FORM = {"circle_id": "c1", "asked": "closing", "response": 1, "confidence_after": 3}
HELD = {"person": 1, "credential": "H", "issued_on": "2026-02-01", "expires_on": "2026-01-01"}
GRANT = {"grant_id": "g", "funder": "F", "asked": 1, "currency": "USD", "status": "awarded"}
OURS = {"measure": "participants", "measured_on": "2026-01-01", "level": 4, "unit": "x", "after": 1}
CONTRADICTIONS = {
    "closing_survey": (FORM, "confidence is compared"),
    "credential": (HELD, "expires_on is 2026-01-01, before issued_on 2026-02-01"),
    "grant": (GRANT, "awarded holds an amount where the status is awarded"),
    "measure": (OURS, "`participants` is counted from the other sheets"),
}


@pytest.mark.parametrize("sheet", CONTRADICTIONS)
def test_rows_that_contradict_themselves_are_named(keeper: Any, rows: Any, sheet: str) -> None:
    row, message = CONTRADICTIONS[sheet]
    with pytest.raises(SheetError, match=message):
        keeper.take(circle=[rows.a_circle()], **{sheet: [row]})


def test_an_import_on_which_another_rests_is_not_undone_first(keeper: Any, rows: Any) -> None:
    keeper.take(circle=[rows.a_circle()])
    keeper.take(session=rows.sessions("c1", 1))
    keeper.take(circle=[rows.a_circle(title="Grants")])
    keeper.take(circle=[rows.a_circle("c2")])
    for _ in range(4):
        undo_import(keeper.home, by="ana", at=recorded(keeper.home)[0].changed_at)
    assert recorded(keeper.home) == []
    keeper.take(circle=[rows.a_circle()])
    keeper.take(session=rows.sessions("c1", 1))
    with pytest.raises(SheetError, match="session, a row recorded before: there is no circle `c1`"):
        keeper.take(circle=[rows.a_circle() | {"withdraw": "yes"}])


def test_a_row_of_a_newer_release_is_told(keeper: Any, rows: Any) -> None:
    from pipeline.store import Ledger

    Ledger(keeper.home.circles).take_in(
        [("robot", "r1", "{}")], by="x", at=keeper.made_up.datetime(2026, 1, 1), check=lambda state: None
    )
    with pytest.raises(StoreError, match="holds a row of `robot` that this release cannot read; update Circlewise"):
        recorded(keeper.home)
