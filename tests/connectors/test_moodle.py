"""Moodle's course index: a whole walk through a small site, and what differs between themes and sites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.platforms.moodle import Moodle
from connectors.webjunction.connector import WebJunction
from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request
from pipeline.sources import load_connector

SITE = "https://moodle.example.org/learn"
INDEX = f"{SITE}/course/index.php"


class Example(Moodle):
    source = "example"
    site = SITE


def _html(inside: str) -> str:
    return f"<html><body id='page-course-index-category'><div class='course_category_tree'>{inside}</div></body></html>"


def _category(number: int, name: str) -> str:
    href = f"{INDEX}?categoryid={number}"
    named = f"<h4 class='categoryname'><a href='{href}'>{name}</a></h4>"
    return f"<div class='category' data-categoryid='{number}'>{named}</div>"


def _box(number: int, name: str = "A Course", *, summary: str = "", about: bool = False, tag: str = "h3") -> str:
    more = f"<div class='moreinfo'><a href='{SITE}/course/info.php?id={number}'></a></div>" if about else ""
    told = f"<div class='content'><div class='summary'>{summary}</div></div>" if summary else ""
    link = f"<{tag} class='coursename'><a href='{SITE}/course/view.php?id={number}'>{name}</a></{tag}>"
    return f"<div class='coursebox' data-courseid='{number}'><div class='info'>{link}{more}</div>{told}</div>"


def _read(
    body: str, url: str, reader: str, connector: Connector | None = None
) -> tuple[list[RawListing], list[str], Page]:
    page = Page(Request(url, reader), url, 200, {}, body.encode())
    found = list(getattr(connector or Example(), reader)(page))
    listings = [each for each in found if isinstance(each, RawListing)]
    return listings, [each.url for each in found if isinstance(each, Request)], page


def _walk(pages: dict[str, str], connector: Connector) -> tuple[list[RawListing], list[str]]:
    waiting = [each for each in connector.start() if isinstance(each, Request)]
    listings: list[RawListing] = []
    asked: list[str] = []
    while waiting:
        request = waiting.pop(0)
        assert request.url not in asked or request.is_optional
        asked.append(request.url)
        for each in getattr(connector, request.reader)(
            Page(request, request.url, 200, {}, pages[request.url].encode())
        ):
            if isinstance(each, Request):
                waiting.append(each)
            elif isinstance(each, RawListing):
                listings.append(each)
    return listings, asked


def _list(browse: str, category: int | None = None, page: int = 0) -> str:
    wanted = f"categoryid={category}&" if category else ""
    return f"{INDEX}?{wanted}browse={browse}&perpage=100&page={page}"


def test_a_whole_site_is_walked_once() -> None:
    """Categories, one of them with a second page and with one below that two pages name; collapsed and open boxes."""
    second = f"<ul class='pagination'><li><a href='{_list('courses', 2, 1).replace('&', '&amp;')}'>2</a></li></ul>"
    below = f"<div class='paging-morelink'><a href='{INDEX}?categoryid=2&amp;browse=categories'>more</a></div>"
    pages = {
        _list("categories"): _html(_category(2, "Crafts") + _category(3, "Letters")),
        _list("courses", 2): _html(below + _box(1, "The Site") + _box(10, "Clay", summary="Mud.") + second),
        _list("courses", 2, 1): _html(_box(11, "Glass", about=True, tag="div") + second),
        _list("categories", 2): _html(_category(4, "Small Crafts") + _category(3, "Letters")),
        _list("courses", 3): _html(""),
        _list("courses", 4): _html(_box(12, "Beads", summary="Small.")),
        f"{SITE}/course/info.php?id=11": _html(_box(11, "Glass", summary="Sand and fire.")),
    }
    listings, asked = _walk(pages, Example())
    assert sorted(asked) == sorted(pages)
    assert {each.key: (each.title, each.topics) for each in listings} == {
        "10": ("Clay", ("Crafts",)),
        "11": ("Glass", ("Crafts",)),
        "12": ("Beads", ("Small Crafts",)),
    }
    assert ["fire" in (each.description or "") for each in listings if each.key == "11"] == [True]


def test_category_to_begin_with_leaves_the_others_out() -> None:
    class Part(Example):
        categories = (7,)

    listings, asked = _walk({_list("categories", 7): _html(_box(5, summary="x"))}, Part())
    assert (len(listings), asked) == (1, [_list("categories", 7)])


def test_site_without_pages_about_courses_keeps_bare_boxes() -> None:
    class Bare(Example):
        asks_about = False

    listings, requests, _ = _read(_html(_box(5, "Clay", about=True)), _list("courses", 2), "courses", Bare())
    assert [(each.key, each.title, each.description) for each in listings] == [("5", "Clay", None)]
    assert requests == []


@pytest.mark.parametrize("tag", ["h3", "h4", "div", "span"])
def test_name_may_stand_in_any_element(tag: str) -> None:
    (listing,), _, _ = _read(_html(_box(5, "Clay", tag=tag)), _list("courses", 2), "courses")
    assert listing.title == "Clay"


@pytest.mark.parametrize(
    ("box", "key", "url"),
    [
        ("data-courseid='9'><a href='{0}/course/view.php?id=9'>x</a>", "9", "{0}/course/view.php?id=9"),
        ("data-courseid='9'><a href='{0}/course/BUS101'>x</a>", "9", "{0}/course/view.php?id=9"),
        ("><a href='{0}/course/view.php?id=9&amp;lang=en'>x</a>", "9", "{0}/course/view.php?id=9"),
        ("><a href='{0}/course/BUS101/'>x</a>", "BUS101", "{0}/course/BUS101/"),
        ("><a href='/learn/course/BUS101'>x</a>", "BUS101", "{0}/course/BUS101"),
    ],
)
def test_the_same_course_has_one_key_and_one_address(box: str, key: str, url: str) -> None:
    attributes, _, link = box.format(SITE).partition(">")
    body = _html(f"<div class='coursebox' {attributes}><div class='coursename'>{link}</div></div>")
    (listing,), _, _ = _read(body, _list("courses", 2), "courses")
    assert (listing.key, listing.url) == (key, url.format(SITE))


def test_box_without_name_costs_no_other_course() -> None:
    body = _html("<div class='coursebox' data-courseid='8'></div>" + _box(9))
    listings, _, page = _read(body, _list("courses", 2), "courses")
    assert [each.key for each in listings] == ["9"]
    assert page.rejected == 1
    assert "course 8 has no name" in page.notes[0].message


@pytest.mark.parametrize("reader", ["tree", "courses", "about"])
@pytest.mark.parametrize("body", ["", "{}", "[]", "<p>Please log in</p>", '{"exception": "e", "errorcode": "c"}'])
def test_page_that_is_no_index_has_changed(reader: str, body: str) -> None:
    with pytest.raises(PageChangedError, match=r"moodle\.example\.org"):
        _read(body, _list("courses", 2), reader)


def test_error_with_200_is_told_in_its_own_words() -> None:
    error = {"exception": "moodle_exception", "errorcode": "invalidtoken", "message": "Clé inconnue"}
    with pytest.raises(PageChangedError, match=r"`invalidtoken` \(Clé inconnue\)"):
        _read(json.dumps(error), _list("courses", 2), "courses")


def test_paging_that_never_moves_ends() -> None:
    link = f"<div class='paging'><a href='{_list('courses', 2, 1).replace('&', '&amp;')}'>next</a></div>"
    _, requests, _ = _read(_html(_box(9) + link), _list("courses", 2, 1), "courses")
    assert requests == []


FORMATS = {
    "Format: Webinar, original date May 3, 2022 / Hosted by: Infopeople / Length: 1 hour": (
        "Infopeople", "1 hour", None,
    ),
    "<p>Format: Webinar, original date May 3, 2022<br>Hosted by: Infopeople<br>Length: 1 hour</p><p>More.</p>": (
        "Infopeople", "1 hour", None,
    ),
    "<p>Format: Self-paced Course<br/>Developed by: OCLC<br/>Length: 2 hours</p>": ("OCLC", "2 hours", None),
    "<p>Format: Live webinar</p><p>Hosted by: OCLC</p>": ("OCLC", None, "event"),
    "<p>We live in times of change. Hosted by nobody.</p>": (None, None, None),
    "": (None, None, None),
}  # fmt: skip


@pytest.mark.parametrize("summary", FORMATS)
def test_webjunction_says_only_what_its_labels_say(summary: str) -> None:
    words = WebJunction().words(summary)
    assert (words["provider"], words["duration"], words["kind"]) == FORMATS[summary]


def test_day_of_a_recording_is_no_start() -> None:
    assert WebJunction().words("Format: Webinar, original date May 3, 2022")["starts"] is None
    assert WebJunction().words("Format: Live webinar, date June 1, 2027")["starts"] == "June 1, 2027"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_webjunction_reads_any_summary(text: str) -> None:
    words = WebJunction().words(f"<p>{text}</p>")
    assert all(value is None or value.strip() for value in words.values())


def test_replayed_site_is_read(root: Path) -> None:
    """The box that the replay holds, and the error its web service gives with status 200."""
    connector = load_connector("elfak", root / "tests" / "sites")()
    box = _box(13, "Veštačka inteligencija", about=True, tag="div").replace(SITE, "https://cs.elfak.ni.ac.rs/nastava")
    (first,) = connector.start()
    assert isinstance(first, Request)
    listings, requests, _ = _read(f"<html><body><main>{box}</main></body></html>", first.url, first.reader, connector)
    assert [(each.key, each.title) for each in listings] == [("13", "Veštačka inteligencija")]
    assert requests == []
