"""`/health`: whether what people see can be trusted, in plain words."""

from __future__ import annotations

from datetime import UTC, timedelta

from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.languages import language_of
from pipeline.review.site import site_of
from pipeline.schedule.times import next_fire_times
from pipeline.store import source_health

LATE = timedelta(hours=12)
"""A planned night that was not published so long after its start did not take place."""


def health(request: Request) -> Response:
    """The last night, what was held back and why, how old the data are, and the next night."""
    site = site_of(request)
    now = site.clock()
    night = site.live.overview().night
    with site.live.open() as catalogue:
        sources = source_health(catalogue)
    language = language_of(request)
    finished = night.finished_at.replace(tzinfo=UTC) if night else None
    return site.pages.answer(
        request,
        "health.html",
        night=night,
        finished=language.moment(finished, site.settings.timezone) if finished else "",
        ago=language.ago(now, finished) if finished else "",
        is_stale=finished is not None and next_fire_times(site.settings, finished, 1)[0] + LATE < now,
        next_at=language.moment(next_fire_times(site.settings, now, 1)[0], site.settings.timezone),
        settings_trouble=site.settings_now.trouble,
        has_schedule=site.schedule is not None and site.schedule(),
        sources=[(each, site.sources.get(each.source, each.source)) for each in sources],
    )
