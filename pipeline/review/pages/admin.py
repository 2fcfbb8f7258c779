"""`/admin`: for whoever looks after the machine: nights, findings of sources, settings, accounts, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import CirclewiseError
from pipeline.flow.report import STAGES
from pipeline.flow.under_way import past_nights, under_way
from pipeline.model import ROLES
from pipeline.review.languages import language_of
from pipeline.review.site import here_of, site_of
from pipeline.schedule.times import next_fire_times
from pipeline.settings import EXAMPLE_CONTACT
from pipeline.store import LONGEST_PASSWORD, SourceRun, issue_choices, issue_groups, last_runs

NIGHTS, EVENTS = 10, 50
LONGEST = 200


def admin(request: Request) -> Response:
    """What runs now, how nights went, and which settings hold."""
    return show_admin(request)


def show_admin(request: Request, code: int = 200, *, refused: str = "") -> Response:
    """The page; `refused` says who works here where somebody wanted to start a night."""
    site = site_of(request)
    now = site.clock()
    runs: tuple[SourceRun, ...] = ()
    trouble = ""
    try:
        with site.live.open() as catalogue:
            runs = last_runs(catalogue)
    except CirclewiseError as error:  # the page has to be there before the first night, and when a night is needed most
        trouble = str(error)
    return site.pages.answer(
        request,
        "admin.html",
        code,
        refused=refused,
        working=under_way(site.home),
        stages=STAGES,
        last=site.nights.last,
        nights=past_nights(site.home, NIGHTS),
        runs=runs,
        trouble=trouble,
        is_demo=site.home.is_demo,
        is_contact_missing=site.settings.contact == EXAMPLE_CONTACT and not site.settings.gateway,
        titles=site.sources,
        settings_now=site.settings_now,
        has_schedule=site.schedule is not None and site.schedule(),
        is_schedule_here=site.schedule is not None,
        next_at=next_fire_times(site.settings, now, 1)[0],
        moment=_moment(request),
        here="/admin" if code != 200 else here_of(request),
    )


def issues(request: Request) -> Response:
    """What the last run of each source left to be looked at, under a filter that is the address."""
    site = site_of(request)
    source, kind = (request.query_params.get(name, "").strip()[:LONGEST] for name in ("source", "kind"))
    with site.live.open() as catalogue:
        groups = issue_groups(catalogue, source, kind)
        sources, kinds = issue_choices(catalogue)
    return site.pages.answer(
        request,
        "admin_issues.html",
        groups=groups,
        sources=sources,
        kinds=kinds,
        source=source,
        kind=kind,
        titles=site.sources,
    )


def doctor(request: Request) -> Response:
    """What `circlewise doctor` found when somebody last asked here; looking at this page starts nothing."""
    site = site_of(request)
    examined = site.nights.examined
    return site.pages.answer(
        request, "admin_doctor.html", examined=examined, moment=_moment(request), here=here_of(request)
    )


def accounts(request: Request) -> Response:
    """Who may sign in, and the log of that."""
    return show_accounts(request)


def show_accounts(
    request: Request, code: int = 200, *, said: str = "", name: str = "", password: str = "", refused: str = ""
) -> Response:
    """The page, with what came of a change: `said` is added, role, removed or password; a password is shown once."""
    site = site_of(request)
    access = site.access
    return site.pages.answer(
        request,
        "admin_accounts.html",
        code,
        accounts=[(each, access.one_time.is_marked(each.name)) for each in access.accounts.all()],
        events=access.accounts.log(EVENTS),
        roles=ROLES,
        said=said,
        name=name,
        password=password,
        refused=refused,
        longest=LONGEST_PASSWORD,
        can_sign_in_elsewhere=access.takes_others_word,
        moment=_moment(request),
    )


def _moment(request: Request) -> Callable[[datetime], str]:
    """Writes a time in UTC as the clock on the wall shows it here."""
    language, zone = language_of(request), site_of(request).settings.timezone
    return lambda at: language.moment(at, zone)
