"""`GET /oidc` and `GET /oidc/back`: to the library's own sign-in, and back from there."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import UsageError
from pipeline.model import ROLES, Account, OidcSettings
from pipeline.review.actions.sent import back_to
from pipeline.review.actions.sign_in import let_in, minutes_until, note_access
from pipeline.review.oidc import OidcError, Provider
from pipeline.review.pages.sign_in import show_sign_in
from pipeline.review.render import set_cookie
from pipeline.review.site import Site, site_of
from pipeline.store import Subjects
from pipeline.topics.title import one_line

COOKIE = "circlewise_oidc"
BACK = "/oidc/back"
ATTEMPTS = "oidc:"
"""Under this name tries from one address are counted; no account can be called so."""
LONGEST = 2_048
BY = "the library's own sign-in"
_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_log = logging.getLogger("circlewise.oidc")


def begin(request: Request) -> Response:
    """Send a browser to the provider, with what only this return can bring back."""
    site, provider = _provided(request)
    browser = request.cookies.get(COOKIE, "")
    if not _BROWSER.fullmatch(browser):
        browser = secrets.token_urlsafe(32)
    begun = site.waiting.begin(browser, back_to(request.query_params), site.clock())
    try:
        response = RedirectResponse(provider.way_there(begun, redirect_uri(request)), 303)
    except OidcError as error:
        return _refused(request, error, "oidc_down", 503)
    set_cookie(response, request, COOKIE, browser, 600)
    return response


def come_back(request: Request) -> Response:
    """Let in whom the provider names, if all that it says is as it has to be."""
    site, provider = _provided(request)
    query, now = request.query_params, site.clock()
    begun = site.waiting.come_back(query.get("state", ""), request.cookies.get(COOKIE, ""), now)
    if begun is None:
        return _refused(request, OidcError("nobody had set out from this browser"), "oidc_old", 400)
    address = site.access.address(request)
    until = site.access.attempts.begin(ATTEMPTS, address, now)
    if until is not None:
        minutes = minutes_until(until, now)
        response = show_sign_in(request, 429, back=begun.back, what="wait", minutes=minutes)
        response.headers["Retry-After"] = str(60 * minutes)
        return response
    code = query.get("code", "")
    try:
        if "error" in query or not 0 < len(code) <= LONGEST:
            raise OidcError(f"the provider said {query.get('error', '')[:60]!r} and gave no code")
        claims = provider.claims(begun, code, query.get("iss"), redirect_uri(request))
        account = _account(site, provider.settings, claims)
    except OidcError as error:
        note_access(site, "sign_in_failed", None, address)
        return _refused(request, error, "oidc", 403, begun.back)
    if account is None:
        note_access(site, "sign_in_failed", None, address)
        return _refused(request, OidcError("there is no account for them"), "oidc_stranger", 403, begun.back)
    site.access.attempts.forgive(ATTEMPTS, address)
    note_access(site, "signed_in", account, address)
    return let_in(request, account, begun.back)


def redirect_uri(request: Request) -> str:
    """Our address as the provider knows it: that of the settings, else of this machine, which the guard let in."""
    address = site_of(request).settings.serve.address
    return f"{address.rstrip('/')}{BACK}" if address else f"{request.url.scheme}://{request.url.netloc}{BACK}"


def _provided(request: Request) -> tuple[Site, Provider]:
    site = site_of(request)
    if site.provider is None or not site.access.is_closed:
        raise HTTPException(404)
    return site, site.provider


def _account(site: Site, settings: OidcSettings, claims: Mapping[str, Any]) -> Account | None:
    """The account of whom the claims name; None where there is none, or it is somebody else's.

    Raises:
        OidcError: the claims do not name anybody.
    """
    name = claims.get(settings.name_claim)
    if not isinstance(name, str) or not name.strip():
        raise OidcError(f"the token has no `{settings.name_claim}`")
    if settings.name_claim == "email" and claims.get("email_verified") is not True:
        raise OidcError("the provider has not verified the e-mail address")
    accounts, now = site.access.accounts, site.clock()
    account = accounts.named(name)
    if settings.role_claim is not None:
        role = _role(settings, claims.get(settings.role_claim))
        if role is None:
            return None
        try:
            if account is None:
                account = accounts.add(name, role, None, by=BY, at=now)
        except UsageError as error:
            raise OidcError(f"no account can be made: {error}") from error
        if not _is_theirs(site, settings, account, claims):
            return None
        if account.role != role:
            try:
                account = accounts.set_role(name, role, by=BY, at=now)
            except UsageError:  # the last administrator stays one
                _log.warning("%s keeps the role %s: nobody else administers", account.name, account.role)
        return account
    return account if account is not None and _is_theirs(site, settings, account, claims) else None


def _is_theirs(site: Site, settings: OidcSettings, account: Account, claims: Mapping[str, Any]) -> bool:
    return Subjects(site.home.accounts).is_theirs(account, settings.issuer, claims["sub"], site.clock())


def _role(settings: OidcSettings, said: Any) -> Any:
    """The role that may most of those that the values of the claim stand for; None where they stand for none."""
    values = said if isinstance(said, list) else [said]
    found = [settings.roles[each] for each in values if isinstance(each, str) and each in settings.roles]
    return max(found, key=ROLES.index, default=None)


def _refused(request: Request, error: OidcError, what: str, code: int, back: str = "/topics") -> Response:
    """One calm page; why stands in the log of the server alone."""
    _log.warning("nobody was signed in: %s", one_line(str(error))[:400])
    return show_sign_in(request, code, back=back, what=what)
