"""Circle fit: what tonight's courses are held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.flow.links import Links
from pipeline.model import CircleSettings, CourseRating, FitWords
from pipeline.topics.fit import FitBasis
from pipeline.typed_yaml import load_typed

FILE = Path("data") / "reference" / "fit_words.yaml"


def load_fit_words(path: Path) -> FitWords:
    """The words by which descriptions tell that a course fits.

    Raises:
        SettingsError: the file is missing, is no YAML or says something it may not.
    """
    return load_typed(path, FitWords)


def fit_basis(
    settings: CircleSettings, words: FitWords, links: Links, ratings: Mapping[str, CourseRating], today: date
) -> FitBasis:
    """What is known on a local date."""
    return FitBasis(settings=settings, today=today, words=words, checks=links.checks, ratings=ratings)
