"""Feeds as sources: keys that stay, pages of HTML that name their feed, lists of feeds, and two replayed feeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.platforms.feed import Feed
from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request
from pipeline.sources import load_connector

URL = "https://feeds.example.org/courses/feed/"


class Example(Feed):
    source = "example"
    feed = URL


class Listed(Feed):
    source = "listed"
    outlines = "https://feeds.example.org/list.opml"


def _rss(items: str, channel: str = "") -> str:
    names = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    return f'<rss version="2.0" {names}><channel><title>T</title>{channel}{items}</channel></rss>'


def _read(
    body: str, connector: Connector | None = None, reader: str = "entries", url: str = URL
) -> tuple[list[Any], Page]:
    page = Page(Request(url, reader), url, 200, {}, body.encode())
    return list(getattr(connector or Example(), reader)(page)), page


def _only(item: str) -> RawListing:
    (listing,), _ = _read(_rss(f"<item>{item}</item>"))
    assert isinstance(listing, RawListing)
    return listing


@pytest.mark.parametrize(
    ("guid", "key"),
    [
        ("https://old.example.org/?post_type=course&amp;p=19311", "19311"),
        ("http://new.example.org/?p=19311", "19311"),
        ("?post_type=course&amp;p=19311", "19311"),
        ("https://example.org/?post_type=course&amp;p=", "https://example.org/?post_type=course&p="),
        ("urn:uuid:1", "urn:uuid:1"),
        ("", "https://example.org/clay"),
    ],
)
def test_number_of_the_post_is_the_key(guid: str, key: str) -> None:
    told = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    listing = _only(f"<title>Clay</title><link>https://example.org/clay</link>{told}")
    assert (listing.key, listing.url) == (key, "https://example.org/clay")


def test_web_editor_and_day_of_publishing_tell_nothing_of_the_course() -> None:
    listing = _only(
        '<title>Clay</title><guid>x</guid><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">A Web Editor'
        "</dc:creator><author>editor@example.org</author><pubDate>Thu, 31 Mar 2022 15:18:09 +0000</pubDate>"
    )
    assert (listing.provider, listing.starts) == (None, None)


def test_editors_line_is_cut_only_at_the_end() -> None:
    line = '<p>The post <a href="x">A</a> appeared first on <a href="y">B</a>.</p>'
    cdata = f"<title>A</title><guid>1</guid><description><![CDATA[<p>One.</p>{line}\n]]></description>"
    assert _only(cdata).description == "<p>One.</p>"
    kept = f"<title>A</title><guid>1</guid><description><![CDATA[{line}<p>One.</p>]]></description>"
    assert "appeared first on" in (_only(kept).description or "")


def test_duration_of_a_recording_is_told_in_seconds() -> None:
    assert _only("<title>A</title><guid>1</guid><itunes:duration>1:02:03</itunes:duration>").duration == "3723 seconds"
    assert _only("<title>A</title><guid>1</guid><itunes:duration>soon</itunes:duration>").duration is None


def test_entry_without_title_or_key_is_rejected() -> None:
    found, page = _read(
        _rss("<item><guid>1</guid></item><item><title>A</title></item><item><title>B</title><guid>2</guid></item>")
    )
    assert [each.key for each in found] == ["2"]
    assert page.rejected == 2
    assert [note.field for note in page.notes] == ["title", "guid"]


def test_next_page_is_followed_on_the_same_host_only() -> None:
    found, _ = _read(_rss("", '<atom:link rel="next" href="?page=1"/>'))
    assert [(each.url, each.reader) for each in found] == [(URL + "?page=1", "only_entries")]
    with pytest.raises(PageChangedError, match=r"on `elsewhere\.example`"):
        _read(_rss("", '<atom:link rel="next" href="https://elsewhere.example/feed"/>'))
    with pytest.raises(PageChangedError, match="never end"):
        _read(_rss("", f'<atom:link rel="next" href="{URL}"/>'))


HTML = "<html><head><link rel='{rel}' type='{type}' href='/real.xml'></head><body>Courses</body></html>"


@pytest.mark.parametrize("kind", ["application/rss+xml", "application/atom+xml", " Application/RSS+XML "])
@pytest.mark.parametrize("rel", ["alternate", "ALTERNATE", "home alternate"])
def test_page_of_html_leads_to_its_feed_once(kind: str, rel: str) -> None:
    body = HTML.format(rel=rel, type=kind)
    (request,), _ = _read(body)
    assert (request.url, request.reader) == ("https://feeds.example.org/real.xml", "only_entries")
    with pytest.raises(PageChangedError, match="a feed"):
        _read(body, reader=request.reader)


@pytest.mark.parametrize(("kind", "rel"), [("application/json", "alternate"), ("application/rss+xml", "stylesheet")])
def test_page_of_html_without_a_feed_has_changed(kind: str, rel: str) -> None:
    with pytest.raises(PageChangedError, match=r"a feed \(RSS or Atom\) was expected"):
        _read(HTML.format(rel=rel, type=kind))


OPML = """<?xml version="1.0" encoding="UTF-8"?><opml version="1.1"><head><title>All</title></head><body>
<outline text="Crafts"><outline text="Clay" type="rss" xmlUrl="https://feeds.example.org/clay.xml"/>
<outline text="Clay again" xmlUrl="https://feeds.example.org/clay.xml"/><outline text="A heading"/></outline>
<outline text="Glass" xmlUrl="https://glass.example.org/feed"/><outline text="File" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_list_of_feeds_leads_to_each_once() -> None:
    (first,) = Listed().start()
    assert isinstance(first, Request)
    found, _ = _read(OPML, Listed(), first.reader, first.url)
    assert [each.url for each in found] == ["https://feeds.example.org/clay.xml", "https://glass.example.org/feed"]
    assert all(each.is_optional and each.reader == "entries" for each in found)


@pytest.mark.parametrize("body", ["<opml><body/></opml>", '<opml><body><outline xmlUrl=""/></body></opml>', "", "{}"])
def test_list_without_feeds_has_changed(body: str) -> None:
    with pytest.raises(PageChangedError):
        _read(body, Listed(), "lists")


@pytest.fixture
def edx_feed(root: Path) -> Connector:
    return load_connector("edx_feed", root / "tests" / "sites")()


def test_edx_of_2016_tells_its_own_elements(edx_feed: Connector) -> None:
    item = (
        '<item xmlns:course="https://www.edx.org/api/course/elements/1.0/"><guid>https://x.example/node/1</guid>'
        "<title>Clay</title><link>https://x.example/clay</link><course:id>course-v1:X+1</course:id>"
        "<course:start>2016-04-25 00:00:00</course:start><course:self_paced>1</course:self_paced>"
        "<course:subtitle>&amp;lt;p&amp;gt;Mud &amp;amp;amp; more&amp;lt;/p&amp;gt;</course:subtitle>"
        "<course:subject>Art</course:subject><course:subject>Business &amp; Management</course:subject>"
        "<course:school>XSchool</course:school><course:school>YSchool</course:school>"
        "<course:effort>10-12 hours/week</course:effort><course:length>4 weeks</course:length></item>"
    )
    (listing,), _ = _read(_rss(item), edx_feed)
    assert (listing.key, listing.description) == ("course-v1:X+1", "<p>Mud &amp; more</p>")
    assert listing.topics == ("Art", "Business & Management")
    assert (listing.provider, listing.pacing) == ("XSchool | YSchool", "self-paced")
    assert (listing.starts, listing.duration, listing.effort) == ("2016-04-25 00:00:00", "4 weeks", "10-12 hours/week")


@pytest.mark.shared
def test_recorded_feeds_are_read_whole(shared: Path, root: Path, connectors_folder: Path, edx_feed: Connector) -> None:
    """The payloads that the replay serves; dtls.nl has bare ampersands and is no well-formed XML."""
    dtls = load_connector("dtls", connectors_folder)()
    body = (shared / "catalogs" / "rss" / "dtls_courses_feed_2023.xml").read_text(encoding="utf-8")
    found, page = _read(body, dtls)
    assert sorted(each.key for each in found) == ["19311", "19606", "19660"]
    assert all(" & " in each.provider for each in found)
    assert (page.rejected, page.notes) == (0, [])
    body = (shared / "catalogs" / "rss" / "edx_course_feed_2016.xml").read_text(encoding="utf-8")
    found, page = _read(body, edx_feed, url="https://www.edx.org/api/v2/report/course-feed/rss")
    listing, following = found
    assert (listing.key, len(listing.topics)) == ("course-v1:MITx+21W.789.4x+1T2016", 4)
    assert following.url.endswith("/rss?page=1")
    assert page.notes == []
