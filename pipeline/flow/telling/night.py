"""The end of a night as far as messages are concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.flow.report import NightReport


@dataclass(frozen=True, kw_only=True)
class NightEnd:
    """What a night came to."""

    at: datetime
    """UTC time, aware."""
    night_id: str | None
    """None where it ended before it had one."""
    failure: str | None = None
    """Why nothing was published; None where it was."""
    outcomes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By source that was asked: outcome as in core.run, and the reason, empty where it succeeded."""


LAKE = "the lake"
"""Stands among the sources; no source has such an id."""


def end_of(report: NightReport, at: datetime) -> NightEnd:
    """The end of a night that came to its end."""
    outcomes = {harvest.rules.source: (harvest.outcome, harvest.reason or "") for harvest in report.harvests}
    lake = (
        {}
        if report.lake is None
        else {LAKE: ("failed", report.lake_failure) if report.lake_failure else ("succeeded", "")}
    )
    return NightEnd(
        at=at,
        night_id=report.night_id,
        failure=None if report.published else report.failure or "nothing was published, and no reason is known",
        outcomes=outcomes | lake,
    )
