"""What a source may answer: every one of these is a source of its own, and all of them go wrong in one and the same
night. Before it was a good night, and a good one follows.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.provider import RESET, Answer, Answerer, Asked, course, courses, drip, packed, reply

N = 10
"""Courses of each source on a good night; fewer than 8 are held, and so is a drop of more than 30 %."""
GOOD = json.dumps({"courses": [course("x", n) for n in range(N)]}).encode()
LIST = "/list"
DEADLINE: Mapping[str, float] = {"deadline_seconds": 1, "retries": 0}
SMALL: Mapping[str, float] = {"max_body_mb": 1}
INSIDE = "is not a public address"


@dataclass(frozen=True, kw_only=True)
class Bad:
    """One source that goes wrong: what it answers then, and what is made of it."""

    name: str
    outcome: str
    told: str = ""
    """Found in the reason, letter by letter; empty where the run succeeds."""
    answer: Callable[[str], Answerer | Answer] | None = None
    """What the list answers, by the name of the source; None where it answers as ever."""
    paths: Mapping[str, Callable[[str], Answerer | Answer]] = field(default_factory=dict)
    """What other paths answer that night, robots.txt among them."""
    kind: str = "json"
    politeness: Mapping[str, float] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the report that are not those of a night on which nothing changed."""
    makes: str = ""
    """For a run that succeeds: what people see."""

    @property
    def source(self) -> str:
        """The id of the source."""
        return "x_" + "_".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())[:50].strip("_")

    @property
    def host(self) -> str:
        """Where it lives."""
        return f"{self.source.replace('_', '-')}.example.org"

    @property
    def expected(self) -> str:
        """What becomes of it, in words."""
        if self.outcome == "succeeded":
            return f"succeeded, {self.makes}; the next night is as the one before"
        return f"{self.outcome}: “{self.told}”; all {N} courses stay; the next night succeeds"


def bytes_of(answer: bytes) -> Callable[[str], Answer]:
    """These bytes, whatever the source."""
    return lambda name: answer


def whole(name: str) -> bytes:
    """The body of a good night."""
    return courses(name, range(N))


def page(name: str) -> bytes:
    """The same as HTML."""
    rows = "".join(f'<li class="course" data-id="{n}"><a href="https://{name}.example/{n}">Course {n}</a></li>' for n in range(N))
    return f"<!DOCTYPE html><title>Courses</title><ul>{rows}</ul>".encode()


def tree(name: str) -> bytes:
    """The same as XML."""
    rows = "".join(f'<course id="{n}"><title>Course {n}</title><url>https://{name}.example/{n}</url></course>' for n in range(N))
    return f"<courses>{rows}</courses>".encode()


def good(kind: str, name: str) -> bytes:
    """What a source of this kind answers on a good night."""
    body, sort = {"json": (whole, "application/json"), "html": (page, "text/html"), "xml": (tree, "text/xml")}[kind]
    return reply(body(name), kind=sort)


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    return reply(data, headers={"Content-Encoding": "gzip"})


def _wrong_sum(name: str) -> bytes:
    data = gzip.compress(whole(name), mtime=0)
    return reply(data[:-8] + bytes(4) + data[-4:], headers={"Content-Encoding": "gzip"})


def _packed_as(encoding: str) -> Callable[[str], bytes]:
    return lambda name: reply(b"\x1b\x2a packed in another way", headers={"Content-Encoding": encoding})


def _twice(name: str) -> bytes:
    return reply(gzip.compress(gzip.compress(whole(name))), headers={"Content-Encoding": "gzip, gzip"})


def _endless(head: bytes, piece: bytes) -> Callable[[str], Answerer]:
    def answer(asked: Asked) -> Iterator[bytes]:
        yield head
        while True:
            yield piece

    return lambda name: answer


def _reset(name: str) -> Answerer:
    return lambda asked: [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", RESET]


def _raw(text: bytes) -> Callable[[str], bytes]:
    return bytes_of(text)


def _short(name: str) -> bytes:
    return reply(whole(name), headers={"Content-Length": str(len(whole(name)) + 500)})


def _says(values: object) -> Callable[[str], bytes]:
    return lambda name: reply(json.dumps(values).encode())


def _body(text: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> Callable[[str], bytes]:
    return lambda name: reply(text, kind=kind, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})


def _to(address: str, status: int = 302) -> Callable[[str], bytes]:
    return lambda name: reply(status=status, headers={"Location": address})


def _hops(name: str) -> Answerer:
    def answer(asked: Asked) -> bytes:
        n = int(asked.path.partition("?n=")[2] or 0)
        return reply(status=302, headers={"Location": f"/list?n={n + 1}"})

    return answer


def _next(link: str) -> Callable[[str], bytes]:
    return lambda name: reply(courses(name, range(N), next=link))


def _forever(name: str) -> Answerer:
    def answer(asked: Asked) -> bytes:
        n = int(asked.path.partition("?page=")[2] or 1)
        return reply(courses(name, range(n * N, (n + 1) * N), next=f"?page={n + 1}"))

    return answer


def _once(first: bytes) -> Callable[[str], Answerer]:
    """The first answer is this one; after it all is well."""

    def make(name: str) -> Answerer:
        left = [first]
        return lambda asked: left.pop() if left else reply(whole(name))

    return make


def _untitled(name: str) -> bytes:
    return reply(json.dumps({"courses": [course(name, n, title=None) for n in range(N)]}).encode())


def _other_kinds(name: str) -> bytes:
    return reply(json.dumps({"courses": [course(name, n, title=n) for n in range(N)]}).encode())


def _deep_html(name: str) -> bytes:
    return reply(b"<div>" * 40_000 + page(name), kind="text/html")


def _entities(name: str) -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return reply(f'<!DOCTYPE c [<!ENTITY a0 "ha">{lines}]><courses>&a9;</courses>'.encode(), kind="text/xml")


def _outside(name: str) -> bytes:
    return reply(b'<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><courses>&x;</courses>', kind="text/xml")


def _twins(name: str) -> bytes:
    return reply(courses(name, [*range(N), *range(N)]))


def _new_key(name: str) -> bytes:
    return reply(json.dumps({"courses": [course(name, n, mood="good") for n in range(N)]}).encode())


ROBOTS = "/robots.txt"
FAULTS = (
    Bad(name="a gzip body that is cut, of its stated length", outcome="failed", told="ends before its end", answer=lambda name: packed(whole(name), cut=20)),
    Bad(name="a gzip body with a wrong checksum", outcome="failed", told="damaged", answer=_wrong_sum),
    Bad(name="bytes after the end of a gzip body", outcome="failed", told="bytes follow", answer=lambda name: packed(whole(name), more=b"more")),
    Bad(name="a gzip bomb, 200 MiB in 200 KiB", outcome="failed", told="larger than 1 MiB", answer=lambda name: _bomb(), politeness=SMALL),
    Bad(name="a body packed with brotli, which nobody asked for", outcome="failed", told="packed as", answer=_packed_as("br")),
    Bad(name="a body packed with zstd", outcome="failed", told="packed as", answer=_packed_as("zstd")),
    Bad(name="a body packed twice", outcome="failed", told="packed as", answer=_twice),
    Bad(name="a body that drips", outcome="failed", told="before its deadline", answer=lambda name: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"), politeness=DEADLINE),
    Bad(name="headers that drip", outcome="failed", told="before its deadline", answer=lambda name: drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: y\r\n"), politeness=DEADLINE),
    Bad(name="a body without an end", outcome="failed", told="larger than 1 MiB", answer=_endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"x" * 65536), politeness=SMALL),
    Bad(name="headers without an end", outcome="failed", told="could not be fetched", answer=_endless(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"x" * 1000 + b"\r\n")),
    Bad(name="the greeting of a mail server", outcome="failed", told="could not be fetched", answer=_raw(b"220 mail.example ESMTP\r\n\r\n")),
    Bad(name="a connection that is closed without a word", outcome="failed", told="could not be fetched", answer=_raw(b"")),
    Bad(name="a connection that is reset in the body", outcome="failed", told="could not be fetched", answer=_reset),
    Bad(name="a body shorter than stated", outcome="failed", told="could not be fetched", answer=_short),
    Bad(name="two different lengths", outcome="failed", told="could not be fetched", answer=_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")),
    Bad(name="a chunk whose length is no number", outcome="failed", told="could not be fetched", answer=_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")),
    Bad(name="chunks without the last one", outcome="failed", told="could not be fetched", answer=_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")),
    Bad(name="an empty body with status 200", outcome="held", told="JSON was expected", answer=_body(b"")),
    Bad(name="an error told with status 200", outcome="held", told="is missing or null", answer=_says({"status": "error", "message": "try later"})),
    Bad(name="a list without a course", outcome="held", told="gave no listing at all", answer=_says({"courses": []})),
    Bad(name="null in the place of the list", outcome="held", told="is missing or null", answer=_says({"courses": None})),
    Bad(name="half of the courses", outcome="held", told="5 listings came, at least 8 were expected", answer=lambda name: reply(courses(name, range(N // 2)))),
    Bad(name="fewer courses than the source states", outcome="held", told="10 records came, the source says it has 1000", answer=lambda name: reply(courses(name, range(N), total=1000))),
    Bad(name="courses without titles", outcome="held", told="10 of 10 records could not be read", answer=_untitled),
    Bad(name="numbers where titles were", outcome="held", told="10 of 10 records could not be read", answer=_other_kinds),
    Bad(name="JSON nested 200,000 deep", outcome="held", told="JSON was expected", answer=_body(b'{"courses":' + b"[" * 200_000 + b"]" * 200_000 + b"}")),
    Bad(name="a number of 5,000 digits", outcome="held", told="JSON was expected", answer=_body(b'{"courses": [' + b"9" * 5000 + b"]}")),
    Bad(name="NaN and infinity", outcome="held", told="JSON was expected", answer=_body(b'{"courses": [NaN, Infinity, 1e999]}')),
    Bad(name="HTML nested 40,000 deep", outcome="held", told="nested more than 500 deep", kind="html", answer=_deep_html),
    Bad(name="a page of HTML built anew", outcome="held", told="matches 0 elements", kind="html", answer=_body(b"<html><body><main>We have moved everything.</main></body></html>", "text/html")),
    Bad(name="entities that unfold to a thousand million words", outcome="held", told="XML was expected (Maximum entity amplification factor exceeded", kind="xml", answer=_entities),
    Bad(name="an entity that reads a file of ours", outcome="held", told="declares a document type", kind="xml", answer=_outside),
    Bad(name="XML that ends in the middle", outcome="held", told="XML was expected", kind="xml", answer=lambda name: reply(tree(name)[: len(tree(name)) // 2], kind="text/xml")),
    Bad(name="a next page that is this page", outcome="held", told="the walk would never end", answer=_next("/list")),
    Bad(name="a next page on another host", outcome="held", told="was expected", answer=_next("https://elsewhere.example/list")),
    Bad(name="a next page without an end of them", outcome="held", told="more than 5 pages (max_pages); is the paging still right?", answer=_forever, politeness={"max_pages": 5}),
    Bad(name="status 500 each time", outcome="failed", told="answered 500 (tried 3 times)", answer=_body(b"oops", status=500)),
    Bad(name="status 404", outcome="failed", told="is gone: status 404", answer=_body(b"", status=404)),
    Bad(name="status 401", outcome="blocked", told="refuses us with status 401", answer=_body(b"", status=401)),
    Bad(name="status 451", outcome="failed", told="status 451", answer=_body(b"for legal reasons", status=451)),
    Bad(name="a part of the body as status 206", outcome="failed", told="status 206", answer=_body(b'{"courses": []}', status=206)),
    Bad(name="304 although nothing was asked for by its sign", outcome="failed", told="304", answer=_raw(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")),
    Bad(name="429 that wants a pause of 300 years", outcome="failed", told="pause of", answer=_body(b"", status=429, Retry_After="9999999999")),
    Bad(name="503 once, with a pause that is no time", outcome="succeeded", makes="asked once more", answer=_once(reply(status=503, headers={"Retry-After": "soon"})), changes={"retries": 1}),
    Bad(name="a redirect to a file of ours", outcome="failed", told="the scheme is `file`", answer=_to("file:///etc/passwd")),
    Bad(name="a redirect to the metadata of a cloud, as one number", outcome="failed", told="is not fetched", answer=_to("http://2852039166/latest/meta-data/")),
    Bad(name="a redirect to IPv6 loopback", outcome="failed", told=INSIDE, answer=_to("http://[::1]/")),
    Bad(name="a redirect to another port", outcome="failed", told="is not fetched", answer=_to("http://www.example.org:22/")),
    Bad(name="redirects without an end", outcome="failed", told="redirects", answer=_hops),
    Bad(name="robots.txt in trouble", outcome="failed", told="robots.txt", paths={ROBOTS: _body(b"", status=503)}),
    Bad(name="robots.txt that forbids us", outcome="blocked", told="robots.txt forbids /list", paths={ROBOTS: _body(b"User-agent: *\nDisallow: /\n", "text/plain")}),
    Bad(name="robots.txt that forbids us behind a byte order mark", outcome="blocked", told="robots.txt forbids /list", paths={ROBOTS: _body(b"\xef\xbb\xbfUser-agent: circlewise\nDisallow: /list\n", "text/plain")}),
    Bad(name="robots.txt that drips", outcome="failed", told="robots.txt", paths={ROBOTS: lambda name: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"#")}, politeness=DEADLINE),
    Bad(name="robots.txt that redirects in a circle", outcome="succeeded", makes="taken as not there (RFC 9309, 2.3.1.2)", paths={ROBOTS: _to("/robots.txt")}),
    Bad(name="a page of HTML in the place of robots.txt", outcome="succeeded", makes="read as no rules", paths={ROBOTS: _body(b"<html>Disallow nothing</html>", "text/html")}),
    Bad(name="every course twice", outcome="succeeded", makes="each shown once", answer=_twins),
    Bad(name="a key that nobody knows", outcome="succeeded", makes="told as an issue", answer=_new_key),
)  # fmt: skip


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
        assert {name: found[name] for name in ("new", "changed", "missing", "gone")} == dict.fromkeys(("new", "changed", "missing", "gone"), 0)
        assert nights.pointers[bad.source][0] == nights.pointers[bad.source][1], "the archive took a bad run for good"
    assert (following["outcome"], following["reason"]) == ("succeeded", None)
    assert {name: following[name] for name in quiet} == quiet
    assert later == before
    said = found["outcome"] + (f": {plain(found['reason']).replace(bad.host, 'HOST')}" if found["reason"] else "")
    return f"{said}; {len(after)} of {len(before)} courses stay; the next night {following['outcome']}"


TABLE = tuple(
    Fault(group="answers", name=bad.name, expected=bad.expected, play=partial(play, bad), is_slow=True) for bad in FAULTS
)
