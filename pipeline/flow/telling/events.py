"""A night as structured events: what happened when, in names and numbers, and nothing of what people answered.

Topic titles, goals and lines of the digest are made from answers, so none of them is ever logged.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable

from pipeline.errors import CirclewiseError
from pipeline.flow.harvested import Harvest
from pipeline.flow.report import NightReport
from pipeline.logbook import Log

Progress = Callable[[str, Harvest | None], None]


class NightEvents:
    """Told by the night whenever something moves on; logs it, and passes it on."""

    def __init__(self, log: Log, onward: Progress) -> None:
        self._log, self._onward = log, onward
        self._ended: set[str] = set()

    def __call__(self, stage: str, harvest: Harvest | None) -> None:
        """A stage began, or a source moved on."""
        self._onward(stage, harvest)
        if harvest is None:
            self._log("stage", stage=stage)
        elif harvest.run_id not in self._ended and (harvest.reason or harvest.finished_at > harvest.started_at):
            self._source(harvest)

    def end(self, report: NightReport) -> None:
        """The night is over."""
        for harvest in report.harvests:
            if harvest.run_id not in self._ended:
                self._source(harvest)
        for source, reason in report.skipped:
            self._log("source_skipped", source=source, reason=reason)
        self._log(
            "night_ended",
            level="info" if report.published else "error",
            night_id=report.night_id,
            published=report.published,
            failure=report.failure,
            warning=report.warning,
            courses=report.courses,
            seconds=report.seconds,
            cpu_seconds=report.cpu_seconds,
            peak_memory_mib=report.peak_memory_mib,
        )

    def _source(self, harvest: Harvest) -> None:
        self._ended.add(harvest.run_id)
        self._log(
            "source",
            level="info" if harvest.outcome == "succeeded" else "warning",
            source=harvest.rules.source,
            run_id=harvest.run_id,
            outcome=harvest.outcome,
            reason=harvest.reason,
            pages=len(harvest.pages),
            listings=harvest.records,
            rejected=harvest.rejected,
            retries=harvest.retries,
            seconds=harvest.seconds,
        )


def log_stop(log: Log, error: BaseException) -> str:
    """A night ended by an error: logged with its place in the code; the reason in words is returned.

    The text of an error that is not ours may hold what somebody answered, so only its kind is told.
    """
    reason = str(error) if isinstance(error, CirclewiseError) else f"a mistake in Circlewise ({type(error).__name__})"
    if isinstance(error, OSError):
        reason = f"the system refused ({error.strerror or type(error).__name__})"
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    log("night_stopped", level="error", reason=reason, kind=type(error).__name__, places=places)
    return reason
