"""What verbs that run nights have in common: the log, and telling people afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from pipeline.errors import BusyError, CirclewiseError, SettingsError
from pipeline.flow.report import NightReport
from pipeline.flow.telling import NightEnd, NightEvents, People, end_of, log_stop, tell
from pipeline.flow.telling.events import Progress
from pipeline.logbook import Logbook
from pipeline.model import Settings
from pipeline.notify import find_addresses, secrets_of
from pipeline.redact import Redactor
from pipeline.sources import credentials, find_sources
from pipeline.store import Home
from pipeline.store.lake import find_access
from pipeline.verbs import house


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class Teller:
    """The voice of one process on one home."""

    def __init__(self, home: Home, purpose: str, settings: Settings, environ: Mapping[str, str]) -> None:
        self._home, self._environ = home, environ
        self.log = Logbook(home.logs, purpose, settings=settings.logs, clock=utc_now, say=house.say)
        self.begin(settings)

    def begin(self, settings: Settings) -> None:
        """A night begins, or the process: a file of its own, and secrets as they are now."""
        self.log.begin(redactor_of(settings, self._environ), settings.logs)

    @contextmanager
    def night(self, settings: Settings, onward: Progress, *, is_told: bool) -> Iterator[NightEvents]:
        """Log a night; where it is ended by an error, people are told of that, if they are to be told at all."""
        self.log("night_began", home=str(self._home.folder))
        try:
            yield NightEvents(self.log, onward)
        except BusyError as error:  # the night that works here tells of itself
            log_stop(self.log, error)
            raise
        except Exception as error:
            reason = log_stop(self.log, error)
            if is_told:
                self._tell(settings, NightEnd(at=utc_now(), night_id=None, failure=reason))
            raise

    def tell(self, settings: Settings, report: NightReport) -> None:
        """Tell people what a night came to, and the terminal what was sent."""
        self._tell(settings, end_of(report, utc_now()))

    def say(self, text: str) -> None:
        """A line for the terminal, and for the log."""
        house.say(text)
        self.log("said", text=text)

    def _tell(self, settings: Settings, end: NightEnd) -> None:
        try:
            said = tell(people_of(self._home, settings, self._environ, self.log), end)
        except CirclewiseError as error:  # such as a source.yaml that was broken meanwhile
            said = [f"Nobody was told of the night: {error}"]
            self.log("nobody_told", level="error", reason=str(error))
        for line in said:
            house.say(line)


def people_of(home: Home, settings: Settings, environ: Mapping[str, str], log: Logbook) -> People:
    """Who is told of this home's nights."""
    return People(
        home=home,
        settings=settings,
        environ=environ,
        titles={source: rules.title for source, rules in find_sources(house.CONNECTORS).items()},
        redact=redactor_of(settings, environ),
        log=log,
    )


def redactor_of(settings: Settings, environ: Mapping[str, str]) -> Redactor:
    """Knows every secret that a night reads: credentials of sources, and the addresses of messages."""
    secrets: list[str] = []
    with suppress(SettingsError):  # what cannot be read has nothing to hide; the night tells of it
        for rules in find_sources(house.CONNECTORS).values():
            with suppress(SettingsError):
                secrets += credentials(rules, environ)[0].values()
    for variable in (settings.notify.digest_env, settings.notify.admin_env):
        with suppress(SettingsError):
            secrets += [part for address in find_addresses(variable, environ) for part in secrets_of(address.url)]
    if settings.lake:
        with suppress(SettingsError):
            secrets += find_access(settings.lake, environ).secrets
    return Redactor(secrets)
