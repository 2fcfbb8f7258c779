"""`/pictures`: demand, catalogues, fit, trend and outcomes as drawings, each with its table, and both as files."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.escape import one_line
from pipeline.export import csv_for_excel
from pipeline.review.attached import attached
from pipeline.review.languages import language_of
from pipeline.review.pictures.gallery import SIZES, Shown
from pipeline.review.pictures.look import WIDE
from pipeline.review.pictures.sheets import NAMES
from pipeline.review.pictures.svg import alone
from pipeline.review.site import here_of, site_of
from pipeline.store import read_figures

WORDS = "picture_words.html"
MOST_ROWS = 30
"""Rows of a table on the page; the CSV has all of them."""


def pictures(request: Request) -> Response:
    """Every picture of the published catalogue, with what it says in words and as a table."""
    site = site_of(request)
    shown = _shown(request)
    drawings = {
        name: [
            # Nothing but shapes and text is left of a drawing (pictures/svg.py), and lxml escaped the text.
            Markup(shown.inlined[name, size])  # noqa: S704
            for size in SIZES
            if (name, size) in shown.inlined
        ]
        for name in NAMES
    }
    return site.pages.answer(
        request,
        "pictures.html",
        night=site.live.overview().night,
        names=NAMES,
        sheets=shown.sheets,
        drawings=drawings,
        trouble=shown.trouble,
        is_drawing=shown.is_drawing,
        here=here_of(request),
        most_rows=MOST_ROWS,
        least=site.settings.demand.min_group,
    )


def drawing(request: Request) -> Response:
    """One picture as a file, as wide as on a desk: `?of=` its name; before it is drawn, the page that says so."""
    shown, name = _shown(request), _asked(request, NAMES)
    tree = shown.drawings.get((name, WIDE))
    if tree is None and shown.is_drawing:
        return RedirectResponse(f"/pictures#{name}", 303)
    if tree is None:
        raise HTTPException(404)
    words = _words(request)
    title, about = (_text(getattr(words, macro)(shown.sheets[name])) for macro in ("finding", "about"))
    content = alone(tree, title=title, about=about)
    return attached(content, f"circlewise-{name}", "svg")


def table(request: Request) -> Response:
    """The rows of one picture, all of them, as CSV in UTF-8: `?of=` its name."""
    shown = _shown(request)
    name = _asked(request, (*NAMES, "unserved"))
    sheet = shown.sheets[name]
    return attached(csv_for_excel(sheet.columns, sheet.rows), f"circlewise-{name}", "csv")


def _shown(request: Request) -> Shown:
    site = site_of(request)
    words: Mapping[str, Any] = _words(request).words
    texts = {name: _text(text) for name, text in words.items()}
    return site.gallery.shown(site.live.once(read_figures), language_of(request).code, texts)


def _words(request: Request) -> Any:
    return site_of(request).pages.module(language_of(request), WORDS)


def _text(words: object) -> str:
    """Words of a template as plain text."""
    return one_line(unescape(str(words)))


def _asked(request: Request, names: tuple[str, ...]) -> str:
    name = request.query_params.get("of", names[0])
    if name not in names:
        raise HTTPException(404)
    return name
