"""A circle has a page whatever it is called, and old links lead to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from season_and_circles import CIRCLE

from pipeline.model import SessionEntry

from .conftest import Reader
from .ledger_forms import entries, form, send

HERE = f"/circle/{CIRCLE}"


@pytest.mark.parametrize("name", ["new", "As", "as", "import", "undo", "record"])
def test_a_circle_may_be_called_as_a_part_of_an_address(ana: Reader, kept: Path, name: str) -> None:
    sheet = f"circle_id,title,status\n{name},Called {name},planned\n"
    assert send(ana, "circle.csv", sheet.encode()).status_code == 200
    assert f'href="/circle/{name}"' in ana.text("/circles")
    shown = ana.text(f"/circle/{name}")
    assert f"Called {name}" in shown
    assert ana.get(f"/circle/{name}/as/pdf").content.startswith(b"%PDF-")
    page = ana.text(f"/circle/{name}/record?sheet=session")
    fields = form(page, f"/circle/{name}/record") | {"c_starts_at": "2026-12-07 10:00", "c_minutes": "60"}
    assert ana.client.post(f"/circle/{name}/record", data=fields).url.path == f"/circle/{name}/record"
    assert [each.circle_id for each in entries(kept, SessionEntry)].count(name) == 1  # type: ignore[attr-defined]
    begun = form(ana.text("/circles/new"), "/circles/new") | {"title": "T", "circle_id": f"{name}2"}
    assert ana.client.post("/circles/new", data=begun).url.path == f"/circle/{name}2"


@pytest.mark.parametrize("rest", ["", "/record", "/record?sheet=grant&row=1", "/as/pdf", "/as/ics"])
def test_old_links_to_a_circle_lead_to_where_it_is_now(ana: Reader, rest: str) -> None:
    answer = ana.client.get(f"/circles/{CIRCLE}{rest}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}{rest}")
    assert ana.get(f"/circles/{CIRCLE}{rest}").status_code == 200
