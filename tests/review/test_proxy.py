"""Behind a proxy: whom it is believed to have signed in, and whose attempts are whose."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from pipeline.model import ServeSettings
from pipeline.store import Accounts, Attempts

from .conftest import NOW, PASSWORD, Reader, Serve, Visit, sign_in

ADDRESS = "https://circles.example.org"
HEADER = "X-Remote-User"
BELIEVED = ServeSettings(address=ADDRESS, proxies=("127.0.0.1", "10.0.0.0/24"), trusted_header=HEADER)


@pytest.fixture
def closed(home: Path) -> Path:
    """A home with somebody whom the proxy signs in, and somebody with a password."""
    accounts = Accounts(home / "accounts.sqlite")
    accounts.add("ada@example.org", "administrator", None, by="tests", at=NOW)
    accounts.add("Carla", "coordinator", PASSWORD, by="tests", at=NOW)
    return home


def seen(address: str, headers: list[tuple[str, str]]) -> tuple[int, str]:
    answer = httpx.get(f"{address}/topics", headers=headers)
    return answer.status_code, answer.text


def test_a_listed_proxy_names_who_is_signed_in(serve: Serve, closed: Path) -> None:
    with serve(closed, serve=BELIEVED) as address:
        status, page = seen(address, [(HEADER, "ADA@example.org")])
        assert status == 200
        assert ">ada@example.org<" in page
        assert "Sign out" not in page  # the proxy would sign in again at once
        assert seen(address, [("x-remote-user", "ada@example.org")])[0] == 200


def test_a_name_that_has_no_account_is_told_so(serve: Serve, closed: Path) -> None:
    with serve(closed, serve=BELIEVED) as address:
        status, page = seen(address, [(HEADER, "eve@example.org")])
        assert status == 403
        assert "no account of that name here" in page
        assert "Artificial" not in page


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(HEADER, "")],
        [(HEADER, "ada@example.org"), (HEADER, "Carla")],
        [("X_Remote_User", "ada@example.org")],
        [("X-Forwarded-User", "ada@example.org")],
    ],
)
def test_anything_but_the_header_once_signs_nobody_in(
    serve: Serve, closed: Path, headers: list[tuple[str, str]]
) -> None:
    with serve(closed, serve=BELIEVED) as address:
        assert seen(address, headers)[0] == 303


@pytest.mark.parametrize(
    "settings",
    [
        ServeSettings(),
        ServeSettings(address=ADDRESS, proxies=("127.0.0.1",)),
        ServeSettings(address=ADDRESS, proxies=("192.0.2.1",), trusted_header=HEADER),
    ],
    ids=["off", "no header named", "another proxy"],
)
def test_the_header_is_nothing_unless_named_and_from_a_listed_proxy(
    serve: Serve, closed: Path, settings: ServeSettings
) -> None:
    with serve(closed, serve=settings) as address:
        assert seen(address, [(HEADER, "ada@example.org")])[0] == 303


def test_forms_are_of_whom_the_proxy_named(serve: Serve, closed: Path, topic: str, visit: Visit) -> None:
    """Somebody else's open page, in the same browser, is not sent in one's own name."""
    with serve(closed, serve=BELIEVED) as address:
        ada = visit(address)
        ada.client.headers[HEADER] = "ada@example.org"
        page = ada.text("/topics")
        ada.client.headers[HEADER] = "Carla"
        assert ada.decide(topic, "shortlist", page=page).status_code == 403
        ada.client.headers[HEADER] = "ada@example.org"
        assert ada.decide(topic, "shortlist", page=page).status_code == 200


def tries(reader: Reader, forwarded: str, n: int) -> list[int]:
    reader.client.headers["X-Forwarded-For"] = forwarded
    return [sign_in(reader, "Carla", "not the password").status_code for _ in range(n)]


def test_attempts_are_counted_by_whom_the_proxy_names(serve: Serve, closed: Path, visit: Visit) -> None:
    with serve(closed, serve=ServeSettings(address=ADDRESS, proxies=BELIEVED.proxies)) as address:
        guesser = visit(address)
        assert tries(guesser, "192.0.2.7", 6) == [403] * 5 + [429]
        assert tries(guesser, "203.0.113.5, 192.0.2.7", 1) == [429]  # left is what a visitor sent
        assert tries(guesser, "192.0.2.7, 10.0.0.3", 1) == [429]  # two proxies of ours
        assert tries(guesser, "2001:db8::1", 5) == [403] * 5
        assert tries(guesser, "2001:db8::2", 1) == [429]  # the same network
        log = Accounts(closed / "accounts.sqlite").log(1)
        assert log[0].by == "2001:db8::/64"


def test_without_a_listed_proxy_the_header_is_nothing(serve: Serve, closed: Path, visit: Visit) -> None:
    with serve(closed) as address:
        guesser = visit(address)
        assert [tries(guesser, f"192.0.2.{n}", 1)[0] for n in range(6)] == [403] * 5 + [429]
        assert Attempts(closed / "accounts.sqlite").begin("Carla", "127.0.0.1", NOW) is not None
