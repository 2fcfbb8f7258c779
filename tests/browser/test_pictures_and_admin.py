"""Pictures and the administrators' pages in a real browser: for every eye, on a phone, followed without a reload."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipeline.store import Accounts, Home

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "seven brown teapots"
PHONE = {"viewport": {"width": 360, "height": 780}}
THEMES = pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], indirect=True, ids=["light", "dark", "phone"]
)
ADMIN = ("/admin", "/admin/issues", "/admin/accounts", "/admin/doctor")


def _look(page: Page) -> None:
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true }")
    found = Axe().run(page).response["violations"]
    assert [(page.url, each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@THEMES
def test_pictures_come_by_themselves_and_are_for_every_eye(page: Page, said: list[str]) -> None:
    page.goto("/pictures")
    expect(page.get_by_role("table").first).to_be_hidden()  # in its details, and there at once
    shown = page.locator("#demand .drawing:visible")
    expect(shown).to_have_count(1, timeout=120_000)
    is_phone = page.evaluate("innerWidth") == 360
    expect(shown).to_have_class("drawing narrow" if is_phone else "drawing wide")
    bar = page.locator("#demand .drawing:visible path[fill='var(--bar)']").first
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert bar.evaluate("each => getComputedStyle(each).fill") == (
        "rgb(63, 168, 163)" if is_dark else "rgb(44, 140, 138)"
    )
    expect(page.get_by_role("img", name="is wanted most: by")).to_have_count(1)
    _look(page)
    assert said == []


WIDTHS = (1280, 1010, 900, 800, 700, 360)
BOXES = """names => [...document.querySelectorAll('.drawing')].filter(each => each.getClientRects().length)
  .map(each => {
  const box = (what) => { const {left, right} = what.getBoundingClientRect(); return {left, right}; };
  const bars = [...each.querySelectorAll("path[fill='var(--bar)'], rect[fill='var(--bar)']")].map(box);
  const texts = [...each.querySelectorAll('text')].map(text => ({...box(text), words: text.textContent,
    size: text.getBoundingClientRect().height}));
  return {name: each.closest('section').id, drawing: box(each), bars, texts};
})"""


def test_every_text_of_a_drawing_stands_within_its_page_whatever_the_window(page: Page) -> None:
    """Names are written in the page's own letters, which are wider than those that the drawing was measured with."""
    page.goto("/pictures")
    expect(page.locator("#demand .drawing:visible")).to_have_count(1, timeout=120_000)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        main = page.locator("#demand h2").bounding_box()
        assert main
        drawings = page.evaluate(BOXES)
        assert {each["name"] for each in drawings} >= {"demand", "branches", "coverage", "fit"}, width
        for each in drawings:
            place = (width, each["name"])
            assert min(text["left"] for text in each["texts"]) >= main["x"] - 1, place
            assert max(text["right"] for text in each["texts"]) <= main["x"] + main["width"] + 8, place
            assert min(text["size"] for text in each["texts"] if text["words"].strip()) > 9, place
            if width >= 800:
                share = (each["drawing"]["right"] - each["drawing"]["left"]) / main["width"]
                assert share > 0.9, (place, share)
        demand = next(each for each in drawings if each["name"] == "demand")
        if width > 800:  # names stand beside their bars, and none reaches into them
            names = [text for text in demand["texts"] if any(letter.isalpha() for letter in text["words"])]
            start = min(bar["left"] for bar in demand["bars"])
            beside = [text for text in names if text["left"] < start]
            assert len(beside) >= 5
            assert max(text["right"] for text in beside) <= start + 1, width


def _signed_in(page: Page, home: Path) -> None:
    accounts = Accounts(home / "accounts.sqlite")
    for name, role in (("Ada", "administrator"), ("Carla", "coordinator")):
        accounts.add(name, role, PASSWORD, by="tests", at=NOW)  # type: ignore[arg-type]
    page.goto("/admin")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin")


@THEMES
def test_the_pages_of_administrators_are_for_every_eye(page: Page, home: Path, said: list[str]) -> None:
    _signed_in(page, home)
    for path in ADMIN:
        page.goto(path)
        if path == "/admin/doctor":
            page.get_by_role("button", name="Look now").click()
            expect(page.locator("#examined")).to_contain_text("Looked at", timeout=120_000)  # without a reload
        _look(page)
    page.goto("/admin/accounts")
    page.locator("#new-name").fill("Rosa María")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".secret")).to_have_text(re.compile(r"^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$"))
    _look(page)
    assert said == []


def test_a_night_that_works_is_followed_by_keyboard_and_without_a_reload(
    page: Page, home: Path, said: list[str]
) -> None:
    _signed_in(page, home)
    button = page.get_by_role("button", name="Run a night now")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#night")).to_contain_text("Ada started it here.")
    page.evaluate("window.wasHere = true")
    expect(page.locator("#night")).to_contain_text("is published", timeout=240_000)
    assert page.evaluate("window.wasHere")
    assert not Home(home).holder().is_running
    expect(button).to_be_visible()
    assert said == []


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_accounts_are_kept_without_script(page: Page, home: Path) -> None:
    _signed_in(page, home)
    page.goto("/admin/accounts")
    page.get_by_label("Role of Carla", exact=True).select_option("viewer")
    page.get_by_role("button", name="Change the role of Carla").click()
    expect(page.get_by_role("status")).to_contain_text("Carla has another role")
    page.get_by_role("row", name="Carla").locator("summary").click()
    page.get_by_role("row", name="Carla").get_by_label("I am sure").check()
    page.get_by_role("button", name="Remove Carla").click()
    expect(page.get_by_role("status")).to_contain_text("Carla may not sign in any more.")
    assert [each.name for each in Accounts(home / "accounts.sqlite").all()] == ["Ada"]
