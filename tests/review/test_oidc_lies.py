"""A provider that lies, and tokens that are not as they have to be: nobody is let in by the library's own sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwk, jwt
from oidc_provider import CLIENT, SECRET, OpenIdProvider

from .conftest import Start, Watch
from .elsewhere import come_back, is_out, on_the_way, unsigned


def _with_the_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(SECRET), algorithms=["HS256"])


def _with_a_key_of_its_own(claims: dict[str, Any]) -> str:
    key = jwk.RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=["RS256"])


LIES: dict[str, Callable[[OpenIdProvider], None]] = {
    "alg none": lambda p: setattr(p, "sign", unsigned),
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
    assert is_out(reader)


def test_an_access_token_of_another_is_noticed(start: Start, provider: OpenIdProvider) -> None:
    provider.claims |= {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}
    assert start().client.get("/oidc").status_code == 403


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
    assert come_back(reader, provider, on_the_way(reader)).status_code == 403


def test_a_wrong_secret_lets_nobody_in(start: Start) -> None:
    assert start(secret="another").client.get("/oidc").status_code == 403


def test_after_five_failed_returns_an_address_waits(start: Start, provider: OpenIdProvider) -> None:
    provider.sign = unsigned
    reader = start()
    assert [reader.client.get("/oidc").status_code for _ in range(6)] == [403] * 5 + [429]
