"""Who is asking: the account that signed in here or at a trusted proxy; nobody has to where there are no accounts."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request

from pipeline.errors import StoreError
from pipeline.model import Account, Role, ServeSettings
from pipeline.review.guard import LOOPBACK
from pipeline.store import Accounts, Attempts, OneTime, SignIns

COOKIE = "circlewise_sign_in"
_SCOPE = "circlewise_account"


class Access:
    """The accounts of one home, and how requests are told apart."""

    def __init__(self, path: Path, settings: ServeSettings, clock: Callable[[], datetime]) -> None:
        self.accounts, self.attempts, self.one_time = Accounts(path), Attempts(path), OneTime(path)
        self.sign_ins = SignIns(
            path, idle=timedelta(minutes=settings.idle_minutes), longest=timedelta(hours=settings.sign_in_hours)
        )
        self.settings = settings
        self._clock = clock
        self._is_closed = False
        self._proxies = [ipaddress.ip_network(each) for each in settings.proxies]

    @property
    def is_closed(self) -> bool:
        """Whether people have to sign in: from the first account on, and for good while the server runs."""
        self._is_closed = self._is_closed or self.accounts.exist()
        return self._is_closed

    @property
    def takes_others_word(self) -> bool:
        """Whether people can sign in without a password of ours: at a proxy, or at the library's own sign-in."""
        return bool(self.settings.trusted_header) or self.settings.oidc is not None

    def account(self, request: Request) -> Account | None:
        """Who asks; None where nobody is signed in or nobody has to.

        Raises:
            StoreError: the file of accounts cannot be read.
        """
        if _SCOPE not in request.scope:
            request.scope[_SCOPE] = self._account(request)
        found = request.scope[_SCOPE]
        assert found is None or isinstance(found, Account)
        return found

    def shown(self, request: Request) -> Account | None:
        """Who asks, for the head of a page: an error page, too, which has to be shown whatever ails the accounts."""
        try:
            return self.account(request)
        except StoreError:
            return None

    def may(self, request: Request, role: Role) -> bool:
        """Whether who asks may do what asks for a role; as long as there are no accounts everybody may."""
        account = self.shown(request)
        return account.may(role) if account else not self.is_closed

    def binding(self, request: Request) -> str:
        """What forms are tied to beside the visit: a form that was open before somebody signed in is not theirs."""
        return f"{request.cookies.get(COOKIE, '')}|{self.told_by_proxy(request) or ''}"

    def address(self, request: Request) -> str:
        """The network address of who asks: what a listed proxy says of it, else the peer; of IPv6 the network."""
        peer = request.client.host if request.client else ""
        if self._is_proxy(peer):
            told = [each.strip() for line in request.headers.getlist("x-forwarded-for") for each in line.split(",")]
            for each in reversed(told[-20:]):
                if not _is_address(each):
                    break
                peer = each
                if not self._is_proxy(each):
                    break
        return _one(peer)

    def told_by_proxy(self, request: Request) -> str | None:
        """The name in the trusted header, if a listed proxy sent it, once; None otherwise."""
        header = self.settings.trusted_header
        if not header or not self._is_proxy(request.client.host if request.client else ""):
            return None
        names = request.headers.getlist(header)
        return names[0] if len(names) == 1 and names[0] else None

    def _account(self, request: Request) -> Account | None:
        if not self.is_closed:
            return None
        told = self.told_by_proxy(request)
        if told is not None:
            return self.accounts.named(told)
        sign_in = request.cookies.get(COOKIE, "")
        return self.sign_ins.account(sign_in, self._clock()) if sign_in else None

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and any(ipaddress.ip_address(_plain(address)) in each for each in self._proxies)


def public_host(settings: ServeSettings) -> frozenset[str]:
    """The name under which a proxy is reached, as a set of one or none."""
    host = urlsplit(settings.address).hostname if settings.address else None
    return frozenset({f"[{host}]" if ":" in host else host}) if host else frozenset()


def is_secure(request: Request) -> bool:
    """Whether browsers may send cookies over TLS only: always, but for plain http on this machine."""
    host = request.url.hostname or ""
    return request.url.scheme == "https" or (f"[{host}]" if ":" in host else host) not in LOOPBACK


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _plain(address: str) -> str:
    found = ipaddress.ip_address(address)
    return str(getattr(found, "ipv4_mapped", None) or found)


def _one(address: str) -> str:
    """An address as attempts are counted: who has an IPv6 address has all of its network."""
    if not _is_address(address):
        return "unknown"
    plain = _plain(address)
    return str(ipaddress.ip_network(f"{plain}/64", strict=False)) if ":" in plain else plain
