"""The site of the documentation in Chromium: it asks no other host, searches, and fits a phone in light and dark."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = ("index.html", "coordinators/first-ten-minutes.html", "data-dictionary.html", "operations.html")
LEFT_TO_THE_THEME = {"color-contrast", "scrollable-region-focusable", "landmark-unique", "aria-allowed-role"}
"""Rules of axe that the theme decides about: looked at, and not ours to mend."""


class Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    into = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, str(root / ".ci" / "site"), str(into)], cwd=into, check=True, capture_output=True)
    handler = partial(Quiet, directory=str(into / "build" / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def asked() -> list[str]:
    """The hosts that were asked for something."""
    return []


@pytest.fixture(params=["light", "dark"])
def phone(browser: Browser, site: str, asked: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 760}, color_scheme=request.param, reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("request", lambda each: asked.append(urlsplit(each.url).hostname or urlsplit(each.url).scheme))
    yield page
    context.close()


def test_it_fits_a_phone_asks_nobody_else_and_axe_finds_nothing(phone: Page, asked: list[str]) -> None:
    for path in PAGES:
        phone.goto(f"/{path}")
        phone.wait_for_load_state("networkidle")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path
        found = Axe().run(phone).response["violations"]
        assert [(path, each["id"]) for each in found if each["id"] not in LEFT_TO_THE_THEME] == []
    assert set(asked) <= {"127.0.0.1", "blob", "data"}


def test_a_diagram_is_shown_in_the_colours_of_the_page(phone: Page) -> None:
    phone.goto("/data-dictionary.html")
    shown = phone.evaluate(
        "[...document.querySelectorAll('main img')].filter(i => i.getClientRects().length).map(i => i.src)"
    )
    dark = phone.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert len(shown) == 8
    assert {source.partition("#")[2] for source in shown} == {"only-dark" if dark else "only-light"}


def test_search_finds_a_page_by_a_word(browser: Browser, site: str, asked: list[str]) -> None:
    page = browser.new_page(base_url=site, viewport={"width": 1280, "height": 900})
    page.on("request", lambda each: asked.append(urlsplit(each.url).hostname or urlsplit(each.url).scheme))
    page.goto("/index.html")
    page.keyboard.press("/")
    page.keyboard.type("restore")
    page.get_by_role("link", name="Quick start").or_(page.get_by_text("The backup, and the drill")).first.wait_for()
    assert set(asked) <= {"127.0.0.1", "blob", "data"}
    page.close()
