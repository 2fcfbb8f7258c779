"""Signing in, in a real browser: without script, on a phone, for every eye, and when it ends under one's hands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from oidc_provider import CLIENT, SECRET, open_id_provider
from playwright.sync_api import Browser, Page, expect
from served import served

from pipeline.model import OidcSettings, ServeSettings
from pipeline.store import Accounts, Decisions

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "seven brown teapots"


@pytest.fixture
def home(home: Path) -> Path:
    """A home with a coordinator."""
    Accounts(home / "accounts.sqlite").add("Carla", "coordinator", PASSWORD, by="tests", at=NOW)
    return home


@pytest.mark.parametrize("page", [{}, {"java_script_enabled": False}], indirect=True, ids=["script", "no script"])
def test_somebody_signs_in_decides_and_signs_out(page: Page, home: Path, said: list[str]) -> None:
    page.goto("/topics?status=all")
    page.get_by_label("Name").fill("carla")
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Name")).to_have_value("carla")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/topics\?status=all$"))
    page.get_by_role("button", name="Shortlist").first.click()
    expect(page.locator("#said")).to_contain_text("Shortlisted:")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.go_back()
    page.reload()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert [each.decided_by for each in Decisions(home / "decisions.sqlite").all()] == ["Carla"]
    assert [line for line in said if "403" not in line] == []


def test_when_it_ends_under_ones_hands_that_is_told(page: Page, home: Path) -> None:
    page.goto("/topics")
    page.get_by_label("Name").fill("Carla")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("[data-topic] h3 a").first.wait_for()
    Accounts(home / "accounts.sqlite").end_sign_ins()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.get_by_role("alert")).to_contain_text("nothing was written")
    assert Decisions(home / "decisions.sqlite").all() == []
    page.get_by_label("Name").fill("Carla")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("[data-topic] h3 a").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("#said")).to_contain_text("Shortlisted:")


@pytest.mark.parametrize(
    "page",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 780}}],
    indirect=True,
    ids=["light", "dark", "phone"],
)
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page) -> None:
    page.goto("/sign-in?ended=1")
    _look(page)
    for password, then in (("not the password", "text=do not go together"), (PASSWORD, "[data-topic] h3")):
        page.get_by_label("Name").fill("Carla")
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.locator(then).first.wait_for()
        _look(page)
    page.goto("/account")
    _look(page)


def test_somebody_comes_from_the_librarys_own_sign_in(browser: Browser, home: Path) -> None:
    with open_id_provider(NOW.timestamp) as provider:
        provider.new_key("EC")
        provider.claims = {"preferred_username": "carla"}
        oidc = OidcSettings(issuer=provider.issuer, client_id=CLIENT, is_inside=True, title="the county")
        with served(home, lambda: NOW, serve=ServeSettings(oidc=oidc), secret=SECRET) as address:
            page = browser.new_page(viewport={"width": 360, "height": 780}, color_scheme="dark")
            page.goto(f"{address}/topics?status=all")
            _look(page)
            page.get_by_role("link", name="Sign in with the county").press("Enter")
            expect(page).to_have_url(f"{address}/topics?status=all")
            expect(page.locator(".who")).to_contain_text("Carla")
            provider.claims = {"preferred_username": "eve"}
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("link", name="Sign in with the county").press("Enter")
            expect(page.get_by_role("alert")).to_contain_text("You are known to the county")
            _look(page)
            page.close()


def _look(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(page.url, each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
