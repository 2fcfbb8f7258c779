"""Whatever is asked, the page answers in words: nothing that anybody can send is our mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from season_and_circles import CIRCLE, keep_ledger

from pipeline.review.app import ACTIONS, PAGES
from pipeline.review.downloads import DOWNLOADS
from pipeline.review.guard import HEADERS

from .conftest import Reader, Serve

pytestmark = pytest.mark.slow
ADDRESSES = [path for path, _ in (*DOWNLOADS, *PAGES, *ACTIONS)]
NAMES = (
    "q",
    "status",
    "branch",
    "goal",
    "language",
    "provider",
    "new",
    "page",
    "lang",
    "token",
    "seen",
    "action",
    "course",
    "of",
    "source",
    "kind",
    "view",
    "planned",
    "sheet",
    "row",
    "by",
    "session",
    "part",
    "people",
    "everybody",
    "held",
    "session_seen",
    "new",
)
FIELDS = (
    *NAMES,
    "reason",
    "note",
    "back",
    "next",
    "keys",
    "says",
    "course",
    "text",
    "means",
    "number",
    "goals",
    "to",
    "into_seen",
    "name",
    "role",
    "sure",
    "topic",
    "how",
    "weekday",
    "part_of_day",
    "room",
    "sheet",
    "c_person",
    "c_session",
    "circle_id",
    "first_on",
    "sessions",
)
ODD = ("", "0", "-1", "99999999999999999999", "%00", "\x00", "²", "../", "es")
IN_BRACES = re.compile(r"\{\w+\}")
TOLD = ("topic.1", "taught.1", "many.1.2", "many.2.1", "season.1", "ledger.1", "topic.0.", "x.1")
anything = st.text(max_size=60) | st.sampled_from(ODD)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def somebody(read_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=read_address, timeout=30) as client:
        yield client


@many
@given(path=st.sampled_from(ADDRESSES), topic_id=anything, query=st.dictionaries(st.sampled_from(NAMES), anything))
def test_any_address(somebody: httpx.Client, path: str, topic_id: str, query: dict[str, str]) -> None:
    raw = "".join(f"%{byte:02x}" for byte in topic_id.encode("utf-8", "surrogatepass"))
    answer = somebody.get(IN_BRACES.sub(raw or "x", path), params=query)
    assert answer.status_code in (200, 303, 307, 404, 405)  # 307: a slash at the end is left out
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@many
@given(
    path=st.sampled_from([path for path, _ in ACTIONS]),
    fields=st.dictionaries(st.sampled_from(FIELDS), anything),
    is_ours=st.booleans(),
)
def test_any_form(topic: str, rosa: Reader, home: Path, path: str, fields: dict[str, str], *, is_ours: bool) -> None:
    if is_ours:
        if not (home / "circles.sqlite").exists():
            keep_ledger(home)
        fields |= {"token": rosa.form(rosa.text("/topics?status=all"), topic)["token"]}
    path = path.replace("{topic_id}", topic).replace("{circle_id}", CIRCLE)
    if is_ours and "sheet" in fields:
        fields["sheet"] = "attendance"
    answer = rosa.client.post(path, data=fields, follow_redirects=False)
    assert answer.status_code in ((303, 400, 409) if is_ours else (403,))
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith("//")


@many
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/json",
            "",
            "x",
        ]
    ),
    cookie=st.text('abc.=;"_-', max_size=30) | st.sampled_from(TOLD),
)
def test_any_body(somebody: httpx.Client, body: bytes, kind: str, cookie: str) -> None:
    headers = {"Content-Type": kind, "Cookie": f"circlewise_visit={cookie}; circlewise_said={cookie}"}
    assert somebody.post("/preferences", content=body, headers=headers).status_code in (400, 403)
    assert somebody.get("/topics", headers=headers).status_code == 200


def test_a_mistake_of_ours_is_told_calmly(serve: Serve, demo_once: Path) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    with serve(demo_once, clock=broken) as address:
        answer = httpx.get(f"{address}/health")
        assert answer.status_code == 500
        assert "Something went wrong on our side" in answer.text
        assert "secret detail" not in answer.text
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert httpx.get(f"{address}/topics").status_code == 200
