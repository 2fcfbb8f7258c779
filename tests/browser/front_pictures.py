"""The three pictures on the project's front page, as `make pictures` takes them: two nights of the demo.

They are committed, in docs/pictures; who changes what they show takes them anew and looks at them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright
from served import served

from pipeline.__main__ import main
from pipeline.store import Decisions, Home, LiveCatalogue

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    """One picture: what is opened, and in which window."""

    path: str
    width: int = 1120
    height: int = 760
    theme: Literal["light", "dark"] = "light"
    place: str = ""
    """What is scrolled to, where it is not the top."""


PICTURES = {
    "topics.png": Picture("/topics"),
    "evidence.png": Picture("/topics/{topic_id}", place="#h-why"),
    "phone.png": Picture("/topics", width=360, height=760, theme="dark", place="#found"),
}


def take(folder: Path = FOLDER) -> list[Path]:
    """Take all of them into a folder; returns the files.

    Raises:
        ValueError: one is larger than a front page should load.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch) / "home")
        for day in ("2026-11-24", "2026-11-25"):
            assert main(["run", "--demo", "--home", str(home.folder), "--json", "--as-of", f"{day}T07:30"]) == 0
        topics = LiveCatalogue(home).overview().topics
        Decisions(home.decisions).add(topics[1].topic_id, "shortlist", decided_by="Rosa", decided_at=NOW)
        with served(home.folder, lambda: NOW) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for name, picture in PICTURES.items():
                size = {"width": picture.width, "height": picture.height}
                page = browser.new_page(base_url=address, viewport=size, color_scheme=picture.theme)  # type: ignore[arg-type]
                _shoot(page, picture, topics[0].topic_id, folder / name)
                page.close()
            browser.close()
    return [folder / name for name in PICTURES]


def _shoot(page: Page, picture: Picture, topic_id: str, file: Path) -> None:
    page.goto(picture.path.format(topic_id=topic_id))
    if picture.place:
        page.locator(picture.place).evaluate("each => each.scrollIntoView()")
    page.screenshot(path=file)
    size = file.stat().st_size
    if size >= MOST_BYTES:
        raise ValueError(
            f"{file.name} has {size:,} bytes, less than {MOST_BYTES:,} was expected: show less of the page"
        )


if __name__ == "__main__":
    for taken in take():
        print(f"{taken.stat().st_size:7,} bytes  {taken}", file=sys.stderr)
