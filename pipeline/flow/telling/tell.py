"""Sends what a night has to tell, and remembers what was told. Whatever goes wrong here is told and never raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.errors import CirclewiseError, SettingsError, StoreError
from pipeline.flow.digest import read_digest
from pipeline.flow.telling.causes import compare
from pipeline.flow.telling.messages import digest_message, trial_message, trouble_message
from pipeline.flow.telling.night import NightEnd
from pipeline.logbook import Log
from pipeline.model import Decision, Settings
from pipeline.notify import Address, Channel, Message, Sent, find_addresses
from pipeline.redact import Redactor
from pipeline.store import Decisions, Home, Told, Unsent, at_utc, read_told, write_told


@dataclass(frozen=True, kw_only=True)
class People:
    """Who is told, and how."""

    home: Home
    settings: Settings
    environ: Mapping[str, str]
    """Where addresses are found; never kept, logged or shown."""
    titles: Mapping[str, str]
    """What sources are called, by id."""
    redact: Redactor
    log: Log


def tell(people: People, end: NightEnd) -> list[str]:
    """Send the digest of a night to coordinators and its troubles to administrators, where there is any news.

    Returns a sentence for everything that a person at the terminal should know: what was sent, and what was not. A
    message that does not go out is no failure of the night: it is logged, kept for `doctor` and `metrics`, and named in
    the next one.
    """
    settings = people.settings.notify
    said: list[str] = []
    coordinators = _addresses(people, settings.digest_env, said)
    administrators = _addresses(people, settings.admin_env, said) or coordinators
    if not coordinators and not administrators:
        return said
    told = read_told(people.home)
    unsent: list[Unsent] = []
    is_anything_sent = False
    message, is_due = _digest(people, end, told, said) if coordinators else (None, False)
    if message is not None:
        sent, is_anything_sent = _send(people, coordinators, message, "digest", said), True
        unsent += _unsent(sent, "digest", end.at)
        if _reached(sent):
            told = replace(told, digest_of=end.night_id, missed=())
        elif end.night_id and end.night_id not in told.missed:
            told = replace(told, missed=(*told.missed, end.night_id))
    elif is_due:
        told = replace(told, digest_of=end.night_id)
    news, causes = compare(told.causes, end)
    if news.is_quiet:
        told = replace(told, causes=causes)
    else:
        night = f"night of {end.at:%Y-%m-%d %H:%M} UTC"
        about = trouble_message(news, night, people.titles, people.settings.digest.max_lines)
        sent, is_anything_sent = _send(people, administrators, about, "troubles", said), True
        unsent += _unsent(sent, "troubles", end.at)
        told = replace(told, causes=causes) if _reached(sent) else told
    _note(people.home, replace(told, unsent=tuple(unsent)) if is_anything_sent else told, said)
    return said


def try_out(people: People) -> tuple[list[Sent], list[str]]:
    """Send a trial message to every address; what became of each, and sentences about what is missing."""
    said: list[str] = []
    found: dict[str, Address] = {}
    whom: dict[str, list[str]] = {}
    settings = people.settings.notify
    for variable, who in ((settings.digest_env, "coordinators"), (settings.admin_env, "administrators")):
        for address in _addresses(people, variable, said):
            found.setdefault(address.url, address)
            whom.setdefault(address.url, []).append(who)
    sent: list[Sent] = []
    for url, address in found.items():
        message = trial_message(str(people.home.folder), " and ".join(whom[url]))
        sent += _send(people, (address,), message, "trial", [])
    told = read_told(people.home)
    if told.unsent and sent and not any(each.failure for each in sent):
        _note(people.home, replace(told, unsent=()), said)  # all of them can be reached again
    return sent, said


def _note(home: Home, told: Told, said: list[str]) -> None:
    try:
        write_told(home, told)
    except OSError as error:
        said.append(f"What was told could not be noted ({error.strerror}); the next night tells it again.")


def _addresses(people: People, variable: str, said: list[str]) -> tuple[Address, ...]:
    try:
        return find_addresses(variable, people.environ)
    except SettingsError as error:
        said.append(f"Nobody is told: {error}")
        people.log("addresses_unreadable", level="error", variable=variable, reason=str(error))
        return ()


def _digest(people: People, end: NightEnd, told: Told, said: list[str]) -> tuple[Message | None, bool]:
    """The digest where it has anything to tell, and whether this night has one at all that is not sent yet."""
    if end.failure or end.night_id is None or told.digest_of == end.night_id:
        return None, False
    try:
        found = read_digest(people.home.catalogue, people.settings, _decisions(people.home), people.titles)
    except CirclewiseError as error:
        said.append(f"The digest could not be read: {error}")
        people.log("digest_unreadable", level="error", reason=str(error))
        return None, False
    if found.night_id != end.night_id:  # another night has published since
        return None, False
    return (None if found.is_quiet else digest_message(found, people.settings.digest.max_lines, told.missed)), True


def _decisions(home: Home) -> list[Decision]:
    try:
        return Decisions(home.decisions).all()
    except StoreError:
        return []  # then what was decided since the night is told once more


def _send(
    people: People, addresses: tuple[Address, ...], message: Message, what: str, said: list[str]
) -> tuple[Sent, ...]:
    hidden = Message(
        title=people.redact(message.title), text=people.redact(message.text), markdown=people.redact(message.markdown)
    )
    sent = Channel(addresses, people.settings.notify, people.redact).send(hidden)
    for each in sent:
        if each.failure is None:
            people.log("message_sent", what=what, to=each.to)
        else:
            people.log("message_not_sent", level="error", what=what, to=each.to, reason=each.failure)
            said.append(f"The message ({what}) did not go out to {each.to}: {each.failure}")
    if n := sum(each.failure is None for each in sent):
        said.append(f"Sent: {what}, to {n} of {len(sent)} addresses.")
    return sent


def _reached(sent: Iterable[Sent]) -> bool:
    return any(each.failure is None for each in sent)


def _unsent(sent: Iterable[Sent], what: str, at: datetime) -> list[Unsent]:
    return [
        Unsent(to=each.to, what=what, failure=each.failure, at=at_utc(at)) for each in sent if each.failure is not None
    ]
