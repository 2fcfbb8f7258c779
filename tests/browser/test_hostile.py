"""Texts that want to do harm, in a real browser: on every page they are text, and nothing more.

Two homes: one that a night built from such a list of courses and such a survey, and one in whose published catalogue
every word of strangers is such a text, past all that a build would refuse. Every address that links and forms lead to
is opened, so a page that is added is opened, too.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from crawl import ALONE, Sent, Walk, walk
from harmless import harm_in
from hostile import HOST, fill, keep_hostile_ledger, night
from playwright.sync_api import Browser, Page
from season_and_circles import plan_season
from served import served

from pipeline.__main__ import main
from pipeline.store import Catalogue

from .conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 360, "height": 780}
STRAY = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const rightToLeft = /[\\u0590-\\u08ff\\ufb1d-\\ufefc]/;
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (/[\\u202a-\\u202e\\u2066\\u2067]/.test(node.data)) found.push("an override: " + node.data.slice(0, 80));
    const bare = node.data.replace(/\\u2068[^\\u2069]*\\u2069/g, "");
    const alone = [...parent.childNodes].every((each) => each === node || !each.textContent.trim());
    const isolated = parent.closest("bdi") || alone && getComputedStyle(parent).unicodeBidi !== "normal";
    const isOwn = isolated || parent.closest("option, svg text, svg title, svg desc");
    if (rightToLeft.test(bare) && !isOwn) found.push("not isolated: " + bare.slice(0, 80));
  }
  return found;
}"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after a night on such courses and such wishes."""
    return night(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(params=["as a night builds it", "past the build"])
def hostile(request: pytest.FixtureRequest, built: Path, demo_once: Path, tmp_path: Path) -> Path:
    """A home full of such texts."""
    home = Path(shutil.copytree(built if request.param.startswith("as") else demo_once, tmp_path / "hostile"))
    if not request.param.startswith("as"):
        plan_season(home)
        fill(home)
    keep_hostile_ledger(home)
    return home


@pytest.fixture
def place(hostile: Path) -> Iterator[str]:
    with served(hostile, lambda: NOW) as address:
        yield address


@pytest.fixture
def walked(place: str) -> Walk:
    """Every address there."""
    with httpx.Client(base_url=place, timeout=60) as client:

        def fetch(address: str) -> Sent:
            answer = client.get(address)
            kind, location = answer.headers.get("content-type", ""), answer.headers.get("location", "")
            return Sent(answer.status_code, kind, answer.text, location)

        fetch("/pictures")
        for thread in [each for each in threading.enumerate() if each.name == "pictures"]:
            thread.join()  # else the walk would find a page without drawings
        return walk(fetch, [*ALONE, "/topics?status=all"])


def test_nothing_happens_and_nothing_breaks(walked: Walk, place: str, browser: Browser) -> None:
    pages = walked.pages()
    assert {walked.answers[address].status for address in pages} == {200}
    assert walked.strange == []
    assert len(pages) > 20
    wrong: list[str] = []
    context = browser.new_context(base_url=place, viewport=PHONE)
    page = context.new_page()
    page.on("dialog", lambda dialog: (wrong.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
    page.on("console", lambda line: wrong.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(f"{place}/") else None)
    page.on("popup", lambda other: wrong.append(f"a window: {other.url}"))
    for address in pages:
        page.goto(address)
        wrong += [f"{address}: {each}" for each in _looked_at(page)]
    context.close()
    assert wrong == [], "\n".join(dict.fromkeys(wrong))


def _looked_at(page: Page) -> Iterator[str]:
    """What is wrong on a page that is open."""
    for details in page.locator("details").all():
        details.evaluate("each => { each.open = true }")
    if not page.title().endswith("· Circlewise"):
        yield f"the title is {page.title()!r}"
    if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        yield f"it is {page.evaluate('document.documentElement.scrollWidth')} wide"
    for selector in (
        "main script",
        "main style",
        "main img",
        "main iframe",
        "main svg a",
        "main [onload], main [onerror]",
    ):
        if page.locator(selector).count():
            yield f"{selector} is there"
    for link in page.locator("a[href]").all():
        href = link.evaluate("each => each.href")
        if not href.startswith(("http://", "https://")):
            yield f"a link leads to {href[:80]}"
    if page.locator("h1").count() != 1 or not page.locator("h1").is_visible():
        yield "its heading is not there"
    yield from page.evaluate(STRAY)


def test_the_texts_are_there_as_they_are(walked: Walk, hostile: Path) -> None:
    """Otherwise the test above would prove nothing."""
    everything = "".join(walked.answers[address].text for address in walked.pages())
    for said in ("Zines", HOST, "{{7*7}}", "\u05e9\u05dc\u05d5\u05dd", "Photography xxxx"):
        assert said in everything, said
    if not (hostile / "courses").exists():  # a build takes markup out of texts of courses
        assert "&lt;script&gt;" in everything


def test_what_is_downloaded_is_harmless(walked: Walk, place: str) -> None:
    """Whatever else than pages and our own files links lead to."""
    wrong: list[str] = []
    kinds: set[str] = set()
    for address, answer in walked.answers.items():
        if answer.status == 200 and not answer.kind.startswith("text/html") and not address.startswith("/assets/"):
            kinds.add(answer.kind.partition(";")[0])
            content = httpx.get(place + address, timeout=60)
            assert content.headers["x-content-type-options"] == "nosniff"
            wrong += [f"{address}: {each}" for each in harm_in(answer.kind, content.content)]
    assert wrong == []
    assert {"text/csv", "text/calendar", "application/pdf", "image/svg+xml"} <= kinds
    assert any(kind.endswith("spreadsheetml.sheet") for kind in kinds)


@pytest.fixture
def printed(hostile: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> list[Path]:
    """Proposals as files of HTML, as the command line writes them."""
    with Catalogue(hostile / "catalogue.duckdb") as catalogue:
        topics = catalogue.query("SELECT topic_id FROM out.topic WHERE NOT is_suppressed ORDER BY ALL LIMIT 6").rows
    files = []
    for (topic_id,) in topics:
        capfdbinary.readouterr()
        assert main(["proposal", topic_id, "--format", "html", "--home", str(hostile)]) == 0
        files.append(tmp_path / f"{topic_id}.html")
        files[-1].write_bytes(capfdbinary.readouterr().out)
    return files


def test_a_proposal_on_its_own_is_harmless(printed: list[Path], browser: Browser) -> None:
    wrong: list[str] = []
    page = browser.new_page(viewport=PHONE)
    page.on("dialog", lambda dialog: (wrong.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith("file:") else None)
    for file in printed:
        page.goto(file.as_uri())
        assert page.locator("script, iframe, img, [onload], [onerror], [onfocus]").count() == 0
        hrefs = [link.evaluate("each => each.href") for link in page.locator("a[href]").all()]
        assert [href for href in hrefs if not href.startswith(("http://", "https://", "file://"))] == []
        assert page.title() != "taken"
    page.close()
    assert wrong == []
