"""Whether people who open the page now see what they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.errors import CirclewiseError, UsageError
from pipeline.flow.monitor.figures import Open
from pipeline.model import Night
from pipeline.model.unattended import MonitorSettings


def why_not_ready(opened: Open, settings: MonitorSettings, now: datetime) -> str | None:
    """Why not, in a sentence; None where the catalogue can be read and is not too old. `now` is UTC."""
    try:
        with opened() as catalogue:
            night = next(iter(catalogue.previous(Night, "true", order="started_at DESC LIMIT 1")), None)
    except UsageError:
        return "there is no catalogue yet; `circlewise run` makes it"
    except CirclewiseError:  # whoever asks may be anybody: where the home is, is not told
        return "the catalogue cannot be read; `circlewise doctor` says why"
    if night is None:
        return "the catalogue tells of no night yet; `circlewise run` is the first"
    age = now - night.finished_at.replace(tzinfo=UTC)
    if age > timedelta(hours=settings.max_age_hours):
        hours = age / timedelta(hours=1)
        return (
            f"what people see is {hours:,.0f} hours old, at most {settings.max_age_hours:g} were expected "
            "(monitor.max_age_hours); `circlewise doctor` says what is wrong"
        )
    return None
