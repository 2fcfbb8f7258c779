"""The library's own sign-in through OpenID Connect, against a small real provider: who gets in, and as whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from oidc_provider import OpenIdProvider

from pipeline.store import Accounts, Decisions

from .conftest import NOW, Start, Visit, Watch, sign_in, sign_in_cookie, token_of
from .elsewhere import come_back, is_out, on_the_way


def test_somebody_signs_in_there_and_decides_here(
    start: Start, provider: OpenIdProvider, closed: Path, topic: str
) -> None:
    reader = start()
    assert 'href="/oidc?back=%2Ftopics%3Fstatus%3Dall"' in reader.text("/topics?status=all")
    before = sign_in_cookie(reader)
    page = reader.client.get("/oidc", params={"back": "/topics?status=all"})
    assert page.status_code == 200
    assert page.url.path == "/topics"
    assert ">Carla<" in page.text
    assert sign_in_cookie(reader) not in ("", before)
    assert provider.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]
    reader.decide(topic, "shortlist", page=page.text)
    assert [each.decided_by for each in Decisions(closed / "decisions.sqlite").all()] == ["Carla"]
    kinds = [(each.kind, each.account) for each in Accounts(closed / "accounts.sqlite").log(1)]
    assert kinds == [("signed_in", "Carla")]
    page = reader.text("/account")
    reader.client.post("/sign-out", data={"token": token_of(page)})
    assert is_out(reader)


def test_a_sign_in_cookie_that_somebody_planted_is_worth_nothing_after(
    start: Start, provider: OpenIdProvider, visit: Visit
) -> None:
    attacker = start()
    attacker.client.get("/oidc")
    planted = sign_in_cookie(attacker)
    victim = visit(str(attacker.client.base_url))
    victim.client.cookies.set("circlewise_sign_in", planted, domain="127.0.0.1", path="/")
    asked = on_the_way(victim)
    answer = come_back(victim, provider, asked)
    assert answer.status_code == 303
    fresh = answer.cookies["circlewise_sign_in"]
    assert fresh != planted
    for cookie, status in ((planted, 303), (fresh, 200)):
        headers = {"Cookie": f"circlewise_sign_in={cookie}"}
        found = httpx.get(f"{victim.client.base_url}/topics", headers=headers, follow_redirects=False)
        assert found.status_code == status


def test_who_has_no_account_is_told_so(start: Start, provider: OpenIdProvider, closed: Path) -> None:
    provider.claims = {"preferred_username": "eve"}
    reader = start()
    page = reader.client.get("/oidc")
    assert page.status_code == 403
    assert "You are known to the county, but there is no account" in page.text
    assert is_out(reader)
    assert [each.name for each in Accounts(closed / "accounts.sqlite").all()] == ["Ada", "Carla", "Vera"]
    assert [(e.kind, e.account) for e in Accounts(closed / "accounts.sqlite").log(1)] == [("sign_in_failed", None)]


def test_a_name_that_goes_to_another_person_opens_nothing(start: Start, provider: OpenIdProvider) -> None:
    reader = start()
    assert reader.client.get("/oidc").status_code == 200
    provider.claims = {"preferred_username": "Carla", "sub": "u-2"}
    other = start()
    assert other.client.get("/oidc").status_code == 403
    assert is_out(other)


@pytest.mark.parametrize(
    ("groups", "role"),
    [(["staff", "circles-admin"], "administrator"), ("staff", "viewer"), (["nobody"], None), ([], None), (None, None)],
)
def test_roles_come_from_a_claim_where_the_settings_say_so(
    start: Start, provider: OpenIdProvider, closed: Path, groups: Any, role: str | None
) -> None:
    provider.claims = {"preferred_username": "eve", "groups": groups}
    reader = start(role_claim="groups", roles={"staff": "viewer", "circles-admin": "administrator"})
    assert reader.client.get("/oidc").status_code == (200 if role else 403)
    found = {each.name: each.role for each in Accounts(closed / "accounts.sqlite").all()}
    assert found.get("eve") == role


def test_a_role_follows_the_claim_but_for_the_last_administrator(
    start: Start, provider: OpenIdProvider, closed: Path
) -> None:
    accounts = Accounts(closed / "accounts.sqlite")
    reader = start(role_claim="groups", roles={"staff": "viewer"})
    for name in ("Carla", "Ada"):
        provider.claims = {"preferred_username": name, "sub": name, "groups": ["staff"]}
        assert reader.client.get("/oidc").status_code == 200
    found = {each.name: each.role for each in accounts.all()}
    assert found == {"Ada": "administrator", "Carla": "viewer", "Vera": "viewer"}


@pytest.mark.parametrize(("verified", "status"), [(True, 200), (False, 403), (None, 403), ("true", 403)])
def test_a_mail_address_counts_where_it_is_verified(
    start: Start, provider: OpenIdProvider, closed: Path, verified: Any, status: int
) -> None:
    Accounts(closed / "accounts.sqlite").add("mail@example.org", "viewer", None, by="tests", at=NOW)
    provider.claims = {"email": "mail@example.org", "email_verified": verified}
    assert start(name_claim="email").client.get("/oidc").status_code == status


def test_keys_are_changed_without_anybody_noticing(start: Start, provider: OpenIdProvider, watch: Watch) -> None:
    reader = start()
    assert reader.client.get("/oidc").status_code == 200
    provider.new_key("EC")
    assert reader.client.get("/oidc").status_code == 403, "keys are read again once a minute at most"
    watch.move(minutes=2)
    assert reader.client.get("/oidc").status_code == 200
    assert provider.asked.count("/keys") == 2


def test_an_account_for_the_own_sign_in_is_added_without_a_password(
    start: Start, provider: OpenIdProvider, visit: Visit
) -> None:
    """A password that has to be changed first would keep out whoever comes from there, and knows none."""
    ada = start()
    sign_in(ada, "Ada")
    page = ada.text("/admin/accounts")
    assert 'name="elsewhere"' in page
    fields = {"token": token_of(page), "do": "add", "name": "Nora", "role": "coordinator", "elsewhere": "yes"}
    assert 'class="secret"' not in ada.client.post("/admin/accounts", data=fields).text
    provider.claims = {"preferred_username": "nora", "sub": "u-9"}
    nora = visit(str(ada.client.base_url))
    assert nora.client.get("/oidc").url.path == "/topics"
