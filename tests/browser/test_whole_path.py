"""The whole path of a coordinator who is here for the first time, on replayed catalogues and a survey of 30 people.

Its stations, in order: upload a survey, a night, review 20 topics, the season, print, export. All of it is done on the
page, by keyboard alone, without JavaScript, and on a phone; but the night. That runs once for all three, at the command
line: one that is started on the page takes the machine's own clock, and the recorded catalogues would be another
month's with every month (that the button of /admin runs a whole night: test_pictures_and_admin.py). Each window uploads
the survey into a home of its own before, and what it left there is, row by row, what the night counted.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from served import served

from pipeline.__main__ import main
from pipeline.store import Decisions, Home, LiveCatalogue, Surveys
from pipeline.store.season_decisions import SeasonDecisions

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
FREE = (
    "Monday mornings; Tuesday evenings", "any time except Friday", "Monday mornings; Thursday afternoons",
)  # fmt: skip
SPACES = """space,branch,capacity,free,equipment,serves
Meeting room A,Main Library,16,"Mondays to Thursdays, mornings",,all
Study room,Riverside,14,Tuesday evening; Thursday afternoon,,all
"""
PEOPLE, REVIEWED = 30, 20
MOST_TABS = 400
WINDOWS = {
    "keyboard": {"viewport": {"width": 1280, "height": 900}},
    "no script": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "phone": {"viewport": {"width": 360, "height": 780}},
}


@pytest.fixture(scope="session")
def bare_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home before its first survey, with a list of rooms."""
    folder = tmp_path_factory.mktemp("bare") / "home"
    folder.mkdir()
    Home(folder).prepare()
    Home(folder).salt()  # made once, so that what is hashed in one copy is the same in every other
    (folder / "spaces.csv").write_text(SPACES, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the survey tool gives a coordinator."""
    dice = random.Random(7)
    path = tmp_path_factory.mktemp("export") / "needs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        grid = [f"How much do you need training in the following? [{skill}]" for skill in SKILLS]
        about = ["Which branch do you work in?", "When are you available?", "Would you lead a circle?"]
        writer.writerow(["Timestamp", *about, *grid])
        for number in range(PEOPLE):
            needs = ["Very needed" if dice.random() < 0.6 else "Not needed" for _ in SKILLS]
            said = [("Main Library", "Riverside")[number % 2], FREE[number % 3], ("No", "Yes")[number % 2]]
            writer.writerow([f"2026/09/14 2:{number:02}:13 PM EST", *said, *needs])
    return path


@pytest.fixture(scope="session")
def replayed_once(
    replay: Callable[..., AbstractContextManager[str]],
    bare_once: Path,
    export: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """That home after the survey was added and a night."""
    folder = tmp_path_factory.mktemp("whole-path")
    home = Path(shutil.copytree(bare_once, folder / "home"))
    assert main(["survey", "add", str(export), "--home", str(home)]) == 0
    config = folder / "schedule.yaml"
    config.write_text(
        "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"
    )
    arguments = ["run", "--home", str(home), "--config", str(config), "--json", "--as-of", "2026-11-24T07:30"]
    arguments += [part for source in SOURCES for part in ("--source", source)]
    with replay() as gateway:
        assert main([*arguments, "--gateway", gateway]) == 0
    return home


@pytest.fixture
def home(replayed_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(replayed_once, tmp_path / "home"))


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    with served(home, lambda: NOW) as found:
        yield found


@pytest.fixture
def bare(bare_once: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A home before its first survey, and where it is served."""
    home = Path(shutil.copytree(bare_once, tmp_path / "bare"))
    with served(home, lambda: NOW) as found:
        yield home, found


class Hands:
    """How somebody reaches what they press: by the tabulator and Enter alone, or by clicks and taps."""

    def __init__(self, page: Page, *, only_keys: bool) -> None:
        self.page = page
        self.only_keys = only_keys

    def press(self, what: Locator) -> None:
        """Press a link, a button or the head of what can be opened; nothing is wider than the window meanwhile."""
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url
        if not self.only_keys:
            what.click()
            return
        self.go_to(what)
        self.page.keyboard.press("Enter")

    def go_to(self, what: Locator) -> None:
        """Have the focus on it, by the tabulator."""
        expect(what).to_be_visible()
        for _ in range(MOST_TABS):
            if what.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the tabulator does not lead to {what} of {self.page.url}")

    def link(self, name: str) -> None:
        """Press the first link of this name."""
        self.press(self.page.get_by_role("link", name=name, exact=True).first)

    def button(self, name: str) -> None:
        """Press the first button of this name."""
        self.press(self.page.get_by_role("button", name=name, exact=True).first)

    def type(self, label: str, words: str) -> None:
        """Fill in a field."""
        field = self.page.get_by_label(label)
        self.go_to(field) if self.only_keys else field.click()
        self.page.keyboard.type(words)

    def taken(self, name: str) -> bytes:
        """The file that a link gives."""
        with self.page.expect_download() as download:
            self.link(name)
        return download.value.path().read_bytes()


@pytest.mark.parametrize("page", WINDOWS.values(), indirect=True, ids=WINDOWS)
def test_a_coordinator_goes_all_the_way(
    page: Page,
    home: Path,
    bare: tuple[Path, str],
    export: Path,
    address: str,
    said: list[str],
    request: pytest.FixtureRequest,
) -> None:
    by_keyboard = "keyboard" in request.node.name
    hands = Hands(page, only_keys=by_keyboard)
    _upload(hands, bare[1], export)
    assert _kept(bare[0]) == _kept(home)
    topics = [topic.title for topic in LiveCatalogue(Home(home)).overview().topics]
    assert len(topics) >= REVIEWED
    page.goto(f"{address}/topics")
    (_review_by_keyboard if by_keyboard else _review_by_hand)(page, _planned(home))
    found = Decisions(home / "decisions.sqlite").all()
    assert len(found) == REVIEWED
    assert len({each.topic_id for each in found}) == REVIEWED
    assert {each.action for each in found} == {"shortlist", "later", "reject"}
    _print(hands)
    title = _season(hands, home)
    _export(hands, title)
    assert said == []


def _kept(home: Path) -> list[tuple[object, ...]]:
    """What is kept of surveys, but when it came."""
    return [(each.survey_id, each.export) for each in Surveys(home / "surveys.sqlite", Home(home).salt()).all()]


def _upload(hands: Hands, address: str, export: Path) -> None:
    """The export, looked at and added, in a home that has no catalogue yet."""
    page = hands.page
    page.goto(f"{address}/surveys")
    hands.link("Upload an export")
    page.get_by_label("The export").set_input_files(export)  # the window of the system is the only thing without keys
    hands.button("Upload it and look")
    expect(page.locator("h1")).to_have_text("What was understood", timeout=120_000)
    hands.button("Add it to the surveys")
    expect(page.locator("h1")).to_have_text("The survey is added: needs", timeout=120_000)
    hands.link("Surveys")
    expect(page.locator("main")).to_contain_text("waits for the next night")


def _planned(home: Path) -> set[str]:
    """Titles of what the night planned: what is put off or rejected could not be locked and planned again."""
    with LiveCatalogue(Home(home)).open() as catalogue:
        return {
            str(title)
            for (title,) in catalogue.query("SELECT title FROM out.season JOIN out.topic USING (topic_id)").rows
        }


def _review_by_keyboard(page: Page, planned: set[str]) -> None:
    """Twenty topics, each decided by keys alone: the focus goes from topic to topic by itself."""
    page.keyboard.press("j")
    for number in range(REVIEWED):
        title = page.locator("[data-topic]").first.locator("h3 a").inner_text()
        expect(page.locator(":focus")).to_have_text(title)
        for key in "s" if title in planned else ("s", "l", "r3")[number % 3]:
            page.keyboard.press(key)
        expect(page.locator("#said")).to_contain_text(title)
    Hands(page, only_keys=True).press(page.get_by_role("link", name="Shortlisted"))
    expect(page.locator("#found")).to_contain_text("topics")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1 .status")).to_have_text("shortlisted")


def _review_by_hand(page: Page, planned: set[str]) -> None:
    """Twenty topics by clicks or taps, without a script or on a phone."""
    for number in range(REVIEWED):
        topic = page.locator("[data-topic]").first
        title = topic.locator("h3 a").inner_text()
        what = 0 if title in planned else number % 3
        if what == 2:
            topic.locator("summary").click()
            topic.get_by_role("button", name="Not really free").click()
        else:
            topic.get_by_role("button", name=("Shortlist", "Later")[what]).click()
        expect(page.locator("#said")).to_contain_text(title)
    page.get_by_role("link", name="Shortlisted").click()
    page.locator("[data-topic] h3 a").first.click()
    expect(page.locator("h1 .status")).to_have_text("shortlisted")


def _print(hands: Hands) -> None:
    """The proposal of a topic, as a printer gets it, and as a file."""
    page = hands.page
    title = page.locator("h1").inner_text().removesuffix("shortlisted").strip()
    hands.link("Proposal sheet, to print or pass on")
    expect(page.get_by_role("heading", name="Next steps")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    assert hands.taken("PDF to print").startswith(b"%PDF")
    sheets = load_workbook(BytesIO(hands.taken("XLSX")))
    assert title in {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}


def _season(hands: Hands, home: Path) -> str:
    """What the night planned: one circle locked, all solved again, printed. The title of that circle."""
    page = hands.page
    hands.link("Season")
    expect(page.locator("h1")).to_contain_text("Planned")
    wanted = {each.topic_id for each in Decisions(home / "decisions.sqlite").all() if each.action == "shortlist"}
    rows = page.locator(".planned tbody tr").all()
    assert len(rows) >= 2
    row = next(each for each in rows if _topic_of(each) in wanted)  # what is put off or rejected is not planned again
    title = row.locator("th a").first.inner_text()
    when = row.locator("td").first.inner_text().splitlines()[0]
    hands.press(row.locator("summary").first)
    hands.press(row.get_by_role("button", name="Lock", exact=True))
    expect(page.locator("#said")).to_contain_text("Locked for the season:")
    (choice,) = SeasonDecisions(home / "decisions.sqlite").all()
    assert (choice.action, choice.decided_by) == ("lock", "Rosa")
    assert hands.taken("PDF to print").startswith(b"%PDF")
    hands.button("Solve again")
    expect(page.locator("h1")).to_contain_text("The season, solved again", timeout=300_000)
    locked = page.locator(".planned tbody tr", has=page.get_by_role("link", name=title, exact=True))
    expect(locked).to_contain_text(f"has to be on {when} in")
    expect(locked.locator("td").first).to_contain_text(when)
    hands.link("Season")
    expect(page.locator("h1")).not_to_contain_text("solved again")
    return title


def _topic_of(row: Locator) -> str:
    return str(row.locator("th a").first.get_attribute("href")).rpartition("/")[2]


def _export(hands: Hands, title: str) -> None:
    """The season as tables; the circle that was locked, recorded, as a table and as a calendar."""
    page = hands.page
    assert title in {cell for row in _rows(hands.taken("CSV")) for cell in row}
    (sheet,) = load_workbook(BytesIO(hands.taken("XLSX")))
    assert title in {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    row = page.locator(".planned tbody tr", has=page.get_by_role("link", name=title, exact=True))
    hands.press(row.get_by_role("link", name="Record this circle"))
    expect(page.get_by_label("What it is about, as people know it")).to_have_value(title)
    hands.type("Short name of the circle, for good", "first-circle-2027")
    hands.type("Local time", "10:00")  # a plan has parts of the day only
    hands.button("Record it")
    expect(page.locator("h1")).to_contain_text(title)
    _is_calendar(hands.taken("Calendar"), title)
    hands.link("Circles")
    expect(page.locator("h1")).to_have_text("Circles")
    _is_calendar(hands.taken("Calendar of all sessions"), title)
    assert title in {cell for row in _rows(hands.taken("CSV")) for cell in row}
    sheets = load_workbook(BytesIO(hands.taken("XLSX")))
    assert title in {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def _is_calendar(content: bytes, title: str) -> None:
    """One that calendars read, with sessions of that circle."""
    events = Calendar.from_ical(content.decode()).walk("VEVENT")
    assert len(events) >= 2
    assert all(title in str(event["SUMMARY"]) for event in events)
