"""Attendance in a real browser: with the keyboard alone and without JavaScript, and on a phone a session at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from season_and_circles import CIRCLE, RECORDED_AT, keep_ledger
from served import SETTINGS, served

from pipeline.flow.attendance import register_of
from pipeline.flow.circles import import_files
from pipeline.settings import load_settings
from pipeline.store import Home

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NO_SCRIPT = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
PHONE_WITHOUT = {"java_script_enabled": False, "viewport": {"width": 360, "height": 780}}
PHONE = {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"}
HERE = f"/circle/{CIRCLE}/attendance"
WEEKS = "circle_id,session,starts_at,minutes,status\n" + "".join(
    f"{CIRCLE},{week},2026-{9 + week // 5:02}-{1 + 7 * (week % 4):02} 10:00,90,{'held' if week < 8 else 'planned'}\n"
    for week in range(1, 9)
)
THERE = "circle_id,session,person,state\n" + "".join(f"{CIRCLE},1,47{n},present\n" for n in range(11, 24))


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """A circle of eight weeks and thirteen people, of whom the first session is recorded."""
    keep_ledger(home)
    files = {"session.csv": WEEKS.encode(), "attendance.csv": THERE.encode()}
    import_files(Home(home), load_settings(SETTINGS), files, "weeks", by="Ana", at=RECORDED_AT)
    with served(home, lambda: NOW) as found:
        yield found


def states(home: Path, session: int) -> list[str | None]:
    register = register_of(Home(home), CIRCLE)
    return [register.mark((session, person)).state for person in register.people]


@pytest.mark.parametrize("page", [NO_SCRIPT], indirect=True)
def test_many_cells_are_filled_in_by_keyboard_and_saved_once(page: Page, home: Path) -> None:
    page.goto(HERE)
    expect(page.locator("table.grid select")).to_have_count(13 * 7)
    page.get_by_label("Person 1, session 2", exact=True).focus()
    for letter in "pae":  # three cells of the row: sessions 2, 3 and 4
        page.keyboard.press(letter)
        page.keyboard.press("Tab")
    expect(page.get_by_label("Person 1, session 5", exact=True)).to_be_focused()
    page.get_by_label("Person 13, session 7", exact=True).focus()
    page.keyboard.press("p")
    page.get_by_role("button", name="Save").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Recorded: 4 rows")
    assert [states(home, session)[0] for session in range(1, 6)] == ["present", "present", "absent", "excused", None]
    assert states(home, 7)[12] == "present"
    page.locator("#undo-said").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Undone: 4 rows")
    assert [states(home, session)[0] for session in (2, 3, 4)] == [None] * 3


@pytest.mark.parametrize("page", [NO_SCRIPT], indirect=True)
def test_everybody_came_is_one_press(page: Page, home: Path) -> None:
    page.goto(f"/circle/{CIRCLE}")
    page.get_by_role("link", name="Attendance", exact=True).click()
    page.get_by_role("button", name=re.compile("Everybody came ?: Session 3")).press("Enter")
    expect(page.locator("#said")).to_contain_text("Recorded: 13 rows")
    assert states(home, 3) == ["present"] * 13


@pytest.mark.parametrize("page", [PHONE_WITHOUT], indirect=True)
def test_on_a_phone_one_session_at_a_time_is_ticked(page: Page, home: Path) -> None:
    page.goto(HERE)
    expect(page.locator("select:visible")).to_have_count(0)
    page.locator(".sessions a").nth(2).click()
    ticks = page.locator(".present .there input")
    expect(ticks).to_have_count(13)
    for number in (1, 2, 5):
        page.get_by_label(f"Person {number} ").first.check()
    page.get_by_label("excused: Person 4", exact=True).check()
    page.keyboard.press("Enter")  # sends what is ticked, and is not Everybody came
    expect(page.locator("#said")).to_contain_text("Recorded: 13 rows")
    found = states(home, 2)
    assert [at for at, state in enumerate(found, 1) if state == "present"] == [1, 2, 5]
    assert (found[3], found.count("absent")) == ("excused", 9)


@pytest.mark.parametrize("page", [PHONE, {"viewport": {"width": 1280, "height": 900}}], indirect=True)
def test_what_was_changed_meanwhile_stands_in_nobodys_way(page: Page, home: Path, said: list[str]) -> None:
    page.goto(f"{HERE}?session=1")
    page.locator(".present .there input").first.uncheck()
    files = {"attendance.csv": THERE.replace("4711,present", "4711,excused").encode()}
    import_files(Home(home), load_settings(SETTINGS), files, "again", by="Ben", at=NOW)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Person 1, session 1: recorded now: excused; in this form: absent"
    )
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("Recorded: 1 row")
    assert states(home, 1)[0] == "absent"
    assert [line for line in said if "409" not in line] == []
