"""Who is let in, which forms are taken, and what every answer carries."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path

import httpx
import pytest
from season_and_circles import CIRCLE

from pipeline.errors import StoreError, UsageError
from pipeline.review import library
from pipeline.review.app import ACTIONS, PAGES
from pipeline.review.guard import HEADERS
from pipeline.review.serve import open_socket
from pipeline.store import Decisions

from .conftest import Reader, Visit

GET = [path for path, _ in PAGES if "{circle_id}" not in path]  # those: test_circles.py
POST = [path for path, _ in ACTIONS]


def test_the_tables_of_addresses_are_all_there_is(read_address: str) -> None:
    assert {path for path, _ in (*PAGES, *ACTIONS)} == {
        "/",
        "/topics",
        "/topics/{topic_id}",
        "/topics/{topic_id}/proposal",
        "/topics/{topic_id}/decide",
        "/topics/{topic_id}/teach",
        "/topics/{topic_id}/regroup",
        "/topics/{topic_id}/undo",
        "/topics/{topic_id}/talk",
        "/topics/{topic_id}/choose",
        "/topics/{topic_id}/look",
        "/topics/{topic_id}/add",
        "/taught/undo",
        "/bulk",
        "/bulk/undo",
        "/surveys",
        "/surveys/upload",
        "/surveys/purge",
        "/surveys/{upload_id}",
        "/surveys/{upload_id}/corrections",
        "/surveys/{upload_id}/add",
        "/surveys/{upload_id}/discard",
        "/season",
        "/season/again",
        "/season/choose",
        "/season/undo",
        "/circles",
        "/circles/new",
        "/circles/import",
        "/circles/undo",
        "/circle/{circle_id}",
        "/circle/{circle_id}/attendance",
        "/circle/{circle_id}/record",
        "/outcomes",
        "/health",
        "/pictures",
        "/admin",
        "/admin/issues",
        "/admin/accounts",
        "/admin/doctor",
        "/admin/night",
        "/keys",
        "/preferences",
        "/account",
        "/sign-in",
        "/sign-out",
    }
    for path in ("/docs", "/openapi.json", "/assets/../app.py", "/assets/site.css", "/static/site.css"):
        assert httpx.get(read_address + path).status_code == 404, path


@pytest.mark.parametrize("path", [*GET, "/nowhere", "/assets/none.js", *POST])
def test_every_answer_carries_the_headers(topic: str, read_address: str, path: str) -> None:
    path = path.format(topic_id=topic, circle_id=CIRCLE, upload_id="0" * 32)
    answer = httpx.get(read_address + path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


@pytest.mark.parametrize("path", GET)
def test_no_page_has_script_or_style_of_its_own(topic: str, reader: Reader, path: str) -> None:
    path = path.format(topic_id=topic, circle_id=CIRCLE, upload_id="0" * 32)
    page = reader.text(path)
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|hx-on|javascript:", page) == []
    assert set(re.findall(r'(?:src|href)="([^"/#][^"]*)"', page)) <= set(re.findall(r'href="(https?://[^"]+)"', page))


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "localhost:80@example.org", "", "[::2]"])
def test_another_host_is_refused(read_address: str, host: str) -> None:
    answer = httpx.get(f"{read_address}/topics", headers={"Host": host})
    assert answer.status_code == 400
    assert "Artificial" not in answer.text


def test_the_names_of_this_machine_are_taken(read_address: str) -> None:
    for host in ("localhost:8321", "127.0.0.1", "[::1]:8321", "LOCALHOST"):
        assert httpx.get(f"{read_address}/topics", headers={"Host": host}).status_code == 200, host


@pytest.mark.parametrize("path", POST)
def test_a_form_that_is_not_ours_is_refused(topic: str, rosa: Reader, home: Path, path: str) -> None:
    path = path.format(topic_id=topic, circle_id=CIRCLE, upload_id="0" * 32)
    token = rosa.form(rosa.text("/topics"), topic)["token"]
    asked = {"action": "shortlist", "seen": "0", "keys": "off"}
    without, wrong = rosa.client.post(path, data=asked), rosa.client.post(path, data=asked | {"token": f"{token}x"})
    elsewhere = rosa.client.post(path, data=asked | {"token": token}, headers={"Sec-Fetch-Site": "cross-site"})
    stranger = httpx.post(f"{str(rosa.client.base_url).rstrip('/')}{path}", data=asked | {"token": token})
    for answer in (without, wrong, elsewhere, stranger):
        assert answer.status_code == 403
        assert "Nothing was written" in answer.text
    assert Decisions(home / "decisions.sqlite").all() == []


def test_a_cookie_of_somebody_else_is_not_taken(topic: str, rosa: Reader, home: Path, visit: Visit) -> None:
    """Who can set a cookie for us (another port of this machine) still has no token that goes with it."""
    stranger = visit(str(rosa.client.base_url))
    theirs = stranger.form(stranger.text("/topics"), topic)
    rosa.text("/topics")
    answer = rosa.client.post(f"/topics/{topic}/decide", data=theirs | {"action": "shortlist"})
    assert answer.status_code == 403
    assert Decisions(home / "decisions.sqlite").all() == []


def test_too_much_is_refused(topic: str, rosa: Reader) -> None:
    form = rosa.form(rosa.text("/topics"), topic)
    answer = rosa.decide(topic, "reject", reason="other", note="x" * 40_000)
    assert answer.status_code == 413
    many = form | {f"f{n}": "x" for n in range(40)} | {"action": "later"}
    assert rosa.client.post(f"/topics/{topic}/decide", data=many).status_code == 400
    chunked = rosa.client.post(f"/topics/{topic}/decide", content=iter([b"x" * 1000] * 100))
    assert chunked.status_code == 413


def test_cookies_are_closed_to_scripts_and_other_sites(topic: str, rosa: Reader) -> None:
    cookies = rosa.get("/topics").headers.get_list("set-cookie")
    cookies += rosa.decide(topic, "later").history[0].headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["circlewise_visit", "circlewise_said"]
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


def test_files_are_named_after_their_content_and_kept_for_good(reader: Reader) -> None:
    page = reader.text("/topics")
    files = sorted(set(re.findall(r'"(/assets/[^"]+)"', page)))
    assert [Path(path).name.split(".")[0] for path in files] == ["htmx", "mark", "site", "site"]
    for path in files:
        answer = reader.get(path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].split(";")[0] in ("text/css", "text/javascript", "image/svg+xml")


def test_another_htmx_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"htmx" in library.htmx()
    monkeypatch.setattr(library, "SHA256", "0" * 64)
    with pytest.raises(StoreError, match="it is not the file that was looked at"):
        library.htmx()


def test_without_the_package_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PACKAGE", "no-such-package")
    with pytest.raises(StoreError, match="`make install` brings it"):
        library.htmx()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "example.org", ""])
def test_it_serves_this_machine_only(host: str) -> None:
    with pytest.raises(UsageError, match="without signing in"):
        open_socket(host, 0)


def test_a_port_that_is_taken_is_told() -> None:
    with open_socket("127.0.0.1", 0) as first, pytest.raises(UsageError, match="is taken"):
        open_socket("127.0.0.1", first.getsockname()[1])


def test_no_answer_waits_for_the_one_before_to_be_confirmed() -> None:
    """Nagle's wait, of 40 ms for each page: asyncio turns it off where a socket is said to be TCP."""

    async def option() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            found.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with open_socket("127.0.0.1", 0) as listening:
            async with await asyncio.start_server(come, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                writer.close()
                return await found

    assert asyncio.run(option()) == 1
