"""Messages go out over real HTTP and SMTP on loopback, and what does not go out is told without any secret."""

from __future__ import annotations

import socket

import pytest
from post import Hook, Mailbox, mailbox, webhook

from pipeline.model.unattended import NotifySettings
from pipeline.notify import Address, Channel, Message, Sent
from pipeline.redact import Redactor

AT_ONCE = NotifySettings(retries=0, wait_seconds=0)
NEWS = Message(title="Circlewise: 3 décisions", text="One & <b>two</b>\n- “three”\n", markdown="**One** \\[x\\](y)\n")


def send(*urls: str, settings: NotifySettings = AT_ONCE, secrets: tuple[str, ...] = ()) -> tuple[Sent, ...]:
    addresses = [Address(url, f"address {n} of CIRCLEWISE_NOTIFY") for n, url in enumerate(urls, start=1)]
    return Channel(addresses, settings, Redactor(secrets)).send(NEWS)


@pytest.fixture
def hook():
    with webhook() as made:
        yield made


@pytest.fixture
def box():
    with mailbox() as made:
        yield made


def test_a_webhook_gets_the_message_as_it_is(hook: Hook) -> None:
    (sent,) = send(hook.url())
    assert sent.failure is None
    assert (hook.bodies[0]["title"], hook.bodies[0]["message"]) == (NEWS.title, NEWS.text.rstrip())


def test_a_mail_is_plain_text_without_pictures(box: Mailbox) -> None:
    (sent,) = send(box.url())
    assert sent.failure is None
    (mail,) = box.mails
    assert (mail["Subject"], mail.get_content_type()) == (NEWS.title, "text/plain")
    assert mail.get_content().split() == NEWS.text.split()
    assert box.to == [["rosa@library.example.org"]]


def test_a_chat_gets_markdown(hook: Hook) -> None:
    (sent,) = send(hook.url("ntfy", path="circles?format=markdown"))
    assert sent.failure is None
    assert "**One**" in hook.bodies[0]["message"]


def test_each_address_has_its_own_outcome(hook: Hook, box: Mailbox) -> None:
    box.refuses = True
    first, second, third = send(hook.url(), box.url(), "carrier-pigeon://loft")
    assert first.failure is None
    assert second.failure
    assert third.failure
    assert "does not understand it" in third.failure
    assert (first.to, third.to) == ("address 1 of CIRCLEWISE_NOTIFY", "address 3 of CIRCLEWISE_NOTIFY")


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_refusal_is_told_with_its_status_and_without_the_address(hook: Hook, status: int) -> None:
    hook.status = status
    (sent,) = send(hook.url(login="rosa:hunter22@", path="T0ken99/secretpath"))
    assert sent.failure
    assert str(status) in sent.failure
    assert not [word for word in ("hunter22", "T0ken99", "secretpath", hook.url()) if word in sent.failure]


def test_what_was_named_a_secret_elsewhere_is_hidden_too() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        (sent,) = send(f"json://127.0.0.1:{port}/x", secrets=("127.0.0.1",))
    assert sent.failure
    assert "127.0.0.1" not in sent.failure
    assert "(a secret)" in sent.failure


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    with webhook() as elsewhere:
        hook.status, hook.location = 307, f"http://{elsewhere.address}/"
        (sent,) = send(hook.url(login="rosa:hunter22@"))
        assert sent.failure
        assert elsewhere.raw == []


def test_a_service_that_never_answers_costs_no_more_than_its_time(hook: Hook) -> None:
    hook.answers.clear()
    slow = NotifySettings(retries=0, wait_seconds=0, max_seconds=0.3)
    with webhook() as other:
        first, second = send(hook.url(), other.url(), settings=slow)
    assert first.failure == "it took more than 0.3 seconds (notify.max_seconds)"
    assert second.failure is None


def test_it_is_tried_again(hook: Hook) -> None:
    hook.status = 503
    (sent,) = send(hook.url(), settings=NotifySettings(retries=2, wait_seconds=0))
    assert sent.failure
    assert len(hook.bodies) == 3


def test_an_address_that_breaks_its_service_is_told_as_a_failure() -> None:
    for url in ("json://[", "mailto://", "://", "json:///", "\x00://x", "json://127.0.0.1:99999/"):
        (sent,) = send(url)
        assert sent.failure, url


def test_nothing_is_said_on_the_terminal(hook: Hook, capfd: pytest.CaptureFixture[str]) -> None:
    hook.status = 500
    send(hook.url(login="rosa:hunter22@"))
    assert capfd.readouterr() == ("", "")
