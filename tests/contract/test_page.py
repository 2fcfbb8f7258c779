"""A page: bodies that are not what they should be, links that stay on their host, secrets that stay secret."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Page, PageChangedError, Record, Request

URL = "https://catalogue.example.org/courses?page=1"
MakePage = Callable[..., Page]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   ", b"<html></html>", b'{"a": 1', b'{"a": NaN}', b"[Infinity]", b"[-Infinity]", b"[1e999]",
        b'{"a": ' + b"[" * 101 + b"]" * 101 + b"}", b"[" * 100_000, b"\xff\xfe{}", '{"a": "é"}'.encode("latin-1"),
        b"9" * 5000,
    ],
)  # fmt: skip
def test_body_that_is_no_json_has_changed(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match=r"catalogue\.example\.org.*JSON was expected"):
        make_page(body).json()


@pytest.mark.parametrize("body", [b"null", b"7", b'"a"', b"[]"])
def test_json_object_is_expected(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match="a JSON object was expected"):
        make_page(body).json()


@pytest.mark.parametrize("body", [b")]}'{}", b")]}'\n{}", b")]}'  {}"])
def test_json_behind_a_prefix_is_read(make_page: MakePage, body: bytes) -> None:
    assert make_page(body).json(behind=")]}'").leftover == []


@pytest.mark.parametrize("body", [b"{}", b"", b" )]}'{}", b")]}{}", b"while(1);{}"])
def test_prefix_has_to_stand_there(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match=r"the body starts with .*, `\)\]\}'` was expected"):
        make_page(body).json(behind=")]}'")


@pytest.mark.parametrize("body", [b")]}'", b")]}'[]", b")]}')]}'{}", b")]}'{"])
def test_what_stands_behind_a_prefix_is_read_strictly(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match="expected"):
        make_page(body).json(behind=")]}'")


def test_prefix_that_nobody_expects_is_no_json(make_page: MakePage) -> None:
    with pytest.raises(PageChangedError, match="JSON was expected"):
        make_page(b")]}'{}").json()


@pytest.mark.parametrize("body", [b"null", b"{}", b'"a"', b"[1]", b"[{}, null]", b"[null]"])
def test_json_list_of_objects_is_expected(make_page: MakePage, body: bytes) -> None:
    with pytest.raises(PageChangedError, match="expected"):
        make_page(body).json_list()


def test_byte_order_mark_is_no_trouble(make_page: MakePage) -> None:
    assert make_page(b'\xef\xbb\xbf{"a": "b"}').json().take("a", str) == "b"


def test_nul_and_lone_surrogates_are_cleaned_away(make_page: MakePage) -> None:
    record = make_page(rb'{"ti\u0000tle": "nul\u0000 inside", "b": ["\ud800 lone"], "c": "\ud83c\udf93"}').json()
    assert record.take("title", str) == "nul inside"
    assert record.texts("b") == ("? lone",)
    assert record.take("c", str) == "\U0001f393"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=60, deadline=None)
@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_read_or_has_changed(make_page: MakePage, body: bytes) -> None:
    page = make_page(body)
    try:
        assert isinstance(page.json(), Record)
    except PageChangedError as error:
        str(error).encode()
    for note in page.audit():
        note.message.encode()


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://catalogue.example.org/courses?page=2", "https://catalogue.example.org/courses?page=2"),
        ("http://catalogue.example.org/courses?page=2", "https://catalogue.example.org/courses?page=2"),
        ("?page=2#top", "https://catalogue.example.org/courses?page=2"),
        ("/other", "https://catalogue.example.org/other"),
        ("//catalogue.example.org:8080/x", "https://catalogue.example.org/x"),
        ("//user:secret@catalogue.example.org/x", "https://catalogue.example.org/x"),
    ],
)
def test_links_stay_on_host_and_scheme(make_page: MakePage, link: str, target: str) -> None:
    page = make_page({}, headers={"Authorization": "JWT x"})
    request = page.follow(link)
    assert request.url == target
    assert (request.reader, dict(request.headers)) == ("courses", {"Authorization": "JWT x"})
    assert page.follow(link, "detail").reader == "detail"


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example.org/", "//elsewhere.example.org/x", "http://169.254.169.254/", "file:///etc/passwd",
        "javascript:alert(1)", "https://[broken/", "https://catalogue.example.org.evil.example/", "mailto:a@b.example",
    ],
)  # fmt: skip
def test_links_to_other_hosts_are_refused(make_page: MakePage, link: str) -> None:
    with pytest.raises(PageChangedError, match="expected"):
        make_page({}).follow(link)


@pytest.mark.parametrize("link", ["", "?page=1", URL, "http://catalogue.example.org/courses?page=1#end"])
def test_page_that_leads_to_itself_is_refused(make_page: MakePage, link: str) -> None:
    with pytest.raises(PageChangedError, match="would never end"):
        make_page({}).follow(link)


def test_repr_holds_no_header_and_no_body() -> None:
    request = Request(URL, "token", method="POST", headers={"Authorization": "JWT s3cret"}, body=b"s3cret")
    page = Page(request, URL, 200, {"Set-Cookie": "s3cret"}, b"s3cret")
    assert "s3cret" not in repr(request) + repr(page)


@pytest.mark.parametrize("body", [b'{"token": "s3cret"', b'"s3cret"', b'["s3cret"]', b'{"token": ["s3cret"]}'])
def test_secret_page_shows_nothing_of_its_body(make_page: MakePage, body: bytes) -> None:
    page = make_page(body, is_secret=True)
    with pytest.raises(PageChangedError) as caught:
        page.json().take("token", str)
    assert "s3cret" not in str(caught.value)


def test_a_remark_is_about_the_page_and_rejects_nothing(make_page: MakePage) -> None:
    page = make_page(b"{}")
    page.remark("version_ends", "this form ends soon", level="warning", value="v" * 900)
    (note,) = page.notes
    assert (note.level, note.kind, note.message, note.url) == (
        "warning", "version_ends", f"{page.url}: this form ends soon", page.url,
    )  # fmt: skip
    assert len(note.value) == 200
    assert (page.rejected, page.left_out) == (0, 0)
