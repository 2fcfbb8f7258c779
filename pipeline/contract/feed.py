"""RSS 0.9x, RSS 1.0 (RDF), RSS 2.0 and Atom, read by feedparser: its knowledge of broken feeds is worth keeping.

It gets bytes, so that it never fetches anything, and neither sanitises nor rewrites what a feed says.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from pipeline.contract.charset import is_surely_utf8
from pipeline.errors import PageChangedError

SHOWN = 60
OF_FEEDS = frozenset((
    "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/dc/elements/1.1/",
    "http://purl.org/rss/1.0/modules/content/",
))  # fmt: skip
OF_RSS = frozenset((
    "author", "category", "comments", "description", "enclosure", "guid", "link", "pubDate", "source", "title",
))  # fmt: skip
CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-5]?[0-9])(?:\.[0-9]+)?")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
CDATA, CDATA_ENDS = b"<![CDATA[", b"]]>"
_AMPERSAND = re.compile(rb"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)?")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
OF_XML = (b"amp", b"lt", b"gt", b"quot", b"apos")
_FEED_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_ENTRY_STARTS = re.compile(rb"<(?:[\w.-]+:)?(item|entry)[\s>]")
_ENTRY_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>")


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One item of a feed. Texts are as the feed has them, HTML included; absent and blank are None."""

    id: str | None
    """guid or id; often an address of the publishing system's own, such as `https://HOST/?post_type=course&p=7`."""
    title: str | None
    link: str | None
    """Address of the page, made whole; the guid only where it says to be one and there is no other."""
    summary: str | None
    content: str | None
    published: str | None
    """When the item was published, as worded; not when a course starts."""
    updated: str | None
    tags: tuple[str, ...]
    seconds: int | None
    """itunes:duration, which comes as h:m:s, m:s or seconds."""
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Texts of the feed's own elements by local name, such as `courseDate`; repeated ones are all there."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One page of a feed."""

    title: str | None
    description: str | None
    rights: str | None
    entries: tuple[FeedEntry, ...]
    next_link: str | None
    """Where the feed goes on (`rel="next"`), if it says so."""
    is_cut: bool
    """True where the body ends before the feed does; an entry that was cut off is left out."""


def parse(body: bytes, url: str, content_type: str = "") -> Feed:
    """A body as a feed.

    Raises:
        PageChangedError: it is no feed of a known kind, or it declares entities.
    """
    import feedparser

    plain = body.replace(b"\x00", b"")  # UTF-16 as well can be searched for tags
    if _ENTITY.search(plain):
        raise PageChangedError(f"{url}: the feed declares entities; such a body is not read")
    sent_as = "application/xml; charset=utf-8" if is_surely_utf8(body) else content_type or "application/xml"
    headers = {"content-type": sent_as}
    mended = _mended(body)
    start = repr(body[:SHOWN].decode("utf-8", "replace"))
    try:
        read = feedparser.parse(
            io.BytesIO(mended), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # a ValueError where a namespace holds U+2003 (6.0.14, by fuzzing 2026-11)
        raise PageChangedError(f"{url}: the body starts with {start}, a feed was expected ({error})") from error
    if not read.get("version"):
        raise PageChangedError(f"{url}: the body starts with {start}, a feed (RSS or Atom) was expected")
    own = _own_elements(mended, str(read.get("encoding") or ""))
    found = list(read.entries)
    more = own if len(own) == len(found) else [{}] * len(found)
    entries = [_entry(values, extra, url) for values, extra in zip(found, more, strict=True)]
    links = [link.get("href") for link in read.feed.get("links", ()) if link.get("rel") == "next"]
    return Feed(
        title=_text(read.feed.get("title")),
        description=_text(read.feed.get("subtitle")),
        rights=_text(read.feed.get("rights")),
        entries=tuple(entries[:-1] if _is_last_cut(plain) else entries),
        next_link=_address(links[0], url) if links else None,
        is_cut=_FEED_ENDS.search(plain) is None,
    )


def _mended(body: bytes) -> bytes:
    """The body without control characters, bare ampersands and HTML's entities outside CDATA: parsers drop them.

    Measured on feedparser 6.0.14 (2026-11): under a DOCTYPE `Caf&eacute;` became `Caf`. dtls.nl has bare ampersands.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    cleaned, mended, place = _CONTROL.sub(b"", body), [], 0
    while place < len(cleaned):
        start = cleaned.find(CDATA, place) % (len(cleaned) + 1)  # not found: the end
        mended.append(_AMPERSAND.sub(_reference, cleaned[place:start]))
        end = cleaned.find(CDATA_ENDS, start) % (len(cleaned) + 1)
        mended.append(cleaned[start:end])
        place = end
    return b"".join(mended)


def _reference(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if name is None:
        return b"&amp;"
    if name.startswith(b"#") or name in OF_XML:
        return found[0]
    letters = html.entities.html5.get(name.decode() + ";")
    return b"&amp;" + name + b";" if letters is None else "".join(f"&#{ord(each)};" for each in letters).encode()


def clock_seconds(words: str) -> int | None:
    """`1:02:03`, `62:03` or `3723` as seconds; None for anything else."""
    worded = words.strip()
    if worded.isascii() and worded.isdigit() and len(worded) <= 7:
        return int(worded)
    parts = CLOCK.fullmatch(worded)
    if parts is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return hours * 3600 + minutes * 60 + seconds


def _entry(values: dict[str, Any], more: Mapping[str, tuple[str, ...]], url: str) -> FeedEntry:
    contents = [_text(content.get("value")) for content in values.get("content", ())]
    links = [link.get("href") for link in values.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    guid = _text(values.get("id"))
    address = next((link for link in links if link), None) or values.get("link")
    if address == guid and not str(guid).startswith(("https://", "http://")):
        address = None  # feedparser takes a guid for the link where there is none
    return FeedEntry(
        id=guid,
        title=_text(values.get("title")),
        link=_address(address, url),
        summary=_text(values.get("summary")),
        content=next((content for content in contents if content), None),
        published=_text(values.get("published")),
        updated=_text(dict.get(values, "updated")),
        tags=tuple(dict.fromkeys(term for tag in values.get("tags", ()) if (term := _text(tag.get("term"))))),
        seconds=clock_seconds(str(values.get("itunes_duration") or "")),
        more=more,
    )


def _own_elements(body: bytes, encoding: str) -> list[dict[str, tuple[str, ...]]]:
    """By entry, the texts of elements that are not of RSS or Atom; feedparser keeps one of several.

    `encoding` is what feedparser found the body to be in, whatever header and declaration say: lxml leaves out letters
    around bytes that it cannot read.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(body.decode(encoding, "replace").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return []
    found = []
    for entry in root.iter("{*}item", "{*}entry") if root is not None else ():
        texts: dict[str, list[str]] = {}
        for child in entry.iterchildren("{*}*"):
            namespace, _, name = str(child.tag).rpartition("}")  # QName refuses names that recovery lets through
            text = _text("".join(map(str, child.itertext())))
            if text and namespace[1:] not in OF_FEEDS and (namespace or name not in OF_RSS):
                texts.setdefault(name, []).append(text)
        found.append({name: tuple(values) for name, values in texts.items()})
    return found


def _is_last_cut(body: bytes) -> bool:
    """Whether the body ends inside its last entry, whose texts may then end in the middle of a word."""
    starts = [match.start() for match in _ENTRY_STARTS.finditer(body)]
    ends = [match.start() for match in _ENTRY_ENDS.finditer(body)]
    return bool(starts) and (not ends or starts[-1] > ends[-1])


def _text(value: Any) -> str | None:
    """A text without NUL and lone surrogates, which neither DuckDB nor UTF-8 can hold."""
    if not isinstance(value, str):
        return None
    return value.replace("\x00", "").encode("utf-8", "replace").decode().strip() or None


def _address(link: Any, url: str) -> str | None:
    worded = _text(link)
    if worded is None:
        return None
    try:
        return urljoin(url, worded)
    except ValueError:
        return None
