"""Sitemaps as sites send them: packed and not, cut, padded, without namespaces, as text and as feeds; bombs refused."""

from __future__ import annotations

import codecs
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Page, PageChangedError, Request
from pipeline.contract import sitemap as sitemaps
from pipeline.contract.sitemap import SitemapEntry, SitemapPage, parse

HOST = "https://courses.example.org"
URL = f"{HOST}/sitemap.xml"
CLAY, GLASS = f"{HOST}/course/clay", f"{HOST}/course/glass"
OF_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
WHOLE = f"<urlset {OF_SITEMAPS}><url><loc>{CLAY}</loc></url><url><loc>{GLASS}</loc></url></urlset>".encode()


def _addresses(body: bytes | str, url: str = URL) -> list[str]:
    return [entry.address for entry in _read(body, url).entries]


def _read(body: bytes | str, url: str = URL) -> SitemapPage:
    return parse(body if isinstance(body, bytes) else body.encode(), url)


def _loc(words: str) -> list[str]:
    return _addresses(f"<urlset {OF_SITEMAPS}><url><loc>{words}</loc></url></urlset>")


def _refused(body: bytes, url: str = URL) -> str:
    with pytest.raises(PageChangedError) as caught:
        parse(body, url)
    assert url in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        (f"\n      {CLAY}\n    ", CLAY),
        (f"<![CDATA[ {CLAY} ]]>", CLAY),
        (f"{HOST}/course/\n        clay", CLAY),
        (f"{HOST}/c?id=1&amp;lang=en", f"{HOST}/c?id=1&lang=en"),
        (f"{HOST}/c?id=1&amp;amp;copy=2", f"{HOST}/c?id=1&copy=2"),
        (f"{HOST}/c?id=1&copy=2", f"{HOST}/c?id=1&copy=2"),
        (f"{CLAY}#top", CLAY),
        (f"{HOST}/course/wet clay", f"{HOST}/course/wet%20clay"),
        ("/course/clay", CLAY),
        ("http://courses.example.org/course/clay", CLAY),
        ("HTTPS://Courses.Example.org/course/clay", CLAY),
        (HOST, f"{HOST}/"),
    ],
)
def test_addresses_are_made_whole(words: str, address: str) -> None:
    """`&copy=2` stays a parameter, though `&copy` is a sign in HTML."""
    assert _loc(words) == [address]


@pytest.mark.parametrize(
    "words",
    [
        "https://other.example.org/a",
        "ftp://courses.example.org/a",
        "javascript:alert(1)",
        "https://[/",
        "//evil.example/a",
    ],
)
def test_other_hosts_are_told_apart(words: str) -> None:
    found = _read(f"<urlset><url><loc>{words}</loc></url><url><loc>{CLAY}</loc></url></urlset>")
    assert ([entry.address for entry in found.entries], found.elsewhere) == ([CLAY], (words,))


def test_page_notes_other_hosts_once() -> None:
    body = f"<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://b.example/2</loc></url><url><loc>{CLAY}</loc></url></urlset>"
    page = Page(Request(URL, "sitemap"), URL, 200, {}, body.encode())
    assert [entry.address for entry in page.sitemap().entries] == [CLAY]
    ((kind, message),) = [(note.kind, note.message) for note in page.notes]
    assert kind == "left_out"
    assert "2 address(es)" in message
    assert "a.example/1" in message


def test_an_address_that_is_there_twice_is_told_once() -> None:
    assert _addresses(f"<urlset><url><loc>{CLAY}</loc></url><url><loc>\n{CLAY}\n</loc></url></urlset>") == [CLAY]


@pytest.mark.parametrize(
    "root",
    [
        f"urlset {OF_SITEMAPS}",
        "urlset",
        'urlset xmlns="http://www.google.com/schemas/sitemap/0.84"',
        's:urlset xmlns:s="urn:x"',
        "URLSET",
    ],
)
def test_namespaces_do_not_matter(root: str) -> None:
    name = root.split()[0]
    assert _addresses(f"<{root}><url><loc>{CLAY}</loc></url></{name}>") == [CLAY]


def test_images_of_a_page_are_no_pages() -> None:
    image = '<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>https://courses.example.org/a.png</i:loc></i:image>'
    assert _addresses(f"<urlset><url><loc>{CLAY}</loc>{image}</url></urlset>") == [CLAY]


def test_index_lists_sitemaps() -> None:
    found = _read(f"<sitemapindex {OF_SITEMAPS}><sitemap><loc> {HOST}/a.xml.gz </loc></sitemap></sitemapindex>")
    assert (found.sitemaps, found.entries) == ((f"{HOST}/a.xml.gz",), ())


def test_alternates_belong_to_their_entry() -> None:
    links = "".join(
        f'<x:link rel="{rel}" hreflang="{tongue}" href="{HOST}/{path}"/>'
        for rel, tongue, path in (
            ("alternate", "EN", "en/clay"),
            ("Alternate", "de-AT", "de/ton"),
            ("amphtml", "", "amp"),
        )
    )
    found = _read(
        f'<urlset xmlns:x="http://www.w3.org/1999/xhtml"><url><loc>{HOST}/en/clay</loc>{links}</url></urlset>'
    )
    alternates = (("en", f"{HOST}/en/clay"), ("de-at", f"{HOST}/de/ton"))
    assert found.entries == (SitemapEntry(address=f"{HOST}/en/clay", alternates=alternates),)


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(WHOLE),
        gzip.compress(WHOLE[:40]) + gzip.compress(WHOLE[40:]),
        WHOLE,
        codecs.BOM_UTF8 + WHOLE,
        b"\r\n  \t" + WHOLE,
        gzip.compress(codecs.BOM_UTF8 + WHOLE),
        WHOLE.decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + WHOLE,
        gzip.compress(f"{CLAY}\n{GLASS}".encode()),
    ],
    ids=["gz", "gz_in_two_members", "plain", "bom", "blank_first", "gz_with_bom", "utf16", "wrong_encoding", "gz_text"],
)
def test_packed_or_not_whatever_the_address_says(body: bytes) -> None:
    for url in (URL, f"{URL}.gz"):
        found = parse(body, url)
        assert ([entry.address for entry in found.entries], found.is_cut) == ([CLAY, GLASS], False)


def test_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(bytes(4 << 20))
    monkeypatch.setattr(sitemaps, "MAX_UNPACKED", 1 << 20)
    assert "unpacks to more than 1 MiB" in _refused(packed)
    monkeypatch.setattr(sitemaps, "MAX_UNPACKED", 3 << 20)
    assert "unpacks to more than 3 MiB" in _refused(gzip.compress(bytes(2 << 20)) * 2)


def test_too_many_addresses_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 1)
    assert "lists 2 addresses" in _refused(WHOLE)


@pytest.mark.parametrize("n_lost", [1, 8, 12, 25, 40])
def test_of_a_cut_sitemap_whole_entries_are_kept(n_lost: int) -> None:
    found = parse(WHOLE[:-n_lost], URL)
    assert ([entry.address for entry in found.entries], found.is_cut) == ([CLAY], True)


def test_of_a_cut_stream_whole_entries_are_kept() -> None:
    packer = zlib.compressobj(wbits=31, level=0)
    packed = packer.compress(WHOLE) + packer.flush()
    found = parse(packed[:-20], f"{URL}.gz")
    assert ([entry.address for entry in found.entries], found.is_cut) == ([CLAY], True)
    assert "damaged" in _refused(packed[:-8] + b"12345678")


def test_page_notes_that_it_was_cut() -> None:
    page = Page(Request(URL, "sitemap"), URL, 200, {}, WHOLE[:-12])
    page.sitemap()
    assert [note.kind for note in page.notes] == ["cut_page"]


@pytest.mark.parametrize(("damage", "kept"), [(b"\xff", [CLAY, GLASS]), (b"<priority a=1>1</priority>", [CLAY])])
def test_damage_within_is_told(damage: bytes, kept: list[str]) -> None:
    """A wrong byte costs nothing; where tags are wrong, lxml may lose what follows, so that it must not be silent."""
    found = parse(WHOLE.replace(b"/clay</loc>", b"/clay</loc>" + damage), URL)
    assert ([entry.address for entry in found.entries], found.is_cut) == (kept, True)


@pytest.mark.parametrize(
    "body",
    [
        f"{CLAY}\n{GLASS}",
        f"\ufeff{CLAY}\r\n\r\n  {GLASS}  \r\n{CLAY}\n",
        f"{CLAY}\nnot an address\n{GLASS}#x\n",
    ],
)
def test_plain_text_is_an_address_a_line(body: str) -> None:
    assert _addresses(body, f"{HOST}/sitemap.txt") == [CLAY, GLASS]


RSS = f"""<rss version="2.0"><channel><title>T</title><item><link>{CLAY}</link></item>
<item><guid>{GLASS}</guid></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><link href="{CLAY}"/></entry>
<entry><link href="{GLASS}"/></entry></feed>"""


@pytest.mark.parametrize("body", [RSS, ATOM])
def test_feeds_are_sitemaps_too(body: str) -> None:
    assert _addresses(body) == [CLAY, GLASS]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"not here",
        b"<html><body>Not here</body></html>",
        b"<!DOCTYPE html><html></html>",
        b'<!DOCTYPE urlset [<!ENTITY a "https://courses.example.org/a">]><urlset><url><loc>&a;</loc></url></urlset>',
        b"<error/>",
        b"\x1f\x8b not gzip at all",
    ],
)
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    _refused(body)


@settings(deadline=None)
@given(st.one_of(st.binary(), st.binary().map(gzip.compress), st.integers(0, len(WHOLE)).map(lambda n: WHOLE[:n])))
def test_any_body_is_a_sitemap_or_refused(body: bytes) -> None:
    try:
        found = parse(body, URL)
    except PageChangedError:
        return
    assert {entry.address for entry in found.entries} <= {CLAY, GLASS} or b"courses.example.org" not in body
