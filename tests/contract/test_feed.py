"""Feeds of every kind: what their entries say, and what a broken one must not become."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Feed, FeedEntry, Page, PageChangedError, Request
from pipeline.contract.feed import clock_seconds

URL = "https://feeds.example.org/courses/feed"
MakePage = Callable[..., Page]
ENTRY = "<title>Pottery</title><link>https://example.org/pottery</link>"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"{more}>'
    "{channel}<item>" + ENTRY + "<dc:date>2004-01-02</dc:date><dc:subject>Clay</dc:subject></item></rdf:RDF>"
)
KINDS = {
    "RSS 0.91": f'<rss version="0.91"><channel><title>T</title><item>{ENTRY}</item></channel></rss>',
    "RSS 0.91 with a document type": (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://feeds.example.org/rss-0.91.dtd">'
        f'<rss version="0.91"><channel><title>T</title><item>{ENTRY}</item></channel></rss>'
    ),
    "RSS 0.92": f'<rss version="0.92"><channel><title>T</title><item>{ENTRY}</item></channel></rss>',
    "RSS 1.0": RDF.format(more=' xmlns="http://purl.org/rss/1.0/"', channel="<channel><title>T</title></channel>"),
    "RSS 0.90": RDF.format(
        more=' xmlns="http://my.netscape.com/rdf/simple/0.9/"', channel="<channel><title>T</title></channel>"
    ),
    "RSS 2.0": f'<rss version="2.0"><channel><title>T</title><item>{ENTRY}</item></channel></rss>',
    "RSS without a version": f"<rss><channel><title>T</title><item>{ENTRY}</item></channel></rss>",
    "Atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>Pottery</title>'
        '<link rel="alternate" href="https://example.org/pottery"/></entry></feed>'
    ),
    "Atom 1.0": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:1</id><title>Pottery</title>'
        '<link rel="enclosure" href="/sound.mp3"/><link href="/pottery"/></entry></feed>'
    ),
}
RUBBISH = [
    "<item>", "</item>", "<title>", "</title>", "x", "&", "<![CDATA[", "]]>", "\x00", "<a:b>", "</channel>", "&eacute;",
    "<link/>", "é",
]  # fmt: skip


def _rss(items: str, channel: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f' xmlns:course="https://example.org/course/"><channel><title>T</title>{channel}{items}</channel></rss>'
    ).encode()


def _feed(make_page: MakePage, body: bytes) -> Feed:
    return make_page(body, url=URL).feed()


def _only(make_page: MakePage, item: str) -> FeedEntry:
    (entry,) = _feed(make_page, _rss(f"<item>{item}</item>")).entries
    return entry


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_feed_is_read(make_page: MakePage, kind: str) -> None:
    feed = _feed(make_page, KINDS[kind].encode())
    (entry,) = feed.entries
    assert (feed.title, entry.title) == ("T", "Pottery")
    assert (entry.link or "").endswith("/pottery")
    assert (entry.link or "").startswith("https://")
    assert not feed.is_cut


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"null", b"{}", b"[1]", b'"rss"', b"<html><p>Back soon</p></html>", b"<opml><body/></opml>",
     b"\xff\xfe", b'{"version": "https://jsonfeed.org/version/1", "items": []}', b"/etc/hostname",
     b"https://feeds.example.org/other"],
)  # fmt: skip
def test_what_is_no_feed_has_changed(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match=r"feeds\.example\.org.*a feed \(RSS or Atom\) was expected"):
        _feed(make_page, body)


def test_nothing_is_fetched(make_page: MakePage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the feed reader asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for body in (b"https://feeds.example.org/other", KINDS["RSS 0.91 with a document type"].encode()):
        try:
            _feed(make_page, body)
        except PageChangedError:
            assert body.startswith(b"https")


@pytest.mark.parametrize("words", ["<!ENTITY a 'x'>", "<!entity % b SYSTEM 'file:///etc/passwd'>"])
def test_feed_that_declares_entities_is_not_read(make_page: MakePage, words: str) -> None:
    body = f"<!DOCTYPE rss [{words}]><rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>"
    with pytest.raises(PageChangedError, match="declares entities"):
        _feed(make_page, body.encode())


def test_html_is_neither_cleaned_nor_rewritten(make_page: MakePage) -> None:
    entry = _only(
        make_page,
        "<title>A &amp;lt;b&amp;gt; tag</title>"
        "<description>&lt;p onclick='x'&gt;See &lt;a href='/more'&gt;more&lt;/a&gt;"
        "&lt;iframe src='y'&gt;&lt;/iframe&gt;&lt;/p&gt;</description><content:encoded><![CDATA[<p>R&D & so on</p>]]>"
        "</content:encoded>",
    )
    assert entry.title == "A &lt;b&gt; tag"
    assert entry.summary == "<p onclick='x'>See <a href='/more'>more</a><iframe src='y'></iframe></p>"
    assert entry.content == "<p>R&D & so on</p>"


def test_entities_of_html_and_bare_ampersands_are_kept(make_page: MakePage) -> None:
    document_type = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss.dtd">'
    for before in ("", document_type):
        body = (
            f"{before}<rss version='0.91'><channel><item><title>Caf&eacute; R&D &nosuch; &amp; &#233; T&Auml;T</title>"
        )
        (entry,) = _feed(make_page, f"{body}</item></channel></rss>".encode()).entries
        assert entry.title == "Café R&D &nosuch; & é TÄT"


def test_ampersand_in_an_address_is_one_ampersand_in_a_broken_feed_too(make_page: MakePage) -> None:
    item = '<item><title>A & B\x00</title><guid isPermaLink="false">https://x.example/?post_type=course&#038;p=7</guid></item>'
    (entry,) = _feed(make_page, _rss(item)).entries
    assert (entry.id, entry.title) == ("https://x.example/?post_type=course&p=7", "A & B")


def test_guid_is_a_link_only_where_it_says_so(make_page: MakePage) -> None:
    title = "<title>A</title>"
    assert _only(make_page, f'{title}<guid isPermaLink="false">https://x.example/?p=7</guid>').link is None
    assert _only(make_page, f"{title}<guid>?post_type=course&amp;p=</guid>").link is None
    assert _only(make_page, f"{title}<guid>https://x.example/a</guid>").link == "https://x.example/a"
    both = _only(make_page, f"{title}<guid>https://x.example/?p=7</guid><link>https://x.example/a</link>")
    assert (both.id, both.link) == ("https://x.example/?p=7", "https://x.example/a")
    assert _only(make_page, title).id is None


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_encoding_that_is_declared_counts(make_page: MakePage, charset: str) -> None:
    text = f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><item><title>Größe</title></item>'
    feed = _feed(make_page, f"{text}</channel></rss>".encode(charset))
    assert [entry.title for entry in feed.entries] == ["Größe"]
    assert not feed.is_cut


@pytest.mark.parametrize("sent", ["text/xml", "application/rss+xml; charset=utf-8", "text/html", ""])
def test_content_type_does_not_spoil_a_feed(sent: str) -> None:
    page = Page(Request(URL, "r"), URL, 200, {"content-type": sent}, _rss("<item><title>Größe</title></item>"))
    assert [entry.title for entry in page.feed().entries] == ["Größe"]


def test_elements_of_the_feeds_own_are_all_there(make_page: MakePage) -> None:
    entry = _only(
        make_page,
        "<title>A</title><course:subject>Clay</course:subject><course:subject>Fire &amp; Kilns</course:subject>"
        "<course:empty/><organizer>School of Mud & Co</organizer><category>Craft</category><category>Craft</category>",
    )
    assert entry.more == {"subject": ("Clay", "Fire & Kilns"), "organizer": ("School of Mud & Co",)}
    assert entry.tags == ("Craft",)


def test_dates_are_as_worded(make_page: MakePage) -> None:
    entry = _only(make_page, "<title>A</title><pubDate>Thu, 31 Mar 2022 15:18:09 +0000</pubDate>")
    assert (entry.published, entry.updated) == ("Thu, 31 Mar 2022 15:18:09 +0000", None)


def test_next_page_is_told(make_page: MakePage) -> None:
    feed = _feed(make_page, _rss("", '<atom:link rel="first" href="/a"/><atom:link rel="next" href="?page=1"/>'))
    assert feed.next_link == "https://feeds.example.org/courses/feed?page=1"
    assert _feed(make_page, _rss("")).next_link is None


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("1:02:03", 3723), ("62:03", 3723), ("3723", 3723), (" 00:45 ", 45), ("0:00:45.5", 45), ("7", 7), ("", None),
     ("an hour", None), ("1:2:3:4", None), ("-5", None), ("1:75", None), ("٣", None), ("9" * 40, None)],
)  # fmt: skip
def test_duration_of_itunes(make_page: MakePage, words: str, seconds: int | None) -> None:
    assert clock_seconds(words) == seconds
    item = f"<title>A</title><itunes:duration>{words}</itunes:duration>"
    assert _only(make_page, item).seconds == seconds


def test_cut_feed_gives_whole_entries_and_a_note(make_page: MakePage) -> None:
    whole = _rss("<item><title>One</title></item><item><title>Knowledge of everything</title></item>")
    page = make_page(whole[: whole.index(b" of everything")], url=URL)
    feed = page.feed()
    assert [entry.title for entry in feed.entries] == ["One"]
    assert feed.is_cut
    assert [note.kind for note in page.notes] == ["cut_page"]
    page = make_page(whole, url=URL)
    page.feed()
    assert page.notes == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400))
def test_cut_anywhere_never_gives_a_shortened_title(make_page: MakePage, length: int) -> None:
    titles = ["One of two", "The other of the two"]
    whole = _rss("".join(f"<item><title>{title}</title></item>" for title in titles))
    try:
        found = [entry.title for entry in _feed(make_page, whole[:length]).entries]
    except PageChangedError:
        return
    assert found == titles[: len(found)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(RUBBISH)))
def test_rubbish_is_read_or_refused(make_page: MakePage, parts: list[str]) -> None:
    body = b"<rss version='2.0'><channel>" + "".join(parts).encode() + b"</channel></rss>"
    for entry in _feed(make_page, body).entries:
        assert "\x00" not in f"{entry.title}{entry.summary}"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_title_comes_as_it_was_sent(make_page: MakePage, title: str) -> None:
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    (entry,) = _feed(make_page, _rss(f"<item><title>{escaped}</title></item>")).entries
    assert (entry.title or "") == title.strip()


@pytest.mark.parametrize(
    "attribute", ['xmlns="urn:\u2003a\u2003b"', 'xmlns="urn:a" xmlns:x="urn:\u2003a\u2003b" x:y="1"']
)
def test_a_namespace_with_white_space_is_a_page_that_changed(make_page: MakePage, attribute: str) -> None:
    body = f'<rss version="2.0" {attribute}><channel><item x="1"/></channel></rss>'.encode()
    with pytest.raises(PageChangedError, match="a feed was expected"):
        _feed(make_page, body)
