"""`/surveys`: what is here and what waits; `/surveys/upload`: another export; `/surveys/purge`: what that destroys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import CirclewiseError
from pipeline.flow.purge import ends_at
from pipeline.review.site import Site, site_of
from pipeline.store import ListedSurvey, Upload, Uploads, counted_surveys, listed_surveys

State = Literal["few", "counted", "waits"]
MOST_WAITING = 20
"""Uploads that may wait to be added; each may be as large as `serve.max_upload_mb`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSurvey:
    """A survey of the list; `n_respondents` and `n_goals` are None where they are not told or not known."""

    survey_id: str
    title: str
    dialect: str
    added_at: datetime
    n_respondents: int | None
    n_used: int
    n_goals: int | None
    state: State
    ends_at: datetime | None


def surveys(request: Request) -> Response:
    """The surveys that are here, the latest first, and uploads that wait for somebody."""
    site = site_of(request)
    counted = _counted(site)
    return site.pages.answer(
        request,
        "surveys.html",
        surveys=[_shown(site, each, counted) for each in reversed(listed_surveys(site.home.surveys))],
        waiting=waiting(site),
        may_purge=may_purge(request),
        is_gone="gone" in request.query_params,
        is_discarded="discarded" in request.query_params,
    )


def upload_form(request: Request) -> Response:
    """The form with which an export is sent."""
    return show_upload_form(request)


def show_upload_form(request: Request, code: int = 200, *, what: str = "") -> Response:
    """The form, with what stood in the way: `none`, `large`, `many`, `broken` or `mapping`."""
    serve = site_of(request).settings.serve
    return site_of(request).pages.answer(
        request, "surveys_upload.html", code, what=what, most_mb=serve.max_upload_mb, hours=serve.keep_uploads_hours
    )


def purge_page(request: Request) -> Response:
    """What it destroys to purge a survey, before it is done."""
    site = site_of(request)
    wanted = request.query_params.get("survey", "")
    found = next((each for each in listed_surveys(site.home.surveys) if each.survey_id == wanted), None)
    if found is None:
        return RedirectResponse("/surveys", 303)
    return site.pages.answer(
        request,
        "surveys_purge.html",
        survey=_shown(site, found, _counted(site)),
        may_purge=may_purge(request),
        n_waiting=len([each for each in waiting(site) if each.kind == "export"]),
    )


def waiting(site: Site) -> Sequence[Upload]:
    """The uploads that are still here, after those are gone whose time is over."""
    uploads = swept(site)
    return [
        each
        for each in uploads.all()
        if (
            uploads.is_working(each.upload_id)
            if each.kind == "purge"
            else uploads.path(each.upload_id, "export").exists()
        )
    ]


def swept(site: Site) -> Uploads:
    """The uploads of this home, those that are too old removed."""
    uploads = Uploads(site.home.uploads)
    uploads.sweep(site.clock(), timedelta(hours=site.settings.serve.keep_uploads_hours))
    return uploads


def may_purge(request: Request) -> bool:
    """Whether who asks may destroy a survey here: an administrator who signed in, since there is no way back."""
    account = site_of(request).access.account(request)
    return account is not None and account.may("administrator")


def title_of(survey_id: str) -> str:
    """What a survey is called: the name of its file, without the digits that tell it from others."""
    return survey_id.rpartition("-")[0].replace("-", " ") or survey_id


def _counted(site: Site) -> dict[str, int]:
    """How many goals the last night read from each survey; nothing before the first night."""
    try:
        with site.live.open() as catalogue:
            return counted_surveys(catalogue)
    except CirclewiseError:
        return {}


def _shown(site: Site, survey: ListedSurvey, counted: dict[str, int]) -> ShownSurvey:
    is_few = survey.n_respondents < site.settings.demand.min_group
    state: State = "few" if is_few else "counted" if survey.survey_id in counted else "waits"
    return ShownSurvey(
        survey_id=survey.survey_id,
        title=title_of(survey.survey_id),
        dialect=survey.dialect,
        added_at=survey.added_at,
        n_respondents=None if is_few else survey.n_respondents,
        n_used=survey.n_used,
        n_goals=counted.get(survey.survey_id) if state == "counted" else None,
        state=state,
        ends_at=ends_at(survey, site.settings.demand),
    )
