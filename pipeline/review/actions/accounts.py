"""`POST /admin/accounts`: add an account, give it another role or a new password, remove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.model import ROLES, Role
from pipeline.review.actions.sent import fields_of, text_in
from pipeline.review.actions.sign_in import with_passwords
from pipeline.review.pages.admin import show_accounts
from pipeline.review.site import Site, site_of
from pipeline.store import give, one_time_password

LONGEST_NAME = 200


async def change_accounts(request: Request) -> Response:
    """Do it, and show what came of it: the answer itself holds a new password, so that nothing has to keep it."""
    fields = dict(await fields_of(request))
    return await with_passwords(_change, request, fields)


def _change(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    change, name = _CHANGES.get(fields.get("do", "")), text_in(fields, "name", LONGEST_NAME)
    if change is None or name is None:
        raise HTTPException(400)
    account = site.access.account(request)
    if account is None:  # the first account is made at the machine: else whoever is on it first would be in charge
        return show_accounts(request, 409, refused="first")
    try:
        said, password = change(site, name, fields, f"{account.name}, {site.access.address(request)}")
    except UsageError as error:
        return show_accounts(request, 409, refused=str(error), name=name)
    return show_accounts(request, said=said, name=name, password=password)


def _role(fields: Mapping[str, str]) -> Role:
    if fields.get("role") not in ROLES:
        raise HTTPException(400)
    return cast("Role", fields["role"])


def _add(site: Site, name: str, fields: Mapping[str, str], by: str) -> tuple[str, str]:
    accounts, role, now = site.access.accounts, _role(fields), site.clock()
    if fields.get("elsewhere") and site.access.takes_others_word:
        accounts.add(name, role, None, by=by, at=now)
        return "added", ""
    password = one_time_password()
    accounts.add(name, role, password, by=by, at=now)
    site.access.one_time.mark(name, now)
    return "added", password


def _set_role(site: Site, name: str, fields: Mapping[str, str], by: str) -> tuple[str, str]:
    site.access.accounts.set_role(name, _role(fields), by=by, at=site.clock())
    return "role", ""


def _give(site: Site, name: str, _: Mapping[str, str], by: str) -> tuple[str, str]:
    return "password", give(site.home.accounts, name, by=by, at=site.clock())


def _remove(site: Site, name: str, fields: Mapping[str, str], by: str) -> tuple[str, str]:
    if fields.get("sure") != "yes":
        raise UsageError("sure")
    site.access.accounts.remove(name, by=by, at=site.clock())
    return "removed", ""


_CHANGES: Mapping[str, Callable[[Site, str, Mapping[str, str], str], tuple[str, str]]] = {
    "add": _add,
    "role": _set_role,
    "password": _give,
    "remove": _remove,
}
