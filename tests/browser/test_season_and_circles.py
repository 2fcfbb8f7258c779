"""The season and circles in a real browser: without JavaScript, on a phone, in both themes, and for every eye."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from season_and_circles import CIRCLE, keep_ledger, plan_season
from served import served

from pipeline.flow.circles import recorded
from pipeline.model import AttendanceEntry
from pipeline.store import Home
from pipeline.store.season_decisions import SeasonDecisions

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NO_SCRIPT = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 780}}
DARK = {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"}
PATHS = (
    "/season",
    "/season?view=weeks",
    "/season?view=rooms",
    "/season/again",
    "/circles",
    "/circles/new?planned=1",
    f"/circle/{CIRCLE}",
    f"/circle/{CIRCLE}/record",
    f"/circle/{CIRCLE}/record?sheet=attendance",
    f"/circle/{CIRCLE}/record?sheet=closing_survey&lang=es",
    f"/circle/{CIRCLE}/attendance",
    f"/circle/{CIRCLE}/attendance?session=1",
    f"/circle/{CIRCLE}/attendance?session=2&lang=es",
    "/outcomes",
)


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """A home with a planned season and a circle, served."""
    plan_season(home)
    keep_ledger(home)
    with served(home, lambda: NOW) as found:
        yield found


@pytest.mark.parametrize("page", [NO_SCRIPT], indirect=True)
def test_all_of_it_works_without_javascript(page: Page, home: Path) -> None:
    page.goto("/season")
    page.locator(".planned summary").first.click()
    page.get_by_label("What has to stay").first.select_option("time")
    page.locator(".planned").get_by_role("button", name="Lock", exact=True).first.click()
    expect(page.locator("#said")).to_contain_text("Locked for the season:")
    page.locator("#undo-said").click()
    expect(page.locator("#said")).to_contain_text("Undone:")
    assert [each.undone_by for each in SeasonDecisions(home / "decisions.sqlite").all()] == ["Rosa"]
    page.goto(f"/circle/{CIRCLE}")
    page.get_by_role("link", name="Record sessions and results").click()
    page.get_by_role("link", name="Attendance").click()
    page.get_by_label("Staff number, or another word for the person").fill("4720")
    page.get_by_label("Was there").select_option("present")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("#said")).to_contain_text("Recorded: 1 row")
    assert sum(isinstance(row.entry, AttendanceEntry) for row in recorded(Home(home))) == 3
    page.goto("/circles")
    page.get_by_label("Filled-in sheets").set_input_files(
        {"name": "circle.csv", "mimeType": "text/csv", "buffer": b"circle_id,title,status\nx,Y,sleeping\n"}
    )
    page.get_by_role("button", name="Read it in").click()
    expect(page.get_by_role("alert")).to_contain_text("circle, row 2, column C (status): found `sleeping`")


def test_a_plan_is_followed_while_it_is_solved(page: Page, said: list[str]) -> None:
    page.goto("/season")
    page.get_by_role("button", name="Solve again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Solving the season again")
    expect(page.locator("h1")).to_contain_text("The season, solved again", timeout=240_000)
    assert page.url.endswith("/season/again")
    assert said == []


@pytest.mark.parametrize("page", [{"viewport": {"width": 1280, "height": 900}}, PHONE, DARK], indirect=True)
def test_nothing_stands_in_anybodys_way(page: Page, said: list[str]) -> None:
    axe = Axe()
    for path in PATHS:
        page.goto(path)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true }")
        found = axe.run(page)
        assert found.response["violations"] == [], (path, found.generate_report())
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    assert said == []


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_calendar_is_a_list_on_a_phone(page: Page) -> None:
    page.goto("/season?view=weeks")
    expect(page.locator(".calendar tbody tr:visible")).to_have_count(6)
    expect(page.locator(".calendar td.nothing:visible")).to_have_count(0)
    expect(page.locator(".calendar tbody td:visible").first).to_contain_text("session 1 of 6")
