"""What a source may answer: every one of these is a source of its own, and all of them go wrong in one and the same
night. Before it was a good night, and a good one follows.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from faultbook import ways
from faultbook.bad import DEADLINE, INSIDE, LIST, SMALL, Bad, N, good
from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.provider import reply

__all__ = ["FAULTS", "LIST", "TABLE", "N", "good"]


def _failed(name: str, told: str, answer: Any = None, **more: Any) -> Bad:
    return Bad(name=name, outcome="failed", told=told, answer=answer, **more)


def _held(name: str, told: str, answer: Any = None, **more: Any) -> Bad:
    return Bad(name=name, outcome="held", told=told, answer=answer, **more)


def _blocked(name: str, told: str, answer: Any = None, **more: Any) -> Bad:
    return Bad(name=name, outcome="blocked", told=told, answer=answer, **more)


def _fine(name: str, makes: str, answer: Any = None, **more: Any) -> Bad:
    return Bad(name=name, outcome="succeeded", makes=makes, answer=answer, **more)


ROBOTS = "/robots.txt"
FAULTS = (
    _failed("a gzip body that is cut, of its stated length", "ends before its end", ways.cut),
    _failed("a gzip body with a wrong checksum", "damaged", ways.wrong_sum),
    _failed("bytes after the end of a gzip body", "bytes follow", ways.longer),
    _failed("a gzip bomb, 200 MiB in 200 KiB", "larger than 1 MiB", ways.bomb, politeness=SMALL),
    _failed("a body packed with brotli, which nobody asked for", "packed as", ways.packed_as("br")),
    _failed("a body packed with zstd", "packed as", ways.packed_as("zstd")),
    _failed("a body packed twice", "packed as", ways.twice),
    _failed("a body that drips", "before its deadline", ways.dripping(ways.LENGTH, b"x"), politeness=DEADLINE),
    _failed("headers that drip", "before its deadline", ways.dripping(ways.OK, b"X-Slow: y\r\n"), politeness=DEADLINE),
    _failed(
        "a body without an end", "larger than 1 MiB", ways.endless(ways.OK + b"\r\n", b"x" * 65536), politeness=SMALL
    ),
    _failed(
        "headers without an end", "could not be fetched", ways.endless(ways.OK, b"X-Filler: " + b"x" * 1000 + b"\r\n")
    ),
    _failed("the greeting of a mail server", "could not be fetched", ways.raw(b"220 mail.example ESMTP\r\n\r\n")),
    _failed("a connection that is closed without a word", "could not be fetched", ways.raw(b"")),
    _failed("a connection that is reset in the body", "could not be fetched", ways.reset),
    _failed("a body shorter than stated", "could not be fetched", ways.short),
    _failed(
        "two different lengths",
        "could not be fetched",
        ways.raw(ways.OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    ),
    _failed("a chunk whose length is no number", "could not be fetched", ways.raw(ways.CHUNKED + b"zz\r\n")),
    _failed("chunks without the last one", "could not be fetched", ways.raw(ways.CHUNKED + b"5\r\nhello\r\n")),
    _held("an empty body with status 200", "JSON was expected", ways.body(b"")),
    _held(
        "an error told with status 200", "is missing or null", ways.says({"status": "error", "message": "try later"})
    ),
    _held("a list without a course", "gave no listing at all", ways.says({"courses": []})),
    _held("null in the place of the list", "is missing or null", ways.says({"courses": None})),
    _held("half of the courses", "5 listings came, at least 8 were expected", ways.half),
    _held("fewer courses than the source states", "10 records came, the source says it has 1000", ways.too_few),
    _held("courses without titles", "10 of 10 records could not be read", ways.untitled),
    _held("numbers where titles were", "10 of 10 records could not be read", ways.other_kinds),
    _held("JSON nested 200,000 deep", "JSON was expected", ways.body(ways.DEEP)),
    _held("a number of 5,000 digits", "JSON was expected", ways.body(b'{"courses": [%s]}' % (b"9" * 5000))),
    _held("NaN and infinity", "JSON was expected", ways.body(b'{"courses": [NaN, Infinity, 1e999]}')),
    _held("HTML nested 40,000 deep", "nested more than 500 deep", ways.deep_html, kind="html"),
    _held("a page of HTML built anew", "matches 0 elements", ways.body(ways.ANEW, "text/html"), kind="html"),
    _held(
        "entities that unfold to a thousand million words",
        "XML was expected (Maximum entity amplification factor exceeded",
        ways.entities,
        kind="xml",
    ),
    _held("an entity that reads a file of ours", "declares a document type", ways.outside, kind="xml"),
    _held("XML that ends in the middle", "XML was expected", ways.half_tree, kind="xml"),
    _held("a next page that is this page", "the walk would never end", ways.next_page("/list")),
    _held("a next page on another host", "was expected", ways.next_page("https://elsewhere.example/list")),
    _held(
        "a next page without an end of them",
        "more than 5 pages (max_pages); is the paging still right?",
        ways.forever,
        politeness={"max_pages": 5},
    ),
    _failed("status 500 each time", "answered 500 (tried 3 times)", ways.body(b"oops", status=500)),
    _failed("status 404", "is gone: status 404", ways.body(b"", status=404)),
    _blocked("status 401", "refuses us with status 401", ways.body(b"", status=401)),
    _failed("status 451", "status 451", ways.body(b"for legal reasons", status=451)),
    _failed("a part of the body as status 206", "status 206", ways.body(b'{"courses": []}', status=206)),
    _failed(
        "304 although nothing was asked for by its sign",
        "304",
        ways.raw(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"),
    ),
    _failed("429 that wants a pause of 300 years", "pause of", ways.body(b"", status=429, Retry_After="9999999999")),
    _fine(
        "503 once, with a pause that is no time",
        "asked once more",
        ways.once(reply(status=503, headers={"Retry-After": "soon"})),
        changes={"retries": 1},
    ),
    _failed("a redirect to a file of ours", "the scheme is `file`", ways.to("file:///etc/passwd")),
    _failed(
        "a redirect to the metadata of a cloud, as one number",
        "is not fetched",
        ways.to("http://2852039166/latest/meta-data/"),
    ),
    _failed("a redirect to IPv6 loopback", INSIDE, ways.to("http://[::1]/")),
    _failed("a redirect to another port", "is not fetched", ways.to("http://www.example.org:22/")),
    _failed("redirects without an end", "redirects", ways.hops),
    _failed("robots.txt in trouble", "robots.txt", paths={ROBOTS: ways.body(b"", status=503)}),
    _blocked(
        "robots.txt that forbids us",
        "robots.txt forbids /list",
        paths={ROBOTS: ways.body(b"User-agent: *\nDisallow: /\n", "text/plain")},
    ),
    _blocked(
        "robots.txt that forbids us behind a byte order mark",
        "robots.txt forbids /list",
        paths={ROBOTS: ways.body(b"\xef\xbb\xbfUser-agent: circlewise\nDisallow: /list\n", "text/plain")},
    ),
    _failed(
        "robots.txt that drips", "robots.txt", paths={ROBOTS: ways.dripping(ways.LENGTH, b"#")}, politeness=DEADLINE
    ),
    _fine(
        "robots.txt that redirects in a circle",
        "taken as not there (RFC 9309, 2.3.1.2)",
        paths={ROBOTS: ways.to("/robots.txt")},
    ),
    _fine(
        "a page of HTML in the place of robots.txt",
        "read as no rules",
        paths={ROBOTS: ways.body(b"<html>Disallow nothing</html>", "text/html")},
    ),
    _fine("every course twice", "each shown once", ways.twins),
    _fine("a key that nobody knows", "told as an issue", ways.new_key),
)


def play(bad: Bad, stage: Stage) -> str:
    """Look at what the one broken night made of this source, and the good one after it."""
    nights = stage["broken_night"]
    found, following = nights.broken["sources"][bad.source], nights.mended["sources"][bad.source]
    assert found["outcome"] == bad.outcome, found["reason"]
    before, after, later = (rows[bad.source] for rows in (nights.before, nights.after, nights.later))
    assert len(before) == N
    assert after == before, "what people see has changed"
    quiet = dict.fromkeys(("new", "changed", "missing", "gone", "returned", "rejected"), 0)
    if bad.outcome == "succeeded":
        assert found["reason"] is None
        counted = quiet | {"retries": 0} | dict(bad.changes)
        assert {name: found[name] for name in counted} == counted
    else:
        assert bad.told in sentence(found["reason"]), found["reason"]
        assert {name: found[name] for name in ("new", "changed", "missing", "gone")} == dict.fromkeys(
            ("new", "changed", "missing", "gone"), 0
        )
        assert nights.pointers[bad.source][0] == nights.pointers[bad.source][1], "the archive took a bad run for good"
    assert (following["outcome"], following["reason"]) == ("succeeded", None)
    assert {name: following[name] for name in quiet} == quiet
    assert later == before
    said = found["outcome"] + (f": {plain(found['reason']).replace(bad.host, 'HOST')}" if found["reason"] else "")
    return f"{said}; {len(after)} of {len(before)} courses stay; the next night {following['outcome']}"


TABLE = tuple(
    Fault(group="answers", name=bad.name, expected=bad.expected, play=partial(play, bad), is_slow=True)
    for bad in FAULTS
)
