"""Whether a course fits a circle, one signal at a time; what a source does not say is unknown and never no.

Every signal is a function of a course and a `FitBasis`; its docstring is what people are told of it. All are worded so
that yes is good news. Which of them decide is a setting: `circle.needed_signals` and `circle.barring_signals`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.model import CircleSettings, Course, FitSignal, FitValue
from pipeline.topics.fit import content, cost, page, time
from pipeline.topics.fit.basis import FitBasis
from pipeline.topics.fit.pace import Pace, pace

__all__ = ["SIGNALS", "FitBasis", "Pace", "fit_signals", "overall", "pace"]

SIGNALS: tuple[Callable[[Course, FitBasis], FitSignal], ...] = (
    cost.free_of_charge,
    cost.free_to_the_end,
    cost.no_purchase,
    time.weeks_fit,
    time.weekly_load_fits,
    time.open_for_enrolment,
    time.dates_fit,
    content.language_fits,
    content.weekly_modules,
    content.discussion_or_project,
    content.open_licence,
    content.no_login,
    content.accessibility_stated,
    content.reading_level_fits,
    page.still_there,
    page.seen_lately,
    page.worked_in_a_circle,
)
"""In the order in which people are shown them."""


def fit_signals(course: Course, basis: FitBasis) -> tuple[FitSignal, ...]:
    """All signals of a course, in the order of SIGNALS."""
    return tuple(signal(course, basis) for signal in SIGNALS)


def overall(signals: Iterable[FitSignal], settings: CircleSettings) -> FitValue:
    """No where a needed or barring signal says no, yes where every needed one says yes, else unknown."""
    values = {signal.signal: signal.value for signal in signals}
    if any(values.get(name) == "no" for name in (*settings.needed_signals, *settings.barring_signals)):
        return "no"
    return "yes" if all(values.get(name) == "yes" for name in settings.needed_signals) else "unknown"
