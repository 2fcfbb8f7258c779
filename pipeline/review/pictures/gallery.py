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
from pipeline.review.pictures.sheets import Sheet, sheets_of
from pipeline.review.pictures.specs import NARROW, WIDE, spec_of
from pipeline.review.pictures.svg import cleaned

SIZES = (WIDE, NARROW)
TRIES = 3
"""How often pictures that could not be drawn are tried again, a try a request; then their tables stand alone."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The pictures of one catalogue in one language."""

    sheets: Mapping[str, Sheet]
    drawings: Mapping[tuple[str, str], etree._Element]
    """By name and size; one that has nothing to draw, or could not be drawn, is missing."""
    trouble: str = ""
    """Why nothing could be drawn; the tables are there all the same."""


@dataclass
class Gallery:
    """Keeps what was drawn of the version that is published: at most one set a language. Safe to use from threads."""

    sources: Mapping[str, str]
    """The title of each source, by its id."""
    _of: Figures | None = None
    _shown: dict[str, Shown] = field(default_factory=dict)
    _tries: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def shown(self, figures: Figures, language: str, words: Mapping[str, str]) -> Shown:
        """The pictures of these figures; `words` are those that stand in drawings. Who comes first waits for all."""
        with self._lock:
            if self._of is not figures:
                self._of, self._shown, self._tries = figures, {}, Counter()
            kept = self._shown.get(language)
            if kept is None or (kept.trouble and self._tries[language] < TRIES):
                self._tries[language] += 1
                kept = self._shown[language] = self._made(figures, language, words)
            return kept

    def _made(self, figures: Figures, language: str, words: Mapping[str, str]) -> Shown:
        sheets = sheets_of(figures, self.sources)
        specs = {
            f"{name} {size}": spec
            for name, sheet in sheets.items()
            for size in SIZES
            if (spec := spec_of(sheet, size, words)) is not None
        }
        try:
            drawn = {name: cleaned(each) for name, each in draw(specs, language).items()}
        except (StoreError, ValueError) as error:
            return Shown(sheets=sheets, drawings={}, trouble=str(error))
        return Shown(
            sheets=sheets,
            drawings={
                (name, size): drawn[f"{name} {size}"] for name in sheets for size in SIZES if f"{name} {size}" in drawn
            },
        )
