"""Sends a message to one address after the other, within limits, and tells in words what did not go out.

Facts (apprise 2.3.0, 2026-11): a service with a time limit of apprise's own runs in a pool whose threads hold the end
of the process up, so the limit here is a thread that nobody waits for. Loading it takes 0.3 s of processor time, and
Python 3.11 and 3.12 warn of a module that it uses, so it is loaded where a message is to be sent and not before.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.escape import one_line
from pipeline.model.unattended import NotifySettings
from pipeline.notify.addresses import Address
from pipeline.notify.hidden import secrets_of
from pipeline.redact import Redactor

SHOWN = 200
PLAIN = ("json", "jsons", "form", "forms", "xml", "xmls")
"""Kinds of address behind which a program reads, not a person with a chat."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is sent: a line and a body, the body also in Markdown for chats; nothing in it is HTML."""

    title: str
    text: str
    markdown: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of a message at one address; `failure` is a sentence without the address, None where it went out."""

    to: str
    failure: str | None = None


class Channel:
    """Some addresses, and how patiently they are tried."""

    def __init__(self, addresses: Iterable[Address], settings: NotifySettings, redact: Redactor) -> None:
        self.addresses = tuple(addresses)
        self._settings, self._redact = settings, redact

    def send(self, message: Message) -> tuple[Sent, ...]:
        """Send it to every address, in their order; whatever happens is told and never raised."""
        return tuple(Sent(to=address.name, failure=self._send(address, message)) for address in self.addresses)

    def _send(self, address: Address, message: Message) -> str | None:
        hide = Redactor(secrets_of(address.url))
        outcome: list[str | None] = []

        def work() -> None:
            try:
                outcome.append(_deliver(address, message, self._settings))
            except Exception as error:  # noqa: BLE001 - hundreds of services, and none may cost more than its message
                outcome.append(f"{type(error).__name__}: {error}")

        thread = threading.Thread(target=work, name="notify", daemon=True)
        thread.start()
        thread.join(self._settings.max_seconds)
        if not outcome:
            return f"it took more than {self._settings.max_seconds:g} seconds (notify.max_seconds)"
        found = outcome[0]
        return None if found is None else one_line(self._redact(hide(found)))[:SHOWN]


def _deliver(address: Address, message: Message, settings: NotifySettings) -> str | None:
    """Send one message; the reason where it did not go out."""
    said_by_apprise = logging.getLogger("apprise")
    said_by_apprise.propagate = False  # what it says is taken from the result below, and told without secrets
    if not said_by_apprise.handlers:
        said_by_apprise.addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        asset = apprise.AppriseAsset(
            app_id="Circlewise",
            app_desc="Circlewise",
            app_url="",
            image_url_mask="",  # else mails show a picture from the web, which tells who opened them
            image_url_logo="",
            http_redirects=False,  # an address with a token is for that host alone
            interpret_emojis=False,
            pgp_autogen=False,
            pem_autogen=False,
            async_mode=False,
            service_timeout=0.0,
            default_service_retry=settings.retries,
            default_service_wait=settings.wait_seconds,
        )
        service: Any = apprise.Apprise.instantiate(address.url, asset=asset)
    if service is None:
        return "apprise does not understand it; see https://appriseit.com/services/ for how it is written"
    box = apprise.Apprise(asset=asset)
    box.add(service)
    is_markdown = _reads_markdown(address.url, service.notify_format)
    sent = box.notify(
        title=message.title,
        body=message.markdown if is_markdown else message.text,
        body_format=apprise.NotifyFormat.MARKDOWN if is_markdown else apprise.NotifyFormat.TEXT,
    )
    if sent:
        return None
    said = [entry.message for entry in sent.logs()]
    return said[-1] if said else "the service did not take it and gave no reason"


def _reads_markdown(url: str, formats: Any) -> bool:
    """Whether a person reads it in a chat that shows Markdown; `formats` is one or several of apprise's."""
    known = {str(getattr(each, "value", each)) for each in (formats if isinstance(formats, tuple) else (formats,))}
    return "markdown" in known and url.partition("://")[0].lower() not in PLAIN
