"""What every page and action of one running server shares; made once, passed to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from starlette.requests import Request

from pipeline.flow.look_up import Looker
from pipeline.flow.monitor import DiskUse
from pipeline.model import CredentialKind, Settings
from pipeline.review.access import Access
from pipeline.review.forms import Tokens
from pipeline.review.nights import Nights
from pipeline.review.oidc import Provider, Waiting
from pipeline.review.pictures.gallery import Gallery
from pipeline.review.render import Pages
from pipeline.review.settings_now import SettingsNow
from pipeline.review.solving import Solver
from pipeline.store import Decisions, Home, LiveCatalogue, MatchDecisions

_SCOPE = "circlewise_site"


@dataclass(frozen=True, kw_only=True)
class Site:
    """One home, served."""

    home: Home
    settings_now: SettingsNow
    credentials: tuple[CredentialKind, ...]
    sources: Mapping[str, str]
    """The title of each source, by its id."""
    homes: Mapping[str, str]
    """Where people find each source, by its id."""
    live: LiveCatalogue
    """As published; of the site of a request always the same version, whatever is published meanwhile."""
    decisions: Decisions
    taught: MatchDecisions
    pages: Pages
    tokens: Tokens
    disk: DiskUse
    looker: Looker
    """Looks up courses by their address."""
    gallery: Gallery
    clock: Callable[[], datetime]
    """The time in UTC."""
    access: Access
    nights: Nights
    schedule: Callable[[], bool] | None
    """Whether the schedule that runs beside this page is at work; None where it runs elsewhere, if at all."""
    lexicon: Path
    """The folder of the library lexicon, with which answers are read."""
    solver: Solver
    """Plans the season again."""
    provider: Provider | None
    """The library's own sign-in, where the settings name one."""
    waiting: Waiting
    """Who is on the way there."""
    decided_by: str
    """In whose name decisions are written, as long as there are no accounts."""

    @property
    def settings(self) -> Settings:
        """The settings that hold at this moment."""
        return self.settings_now.current


def author_of(request: Request) -> str:
    """In whose name this request decides: the account's, else as the server was told."""
    site = site_of(request)
    account = site.access.account(request)
    return account.name if account else site.decided_by


def here_of(request: Request) -> str:
    """The address of the page that is read, for a link to itself."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def site_of(request: Request) -> Site:
    """The site that a request came to, with one version of the catalogue for all that the request asks."""
    if _SCOPE not in request.scope:
        site = request.app.state.site
        assert isinstance(site, Site)
        request.scope[_SCOPE] = replace(site, live=site.live.pinned())
    found = request.scope[_SCOPE]
    assert isinstance(found, Site)
    return found
