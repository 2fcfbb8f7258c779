"""Pictures of every page, as `make pictures` takes them: a night of the demo, wide and narrow, light and dark.

A person looks at them before a release; nothing is compared.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from served import served

from pipeline.__main__ import main
from pipeline.review.app import PAGES
from pipeline.store import Accounts, Decisions, Home, LiveCatalogue

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SIZES = {"wide": (1280, 900), "phone": (360, 780)}
THEMES = ("light", "dark")
PASSWORD = "seven brown teapots"


def take(folder: Path) -> int:
    """Take a picture of every page into a folder; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch) / "home")
        for day in ("2026-11-24", "2026-11-25"):
            assert main(["run", "--demo", "--home", str(home.folder), "--json", "--as-of", f"{day}T07:30"]) == 0
        topics = LiveCatalogue(home).overview().topics
        decisions = Decisions(home.decisions)
        decisions.add(topics[0].topic_id, "shortlist", decided_by="Rosa", decided_at=NOW)
        decisions.add(topics[2].topic_id, "reject", decided_by="Ben", decided_at=NOW, reason="have_it")
        Accounts(home.accounts).add("Rosa", "administrator", PASSWORD, by="pictures", at=NOW)
        with served(home.folder, lambda: NOW) as address:
            return _shoot(folder, address, topics[0].topic_id)


def _shoot(folder: Path, address: str, topic_id: str) -> int:
    paths = sorted((path for path, _ in PAGES if path != "/"), key=lambda path: path != "/sign-in")
    number = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for theme in THEMES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                for path in paths:
                    page.goto(address + path.format(topic_id=topic_id))
                    page.wait_for_function("!document.querySelector('[hx-trigger^=every]')")  # drawn, looked at
                    name = path.strip("/").replace("/", "-").replace("{topic_id}", "one")
                    page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
                    number += 1
                    if path == "/sign-in":
                        page.get_by_label("Name").fill("Rosa")
                        page.get_by_label("Password").fill(PASSWORD)
                        page.keyboard.press("Enter")
                        page.wait_for_url("**/topics")
                page.close()
        browser.close()
    return number


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/local/pictures")
    print(f"{take(target)} pictures in {target}", file=sys.stderr)
