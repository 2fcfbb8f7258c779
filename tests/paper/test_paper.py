"""Papers: tagged, the same bytes for the same words, and nothing that anybody wrote becomes more than text."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.paper import Lines, Paper, Part, make, pdf_of
from pipeline.paper.letters import MARK, clusters, unknown, unshown, without
from pipeline.topics.sheet.layout import Cell, Grid, Points, Words

AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
HOSTILE = '#strong[x] *y* $z$ \\ @cite "`raw`" #read("/etc/passwd") <a> // c'


def paper(*texts: str, language: str = "en", **more: Any) -> Paper:
    blocks = (
        Words(texts[0]),
        Points(texts),
        Grid(("Topic", "Where"), tuple((Cell(each), Cell(each, "https://example.org/a")) for each in texts)),
        Grid(("", ""), tuple((Cell("Key"), Cell(each)) for each in texts)),
    )
    told = {"kind": "Season", "title": texts[0], "summary": texts, "language": language, "made_at": AT}
    return Paper(**{**told, "parts": (Part(texts[-1], blocks),), **more})


def read(pdf: bytes) -> str:
    """Its text, as a reader of PDF finds it."""
    pypdf = pytest.importorskip("pypdf", reason="no reader of PDF is installed: pip install pypdf")
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def streams(pdf: bytes) -> bytes:
    """Everything in it, unpacked."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return pdf + b"\n".join(found)


def test_it_is_tagged_in_its_language_and_the_same_every_time() -> None:
    made = pdf_of(paper("Grant writing", language="es"))
    held = streams(made)
    assert made.startswith(b"%PDF-")
    assert b"/MarkInfo" in held
    assert b"/StructTreeRoot" in held
    assert re.search(rb"/Lang\s*\(es\)", held)
    assert b"pdfuaid:part" in held
    assert made == pdf_of(paper("Grant writing", language="es"))
    assert made != pdf_of(paper("Grant writing", language="es", made_at=AT.replace(day=25)))


def test_spanish_is_read_back_letter_by_letter() -> None:
    words = "¿Qué dieron los círculos? Niñez, pingüino, ÁÉÍÓÚ Ñ ¡sí!"
    assert words in read(pdf_of(paper(words)))


def test_what_strangers_wrote_is_printed_as_they_wrote_it() -> None:
    found = " ".join(read(pdf_of(paper(HOSTILE))).split())
    assert found.count("".join(HOSTILE)) >= 3
    assert "root:" not in found


def test_a_letter_that_the_fonts_lack_is_a_mark_and_the_paper_says_so() -> None:
    made = pdf_of(paper("日本語 café 😀 עברית", unprintable="Not shown:"))
    found = read(made)
    assert f"{MARK}{MARK}{MARK} café {MARK}" in found
    assert f"Not shown: {MARK}." in found
    assert "Not shown" not in read(pdf_of(paper("café", unprintable="Not shown:")))


@pytest.mark.parametrize(
    "text", ["a\u0301 g\u0320\u0323", "\u0301", "x\u200dy\u2066z", "ﷺ ☃ ⅔ \u00ad", "\ufffd\ue000", "นี่ ไทย हिन्दी ქართ"]
)
def test_no_text_stands_in_the_way_of_a_paper(text: str) -> None:
    assert pdf_of(paper(text)).startswith(b"%PDF-")


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80) | st.text(st.characters(max_codepoint=0x3000), max_size=80))
def test_any_text_makes_a_paper(text: str) -> None:
    assert pdf_of(paper("t", parts=(Part("", (Words(text), Grid(("a",), ((Cell(text),),)))),))).startswith(b"%PDF-")


def test_a_fault_of_typst_is_no_end_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*args: object, **options: object) -> None:
        raise PanicException("end byte index 19 is out of bounds")

    monkeypatch.setattr(make.typst, "compile", panic)
    with pytest.raises(UsageError, match="this paper cannot be set"):
        pdf_of(paper("t"))
    monkeypatch.setattr(make.typst, "compile", lambda *args, **options: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        pdf_of(paper("t"))


def test_only_addresses_of_the_web_become_links() -> None:
    cells = [
        Cell(name, url) for name, url in (("a", "https://example.org/x y"), ("b", "javascript:x"), ("c", "file:///x"))
    ]
    held = streams(pdf_of(paper("t", parts=(Part("", (Grid(("N",), tuple((cell,) for cell in cells)),)),))))
    assert re.findall(rb"/URI\s*\((.*?)\)", held) == [b"https://example.org/x%20y"]


def test_a_paper_of_any_length_is_made_or_refused() -> None:
    rows = tuple((Cell(str(n)), Cell("x")) for n in range(make.MOST_CELLS // 2 + 1))
    with pytest.raises(UsageError, match="more than 8,000 cells"):
        pdf_of(paper("t", parts=(Part("", (Grid(("a", "b"), rows),)),)))
    assert pdf_of(paper("", parts=(Part("", (Lines(("No.", "Name"), 40), Points(()), Grid(("a",), ()))),))) != b""


def test_letters_go_with_their_accents() -> None:
    assert clusters("ae\u0301\u200dx") == ["a", "e\u0301\u200d", "x"]
    assert unknown(["ab", "é", "日", "ü", "x\u200d"]) == {"日", "x\u200d"}
    assert unshown(["ab", "é", "日", "ü"], lambda text: "ü" not in text) == {"ü"}
    assert without("a日b", {"日"}) == f"a{MARK}b"
