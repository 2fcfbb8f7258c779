"""Figures in the text format of Prometheus (0.0.4). Names end in their unit; times are seconds since 1970."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from pipeline.flow.monitor.figures import Figures
from pipeline.model import Outcome

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(figures: Figures) -> str:
    """All figures; what is not known has no line."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Home(figures))
    return generate_latest(registry).decode("utf-8")


class _Home(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Everything, in the order of a page that somebody reads."""
        yield from _catalogue(self._figures)
        yield from _night(self._figures)
        yield from _sources(self._figures)
        yield from _disk(self._figures)


def _catalogue(figures: Figures) -> Iterator[GaugeMetricFamily]:
    yield _one("circlewise_catalogue_readable", "1 where the published catalogue can be read.", figures.trouble is None)
    if figures.published_at:
        age = figures.now - figures.published_at
        yield _one("circlewise_data_age_seconds", "Age of the night that people see.", age.total_seconds())
        moment = figures.published_at.timestamp()
        yield _one("circlewise_published_timestamp_seconds", "When that night was published.", moment)
    if figures.courses is not None:
        yield _one("circlewise_courses", "Active courses in the published catalogue.", figures.courses)


def _night(figures: Figures) -> Iterator[GaugeMetricFamily]:
    yield _one("circlewise_messages_not_sent", "Messages of the last night that reached no address.", figures.unsent)
    if figures.night is None:
        return
    night = figures.night
    yield _one("circlewise_night_published", "1 where the last night was published, else 0.", night.is_published)
    yield _one("circlewise_night_started_timestamp_seconds", "When the last night began.", night.at.timestamp())
    stages = GaugeMetricFamily("circlewise_night_seconds", "What the last night took, by stage.", labels=["stage"])
    for stage, seconds in sorted(night.seconds.items()):
        stages.add_metric([stage], seconds)
    yield stages


def _sources(figures: Figures) -> Iterator[GaugeMetricFamily]:
    outcome = GaugeMetricFamily(
        "circlewise_source_outcome", "1 for what the last run of a source came to.", labels=["source", "outcome"]
    )
    listings = GaugeMetricFamily("circlewise_source_listings", "Listings that its last run brought.", labels=["source"])
    courses = GaugeMetricFamily("circlewise_source_courses", "Active courses of a source.", labels=["source"])
    age = GaugeMetricFamily("circlewise_source_age_seconds", "Since its last good run began.", labels=["source"])
    for source in sorted(figures.sources, key=lambda each: each.source):
        for each in get_args(Outcome):
            outcome.add_metric([source.source, each], source.outcome == each)
        listings.add_metric([source.source], source.listings)
        courses.add_metric([source.source], source.courses)
        if source.good_at:
            age.add_metric([source.source], (figures.now - _utc(source.good_at)).total_seconds())
    yield from (outcome, listings, courses, age)


def _disk(figures: Figures) -> Iterator[GaugeMetricFamily]:
    if figures.disk is None:
        return
    used = GaugeMetricFamily("circlewise_disk_used_bytes", "What the home takes, by part of it.", labels=["part"])
    for part, size in sorted(figures.disk.used.items()):
        used.add_metric([part], size)
    yield used
    yield _one("circlewise_disk_free_bytes", "Room on the disk of the home.", figures.disk.free)
    if figures.disk.days_left is not None:
        seconds = figures.disk.days_left * 86_400
        yield _one("circlewise_disk_full_in_seconds", "Until it is full at the pace of the last weeks.", seconds)


def _one(name: str, doc: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, doc, value=float(value))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
