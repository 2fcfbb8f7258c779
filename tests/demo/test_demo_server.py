"""The demo's server answers as the providers do."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from pipeline.demo import DEMO_CREDENTIALS, DemoServer
from pipeline.sources import find_sources

Records = Callable[[str], list[dict[str, Any]]]
HOSTS = [
    "api.coursera.org",
    "api.edx.org",
    "api.learn.mit.edu",
    "courses.edx.org",
    "discovery.edx.org",
    "learningcircles.p2pu.org",
    "open.hpi.de",
    "www.futurelearn.com",
    "www.udacity.com",
]


def get(gateway: str, url: str, **headers: str) -> tuple[int, Any, bytes]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(urllib.request.Request(gateway + "/" + url.removeprefix("https://"), headers=sent))


def ask(request: urllib.request.Request) -> tuple[int, Any, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def sign_in(gateway: str, address: str = "api.edx.org/oauth2/v1/access_token", **changes: str) -> tuple[int, Any]:
    form = {"grant_type": "client_credentials", "token_type": "jwt"} | {
        "client_id": DEMO_CREDENTIALS["EDX_CLIENT_ID"],
        "client_secret": DEMO_CREDENTIALS["EDX_CLIENT_SECRET"],
    }
    body = urlencode(form | changes).encode()
    status, _, answer = ask(urllib.request.Request(f"{gateway}/{address}", data=body))
    return status, json.loads(answer)


def test_coursera_pages_by_a_string_offset(gateway: str, records: Records) -> None:
    start, seen, totals = "0", [], []
    while start:
        url = f"api.coursera.org/api/courses.v1?start={start}&limit=10&includes=partnerIds"
        body = json.loads(get(gateway, url)[2])
        partners = {partner["id"] for partner in body["linked"]["partners.v1"]}
        assert all(set(course["partnerIds"]) <= partners for course in body["elements"])
        seen += body["elements"]
        totals.append(body["paging"].get("total"))
        start = body["paging"].get("next", "")
        assert isinstance(start, str)
    assert seen == records("coursera")
    assert totals == [len(seen)] + [None] * (len(totals) - 1)
    assert len(totals) > 1


def test_coursera_joins_partners_only_when_asked(gateway: str) -> None:
    assert json.loads(get(gateway, "api.coursera.org/api/courses.v1")[2])["linked"] == {}


@pytest.mark.parametrize(
    ("source", "first"),
    [
        ("mit_learn", "https://api.learn.mit.edu/api/v1/courses/?limit=7&offset=0"),
        ("edx", "https://discovery.edx.org/api/v1/courses/?page=1&page_size=7&exclude_utm=1"),
    ],
)
def test_envelopes_link_to_the_next_page_at_the_providers_own_host(
    gateway: str, source: str, first: str, records: Records
) -> None:
    token = sign_in(gateway)[1]["access_token"]
    url: str | None = first
    seen: list[dict[str, Any]] = []
    while url:
        assert urlsplit(url).hostname == urlsplit(first).hostname
        body = json.loads(get(gateway, url, Authorization=f"JWT {token}")[2])
        assert body["count"] == len(records(source))
        assert (body["previous"] is None) == (not seen)
        assert 0 < len(body["results"]) <= 7
        seen += body["results"]
        url = body["next"]
    assert seen == records(source)


def test_p2pu_gives_everything_without_a_limit_and_pages_with_one(gateway: str, records: Records) -> None:
    address = "learningcircles.p2pu.org/api/courses/"
    assert json.loads(get(gateway, address)[2])["items"] == records("p2pu")
    seen: list[dict[str, Any]] = []
    while True:
        body = json.loads(get(gateway, f"{address}?limit=9&offset={len(seen)}")[2])
        seen += body["items"]
        if not body["items"]:
            break
    assert seen == records("p2pu")
    assert body["count"] == len(seen)


@pytest.mark.parametrize("source", ["futurelearn", "udacity", "openhpi"])
def test_one_body_holds_everything(
    gateway: str, source: str, records: Records, catalogues: dict[str, tuple[str, str]]
) -> None:
    address, key = catalogues[source]
    body = json.loads(get(gateway, address)[2])
    assert (body[key] if key else body) == records(source)
    assert len(records(source)) > 2


def test_edx_wants_a_token(gateway: str) -> None:
    url = "discovery.edx.org/api/v1/courses/"
    assert get(gateway, url)[0] == 401
    assert get(gateway, url, Authorization="JWT guessed")[0] == 401
    assert sign_in(gateway, client_secret="wrong") == (401, {"error": "invalid_client"})
    assert sign_in(gateway, grant_type="password") == (400, {"error": "unsupported_grant_type"})
    status, answer = sign_in(gateway, "courses.edx.org/oauth2/access_token")
    assert (status, answer["token_type"]) == (200, "JWT")
    assert get(gateway, url, Authorization=f"JWT {answer['access_token']}")[0] == 200


def test_unchanged_is_304_without_a_body(gateway: str) -> None:
    url = "www.futurelearn.com/feeds/courses"
    status, headers, body = get(gateway, url)
    assert (status, bool(body)) == (200, True)
    assert get(gateway, url, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert get(gateway, url, If_None_Match='"another"')[2] == body


def test_gzip_only_when_accepted(gateway: str) -> None:
    url = "www.udacity.com/public-api/v0/courses"
    _, plain_headers, plain = get(gateway, url)
    _, headers, packed = get(gateway, url, Accept_Encoding="gzip, deflate")
    assert plain_headers["Content-Encoding"] is None
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert get(gateway, url, Accept_Encoding="gzip;q=0")[2] == plain


@pytest.mark.parametrize("host", HOSTS)
def test_robots_txt_allows_everything(gateway: str, host: str) -> None:
    assert get(gateway, f"{host}/robots.txt")[::2] == (200, b"User-agent: *\nDisallow:\n")


@pytest.mark.parametrize(
    "address",
    ["unknown.example.org/robots.txt", "www.futurelearn.com/feeds/programs", "", "www.futurelearn.com/../survey"],
)
def test_anything_else_is_404(gateway: str, address: str) -> None:
    assert get(gateway, address)[0] == 404


def test_odd_numbers_are_read_as_the_default(gateway: str) -> None:
    for odd in ("-1", "abc", "٣", ""):
        body = json.loads(get(gateway, f"api.learn.mit.edu/api/v1/courses/?{urlencode({'offset': odd})}")[2])
        assert len(body["results"]) == 10
    body = json.loads(get(gateway, "api.learn.mit.edu/api/v1/courses/?offset=999")[2])
    assert (body["results"], body["next"]) == ([], None)


def test_the_server_is_quiet_and_stops(capfd: pytest.CaptureFixture[str]) -> None:
    with DemoServer() as server:
        assert get(server.gateway, "open.hpi.de/robots.txt")[0] == 200
        assert get(server.gateway, "open.hpi.de/nothing")[0] == 404
    with pytest.raises(urllib.error.URLError):
        get(server.gateway, "open.hpi.de/robots.txt")
    assert capfd.readouterr() == ("", "")


def test_every_source_may_connect_at_once(root: Path) -> None:
    """A connection beyond the queue is dropped by the kernel and made again a second later."""
    with DemoServer() as server:
        assert server._server.request_queue_size > 2 * len(find_sources(root / "connectors"))
