"""What every page and action of one running server shares; made once, passed to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from pipeline.model import CredentialKind, Settings
from pipeline.review.forms import Tokens
from pipeline.review.render import Pages
from pipeline.store import Decisions, Home, LiveCatalogue, MatchDecisions


@dataclass(frozen=True, kw_only=True)
class Site:
    """One home, served."""

    home: Home
    settings: Settings
    credentials: tuple[CredentialKind, ...]
    sources: Mapping[str, str]
    """The title of each source, by its id."""
    live: LiveCatalogue
    decisions: Decisions
    taught: MatchDecisions
    pages: Pages
    tokens: Tokens
    clock: Callable[[], datetime]
    """The time in UTC."""
    decided_by: str
    """In whose name decisions are written, as long as there are no accounts."""


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
