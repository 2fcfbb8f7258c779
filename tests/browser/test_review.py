"""The coordinators' page in a real browser: by keyboard alone, without JavaScript, on a phone, and for every eye."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipeline.store import Decisions, MatchDecisions

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NO_SCRIPT = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 780}}
PATHS = (
    "/topics",
    "/topics?status=all&q=nothing+at+all",
    "TOPIC",
    "TOPIC/proposal",
    "/health",
    "/keys",
    "/nowhere",
    "TOPIC/teach",
    "TOPIC/teach?FIRST",
    "TOPIC/regroup",
    "TOPIC/add",
    "TOPIC/add?by=hand",
    "/bulk",
    "/pictures",
    "/admin",
    "/admin/issues",
)
HOSTILE = '"><script>document.title="taken"</script><img src=x onerror="document.title=1">\u202e'


def _actions(home: Path) -> list[str]:
    return [each.action for each in Decisions(home / "decisions.sqlite").all()]


def _paths(page: Page) -> list[str]:
    page.goto("/topics")
    topic = page.locator("[data-topic] h3 a").first.get_attribute("href") or ""
    page.goto(topic)
    _, _, first = (page.locator('a[data-key="w"]').get_attribute("href") or "").partition("?")
    return [path.replace("TOPIC", topic).replace("FIRST", first) for path in PATHS]


def test_topics_are_decided_by_keyboard_alone(page: Page, home: Path, said: list[str]) -> None:
    page.goto("/topics")
    titles = page.locator("[data-topic] h3 a").all_inner_texts()
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(titles[0])
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("s")
    expect(page.locator("#said")).to_have_text(f"Shortlisted: {titles[0]}")
    expect(page.locator(":focus")).to_have_text(titles[1])
    page.keyboard.press("r")
    expect(page.locator(":focus")).to_have_attribute("name", "reason")
    page.keyboard.press("4")
    expect(page.locator("#said")).to_have_text(f"Rejected: {titles[1]}")
    expect(page.locator(":focus")).to_have_text(titles[2])
    page.keyboard.press("l")
    expect(page.locator("#said")).to_have_text(f"Put off for later: {titles[2]}")
    expect(page.locator(":focus")).to_have_text(titles[3])
    page.keyboard.press("u")
    expect(page.locator("#said")).to_have_text(f"Undone: {titles[2]}")
    expect(page.locator(":focus")).to_have_text(titles[2])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(titles[2])
    page.keyboard.press("s")
    expect(page.locator("h1 .status")).to_have_text("shortlisted")
    page.keyboard.press("j")
    expect(page.locator("h1")).to_contain_text(titles[3])
    assert _actions(home) == ["shortlist", "reject", "later", "undo", "shortlist"]
    assert Decisions(home / "decisions.sqlite").all()[1].reason == "too_long"
    assert said == []


def _press(page: Page, key: str) -> None:
    """Press a key once the page that is here is whole, its script included."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_everything_else_is_decided_by_keyboard_too(page: Page, home: Path, said: list[str]) -> None:
    page.goto("/topics")
    titles = page.locator("[data-topic] h3 a").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(titles[0])
    _press(page, "w")
    expect(page.locator("h1")).to_have_text("Is the match right?")
    page.get_by_role("radio", name="Wrong").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("The wish, in your own words")).to_be_focused()
    page.keyboard.type("swr ebc")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Taught that the course is wrong for: swr ebc")
    _press(page, "u")
    expect(page.locator("#said")).to_have_text("Undone: swr ebc")
    _press(page, "c")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("ask Ana")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Comment:")
    _press(page, "e")
    page.get_by_label("It shall be called").focus()
    page.keyboard.type("Thinking machines")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Renamed: Thinking machines")
    _press(page, "e")
    page.get_by_role("radio", name=titles[1]).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show what would happen").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#plan")).to_contain_text(f"From the next night “{titles[0]}” is part of “{titles[1]}”.")
    page.get_by_role("button", name="Merge them").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text(f"Merged: {titles[0]}")
    page.goto("/topics?q=spanish")
    _press(page, "b")
    expect(page.locator("h1")).to_have_text("1 topic at once")
    page.keyboard.press("r")
    page.keyboard.press("4")
    expect(page.locator("#said")).to_have_text("Rejected: 1 topic")
    _press(page, "u")
    expect(page.locator("#said")).to_have_text("Undone: 1 topic")
    assert _actions(home) == ["comment", "rename", "merge", "reject", "undo"]
    assert [each.undone_at is None for each in MatchDecisions(home / "decisions.sqlite").all()] == [False]
    assert said == []


def test_courses_are_chosen_and_entered_by_keyboard(page: Page, home: Path, said: list[str]) -> None:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as catalogue:
        ((topic, first, second),) = catalogue.execute(
            "SELECT topic_id, list(c.title ORDER BY rank)[1], list(c.title ORDER BY rank)[2] FROM out.topic_course "
            "JOIN out.course c USING (course_id) JOIN out.topic USING (topic_id) WHERE NOT is_suppressed "
            "GROUP BY topic_id HAVING count(*) > 2 ORDER BY topic_id LIMIT 1"
        ).fetchall()
    page.goto(f"/topics/{topic}")
    _press(page, "p")
    expect(page.locator(":focus")).to_have_text(f"Put first {first}")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(f"Take out {first}")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text(f"Course taken out: {first}")
    _press(page, "u")
    expect(page.locator("#said")).to_contain_text("Undone:")
    page.get_by_role("button", name=f"Put first {second}").press("Enter")
    expect(page.locator("#said")).to_have_text(f"Course put first: {second}")
    expect(page.locator(".callout")).to_contain_text(f"“{second}” comes first.")
    _press(page, "a")
    expect(page.locator("h1")).to_contain_text("Add a course")
    page.get_by_role("link", name="Enter a course by hand").press("Enter")
    page.get_by_label("Title").fill("A course of our own")
    page.keyboard.press("Tab")
    page.get_by_label("Weeks").fill("6")
    page.get_by_label("I do not know").press("Space")
    page.get_by_role("button", name="Add it").press("Enter")
    expect(page.locator(".callout")).to_contain_text("“A course of our own” comes first.")
    assert _actions(home) == ["drop", "undo", "pin", "add"]
    assert said == []


def test_keys_do_nothing_while_somebody_types_and_can_be_turned_off(page: Page, home: Path) -> None:
    page.goto("/topics")
    page.keyboard.press("/")
    page.keyboard.type("ssr l")
    expect(page.locator("#found")).to_have_text("0 topics")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    page.goto("/topics")
    page.keyboard.press("j")
    page.keyboard.press("Control+s")
    page.keyboard.press("?")
    page.keyboard.press("s")
    page.get_by_role("button", name="Turn keys off").click()
    expect(page.locator("body")).to_have_attribute("data-keys", "off")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("[data-topic] kbd")).to_have_count(0)
    page.goto("/topics")
    expect(page.locator("#said")).to_be_empty()
    assert _actions(home) == []


def test_search_as_you_type_keeps_the_field_and_the_address(page: Page, said: list[str]) -> None:
    page.goto("/topics?status=all")
    page.locator("#q").press_sequentially("spanish")
    page.wait_for_url("**/topics?q=spanish&status=all")
    expect(page.locator("[data-topic]")).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("spanish")
    page.locator("#q").fill("")
    expect(page.locator("[data-topic]")).not_to_have_count(1)
    page.go_back()
    expect(page.locator("[data-topic]")).to_have_count(1)
    assert said == []


@pytest.mark.parametrize("page", [NO_SCRIPT, NO_SCRIPT | PHONE], indirect=True, ids=["desk", "phone"])
def test_everything_works_without_script(page: Page, home: Path) -> None:
    page.goto("/topics")
    titles = page.locator("[data-topic] h3 a").all_inner_texts()
    page.locator("[data-topic]").first.get_by_role("button", name="Shortlist").click()
    expect(page.locator("#said")).to_have_text(f"Shortlisted: {titles[0]}")
    page.locator("#undo-said").click()
    expect(page.locator("#said")).to_have_text(f"Undone: {titles[0]}")
    page.locator("[data-topic] summary").first.click()
    page.locator("[data-topic]").first.get_by_label("Note for colleagues, if you like").fill("in spring")
    page.locator("[data-topic]").first.get_by_role("button", name="Takes too long").click()
    expect(page.locator("#said")).to_have_text(f"Rejected: {titles[0]}")
    page.locator("#q").fill("spanish")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[data-topic]")).to_have_count(1)
    assert page.url.endswith("/topics?q=spanish")
    assert _actions(home) == ["shortlist", "undo", "reject"]


def test_two_windows_never_lose_a_decision(page: Page, home: Path) -> None:
    page.goto("/topics")
    title = page.locator("[data-topic] h3 a").first.inner_text()
    other = page.context.new_page()
    other.goto("/topics")
    other.locator("[data-topic]").first.get_by_role("button", name="Later").click()
    expect(other.locator("#said")).to_have_text(f"Put off for later: {title}")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_have_text("Somebody decided before you")
    expect(page.locator("h1")).to_be_focused()
    assert _actions(home) == ["later"]
    page.get_by_role("button", name="Shortlist it all the same").click()
    expect(page.locator("#said")).to_have_text(f"Shortlisted: {title}")
    assert _actions(home) == ["later", "shortlist"]


def test_fast_keys_decide_one_topic_each(page: Page, home: Path, said: list[str]) -> None:
    page.goto("/topics")
    titles = page.locator("[data-topic] h3 a").all_inner_texts()
    for key in "jslr2s":
        page.keyboard.press(key)
    expect(page.locator("#said")).to_have_text(f"Shortlisted: {titles[3]}")
    expect(page.locator(":focus")).to_have_text(titles[4])
    assert _actions(home) == ["shortlist", "later", "reject", "shortlist"]
    assert said == []


def test_a_server_that_does_not_answer_is_told(page: Page, home: Path) -> None:
    page.route("**/decide", lambda route: route.abort())  # before the page is there: an open one hears of it late
    page.goto("/topics")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("#said")).to_contain_text("Nothing was written: the server does not answer.")
    page.unroute("**/decide")
    page.keyboard.press("s")
    expect(page.locator("#said")).to_contain_text("Shortlisted")
    assert _actions(home) == ["shortlist"]


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    for path in _paths(page):
        page.goto(path)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], indirect=True, ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing(page: Page) -> None:
    for path in _paths(page):
        page.goto(path)
        for details in page.locator("main details").all():
            details.evaluate("each => { each.open = true }")
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["target"]) for each in found] == []


def test_text_of_courses_does_nothing(page: Page, home: Path, said: list[str]) -> None:
    quoted = HOSTILE.replace("'", "''")
    changed = shutil.copy(home / "catalogue.duckdb", home / "changed.duckdb")  # the page reads the other one already
    with duckdb.connect(str(changed)) as catalogue:
        catalogue.execute(f"UPDATE core.course SET title = '{quoted}', description = '{quoted}', url = 'javascript:1'")
        catalogue.execute(f"UPDATE core.topic SET title = '{quoted}'")
    changed.replace(home / "catalogue.duckdb")
    for path in _paths(page):
        page.goto(path)
        assert page.title().endswith("· Circlewise"), path
        assert page.locator("main script, main img, main iframe").count() == 0, path
    assert [line for line in said if "404" not in line] == []


def test_the_proposal_is_printed_without_what_is_for_screens(page: Page) -> None:
    page.goto(_paths(page)[3])
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("footer.bottom")).to_be_hidden()
    expect(page.get_by_role("heading", name="Plan")).to_be_visible()
    assert page.pdf().startswith(b"%PDF")
