"""OpenLearn: cards first, a feed a course after them; what the card says is not lost."""

from __future__ import annotations

from connectors.openlearn.connector import CATALOGUE, OpenLearn
from pipeline.contract import Page, RawListing, Request, StatedTotal

AREA = "https://www.open.edu/openlearn/health-sports-psychology"
CARD = "<li><a href='{area}/{slug}/{section}'>{title}</a><p>{words}</p></li>"
RSS = "<rss version='2.0'><channel><title>{title}</title><copyright>{rights}</copyright>{item}</channel></rss>"


def _page(url: str, reader: str, body: str) -> Page:
    return Page(Request(url, reader), url, 200, {}, body.encode())


def _catalogue(*cards: str, more: str = "", connector: OpenLearn | None = None) -> list[object]:
    body = f"<html><body><ul>{''.join(cards)}</ul>{more}</body></html>"
    return list((connector or OpenLearn()).catalogue(_page(CATALOGUE, "catalogue", body)))


def _card(slug: str, section: str = "content-section-0", title: str = "A Course", words: str = "") -> str:
    return CARD.format(area=AREA, slug=slug, section=section, title=title, words=words)


def _feeds(found: list[object]) -> list[str]:
    return [each.url for each in found if isinstance(each, Request)]


def test_card_and_feed_make_one_listing() -> None:
    connector = OpenLearn()
    found = _catalogue(_card("clay", title="Clay", words="24 hours · Level 1: Introductory"), connector=connector)
    (feed,) = _feeds(found)
    body = RSS.format(
        title="Clay: one",
        rights="Creative Commons BY 4.0",
        item="<item><title>I</title><description>Mud.</description></item>",
    )
    (listing,) = connector.course(_page(feed, "course", body))
    assert isinstance(listing, RawListing)
    assert (listing.title, listing.duration, listing.level) == ("Clay", "24 hours", "Level 1: Introductory")
    assert (listing.description, listing.licence) == ("Mud.", "Creative Commons BY 4.0")
    assert listing.url == f"{AREA}/clay/content-section-overview"


def test_copyright_line_is_no_licence() -> None:
    body = RSS.format(title="Clay", rights="Copyright © 2019 The Open University", item="")
    (listing,) = OpenLearn().course(_page(f"{AREA}/clay/altformat-rss", "course", body))
    assert isinstance(listing, RawListing)
    assert (listing.title, listing.licence) == ("Clay", None)


def test_both_addresses_of_a_course_are_one() -> None:
    found = _catalogue(
        _card("clay"),
        _card("clay", "content-section-overview"),
        _card("glass", "content-section-0?active-tab=description-tab"),
    )
    assert _feeds(found) == [f"{AREA}/clay/altformat-rss", f"{AREA}/glass/altformat-rss"]


def test_course_of_an_earlier_page_is_not_asked_again() -> None:
    connector = OpenLearn()
    assert len(_feeds(_catalogue(_card("clay"), connector=connector))) == 1
    assert _feeds(_catalogue(_card("clay"), _card("glass"), connector=connector)) == [f"{AREA}/glass/altformat-rss"]


def test_count_and_next_page_are_told() -> None:
    found = _catalogue(_card("clay"), more="<p>Results: 912 items</p><a rel='next' href='?page=1'>Next</a>")
    assert [each.n for each in found if isinstance(each, StatedTotal)] == [912]
    assert _feeds(found)[-1] == f"{CATALOGUE}?page=1"


def test_hours_and_level_are_not_guessed() -> None:
    connector = OpenLearn()
    _catalogue(_card("clay", words="For hours of joy at every level"), connector=connector)
    (listing,) = connector.course(
        _page(f"{AREA}/clay/altformat-rss", "course", RSS.format(title="C", rights="", item=""))
    )
    assert isinstance(listing, RawListing)
    assert (listing.duration, listing.level) == (None, None)
