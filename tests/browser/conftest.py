"""Chromium, as Debian packages it, on a home of the demo. Marked `browser`: left out where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from homes import copied
from playwright.sync_api import Browser, Page, sync_playwright
from served import served

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def browser(demo_once: Path) -> Iterator[Browser]:
    """A Chromium for one test: while one is there, no night can run in this thread, whose loop Playwright keeps."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed; .ci/run installs it on Debian")
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def home(demo_once: Path, tmp_path: Path) -> Path:
    """A home of the demo for one test."""
    return copied(demo_once, tmp_path / "home")


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """Where that home is served."""
    with served(home, lambda: NOW) as found:
        yield found


@pytest.fixture
def said() -> list[str]:
    """What the browser complained about: errors of scripts and breaches of the content policy."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, said: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window; parametrise it indirectly with what `new_context` takes."""
    context = browser.new_context(
        base_url=address, **getattr(request, "param", {"viewport": {"width": 1280, "height": 900}})
    )
    opened = context.new_page()
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    yield opened
    context.close()
