"""Sitemaps of every kind that occurs: urlset and index, packed or not, plain text, RSS and Atom.

`lastmod` is left aside: it is a day, a time or missing, often the hour of the last build, and no sign of a change by
itself; that a page changed is seen by the page.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipeline.contract.feed import parse as parse_feed
from pipeline.contract.xml import TWO_BYTES, Element
from pipeline.contract.xml import parse as parse_xml
from pipeline.errors import PageChangedError

MAX_UNPACKED = 50 << 20  # sitemaps.org: 50 MiB unpacked and 50,000 addresses
MAX_ENTRIES = 50_000
STEP = 1 << 20
SHOWN = 60
Listed = tuple[str, tuple[tuple[str, str], ...]]
"""`loc` as written, and the languages and addresses of its alternates."""
GZIP = b"\x1f\x8b"
FEEDS = ("rss", "feed", "rdf")
ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}
_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>\s*\Z", re.IGNORECASE)
_BARE = re.compile(rb"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
"""`?id=1&copy=2`, of which XML would make another address without a word."""
_BROKEN_LINE = re.compile(r"[ \t]*[\r\n]+\s*")


@dataclass(frozen=True, kw_only=True)
class SitemapEntry:
    """One address of a sitemap, made whole, and the addresses of the same page in other languages."""

    address: str
    alternates: tuple[tuple[str, str], ...] = ()
    """Language (`hreflang`, in lower case) and address; often the entry itself is among them."""


@dataclass(frozen=True, kw_only=True)
class SitemapPage:
    """What one sitemap lists on its own host, each address once, in its order: pages, or further sitemaps."""

    entries: tuple[SitemapEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    """What it lists besides: addresses on other hosts, or none at all. A sitemap speaks for its own host only."""
    is_cut: bool = False
    """True where the body ends before the sitemap does, or is damaged within; an entry that was cut off is left out."""

    @property
    def n_entries(self) -> int:
        """How many addresses it lists."""
        return len(self.entries) + len(self.sitemaps)


def parse(body: bytes, url: str, content_type: str = "") -> SitemapPage:
    """A body as a sitemap.

    Raises:
        PageChangedError: it is no sitemap, declares a document type, unpacks to more than MAX_UNPACKED or lists more
            than MAX_ENTRIES.
    """
    plain, is_cut = _unpacked(body, url)
    if plain.startswith(TWO_BYTES) or plain.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        found, is_index, is_cut = _xml(plain, url, content_type, is_cut=is_cut)
    else:
        found, is_index = _lines(plain, url, is_cut=is_cut), False
    if len(found) > MAX_ENTRIES:
        raise PageChangedError(f"{url}: the sitemap lists {len(found)} addresses, at most {MAX_ENTRIES} are read")
    entries: dict[str, SitemapEntry] = {}
    elsewhere: dict[str, None] = {}
    for words, alternates in found:
        address = _address(words, url)
        if address is None:
            elsewhere[words.strip()] = None
            continue
        others = [(language, there) for language, link in alternates if (there := _address(link, url))]
        entries.setdefault(address, SitemapEntry(address=address, alternates=tuple(others)))
    return SitemapPage(
        entries=() if is_index else tuple(entries.values()),
        sitemaps=tuple(entries) if is_index else (),
        elsewhere=tuple(elsewhere),
        is_cut=is_cut,
    )


def _unpacked(body: bytes, url: str) -> tuple[bytes, bool]:
    """The body without gzip, and whether the packed stream was cut; `.gz` in an address proves nothing."""
    if not body.startswith(GZIP):
        return body, False
    unpacked, rest = bytearray(), body
    while rest.startswith(GZIP):
        stream = zlib.decompressobj(wbits=31)
        while rest and not stream.eof:
            try:
                unpacked += stream.decompress(rest, STEP)
            except zlib.error as error:
                raise PageChangedError(f"{url}: the gzip body is damaged ({error})") from error
            if len(unpacked) > MAX_UNPACKED:
                raise PageChangedError(f"{url}: the sitemap unpacks to more than {MAX_UNPACKED >> 20} MiB")
            rest = stream.unconsumed_tail
        if not stream.eof:
            return bytes(unpacked), True
        rest = stream.unused_data
    return bytes(unpacked), False


def _xml(body: bytes, url: str, content_type: str, *, is_cut: bool) -> tuple[list[Listed], bool, bool]:
    """What is listed, whether it is an index, and whether it is cut."""
    if not body.startswith(TWO_BYTES):
        body = _BARE.sub(b"&amp;", body)
    root = parse_xml(body, url, may_be_cut=True)
    name = root.name.lower()
    if name in FEEDS:
        feed = parse_feed(body, url, content_type)
        return [(entry.link, ()) for entry in feed.entries if entry.link], False, feed.is_cut or is_cut
    if name not in ENTRIES:
        raise PageChangedError(f"{url}: the root is `{root.name}`, a urlset, a sitemapindex or a feed was expected")
    is_last_cut = is_cut or (root.is_damaged and _ENDS.search(body) is None)
    found = root.all(f".//{ENTRIES[name]}")[: -1 if is_last_cut else None]
    is_cut = is_cut or root.is_damaged
    return [_listed(each) for each in found if each.maybe("loc")], name == "sitemapindex", is_cut


def _listed(element: Element) -> Listed:
    links = [link for link in element.all("link") if (link.attribute("rel") or "").strip().lower() == "alternate"]
    alternates = [((link.attribute("hreflang") or "").strip().lower(), link.attribute("href") or "") for link in links]
    return element.all("loc", at_least=1)[0].as_written, tuple(alternates)


def _lines(body: bytes, url: str, *, is_cut: bool) -> list[Listed]:
    """Plain text: an address a line."""
    lines = body.decode("utf-8-sig", "replace").replace("\x00", "").splitlines()
    found = [line.strip() for line in (lines[:-1] if is_cut else lines)]
    found = [line for line in found if line.lower().startswith(("https://", "http://"))]
    if not found:
        start = repr(body[:SHOWN].decode("utf-8", "replace"))
        raise PageChangedError(
            f"{url}: the body starts with {start}, a sitemap (XML, or an address a line) was expected"
        )
    return [(line, ()) for line in found]


def _address(words: str, url: str) -> str | None:
    """An address on the sitemap's own host, asked for as safely; None for any other.

    Padding, line ends within and fragments go; `&` that was escaped twice is one.
    """
    tidy = _BROKEN_LINE.sub("", words.strip()).replace("&amp;", "&").partition("#")[0].replace(" ", "%20")
    try:
        here, there = urlsplit(url), urlsplit(urljoin(url, tidy))
        if not tidy or there.scheme not in ("https", "http") or there.hostname != here.hostname:
            return None
        return there._replace(scheme=here.scheme, netloc=here.netloc, path=there.path or "/").geturl()
    except ValueError:
        return None
