"""The administrators' page of accounts: added, changed, removed, and what the log tells of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import httpx

from pipeline.model import AccessKind
from pipeline.store import Accounts, OneTime

from .conftest import NOW, PASSWORD, Reader, Visit, Watch, sign_in, token_of
from .forms import HOSTILE, send


def accounts(reader: Reader, **fields: str) -> httpx.Response:
    return send(reader, "/admin/accounts", "/admin/accounts", **fields)


def password_in(page: str) -> str:
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found, page
    return found[1]


def test_an_account_is_added_with_a_password_that_is_shown_once(
    ada: Reader, closed: Path, address: str, visit: Visit
) -> None:
    page = accounts(ada, do="add", name="Rosa María", role="coordinator")
    assert page.status_code == 200
    password = password_in(page.text)
    assert password not in ada.text("/admin/accounts")
    assert "has to choose a password" in ada.text("/admin/accounts")
    held = b"".join(path.read_bytes() for path in closed.glob("accounts.sqlite*"))
    assert password.encode() not in held
    event = Accounts(closed / "accounts.sqlite").log(1)[0]
    assert (event.kind, event.account, event.by, event.note) == (
        "account_added",
        "Rosa María",
        "Ada, 127.0.0.1",
        "coordinator",
    )

    rosa = visit(address)
    assert sign_in(rosa, "rosa maría", password).url.path == "/account"
    for path in ("/topics", "/pictures", "/health"):
        assert rosa.get(path).url.path == "/account"
    refused = rosa.client.post(
        "/preferences", data={"token": token_of(rosa.text("/account")), "language": "es", "back": "/topics"}
    )
    assert refused.url.path == "/account"
    fresh = "nine yellow kettles"
    sent = {"token": token_of(rosa.text("/account?lang=en")), "password": password, "fresh": fresh, "again": fresh}
    assert (
        "The password is changed" in rosa.client.post("/account?lang=en", data=sent).text
        or rosa.get("/topics").url.path == "/topics"
    )
    assert rosa.get("/topics").url.path == "/topics"
    assert "has to choose a password" not in ada.text("/admin/accounts")


def test_a_given_password_runs_out(ada: Reader, address: str, visit: Visit, watch: Watch) -> None:
    password = password_in(accounts(ada, do="password", name="Carla").text)
    carla = visit(address)
    assert sign_in(carla, "Carla").status_code == 403  # the old one
    watch.move(days=6)
    assert sign_in(visit(address), "Carla", password).url.path == "/account"
    watch.move(days=2)
    answer = sign_in(visit(address), "Carla", password)
    assert answer.status_code == 403
    assert "do not go together" in answer.text


def test_roles_change_and_accounts_go_but_for_the_last_administrator(ada: Reader, closed: Path) -> None:
    assert "Carla has another role" in accounts(ada, do="role", name="Carla", role="viewer").text
    assert "Nothing was changed." in accounts(ada, do="remove", name="Carla").text
    assert "Carla may not sign in any more." in accounts(ada, do="remove", name="Carla", sure="yes").text
    for fields in ({"do": "role", "role": "viewer"}, {"do": "remove", "sure": "yes"}):
        answer = accounts(ada, name="Ada", **fields)
        assert answer.status_code == 409
        assert "Ada is the last administrator" in answer.text
    again = accounts(ada, do="add", name="vera", role="viewer")
    assert (again.status_code, "there is an account vera already" in again.text) == (409, True)
    assert {each.name: each.role for each in Accounts(closed / "accounts.sqlite").all()} == {
        "Ada": "administrator",
        "Vera": "viewer",
    }
    for fields in ({"do": "add", "name": "X", "role": "king"}, {"do": "burn", "name": "X"}, {"do": "add", "name": " "}):
        assert accounts(ada, **fields).status_code == 400


def test_the_log_words_all_that_it_may_hold(ada: Reader, closed: Path) -> None:
    for kind in get_args(AccessKind):
        Accounts(closed / "accounts.sqlite").note(kind, "Ada", by="tests", at=NOW, keep_days=365)
    page = ada.text("/admin/accounts")
    assert "destroyed a survey" in page
    assert [kind for kind in get_args(AccessKind) if kind in page] == []


def test_a_name_that_is_more_than_a_name_is_refused_or_only_text(ada: Reader) -> None:
    answer = accounts(ada, do="add", name=HOSTILE, role="viewer")
    assert answer.status_code == 409
    assert HOSTILE not in answer.text


def test_another_password_clears_that_one_was_given(closed: Path) -> None:
    path = closed / "accounts.sqlite"
    OneTime(path).mark("Carla", NOW)
    assert OneTime(path).is_marked("cARLA")
    Accounts(path).set_password("Carla", "nine yellow kettles", by="tests", at=NOW)
    assert not OneTime(path).is_marked("Carla")
    OneTime(path).mark("Vera", NOW)
    Accounts(path).remove("Vera", by="tests", at=NOW)
    Accounts(path).add("Vera", "viewer", PASSWORD, by="tests", at=NOW)
    assert not OneTime(path).is_marked("Vera")
