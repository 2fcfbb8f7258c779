"""The whole path of a coordinator who is here for the first time, on replayed catalogues and a survey of 30 people.

Its stations, in order: upload a survey, a night, review 20 topics, the season, print, export. Each is a function below;
a station that the page has no part in yet is done at the command line, and says so.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from served import served

from pipeline.__main__ import main
from pipeline.store import Decisions, Home, LiveCatalogue

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.shared, pytest.mark.timeout(1200)]
SOURCES = ("futurelearn", "p2pu", "openhpi")
SKILLS = (
    "Grant writing", "Public speaking", "Project management", "Customer service", "Excel spreadsheets", "Photography",
    "Podcasting", "Early literacy and storytime", "Genealogy research", "Cybersecurity", "Design thinking",
    "Leadership", "Artificial intelligence basics",
    "Spanish for library work", "Data visualisation", "Mental health first aid",
    "Accessibility of websites", "Fundraising", "Creative writing", "Coding with Python", "Social media marketing",
    "Conflict resolution", "Digital preservation", "Climate change",
)  # fmt: skip
PEOPLE, REVIEWED = 30, 20
WINDOWS = {
    "keyboard": {"viewport": {"width": 1280, "height": 900}},
    "no script": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "phone": {"viewport": {"width": 360, "height": 780}},
}


def _upload(folder: Path, home: Path) -> None:
    """At the command line: the page for it is tested on its own (tests/browser/test_surveys.py, once it is there)."""
    dice = random.Random(7)
    path = folder / "needs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        grid = [f"How much do you need training in the following? [{skill}]" for skill in SKILLS]
        writer.writerow(["Timestamp", "Which branch do you work in?", *grid])
        for number in range(PEOPLE):
            needs = ["Very needed" if dice.random() < 0.6 else "Not needed" for _ in SKILLS]
            branch = ("Main Library", "Riverside")[number % 2]
            writer.writerow([f"2026/09/14 2:{number:02}:13 PM EST", branch, *needs])
    assert main(["survey", "add", str(path), "--home", str(home)]) == 0


def _night(folder: Path, home: Path, gateway: str) -> None:
    config = folder / "schedule.yaml"
    config.write_text(
        "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"
    )
    arguments = ["run", "--home", str(home), "--config", str(config), "--json", "--gateway", gateway]
    arguments += [part for source in SOURCES for part in ("--source", source)]
    assert main([*arguments, "--as-of", "2026-11-24T07:30"]) == 0


@pytest.fixture(scope="session")
def replayed_once(replay: Callable[..., AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after the survey was added and a night."""
    folder = tmp_path_factory.mktemp("whole-path")
    _upload(folder, folder / "home")
    with replay() as gateway:
        _night(folder, folder / "home", gateway)
    return folder / "home"


@pytest.fixture
def home(replayed_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(replayed_once, tmp_path / "home"))


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    with served(home, lambda: NOW) as found:
        yield found


@pytest.mark.parametrize("page", WINDOWS.values(), indirect=True, ids=WINDOWS)
def test_a_coordinator_goes_all_the_way(
    page: Page, home: Path, said: list[str], capfdbinary: pytest.CaptureFixture[bytes], request: pytest.FixtureRequest
) -> None:
    topics = [topic.title for topic in LiveCatalogue(Home(home)).overview().topics]
    assert len(topics) >= REVIEWED
    by_keyboard = "keyboard" in request.node.name
    (_review_by_keyboard if by_keyboard else _review_by_hand)(page)
    found = Decisions(home / "decisions.sqlite").all()
    assert len(found) == REVIEWED
    assert len({each.topic_id for each in found}) == REVIEWED
    assert Counter(each.action for each in found) == {"shortlist": 8, "later": 6, "reject": 6}
    _print(page)
    _export(home, capfdbinary, found[0].topic_id)
    assert said == []


def _review_by_keyboard(page: Page) -> None:
    """Twenty topics, each decided by keys alone: the focus goes from topic to topic by itself."""
    page.goto("/topics")
    page.keyboard.press("j")
    for number in range(REVIEWED):
        title = page.locator("[data-topic]").first.locator("h3 a").inner_text()
        expect(page.locator(":focus")).to_have_text(title)
        for key in ("s", "l", "r3")[number % 3] if number < 18 else "s":
            page.keyboard.press(key)
        expect(page.locator("#said")).to_contain_text(title)
    page.goto("/topics?status=shortlisted")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1 .status")).to_have_text("shortlisted")


def _review_by_hand(page: Page) -> None:
    """Twenty topics by clicks or taps, without a script or on a phone."""
    page.goto("/topics")
    for number in range(REVIEWED):
        topic = page.locator("[data-topic]").first
        title = topic.locator("h3 a").inner_text()
        what = number % 3 if number < 18 else 0
        if what == 2:
            topic.locator("summary").click()
            topic.get_by_role("button", name="Not really free").click()
        else:
            topic.get_by_role("button", name=("Shortlist", "Later")[what]).click()
        expect(page.locator("#said")).to_contain_text(title)
    page.get_by_role("link", name="Shortlisted").click()
    page.locator("[data-topic] h3 a").first.click()
    expect(page.locator("h1 .status")).to_have_text("shortlisted")


def _print(page: Page) -> None:
    """The proposal of a topic, as a printer gets it."""
    page.get_by_role("link", name="Proposal sheet").click()
    expect(page.get_by_role("heading", name="Next steps")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")


def _export(home: Path, capfdbinary: pytest.CaptureFixture[bytes], topic_id: str) -> None:
    """At the command line: what was decided stands in the spreadsheet at once."""
    capfdbinary.readouterr()
    assert main(["topics", "--format", "xlsx", "--home", str(home)]) == 0
    (sheet,) = load_workbook(BytesIO(capfdbinary.readouterr().out))
    row = next(row for row in sheet.iter_rows(values_only=True) if topic_id in row)
    assert "shortlisted" in row
