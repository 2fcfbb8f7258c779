"""Who may open the coordinators' page: accounts, what each role may do, and how long a sign-in lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from pipeline.model.setting import setting

Role = Literal["viewer", "coordinator", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the one that may least to the one that may most; each may what those before it may."""
AccessKind = Literal[
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "account_added",
    "role_changed",
    "password_changed",
    "account_removed",
    "night_started",
    "home_examined",
    "survey_uploaded",
    "survey_discarded",
    "survey_added",
    "survey_purged",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Somebody who may sign in."""

    name: str
    """Who decides, in the history of topics; unique whatever its capitals."""
    role: Role
    has_password: bool
    """False for one whom only a proxy signs in."""
    added_at: datetime
    """UTC, without zone."""
    last_signed_in_at: datetime | None = None
    """UTC, without zone; None before the first time, or where the log does not go back so far."""

    def may(self, role: Role) -> bool:
        """Whether what asks for a role is open to this account."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessEvent:
    """A row of the log: sign-ins, changes to accounts, and what became of surveys by way of the page."""

    happened_at: datetime
    """UTC, without zone."""
    kind: AccessKind
    account: str | None
    """None where somebody typed a name that is no account: it may be a password in the wrong field. Of surveys the
    name in which decisions are written, as long as there are no accounts."""
    by: str
    """Who did it: the network address of a browser, or the machine's account that ran the verb."""
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class OidcSettings:
    """The library's own sign-in, where it speaks OpenID Connect; who comes from there needs no password here."""

    issuer: str = setting("the provider's address, exactly as it names itself, such as https://sso.library.example.org")
    client_id: str = setting("what this page is called at the provider")
    secret_env: str = setting(
        "environment variable with the secret that the provider gave; the same with _FILE behind it names a file",
        default="CIRCLEWISE_OIDC_SECRET",
    )
    title: str = setting("what people know the provider as, on the page where they sign in", default="the library")
    scopes: tuple[str, ...] = setting("what is asked for", default=("openid", "profile"))
    name_claim: str = setting(
        "the claim that is the account's name; at the provider nobody may choose it freely. `email` counts only where "
        "the provider says that it is verified",
        default="preferred_username",
    )
    role_claim: str | None = setting(
        "the claim whose values `roles` maps; left out, accounts and their roles are made here", default=None
    )
    roles: dict[str, Role] = setting(
        "by a value of that claim: viewer, coordinator or administrator; who has several gets the one that may most, "
        "who has none is not let in. Accounts are then made and changed with each sign-in",
        default_factory=dict,
    )
    is_inside: bool = setting(
        "true where the provider runs in the library's own network or on this machine: its host is then asked although "
        "its address is no public one",
        default=False,
    )


@dataclass(frozen=True, kw_only=True)
class ServeSettings:
    """The coordinators' page: where people reach it, and how long they stay signed in."""

    address: str | None = setting(
        "where people reach the page through a proxy that speaks TLS, such as https://circles.library.example.org; "
        "left out, this machine only",
        default=None,
    )
    proxies: tuple[str, ...] = setting(
        "network addresses of proxies that are believed who asks (X-Forwarded-For)", default=()
    )
    trusted_header: str | None = setting(
        "header in which such a proxy names the account that it has signed in; left out, everybody signs in here",
        default=None,
    )
    oidc: OidcSettings | None = setting(
        "the library's own sign-in through OpenID Connect; left out, everybody has a password here", default=None
    )
    with_schedule: bool = setting(
        "whether `circlewise serve` runs nights and backups, too, as `circlewise schedule` does", default=False
    )
    idle_minutes: int = setting("minutes without a click after which a sign-in ends", limits=(5, 1440), default=120)
    sign_in_hours: float = setting("hours after which it ends in any case", limits=(0.25, 168), default=12.0)
    keep_log_days: int = setting(
        "days for which sign-ins and changes to accounts are kept in the log", limits=(30, 3650), default=365
    )
    max_upload_mb: int = setting(
        "largest survey export that can be uploaded, in MiB; what is larger than 64 is never read",
        limits=(1, 64),
        default=32,
    )
    keep_uploads_hours: float = setting(
        "hours after which an export that was uploaded and neither added nor discarded is removed",
        limits=(1, 168),
        default=24.0,
    )
