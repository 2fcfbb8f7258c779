"""The library's own sign-in through OpenID Connect, against a small real provider: who gets in, and who never does."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwk, jwt
from oidc_provider import CLIENT, SECRET, OpenIdProvider, open_id_provider
from served import served

from pipeline.errors import UsageError
from pipeline.model import OidcSettings, ServeSettings
from pipeline.settings import load_settings
from pipeline.store import Accounts, Decisions
from pipeline.verbs.serve import _secret

from .conftest import NOW, Reader, Visit, Watch, sign_in, sign_in_cookie, token_of

Start = Callable[..., Reader]


@pytest.fixture(scope="module")
def keys() -> list[Any]:
    """A key of the provider; to make one takes a moment."""
    made = jwk.RSAKey.generate_key(2048)
    made.ensure_kid()
    return [made]


@pytest.fixture
def provider(watch: Watch, keys: list[Any]) -> Iterator[OpenIdProvider]:
    with open_id_provider(lambda: watch.now.timestamp()) as found:
        found.keys, found.claims = keys, {"preferred_username": "carla"}
        yield found


def _settings(provider: OpenIdProvider, **more: Any) -> ServeSettings:
    values = {"issuer": provider.issuer, "client_id": CLIENT, "is_inside": True, "title": "the county"} | more
    return ServeSettings(oidc=OidcSettings(**values))


@pytest.fixture
def start(closed: Path, watch: Watch, provider: OpenIdProvider, visit: Visit) -> Iterator[Start]:
    """Somebody at a page with that provider; given words change its settings."""
    open_now: list[Any] = []

    def begin(secret: str = SECRET, **more: Any) -> Reader:
        open_now.append(served(closed, watch, serve=_settings(provider, **more), secret=secret))
        return visit(open_now[-1].__enter__())

    yield begin
    for each in open_now:
        each.__exit__(None, None, None)


def _on_the_way(reader: Reader, back: str = "/topics") -> dict[str, str]:
    """Set out, and stop at the provider: what was asked of it."""
    answer = reader.client.get("/oidc", params={"back": back}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def _return(reader: Reader, provider: OpenIdProvider, asked: dict[str, str], **said: str) -> httpx.Response:
    parts = urlsplit(provider.authorize(asked))
    brought = {name: values[0] for name, values in parse_qs(parts.query).items()} | said
    return reader.client.get(parts.path, params=brought, follow_redirects=False)


def _is_out(reader: Reader) -> bool:
    return "<h1" in (page := reader.get("/topics").text) and "Sign in" in page and 'name="password"' in page


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
    assert _is_out(reader)


def test_a_sign_in_cookie_that_somebody_planted_is_worth_nothing_after(
    start: Start, provider: OpenIdProvider, visit: Visit
) -> None:
    attacker = start()
    attacker.client.get("/oidc")
    planted = sign_in_cookie(attacker)
    victim = visit(str(attacker.client.base_url))
    victim.client.cookies.set("circlewise_sign_in", planted, domain="127.0.0.1", path="/")
    asked = _on_the_way(victim)
    answer = _return(victim, provider, asked)
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
    assert _is_out(reader)
    assert [each.name for each in Accounts(closed / "accounts.sqlite").all()] == ["Ada", "Carla", "Vera"]
    assert [(e.kind, e.account) for e in Accounts(closed / "accounts.sqlite").log(1)] == [("sign_in_failed", None)]


def test_a_name_that_goes_to_another_person_opens_nothing(start: Start, provider: OpenIdProvider) -> None:
    reader = start()
    assert reader.client.get("/oidc").status_code == 200
    provider.claims = {"preferred_username": "Carla", "sub": "u-2"}
    other = start()
    assert other.client.get("/oidc").status_code == 403
    assert _is_out(other)


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


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps(each).encode() for each in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + "."


def _with_the_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(SECRET), algorithms=["HS256"])


def _with_a_key_of_its_own(claims: dict[str, Any]) -> str:
    key = jwk.RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=["RS256"])


LIES: dict[str, Callable[[OpenIdProvider], None]] = {
    "alg none": lambda p: setattr(p, "sign", _unsigned),
    "signed with the secret": lambda p: setattr(p, "sign", _with_the_secret),
    "signed with a key that it brings along": lambda p: setattr(p, "sign", _with_a_key_of_its_own),
    "no token at all": lambda p: setattr(p, "sign", lambda claims: ""),
    "not a token": lambda p: setattr(p, "sign", lambda claims: "a.b.c"),
    "a very long token": lambda p: setattr(p, "sign", lambda claims: "a" * 20_000),
    "for another client": lambda p: setattr(p, "change", lambda c: c.update(aud="another")),
    "for another client, by us": lambda p: setattr(p, "change", lambda c: c.update(aud="another", azp=CLIENT)),
    "for several, not said for whom": lambda p: setattr(p, "change", lambda c: c.update(aud=[CLIENT, "another"])),
    "for us by another": lambda p: setattr(p, "change", lambda c: c.update(aud=[CLIENT, "x"], azp="x")),
    "of another provider": lambda p: setattr(p, "change", lambda c: c.update(iss="https://evil.example.org")),
    "run out": lambda p: setattr(p, "change", lambda c: c.update(exp=c["iat"] - 61)),
    "never runs out": lambda p: setattr(p, "change", lambda c: c.pop("exp") and None),
    "of the future": lambda p: setattr(p, "change", lambda c: c.update(iat=c["iat"] + 3600)),
    "of no time": lambda p: setattr(p, "change", lambda c: c.update(exp="never")),
    "of nobody": lambda p: setattr(p, "change", lambda c: c.pop("sub") and None),
    "of a number": lambda p: setattr(p, "change", lambda c: c.update(sub=7)),
    "without nonce": lambda p: setattr(p, "change", lambda c: c.pop("nonce") and None),
    "with the nonce of another sign-in": lambda p: setattr(p, "change", lambda c: c.update(nonce="n" * 43)),
    "without a name": lambda p: setattr(p, "claims", {}),
    "with a name that is none": lambda p: setattr(p, "claims", {"preferred_username": ["carla"]}),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_that_is_not_as_it_has_to_be_lets_nobody_in(
    start: Start, provider: OpenIdProvider, lie: Callable[[OpenIdProvider], None]
) -> None:
    lie(provider)
    reader = start()
    answer = reader.client.get("/oidc")
    assert answer.status_code == 403
    assert "You were not let in by the county" in answer.text
    assert "token" not in answer.text.replace('name="token"', "")
    assert _is_out(reader)


def test_an_access_token_of_another_is_noticed(start: Start, provider: OpenIdProvider) -> None:
    provider.claims |= {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}
    assert start().client.get("/oidc").status_code == 403


def test_the_way_back_is_good_once_and_for_the_browser_that_set_out(
    start: Start, provider: OpenIdProvider, visit: Visit
) -> None:
    reader = start()
    asked = _on_the_way(reader)
    assert asked["nonce"] != asked["state"]
    thief = visit(str(reader.client.base_url))
    answer = _return(thief, provider, asked)  # somebody is sent an address with the code of another
    assert answer.status_code == 400
    assert "begun too long ago, or elsewhere" in answer.text
    assert _return(reader, provider, asked).status_code == 400, "the state was used, by whomever"
    asked = _on_the_way(reader)
    assert _return(reader, provider, asked).status_code == 303
    fresh = visit(str(reader.client.base_url))
    fresh.client.cookies.update(reader.client.cookies)
    assert _return(fresh, provider, asked).status_code == 400, "sent a second time"
    assert provider.asked.count("/token") == 1


@pytest.mark.parametrize("state", ["", "x", "../..", "0" * 43])
def test_a_state_that_was_never_given_is_refused(start: Start, provider: OpenIdProvider, state: str) -> None:
    reader = start()
    asked = _on_the_way(reader)
    assert _return(reader, provider, asked, state=state).status_code == 400
    assert "/token" not in provider.asked


@pytest.mark.slow
def test_a_flood_of_others_pushes_nobody_out(start: Start, provider: OpenIdProvider, visit: Visit) -> None:
    """Whoever is on the way comes back, however many set out meanwhile, and whatever these do on their return."""
    reader = start()
    asked = _on_the_way(reader)
    flood = visit(str(reader.client.base_url))
    for _ in range(1_001):
        others = _on_the_way(flood)
    for _ in range(3):
        flood.client.get("/oidc/back", params={"state": others["state"], "code": "x"})
    assert _return(reader, provider, asked).status_code == 303


def test_who_takes_too_long_begins_anew(start: Start, provider: OpenIdProvider, watch: Watch) -> None:
    reader = start()
    asked = _on_the_way(reader)
    watch.move(minutes=10)
    assert _return(reader, provider, asked).status_code == 400


def test_a_code_of_another_sign_in_is_not_taken(start: Start, provider: OpenIdProvider, visit: Visit) -> None:
    """A code stolen on its way is put into the thief's own return: its verifier is another."""
    victim = start()
    stolen = urlsplit(provider.authorize(_on_the_way(victim)))
    code = parse_qs(stolen.query)["code"][0]
    thief = visit(str(victim.client.base_url))
    answer = _return(thief, provider, _on_the_way(thief), code=code)
    assert answer.status_code == 403
    assert _is_out(thief)


@pytest.mark.parametrize("said", [{"iss": "https://evil.example.org"}, {"iss": ""}])
def test_another_provider_cannot_send_somebody_back(
    start: Start, provider: OpenIdProvider, said: dict[str, str]
) -> None:
    reader = start()
    assert _return(reader, provider, _on_the_way(reader), **said).status_code == 403
    assert "/token" not in provider.asked, "the code is not given away"


def test_a_provider_that_names_itself_has_to(start: Start, provider: OpenIdProvider) -> None:
    reader = start()
    parts = urlsplit(provider.authorize(_on_the_way(reader)))
    brought = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "iss"}
    assert reader.client.get(parts.path, params=brought, follow_redirects=False).status_code == 403


def test_a_refusal_at_the_provider_is_one_calm_page(start: Start, provider: OpenIdProvider) -> None:
    reader = start()
    asked = _on_the_way(reader)
    said = {"state": asked["state"], "error": "access_denied", "error_description": "<script>alert(1)</script>"}
    answer = reader.client.get("/oidc/back", params=said)
    assert answer.status_code == 403
    assert "You were not let in by" in answer.text
    assert "alert(1)" not in answer.text


@pytest.mark.parametrize(
    "back", ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "javascript:alert(1)", "/a\nb"]
)
def test_nobody_is_sent_elsewhere_afterwards(start: Start, provider: OpenIdProvider, back: str) -> None:
    reader = start()
    answer = _return(reader, provider, _on_the_way(reader, back))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/topics"


def test_the_address_of_the_return_is_ours_whatever_the_request_says(
    closed: Path, watch: Watch, provider: OpenIdProvider
) -> None:
    oidc = _settings(provider).oidc
    with served(
        closed, watch, serve=ServeSettings(address="https://circles.example.org", oidc=oidc), secret=SECRET
    ) as address:
        headers = {"Host": "circles.example.org", "X-Forwarded-Host": "evil.example.org"}
        answer = httpx.get(f"{address}/oidc", headers=headers, follow_redirects=False)
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        assert asked["redirect_uri"] == ["https://circles.example.org/oidc/back"]
        assert httpx.get(f"{address}/oidc", headers={"Host": "evil.example.org"}).status_code == 400


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example.org"},
        {"token_endpoint": "http://sso.example.org/token"},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "https://user:pw@sso.example.org/keys"},
    ],
)
def test_a_provider_that_says_odd_things_of_itself_is_not_gone_to(
    start: Start, provider: OpenIdProvider, about: dict[str, Any]
) -> None:
    provider.about = about
    answer = start().client.get("/oidc")
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text


def test_a_provider_that_is_down_keeps_nobody_waiting_twice(
    start: Start, provider: OpenIdProvider, watch: Watch
) -> None:
    """Who is signed in nowhere may begin as often as they like, and each would hold a thread of the page."""
    reader, provider.about = start(), {"issuer": "https://evil.example.org"}
    asked = "/.well-known/openid-configuration"
    for _ in range(3):
        assert reader.client.get("/oidc").status_code == 503
    assert provider.asked == [asked]
    provider.about = {}
    watch.move(seconds=16)
    assert reader.client.get("/oidc").status_code == 200
    assert provider.asked[:3] == [asked, asked, "/authorize"]


def test_only_the_named_host_may_be_inside(start: Start, provider: OpenIdProvider) -> None:
    """A provider that names an address of this machine cannot have it asked."""
    provider.about = {"token_endpoint": "https://127.0.0.1:1/token"}
    reader = start()
    assert _return(reader, provider, _on_the_way(reader)).status_code == 403


def test_a_wrong_secret_lets_nobody_in(start: Start) -> None:
    assert start(secret="another").client.get("/oidc").status_code == 403


def test_after_five_failed_returns_an_address_waits(start: Start, provider: OpenIdProvider) -> None:
    provider.sign = _unsigned
    reader = start()
    assert [reader.client.get("/oidc").status_code for _ in range(6)] == [403] * 5 + [429]


def test_without_the_setting_there_is_no_such_door(closed: Path, watch: Watch, visit: Visit) -> None:
    with served(closed, watch) as address:
        reader = visit(address)
        assert reader.get("/oidc").status_code == 404
        assert reader.get("/oidc/back?state=x&code=y").status_code == 404
        assert "/oidc" not in reader.text("/sign-in")


OIDC = "issuer: 'https://sso.example.org', client_id: circles"


@pytest.mark.parametrize(
    ("oidc", "told"),
    [
        ("issuer: 'http://sso.example.org', client_id: circles", "serve.oidc.issuer: found 'http://sso.example.org'"),
        ("issuer: 'http://127.0.0.1:9', client_id: circles", "is_inside: true"),
        ("issuer: 'https://u:p@sso.example.org', client_id: circles", "serve.oidc.issuer"),
        (f"{OIDC}, secret: hunter2", "secret"),
        (f"{OIDC}, secret_env: hunter-2", "name of an environment variable"),
        (f"{OIDC}, scopes: [profile]", "expected `openid` among them"),
        (f"{OIDC}, role_claim: groups", "expected both or neither"),
        (f"{OIDC}, role_claim: groups, roles: {{a: king}}", "roles"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(tmp_path: Path, oidc: str, told: str) -> None:
    file = tmp_path / "schedule.yaml"
    file.write_text(f"timezone: UTC\ncontact: t@example.org\nnight: {{at: '02:30'}}\nserve: {{oidc: {{{oidc}}}}}\n")
    with pytest.raises(UsageError) as found:
        load_settings(file)
    assert told in str(found.value)
    assert "hunter" not in str(found.value)


def test_the_secret_comes_from_the_environment_or_a_file_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve = ServeSettings(oidc=OidcSettings(issuer="https://sso.example.org", client_id="c"))
    monkeypatch.delenv("CIRCLEWISE_OIDC_SECRET", raising=False)
    with pytest.raises(UsageError, match="the environment holds no CIRCLEWISE_OIDC_SECRET"):
        _secret(serve)
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("CIRCLEWISE_OIDC_SECRET_FILE", str(tmp_path / "secret"))
    assert _secret(serve) == "from a file"
    monkeypatch.setenv("CIRCLEWISE_OIDC_SECRET", "from the variable")
    assert _secret(serve) == "from the variable"
    assert _secret(ServeSettings()) == ""


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
