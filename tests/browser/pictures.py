"""Pictures of every page, as `make pictures` takes them: two nights of the demo, wide and narrow, light and dark.

Circles are recorded between the nights, so that the second one counts them; what sources left to be looked at, of which
the demo leaves nothing, is put into its catalogue afterwards.

A person looks at them before a release; nothing is compared.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from playwright.sync_api import expect, sync_playwright
from programme import keep_programme, keep_upload
from season_and_circles import CIRCLE, plan_season
from served import served

from pipeline.__main__ import main
from pipeline.review.app import PAGES
from pipeline.store import Accounts, Decisions, Home, LiveCatalogue, Surveys

DOWNLOAD = "/surveys/{upload_id}/corrections"
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SIZES = {"wide": (1280, 900), "phone": (360, 780)}
THEMES = ("light", "dark")
PASSWORD = "seven brown teapots"
FINDINGS = tuple(
    f"""
    INSERT INTO core.issue BY NAME
    SELECT run_id, source, '{level}' AS level, '{kind}' AS kind, '{field}' AS field, '{message}' AS message
    FROM core.run, range({n}) WHERE source = '{source}' ORDER BY started_at DESC LIMIT {n}
    """
    for source, level, kind, field, message, n in (
        ("edx", "error", "rejected_record", "title", "title: empty, a text was expected", 3),
        ("coursera", "warning", "unknown_value", "level", "level: found `Mixed`, which no table knows", 41),
        ("mit_learn", "info", "cut_text", "description", "description: 61,200 letters were cut to 50,000", 1),
    )
)
"""What a run leaves to be looked at, as runs word it."""


def take(folder: Path) -> int:
    """Take a picture of every page into a folder; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch) / "home")
        _night(home, "2026-11-24")
        keep_programme(home, NOW)
        _night(home, "2026-11-25")
        topics = LiveCatalogue(home).overview().topics
        decisions = Decisions(home.decisions)
        decisions.add(topics[0].topic_id, "shortlist", decided_by="Rosa", decided_at=NOW)
        decisions.add(topics[2].topic_id, "reject", decided_by="Ben", decided_at=NOW, reason="have_it")
        plan_season(home.folder)
        _leave_findings(home)
        Accounts(home.accounts).add("Rosa", "administrator", PASSWORD, by="pictures", at=NOW)
        (survey_id,) = Surveys(home.surveys, home.salt()).ids()
        places = {"topic_id": topics[0].topic_id, "upload_id": keep_upload(home, NOW), "circle_id": CIRCLE}
        with served(home.folder, lambda: NOW) as address:
            return _shoot(folder, address, places, {"/surveys/purge": f"?survey={survey_id}"})


def _night(home: Home, day: str) -> None:
    assert main(["run", "--demo", "--home", str(home.folder), "--json", "--as-of", f"{day}T07:30"]) == 0


def _leave_findings(home: Home) -> None:
    copy = home.folder / "looked-at.duckdb"
    shutil.copyfile(home.catalogue, copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in FINDINGS:
            connection.execute(statement)
    copy.replace(home.catalogue)


def _shoot(folder: Path, address: str, places: Mapping[str, str], asked: Mapping[str, str]) -> int:
    paths = sorted((path for path, _ in PAGES if path not in ("/", DOWNLOAD)), key=lambda path: path != "/sign-in")
    number = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for theme in THEMES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                for path in paths:
                    page.goto(address + path.format(**places) + asked.get(path, ""))
                    expect(page.locator("[hx-trigger^=every]")).to_have_count(0, timeout=60_000)  # drawn, looked at
                    name = re.sub(r"\{\w+\}", "one", path.strip("/").replace("/", "-"))
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
