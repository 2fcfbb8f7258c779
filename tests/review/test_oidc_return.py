"""The way to the library's own sign-in and back: good once, for the browser that set out, and to a page of ours."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider import SECRET, OpenIdProvider
from served import served

from pipeline.model import ServeSettings

from .conftest import Start, Visit, Watch, settings_for
from .elsewhere import come_back, is_out, on_the_way


def test_the_way_back_is_good_once_and_for_the_browser_that_set_out(
    start: Start, provider: OpenIdProvider, visit: Visit
) -> None:
    reader = start()
    asked = on_the_way(reader)
    assert asked["nonce"] != asked["state"]
    thief = visit(str(reader.client.base_url))
    answer = come_back(thief, provider, asked)  # somebody is sent an address with the code of another
    assert answer.status_code == 400
    assert "begun too long ago, or elsewhere" in answer.text
    assert come_back(reader, provider, asked).status_code == 400, "the state was used, by whomever"
    asked = on_the_way(reader)
    assert come_back(reader, provider, asked).status_code == 303
    fresh = visit(str(reader.client.base_url))
    fresh.client.cookies.update(reader.client.cookies)
    assert come_back(fresh, provider, asked).status_code == 400, "sent a second time"
    assert provider.asked.count("/token") == 1


@pytest.mark.parametrize("state", ["", "x", "../..", "0" * 43])
def test_a_state_that_was_never_given_is_refused(start: Start, provider: OpenIdProvider, state: str) -> None:
    reader = start()
    asked = on_the_way(reader)
    assert come_back(reader, provider, asked, state=state).status_code == 400
    assert "/token" not in provider.asked


@pytest.mark.slow
def test_a_flood_of_others_pushes_nobody_out(start: Start, provider: OpenIdProvider, visit: Visit) -> None:
    """Whoever is on the way comes back, however many set out meanwhile, and whatever these do on their return."""
    reader = start()
    asked = on_the_way(reader)
    flood = visit(str(reader.client.base_url))
    for _ in range(1_001):
        others = on_the_way(flood)
    for _ in range(3):
        flood.client.get("/oidc/back", params={"state": others["state"], "code": "x"})
    assert come_back(reader, provider, asked).status_code == 303


def test_who_takes_too_long_begins_anew(start: Start, provider: OpenIdProvider, watch: Watch) -> None:
    reader = start()
    asked = on_the_way(reader)
    watch.move(minutes=10)
    assert come_back(reader, provider, asked).status_code == 400


def test_a_code_of_another_sign_in_is_not_taken(start: Start, provider: OpenIdProvider, visit: Visit) -> None:
    """A code stolen on its way is put into the thief's own return: its verifier is another."""
    victim = start()
    stolen = urlsplit(provider.authorize(on_the_way(victim)))
    code = parse_qs(stolen.query)["code"][0]
    thief = visit(str(victim.client.base_url))
    answer = come_back(thief, provider, on_the_way(thief), code=code)
    assert answer.status_code == 403
    assert is_out(thief)


@pytest.mark.parametrize("said", [{"iss": "https://evil.example.org"}, {"iss": ""}])
def test_another_provider_cannot_send_somebody_back(
    start: Start, provider: OpenIdProvider, said: dict[str, str]
) -> None:
    reader = start()
    assert come_back(reader, provider, on_the_way(reader), **said).status_code == 403
    assert "/token" not in provider.asked, "the code is not given away"


def test_a_provider_that_names_itself_has_to(start: Start, provider: OpenIdProvider) -> None:
    reader = start()
    parts = urlsplit(provider.authorize(on_the_way(reader)))
    brought = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "iss"}
    assert reader.client.get(parts.path, params=brought, follow_redirects=False).status_code == 403


def test_a_refusal_at_the_provider_is_one_calm_page(start: Start, provider: OpenIdProvider) -> None:
    reader = start()
    asked = on_the_way(reader)
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
    answer = come_back(reader, provider, on_the_way(reader, back))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/topics"


def test_the_address_of_the_return_is_ours_whatever_the_request_says(
    closed: Path, watch: Watch, provider: OpenIdProvider
) -> None:
    oidc = settings_for(provider).oidc
    with served(
        closed, watch, serve=ServeSettings(address="https://circles.example.org", oidc=oidc), secret=SECRET
    ) as address:
        headers = {"Host": "circles.example.org", "X-Forwarded-Host": "evil.example.org"}
        answer = httpx.get(f"{address}/oidc", headers=headers, follow_redirects=False)
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        assert asked["redirect_uri"] == ["https://circles.example.org/oidc/back"]
        assert httpx.get(f"{address}/oidc", headers={"Host": "evil.example.org"}).status_code == 400
