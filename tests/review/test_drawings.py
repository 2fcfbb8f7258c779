"""Drawings: the engine reaches nothing and gets no secret; of what it drew only shapes and words are let through."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.model.picture import Figures, PicturedTopic
from pipeline.review.languages import languages
from pipeline.review.pictures import draw as drawing
from pipeline.review.pictures.gallery import SIZES, Gallery
from pipeline.review.pictures.look import NARROW, WIDE
from pipeline.review.pictures.sheets import Sheet, sheets_of
from pipeline.review.pictures.specs import spec_of
from pipeline.review.pictures.svg import DAY, SVG, alone, cleaned, inline
from pipeline.store import Catalogue, read_figures

from .catalogues import swap_in
from .conftest import wait_for


def test_numbers_in_drawings_are_those_of_the_language() -> None:
    def sheet(name: str, *rows: tuple[object, ...]) -> Sheet:
        return Sheet(name=name, columns=(), rows=rows, drawn=rows)

    sheets = (
        sheet("demand", ("Zines", 12345), ("Maps", 5)),
        sheet("coverage", ("edX", 12345, 1234)),
        sheet("branches", ("Zines", "Main", 12345)),
        sheet("trend", ("Zines", 0.021, 0.057)),
        sheet("outcomes", ("2026 fall", "course_worked", "", 4.25), ("2026 fall", "participants", "", 12345)),
    )
    words = defaultdict(str)
    for code, numbers in (
        ("en", {"12,345", "12,345 (1,234)", "4.25", "10,000", "6%"}),
        ("es", {"12.345", "12.345 (1.234)", "4,25", "10.000", "6\xa0%"}),
    ):
        for size in (WIDE, NARROW):
            specs = {each.name: spec for each in sheets if (spec := spec_of(each, size, words)) is not None}
            drawn = drawing.draw(specs, code)
            said = {str(text) for each in drawn.values() for text in cleaned(each).itertext() if str(text).strip()}
            assert numbers <= said, (code, size, said)
        language = languages()[code]
        assert {language.number(12345), language.share(0.06)} <= said  # as the page beside it writes them


def test_the_engine_is_refused_every_address_and_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    real = drawing.subprocess.run

    def noting(*arguments: object, **options: object) -> object:
        given.append(options["env"])  # type: ignore[arg-type]
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("EDX_CLIENT_SECRET", "not for everybody")
    monkeypatch.setattr(drawing.subprocess, "run", noting)
    with pytest.raises(StoreError, match="could not be drawn"):
        drawing.draw({"x": {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "point"}}, "en")
    assert set(given[0]) <= set(drawing.HANDED_ON)


def test_of_a_drawing_only_shapes_and_text_are_let_through() -> None:
    tree = cleaned(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" '
        'onload="x()"><script>x()</script><style>*{}</style><foreignObject><p>x</p></foreignObject>'
        '<a xlink:href="javascript:x()"><text>in a link</text></a><image xlink:href="http://example.org/x.png"/>'
        '<rect fill="url(#x)" style="fill:red" width="3" id="x" class="y"/><use href="#x"/>'
        '<path d="M0,0h9" fill="var(--bar)" transform="translate(1,2)" stroke="expression(x)"/>'
        "<text>a &lt;b&gt; &amp;amp; <tspan>c</tspan> d</text></svg>"
    )
    assert inline(tree, size="wide", named_by="a b") == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" class="drawing wide" role="img" '
        'aria-labelledby="a b" focusable="false"><rect width="3"/>'
        '<path d="M0,0h9" fill="var(--bar)" transform="translate(1,2)"/>'
        "<text>a &lt;b&gt; &amp;amp; <tspan>c</tspan> d</text></svg>"
    )
    file = alone(tree, title="A <finding> & more", about="about").decode()
    assert '<title id="picture-title">A &lt;finding&gt; &amp; more</title>' in file
    assert f'fill="{DAY["var(--bar)"]}"' in file
    assert "var(" not in file


def test_places_are_rounded_to_what_is_seen_and_texts_stay() -> None:
    drawn = (
        f'<svg xmlns="{SVG}" viewBox="0 0 720 430"><path d="M-0.04,184.5l26.133333333333333,1e-7Z" opacity="0.45"/>'
        '<text transform="translate(12.3456,7.04)" x="3.96">1.23456 hours</text></svg>'
    )
    root = cleaned(drawn)
    assert root[0].attrib == {"d": "M-0,184.5l26.1,1e-7Z", "opacity": "0.45"}
    assert root[1].attrib == {"transform": "translate(12.3,7)", "x": "4"}
    assert root[1].text == "1.23456 hours"


def test_what_holds_anyway_is_not_said_and_looks_the_same() -> None:
    drawn = (
        f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><g stroke-width="3" opacity="0.5"><path d="M0,0h1" stroke-width="1" '
        'opacity="1" transform="translate(0,0)"/><text font-size="14px" text-anchor="start">a</text></g>'
        '<g><g transform="translate(0,0)"><text font-size="13px" text-anchor="end">b</text><path d=""/></g></g>'
        '<text font-size="13px" transform="translate(0,9)">c</text></svg>'
    )
    root = cleaned(drawn)
    assert dict(root.attrib) == {"viewBox": "0 0 9 9", "font-size": "13px"}
    assert [dict(each.attrib) for each in list(root.iter())[1:]] == [
        {"stroke-width": "3", "opacity": "0.5"},
        {"d": "M0,0h1", "stroke-width": "1"},  # the group around it says 3
        {"font-size": "14px"},
        {"text-anchor": "end"},
        {"transform": "translate(0,9)"},
    ]
    assert b'<g transform="translate(16 40)" font-size="13px">' in alone(root, title="T", about="A")


@pytest.mark.parametrize(
    "broken", ["", "no xml", "<html/>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>']
)
def test_what_is_no_drawing_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="the drawing is no"):
        cleaned(broken)


def test_colours_of_files_are_those_of_the_page_by_day(root: Path) -> None:
    style = (root / "pipeline/review/static/site.css").read_text().partition("@media")[0]
    for name, colour in DAY.items():
        found = re.search(rf"{name[4:-1]}: (#[0-9a-f]+)", style)
        assert found, name
        assert found[1] in (colour, colour[:4]), name


def test_bars_of_one_name_are_never_added_up() -> None:
    topics = tuple(
        PicturedTopic(topic_id=str(n), title="The same", n_respondents=n, share=None, previous_share=None, fit=None,
                      n_yes=0, n_signs=0, branches=())
        for n in (9, 8)
    )  # fmt: skip
    sheet = sheets_of(Figures(topics=topics, coverage=(), n_goals=0, unserved=(), seasons=()), {})["demand"]
    for size in SIZES:
        spec = spec_of(sheet, size, {"people": "people"})
        assert spec
        assert spec["data"]["values"] == [{"name": "The same", "n": 9}, {"name": "The same (2)", "n": 8}]


def test_an_empty_catalogue_has_no_picture_and_draws_nothing(home: Path) -> None:
    swap_in(home, *(f"DELETE FROM core.{table}" for table in ("topic", "topic_branch", "goal", "course", "outcome")))
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        figures = read_figures(catalogue)
    gallery = Gallery({})
    gallery.shown(figures, "en", {})
    wait_for("pictures")
    shown = gallery.shown(figures, "en", {})
    assert (dict(shown.drawings), shown.trouble, shown.is_drawing) == ({}, "", False)
    assert all(not sheet.rows and not sheet.facts for sheet in shown.sheets.values())
