"""For machines: /metrics, /healthz (the process answers) and /readyz (people see what they should)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pipeline.flow.monitor import CONTENT_TYPE, figures_of, metrics_text, why_not_ready
from pipeline.review.site import site_of


def metrics(request: Request) -> Response:
    """Figures in the text format of Prometheus."""
    site = site_of(request)
    now = site.clock()
    found = figures_of(site.home, site.live.open, now, site.disk.at(now))
    return Response(metrics_text(found), headers={"Content-Type": CONTENT_TYPE})


def healthz(request: Request) -> Response:
    """This process answers; nothing else is looked at, so that nobody restarts it for an old catalogue."""
    return PlainTextResponse("ok\n")


def readyz(request: Request) -> Response:
    """200 where the catalogue can be read and is new enough, else 503 with the reason."""
    site = site_of(request)
    reason = why_not_ready(site.live.open, site.settings.monitor, site.clock())
    return PlainTextResponse("ready\n") if reason is None else PlainTextResponse(f"not ready: {reason}\n", 503)
