"""Circle fit: what tonight's courses are held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.flow.links import Links
from pipeline.model import CourseRating, FitWords, Settings
from pipeline.topics.first_day import planned_day
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
    settings: Settings, words: FitWords, links: Links, ratings: Mapping[str, CourseRating], today: date
) -> FitBasis:
    """What is known on a local date; circles start on the first day of the season that is planned then."""
    return FitBasis(
        settings=settings.circle,
        today=today,
        words=words,
        checks=links.checks,
        ratings=ratings,
        season_starts_on=planned_day(settings, today),
    )
