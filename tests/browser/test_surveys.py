"""A survey by way of the page in a real browser: by keyboard alone, without script, on a phone, and for every eye."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipeline.store import Accounts, Home, Surveys

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "seven brown teapots"
NO_SCRIPT = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 780}}
UPLOAD = re.compile(r"/surveys/[0-9a-f]{32}$")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A made-up survey of 24 people, whose question on learning does not say so."""
    stream = io.StringIO()
    rows = [["Your name", "Branch", "Q3", "Anything else?"]]
    rows += [[f"Person {k}", ("Main", "East")[k % 2], ("Excel", "Zines", "Chess")[k % 3], ""] for k in range(24)]
    csv.writer(stream).writerows(rows)
    path = tmp_path / "needs.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def _surveys(home: Path) -> list[str]:
    return [each for each in Surveys(Home(home).surveys, Home(home).salt()).ids() if each.startswith("needs-")]


def _choose(page: Page, file: Path) -> None:
    page.goto("/surveys/upload")
    page.get_by_label("The export").set_input_files(file)  # the window of the system is the only thing without keys


def _tab_to(page: Page, name: str) -> None:
    """Go to a button or field by the tabulator, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.get_attribute("id") == name or focused.inner_text().strip() == name:
            return
    raise AssertionError(f"{name} is not reached by the tabulator")


def test_a_survey_is_added_by_keyboard_alone(page: Page, home: Path, export: Path, said: list[str]) -> None:
    _choose(page, export)
    _tab_to(page, "Upload it and look")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What was understood", timeout=60_000)
    expect(page.locator("#h-doubts + ul")).to_contain_text(
        "No question was understood to ask what people want to learn"
    )
    _tab_to(page, "role-q3")
    page.keyboard.type("what people want")
    _tab_to(page, "Look again with these corrections")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Add it to the surveys")).to_be_visible(timeout=60_000)
    expect(page.locator("#role-q3")).to_have_value("goal")
    _tab_to(page, "Add it to the surveys")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("The survey is added: needs", timeout=60_000)
    assert len(_surveys(home)) == 1
    assert said == []


@pytest.mark.parametrize("page", [NO_SCRIPT, NO_SCRIPT | PHONE], indirect=True, ids=["desk", "phone"])
def test_everything_works_without_script(page: Page, home: Path, export: Path) -> None:
    _choose(page, export)
    page.get_by_role("button", name="Upload it and look").click()
    expect(page.locator("h1")).to_have_text("What was understood", timeout=60_000)  # the page loads itself anew
    page.locator("#role-q3").select_option("goal")
    page.get_by_role("button", name="Look again with these corrections").click()
    expect(page.get_by_role("button", name="Add it to the surveys")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Add it to the surveys").click()
    expect(page.locator("h1")).to_have_text("The survey is added: needs", timeout=60_000)
    assert len(_surveys(home)) == 1


def test_what_is_too_large_is_told_by_a_page(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" * (9 << 20))
    _choose(page, large)
    page.get_by_role("button", name="Upload it and look").click()
    expect(page.get_by_role("alert")).to_contain_text("at most 32 MiB are taken")


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], indirect=True, ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page, home: Path, export: Path) -> None:
    Accounts(home / "accounts.sqlite").add("Ada", "administrator", PASSWORD, by="tests", at=NOW)
    page.goto("/sign-in?back=/surveys")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Surveys")
    _look(page)
    page.get_by_role("link", name="Destroy survey …").click()
    expect(page.locator("h1")).to_contain_text("Destroy survey?")
    _look(page)
    _choose(page, export)
    _look(page)
    page.get_by_role("button", name="Upload it and look").click()
    page.wait_for_url(UPLOAD)
    expect(page.locator("h1")).to_have_text("What was understood", timeout=60_000)
    page.locator("#role-q3").select_option("goal")
    page.locator("#role-q2").select_option("leave_out")
    page.get_by_role("button", name="Look again with these corrections").click()
    expect(page.get_by_text("Read it after all")).to_be_visible(timeout=60_000)
    _look(page)
    page.get_by_role("button", name="Add it to the surveys").click()
    expect(page.locator("h1")).to_contain_text("The survey is added", timeout=60_000)
    _look(page)


def _look(page: Page) -> None:
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true }")
    found = Axe().run(page).response["violations"]
    assert [(page.url, each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
