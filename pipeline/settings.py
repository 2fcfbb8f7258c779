"""schedule.yaml, read and checked: what an operator may say, and one clear sentence for each thing that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError
from pipeline.model import (
    CircleSettings,
    EngineSettings,
    Job,
    OidcSettings,
    Politeness,
    SeasonSettings,
    ServeSettings,
    Settings,
    SourceRules,
    StrategicGoal,
    Weekday,
)
from pipeline.model.unattended import NotifySettings
from pipeline.typed_yaml import load_typed, out_of_limits, shown

T = TypeVar("T", bound=Any)
EXAMPLE_CONTACT = "circles@library.example.org"
"""The contact of the committed schedule.yaml; a run warns while it is still there."""
ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
WIDEST = 8
"""Bits that a network of proxies has to name: whoever is in it is believed who asks."""

_WEEKDAY = (
    "a weekday by name, `monday` to `sunday` (numbers are refused: some programs count from Sunday, others from Monday)"
)


def load_settings(path: Path) -> Settings:
    """The settings in a schedule.yaml.

    Raises:
        SettingsError: the file is missing, is no YAML or says something it may not; every finding is a sentence that
            names the file, the key, what was found and what was expected.
    """
    return load_typed(path, Settings, {Weekday: _WEEKDAY}, _senseless, [("engine", "kind")])


def settle_rules(rules: SourceRules, settings: Settings) -> SourceRules:
    """source.yaml under the overrides of schedule.yaml: those for every source, then those for this one."""
    plan = settings.sources.get(rules.source)
    return replace(
        rules,
        politeness=settle_politeness(rules.politeness, rules.source, settings),
        expect=_overridden(rules.expect, plan.expect if plan else {}),
    )


def settle_politeness(politeness: Politeness, source: str, settings: Settings) -> Politeness:
    """How gently a source is asked under the overrides of schedule.yaml."""
    plan = settings.sources.get(source)
    return _overridden(politeness, {**settings.politeness, **(plan.politeness if plan else {})})


def _overridden(owner: T, values: Mapping[str, float]) -> T:
    """The dataclass with some numbers replaced; whole numbers stay whole."""
    kinds = {name: type(getattr(owner, name)) for name in values}
    return replace(owner, **{name: kinds[name](value) for name, value in values.items()})


def _senseless(settings: Settings) -> Iterator[str]:
    """A sentence for every value that has the right type, lies within its limits and makes no sense."""
    yield from _job("night", settings.night)
    if settings.backup:
        yield from _job("backup", settings.backup.job)
        if not Path(settings.backup.folder).is_absolute():
            yield f"backup.folder: found {shown(settings.backup.folder)}, expected a whole path such as /var/backups"
    for source, plan in settings.sources.items():
        yield from _weekdays(f"sources.{source}", plan.weekdays)
    for key, is_good, expected in _CHECKS:
        value = getattr(settings, key)
        if not is_good(value):
            yield f"{key}: found {shown(value)}, expected {expected}"
    yield from _circle(settings.circle)
    yield from _strategy(settings.strategic_goals)
    yield from _season(settings.season)
    yield from _notify(settings.notify)
    yield from _serve(settings.serve)
    yield from _engine(settings.engine)


def _notify(notify: NotifySettings) -> Iterator[str]:
    """What was found is not repeated: it may be an address with a password, in the wrong place."""
    for key in ("digest_env", "admin_env"):
        if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", getattr(notify, key)):
            yield (
                f"notify.{key}: found something else than the name of an environment variable, such as "
                "CIRCLEWISE_NOTIFY; addresses are never written here, only in that variable or in the file it names"
            )


def _job(path: str, job: Job) -> Iterator[str]:
    if not re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", job.at):
        yield f"{path}.at: found {shown(job.at)}, expected local time as HH:MM, from 00:00 to 23:59, such as 02:30"
    yield from _weekdays(path, job.weekdays)


def _strategy(goals: Sequence[StrategicGoal]) -> Iterator[str]:
    seen: set[str] = set()
    for number, goal in enumerate(goals):
        here = f"strategic_goals[{number}]"
        if not goal.name.strip() or goal.name in seen:
            yield f"{here}.name: found {shown(goal.name)}, expected a name of its own"
        seen.add(goal.name)
        if not goal.words and not goal.concepts:
            yield f"{here}: found neither `words` nor `concepts`, expected at least one entry: nothing could serve it"
        for key, entries in (("words", goal.words), ("concepts", goal.concepts)):
            for place, entry in enumerate(entries):
                if not re.search(r"\w", entry):
                    yield f"{here}.{key}[{place}]: found {shown(entry)}, expected words"


def _circle(circle: CircleSettings) -> Iterator[str]:
    if circle.min_weeks > circle.max_weeks:
        expected = f"expected no more than circle.max_weeks ({circle.max_weeks:g})"
        yield f"circle.min_weeks: found {circle.min_weeks:g}, {expected}"
    if circle.failed_max_rating >= circle.worked_min_rating:
        expected = f"expected less than circle.worked_min_rating ({circle.worked_min_rating:g})"
        yield f"circle.failed_max_rating: found {circle.failed_max_rating:g}, {expected}"
    if not circle.languages:
        yield "circle.languages: found an empty list, expected at least one language such as `en`"
    for number, tag in enumerate(circle.languages):
        if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
            yield f"circle.languages[{number}]: found {shown(tag)}, expected a BCP 47 tag such as `en` or `pt-BR`"


def _season(season: SeasonSettings) -> Iterator[str]:
    if season.min_size > season.max_size:
        yield f"season.min_size: found {season.min_size}, expected no more than season.max_size ({season.max_size})"
    if season.starts_on is not None and not _is_date(season.starts_on):
        yield f"season.starts_on: found {shown(season.starts_on)}, expected an ISO date such as 2027-01-11"
    for number, day in enumerate(season.holidays):
        if not _is_date(day):
            yield f"season.holidays[{number}]: found {shown(day)}, expected an ISO date such as 2027-01-18"
    for number, choice in enumerate(season.forbidden):
        if choice.facilitator and (choice.branch or choice.room):
            found = "found a facilitator and a place (branch or room)"
            yield f"season.forbidden[{number}]: {found}, expected one of the two"


def _serve(serve: ServeSettings) -> Iterator[str]:
    if serve.address is not None and not re.fullmatch(r"https://[A-Za-z0-9.\-]+(?::[0-9]{1,5})?/?", serve.address):
        expected = "expected https://NAME of the proxy, without a path, such as https://circles.library.example.org"
        yield f"serve.address: found {shown(serve.address)}, {expected}"
    for number, proxy in enumerate(serve.proxies):
        if not _is_network(proxy):
            expected = "expected a network address such as 127.0.0.1 or 10.0.0.0/24, /8 at the widest"
            yield f"serve.proxies[{number}]: found {shown(proxy)}, {expected}"
    if serve.trusted_header is not None:
        here = f"serve.trusted_header: found {shown(serve.trusted_header)}"
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", serve.trusted_header):
            yield f"{here}, expected a name such as X-Remote-User"
        if not (serve.proxies and serve.address):
            yield f"{here}, expected serve.proxies and serve.address beside it: who may send it, and where"
    if serve.oidc is not None:
        yield from _oidc(serve.oidc)


def _engine(engine: EngineSettings) -> Iterator[str]:
    files = {key: getattr(engine, key) for key in ("tls_ca_file", "tls_cert_file", "tls_key_file")}
    for key, path in files.items():
        if path is not None and not Path(path).is_absolute():
            yield f"engine.{key}: found {shown(path)}, expected a whole path such as /etc/circlewise/{key[4:-5]}.pem"
    if engine.folder is not None and not Path(engine.folder).is_absolute():
        yield f"engine.folder: found {shown(engine.folder)}, expected a whole path such as /srv/circlewise/shared"
    if engine.kind == "local":
        if engine.scheduler is not None or engine.folder is not None or any(files.values()):
            yield "engine.kind: found local beside settings of a cluster, expected dask, or neither of those"
        return
    found = re.fullmatch(r"(tcp|tls)://([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\]):([0-9]{1,5})", engine.scheduler or "")
    if not found or (found[1] == "tcp" and found[2].strip("[]") not in ON_THIS_MACHINE):
        said = "nothing" if engine.scheduler is None else shown(engine.scheduler)
        expected = "expected tls://HOST:PORT, or tcp://127.0.0.1:PORT: whoever reaches a scheduler runs what they like"
        yield f"engine.scheduler: found {said}, {expected}"
    elif any(files.values()) != (found[1] == "tls") or not (all(files.values()) or not any(files.values())):
        yield "engine: expected tls_ca_file, tls_cert_file and tls_key_file with tls://, and none of them with tcp://"


def _oidc(oidc: OidcSettings) -> Iterator[str]:
    if not is_https(oidc.issuer, is_inside=oidc.is_inside) or urlsplit(oidc.issuer).query:
        expected = "expected https://HOST as the provider names itself (http://127.0.0.1 only with is_inside: true)"
        yield f"serve.oidc.issuer: found {shown(oidc.issuer)}, {expected}"
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", oidc.secret_env):
        yield (
            "serve.oidc.secret_env: found something else than the name of an environment variable, such as "
            "CIRCLEWISE_OIDC_SECRET; the secret is never written here, only in that variable or the file it names"
        )
    for key in ("client_id", "title", "name_claim"):
        if not getattr(oidc, key).strip():
            yield f"serve.oidc.{key}: found a blank text, expected words"
    if "openid" not in oidc.scopes:
        yield f"serve.oidc.scopes: found {shown(list(oidc.scopes))}, expected `openid` among them"
    if bool(oidc.roles) != (oidc.role_claim is not None):
        yield "serve.oidc: found one of `role_claim` and `roles`, expected both or neither"


def is_https(address: str, *, is_inside: bool) -> bool:
    """Whether an address is asked in secret: over https, or on this very machine where a setting says so."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment or port == 0 or not address.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_inside and parts.hostname in ON_THIS_MACHINE)


def _is_network(text: str) -> bool:
    try:
        return ip_network(text).prefixlen >= WIDEST
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _weekdays(path: str, weekdays: tuple[str, ...]) -> Iterator[str]:
    if not weekdays:
        yield f"{path}.weekdays: found an empty list, expected at least one weekday"
    if len(set(weekdays)) < len(weekdays):
        yield f"{path}.weekdays: found a day twice in {shown(list(weekdays))}, expected every day once"


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _is_contact(text: str) -> bool:
    return bool(re.fullmatch(r"[!-~]+@[!-~]+|https?://[!-~]+", text))


def with_gateway(settings: Settings, gateway: str) -> Settings:
    """The settings with a gateway named on the command line.

    Raises:
        UsageError: it is no address of a gateway; what was found is not repeated, since it may hold a password.
    """
    if not _is_gateway(gateway):
        raise UsageError("--gateway is no address of a gateway: http://HOST:PORT was expected, without a password")
    return replace(settings, gateway=gateway)


def with_season(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with some of the season's replaced, for a what-if.

    Raises:
        UsageError: a value is outside its limits or makes no sense; a sentence for each.
    """
    changed = replace(settings, season=replace(settings.season, **changes))
    problems = [*out_of_limits(("season",), changed.season), *_season(changed.season)]
    if problems:
        raise UsageError("\n".join(problems))
    return changed


def _is_gateway(text: str | None) -> bool:
    return text is None or bool(re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", text))


_CHECKS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("timezone", _is_time_zone, "the IANA name of a time zone, such as America/New_York"),
    ("contact", _is_contact, "an e-mail address or a web address of a person, in plain letters and without blanks"),
    ("gateway", _is_gateway, "http://HOST:PORT, or no such key"),
)
