"""XML as a connector reads it: by local names, strictly, from any encoding, and never an entity expanded."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Element, Page, PageChangedError, Request
from pipeline.contract.xml import parse

URL = "https://repository.example.org/oai"
LIBRARY = b"""<lib:library xmlns:lib="https://lib.example.org/1" xmlns:dc="urn:dc" lib:town="Rye">
  <shelf no="1"><dc:title xml:lang="en">Clay</dc:title><other:title xmlns:other="urn:x">Glass</other:title></shelf>
  <lib:shelf no="2"><title>  </title></lib:shelf>
  <sign><shelf/></sign>
</lib:library>"""
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))


def _refused(body: bytes, *, may_be_cut: bool = False) -> str:
    with pytest.raises(PageChangedError) as caught:
        parse(body, URL, may_be_cut=may_be_cut)
    assert URL in str(caught.value)
    return str(caught.value)


def test_elements_are_found_by_local_name_in_any_namespace() -> None:
    library = parse(LIBRARY, URL)
    assert (library.name, library.namespace) == ("library", "https://lib.example.org/1")
    assert [each.attribute("no") for each in library.all("shelf")] == ["1", "2"]
    assert library.texts("shelf/title") == ["Clay", "Glass"]
    assert library.texts("*/title") == ["Clay", "Glass"]
    assert len(library.all(".//shelf")) == 3
    assert [each.name for each in library.all("*")] == ["shelf", "shelf", "sign"]


def test_attributes_are_found_by_local_name() -> None:
    library = parse(LIBRARY, URL)
    assert (library.attribute("town"), library.attribute("country")) == ("Rye", None)
    assert library.all("shelf/title")[0].attribute("lang") == "en"


def test_one_is_one_and_a_text_has_content() -> None:
    library = parse(LIBRARY, URL)
    assert library.one("sign").name == "sign"
    assert library.maybe("sign/lamp") is None
    assert library.maybe_text("shelf/title") == "Clay"
    for ask in (lambda: library.one("shelf"), lambda: library.one("lamp"), lambda: library.all("lamp", at_least=1)):
        with pytest.raises(PageChangedError, match=r"repository\.example\.org.*`library/(shelf|lamp)` is there"):
            ask()
    second = library.all("shelf")[1]
    with pytest.raises(PageChangedError, match=r"`shelf/title` is empty"):
        second.text("title")
    assert second.maybe_text("title") is None


def test_an_element_itself_is_not_among_its_descendants() -> None:
    assert len(parse(b"<a><a><a/></a></a>", URL).all(".//a")) == 2


def test_white_space_is_folded_and_lines_can_be_kept() -> None:
    element = parse(b"<a>\n  one\n\n  two <b>three</b>&#13;\n</a>", URL)
    assert element.content == "one two three"
    assert element.as_written == "one\n\n  two three"


def test_comments_and_instructions_are_no_text() -> None:
    body = (
        b'<?xml version="1.0"?><?xml-stylesheet href="/x.xsl"?><!-- one --><a>b<!-- hidden --><?php echo 1 ?>c<d/></a>'
    )
    element = parse(body, URL)
    assert element.content == "bc"
    assert [each.name for each in element.all("*")] == ["d"]


def test_cdata_is_text_as_it_stands() -> None:
    assert parse(b"<a><![CDATA[<p>One & two</p>]]></a>", URL).content == "<p>One & two</p>"


BOMBS: dict[str, bytes] = {
    "billion laughs": b"<!DOCTYPE a [<!ENTITY e0 'ha'>"
    + b"".join(b"<!ENTITY e%d '%s'>" % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&e9;</a>",
    "quadratic": b"<!DOCTYPE a [<!ENTITY e '" + b"x" * 100_000 + b"'>]><a>" + b"&e;" * 10_000 + b"</a>",
    "in attributes": b"<!DOCTYPE a [<!ENTITY e '" + b"x" * 100_000 + b"'>]><a b='" + b"&e;" * 10_000 + b"'/>",
    "a file": b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
    "an address": b"<!DOCTYPE a [<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>]><a>&e;</a>",
    "a parameter entity": b"<!DOCTYPE a [<!ENTITY % e SYSTEM 'file:///etc/passwd'> %e;]><a/>",
    "a document type elsewhere": b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>",
    "a document type": b"<!DOCTYPE html><html><p>Back soon</p></html>",
    "in two bytes": codecs.BOM_UTF16_LE + "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>".encode("utf-16-le"),
    "after white space": b" \n<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
}


@pytest.mark.parametrize("may_be_cut", [False, True])
@pytest.mark.parametrize("bomb", BOMBS)
def test_document_types_and_their_entities_are_refused(bomb: str, may_be_cut: bool) -> None:
    message = _refused(BOMBS[bomb], may_be_cut=may_be_cut)
    assert len(message) < 1_000
    assert "root:" not in message


def test_xinclude_is_not_followed() -> None:
    body = b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></a>'
    assert parse(body, URL).content == ""


@pytest.mark.parametrize("body", [b"", b" \n", b"null", b"{}", b"[1]", b"broken xml", b"<a>", b"<a></b>", b"<a/><b/>",
                                  b"<a b='1' b='2'/>", b"<x:a/>", b"<a>&nbsp;</a>", b"\x00"])  # fmt: skip
def test_body_that_is_no_xml_has_changed(body: bytes) -> None:
    _refused(body)


@pytest.mark.parametrize("body", [b"", b" \n", b"null", b"{}", b"\x00", b"\xff\xfe"])
def test_body_of_which_nothing_can_be_read_has_changed(body: bytes) -> None:
    _refused(body, may_be_cut=True)


@pytest.mark.parametrize(
    "body",
    [
        "<a>Ünïcode …</a>".encode(),
        codecs.BOM_UTF8 + "<a>Ünïcode …</a>".encode(),
        codecs.BOM_UTF8 + "\n<?xml version='1.0' encoding='UTF-8'?><a>Ünïcode …</a>".encode(),
        "<?xml version='1.0' encoding='UTF-16'?><a>Ünïcode …</a>".encode("utf-16"),
        "<?xml version='1.0' encoding='UTF-16'?><a>Ünïcode …</a>".encode("utf-16-le"),
        "<?xml version='1.0' encoding='UTF-16'?><a>Ünïcode …</a>".encode("utf-16-be"),
        "<?xml version='1.0' encoding='windows-1252'?><a>Ünïcode …</a>".encode("windows-1252"),
        "\r\n <?xml version='1.0'?>\n<a>Ünïcode …</a>".encode(),
    ],
)
def test_encoding_is_the_one_that_the_body_declares(body: bytes) -> None:
    assert parse(body, URL).content == "Ünïcode …"


def test_escape_codes_of_a_declared_encoding_stay() -> None:
    body = b"<?xml version='1.0' encoding='ISO-2022-JP'?><a>" + "図書館".encode("iso2022_jp") + b"</a>"
    assert parse(body, URL).content == "図書館"


@pytest.mark.parametrize("body", ["<a>é</a>".encode("latin-1"), b"<?xml version='1.0' encoding='x-none'?><a/>"])
def test_bytes_of_another_encoding_are_not_guessed(body: bytes) -> None:
    _refused(body)


FORBIDDEN = [*(chr(n) for n in range(32) if n not in (0x9, 0xA, 0xD, 0xE, 0xF, 0x1B))]


@pytest.mark.parametrize("character", FORBIDDEN, ids=lambda each: f"U+{ord(each):04X}")
def test_control_characters_cost_no_page(character: str) -> None:
    assert parse(f"<a>one{character}two</a>".encode(), URL).content == "onetwo"


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#11;", "&#x0b;", "&#X1F;", "&#000031;", "&#14;", "&#27;", "&#xD83D;", "&#55357;&#56832;"]
)
@pytest.mark.parametrize("may_be_cut", [False, True])
def test_references_to_what_is_no_character_cost_no_page(reference: str, may_be_cut: bool) -> None:
    assert parse(f"<a>one{reference}two</a>".encode(), URL, may_be_cut=may_be_cut).content == "onetwo"


@pytest.mark.parametrize(
    ("reference", "character"),
    [("&#9;x", "x"), ("&#10;x", "x"), ("&#32;x", "x"), ("&#55295;", "\ud7ff"), ("&#57344;", "\ue000"),
     ("&#x1F393;", "🎓"), ("&#xe9;", "é"), ("&#1234;", "Ӓ"), ("&#xd7;", "×")],
)  # fmt: skip
def test_references_to_characters_stay(reference: str, character: str) -> None:
    assert parse(f"<a>{reference}</a>".encode(), URL).content == character


def test_nesting_has_an_end() -> None:
    _refused(b"<a>" * 100_000)
    _refused(b"<a>" * 300 + b"</a>" * 300)
    assert len(parse(b"<a>" * 200 + b"</a>" * 200, URL).all(".//a")) == 199


def test_cut_body_is_refused_unless_it_may_be_cut() -> None:
    body = b"<set><url><loc>https://a.example.org/1</loc></url><url><loc>https://a.exam"
    _refused(body)
    element = parse(body, URL, may_be_cut=True)
    assert element.texts("url/loc")[0] == "https://a.example.org/1"
    assert element.is_damaged


def test_whole_body_is_not_called_damaged() -> None:
    for may_be_cut in (False, True):
        assert not parse(b"<a xmlns='relative/name'>x</a>", URL, may_be_cut=may_be_cut).is_damaged


@pytest.mark.parametrize("body", [b"<a><b:c:d>x</b:c:d></a>", b"<a x:y:z='1'>x</a>", b"<x:a>x</x:a>"])
def test_names_of_a_damaged_body_do_no_harm(body: bytes) -> None:
    element = parse(body, URL, may_be_cut=True)
    assert [each.name for each in element.all("*")] in ([], ["b:c:d"])
    assert element.attribute("nothing") is None
    assert (element.content, element.is_damaged) == ("x", True)
    assert element.namespace == ""


def test_page_gives_its_body_and_its_address(make_page: Callable[..., Page]) -> None:
    assert make_page(b"<a>x</a>").xml().content == "x"
    page = make_page(b"{}")
    with pytest.raises(PageChangedError, match=page.url.partition("?")[0]):
        page.xml()


def test_header_does_not_overrule_the_body() -> None:
    headers = {"content-type": "text/xml; charset=iso-8859-1"}
    page = Page(Request(URL, "records"), URL, 200, headers, "<?xml version='1.0'?><a>é</a>".encode())
    assert page.xml().content == "é"


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_texts_come_out_as_they_went_in(text: str, attribute: str) -> None:
    body = f"<a b={_quoted(attribute)}>{escape(text)}</a>".encode()
    element = parse(body, URL)
    assert element.as_written == text.strip()
    assert element.attribute("b") == attribute


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.booleans())
def test_no_body_is_a_traceback(body: bytes, may_be_cut: bool) -> None:
    for each in (body, b"<a>" + body + b"</a>", b"<a " + body + b"><b/></a>"):
        _walked(each, may_be_cut)


def _walked(body: bytes, may_be_cut: bool) -> None:
    try:
        element: Element = parse(body, URL, may_be_cut=may_be_cut)
    except PageChangedError:
        return
    for each in [element, *element.all(".//*"), *element.all("*/*")]:
        said: list[Any] = [each.name, each.namespace, each.content, each.as_written, each.attribute("b") or ""]
        assert all("\x00" not in word for word in said)
        "".join(said).encode()


def _quoted(value: str) -> str:
    return '"' + escape(value, {'"': "&quot;"}) + '"'
