"""The pictures of the published catalogue, drawn once for each version of it and each language that somebody reads."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import StoreError
from pipeline.model.picture import Figures
from pipeline.review.pictures.draw import draw
from pipeline.review.pictures.look import MIDDLE, NARROW, WIDE
from pipeline.review.pictures.sheets import NAMES, Sheet, sheets_of
from pipeline.review.pictures.specs import spec_of
from pipeline.review.pictures.svg import cleaned, inline

SIZES = (WIDE, MIDDLE, NARROW)
TRIES = 3
"""How often pictures that could not be drawn are tried again, a try a request; then their tables stand alone."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The pictures of one catalogue in one language."""

    sheets: Mapping[str, Sheet]
    drawings: Mapping[tuple[str, str], etree._Element] = field(default_factory=dict)
    """By name and size; one that has nothing to draw, is not drawn yet, or could not be drawn, is missing."""
    inlined: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The same as they stand in the page."""
    is_drawing: bool = False
    """Whether they are being drawn now."""
    trouble: str = ""
    """Why nothing could be drawn; the tables are there all the same."""


class Gallery:
    """Keeps what was drawn of the version that is published: at most one set a language. Safe to use from threads.

    Nobody waits for a drawing: the rows are there at once, and the pictures some seconds later.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        """`sources` are the titles of catalogues by their id."""
        self._sources = sources
        self._of: Figures | None = None
        self._sheets: Mapping[str, Sheet] = {}
        self._shown: dict[str, Shown] = {}
        self._tries: Counter[str] = Counter()
        self._lock = threading.Lock()

    def shown(self, figures: Figures, language: str, words: Mapping[str, str]) -> Shown:
        """The pictures of these figures, as far as they are drawn; `words` are those that stand in drawings."""
        with self._lock:
            if self._of is not figures:
                self._of, self._shown, self._tries = figures, {}, Counter()
                self._sheets = sheets_of(figures, self._sources)
            kept = self._shown.get(language)
            if kept is None or (kept.trouble and self._tries[language] < TRIES):
                self._tries[language] += 1
                kept = self._shown[language] = Shown(sheets=self._sheets, is_drawing=True)
                given = (figures, self._sheets, language, words)
                threading.Thread(target=self._draw, args=given, name="pictures", daemon=True).start()
            return kept

    def _draw(self, figures: Figures, sheets: Mapping[str, Sheet], language: str, words: Mapping[str, str]) -> None:
        try:
            drawings = _drawn(sheets, language, words)
            inlined = {(name, size): _inline(tree, name, size) for (name, size), tree in drawings.items()}
            shown = Shown(sheets=sheets, drawings=drawings, inlined=inlined)
        except (StoreError, ValueError) as error:
            shown = Shown(sheets=sheets, trouble=str(error))
        with self._lock:
            if self._of is figures:  # else a night was published meanwhile, and other rows are shown
                self._shown[language] = shown


def _drawn(
    sheets: Mapping[str, Sheet], language: str, words: Mapping[str, str]
) -> dict[tuple[str, str], etree._Element]:
    specs = {
        f"{name} {size}": spec
        for name, sheet in sheets.items()
        for size in SIZES
        if sheet.name in NAMES and (spec := spec_of(sheet, size, words)) is not None
    }
    drawn = {name: cleaned(each) for name, each in draw(specs, language).items()}
    return {(name, size): drawn[f"{name} {size}"] for name in sheets for size in SIZES if f"{name} {size}" in drawn}


def _inline(tree: etree._Element, name: str, size: str) -> str:
    return inline(tree, size=size, named_by=f"finding-{name} about-{name}")
