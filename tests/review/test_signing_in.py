"""Who gets in once there are accounts: route by route and by role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import httpx
import pytest
from homes import copied
from season_and_circles import CIRCLE

from pipeline.model import ROLES, ServeSettings
from pipeline.review.app import ACTIONS, ASSETS, LOOKED_AT, PAGES
from pipeline.review.doors import NEEDS
from pipeline.store import Accounts, Decisions, Home

from .conftest import NOW, PASSWORD, WHO, Reader, Serve, Visit, keep_accounts, sign_in, sign_in_cookie, token_of

READ = {f"GET {path}" for path, _ in LOOKED_AT}
ROUTES = sorted(READ | {f"POST {path}" for path, _ in ACTIONS} | {f"GET {ASSETS}"})


def test_the_table_of_roles_names_every_address_and_no_other() -> None:
    assert sorted(NEEDS) == ROUTES
    assert {route for route, role in NEEDS.items() if role is None} == {
        "GET /oidc",
        "GET /oidc/back",
        "GET /sign-in",
        "POST /sign-in",
        "POST /preferences",
        "GET /assets/{name}",
        "GET /healthz",
        "GET /readyz",
    }


def test_an_address_that_the_table_lacks_is_the_administrators(
    monkeypatch: pytest.MonkeyPatch, serve: Serve, closed: Path, visit: Visit
) -> None:
    monkeypatch.setattr("pipeline.review.doors.NEEDS", {k: v for k, v in NEEDS.items() if k != "GET /health"})
    with serve(closed) as address:
        for name, status in (("Carla", 403), ("Ada", 200)):
            reader = visit(address)
            sign_in(reader, name)
            assert reader.get("/health").status_code == status, name


Doors = Callable[[str | None], tuple[Reader, str]]


@pytest.fixture(scope="module")
def everybody_at(
    serve: Serve, demo_once: Path, accounts_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Doors]]:
    """A home, and its readers by name: each signed in once, with the token of their forms. None is nobody."""
    home = keep_accounts(copied(demo_once, tmp_path_factory.mktemp("doors") / "home"), accounts_file)
    # The administrator's button finds a night at work: a real one takes 4 s of CPU and this is about who may press it.
    with serve(home) as address, Home(home).lock("a night of the tests"), ExitStack() as leaving:

        @cache
        def reader_of(name: str | None) -> tuple[Reader, str]:
            reader = Reader(address)
            leaving.enter_context(reader.client)
            if name:
                sign_in(reader, name)
            return reader, token_of(reader.text("/topics" if name else "/sign-in"))

        def come(name: str | None) -> tuple[Reader, str]:
            if name and reader_of(name)[0].get("/account").url.path != "/account":  # the route before led out
                reader_of.cache_clear()
            return reader_of(name)

        yield home, come


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_gets_where_they_should_not(route: str, topic: str, everybody_at: tuple[Path, Doors]) -> None:
    """Every address, asked by nobody and by each role, with a form that is theirs where one is sent."""
    home, come = everybody_at
    method, _, path = route.partition(" ")
    shape = "xlsx" if path.startswith("/circles/as") else "pdf"
    path = path.format(topic_id=topic, circle_id=CIRCLE, upload_id="0" * 32, shape=shape, name="none.css")
    before = len(Decisions(home / "decisions.sqlite").all())
    for name in (None, *WHO):
        reader, token = come(name)
        sent = {"token": token, "action": "shortlist", "seen": "0", "name": "x", "password": "x", "fresh": "x"}
        answer = reader.client.request(method, path, data=sent if method == "POST" else None, follow_redirects=False)
        needed = NEEDS[route]
        if needed is None:
            assert not answer.headers.get("location", "").startswith("/sign-in"), (route, name)
        elif name is None:
            assert answer.status_code == 303, (route, name)
            assert answer.headers["location"].startswith("/sign-in"), (route, name)
            assert "Artificial" not in answer.text
        elif ROLES.index(WHO[name]) >= ROLES.index(needed):
            is_form = method == "POST" and not path.endswith("/decide")  # it lacks what is asked for
            assert answer.status_code in ((200, 303, 400, 409) if is_form else (200, 303, 409)), (route, name)
        else:
            assert answer.status_code == 403, (route, name)
            assert "may look and not decide" in answer.text
    who = [each.decided_by for each in Decisions(home / "decisions.sqlite").all()[before:]]
    assert who == (["Carla"] if path.endswith("/decide") else [])


def test_a_head_request_is_no_way_around(address: str) -> None:
    for path, _ in PAGES:
        answer = httpx.head(address + path.format(topic_id="t1", circle_id=CIRCLE, upload_id="0" * 32))
        assert answer.status_code == (200 if path == "/sign-in" else 303), path


def test_who_signs_in_comes_where_they_were_going_and_decides_in_their_name(
    topic: str, address: str, closed: Path, visit: Visit
) -> None:
    carla = visit(address)
    page = carla.get(f"/topics/{topic}?lang=en")
    assert page.url.path == "/sign-in"
    form = re.search(r'name="back" value="([^"]+)"', page.text)
    assert form
    answer = sign_in(carla, " carla ", back=form[1].replace("&amp;", "&"))
    assert answer.url.path == f"/topics/{topic}"
    assert ">Carla<" in answer.text
    carla.decide(topic, "shortlist")
    ((action, author),) = [(each.action, each.decided_by) for each in Decisions(closed / "decisions.sqlite").all()]
    assert (action, author) == ("shortlist", "Carla")


def test_a_viewer_sees_no_button_to_decide(topic: str, address: str, visit: Visit) -> None:
    vera, carla = visit(address), visit(address)
    sign_in(vera, "Vera")
    sign_in(carla, "Carla")
    for path in ("/topics", f"/topics/{topic}"):
        assert "/decide" not in vera.text(path)
        assert "/decide" in carla.text(path)


def test_a_wrong_name_and_a_wrong_password_look_alike(address: str, visit: Visit) -> None:
    pages = []
    for name, password in (("Carla", "not the password"), ("Carol", PASSWORD), ("Carol", "not the password")):
        answer = sign_in(visit(address), name, password)
        assert answer.status_code == 403
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(set(pages)) == 1
    assert "do not go together" in pages[0]


def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """Counted, not timed: one hash is worked out in each case."""
    from argon2 import PasswordHasher

    against: list[str] = []
    real = PasswordHasher.verify

    def counting(self: PasswordHasher, kept: str, password: str) -> bool:
        against.append(kept.rsplit("$", 2)[0])
        return real(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    accounts = Accounts(closed / "accounts.sqlite")
    accounts.add("Proxied", "viewer", None, by="tests", at=NOW)
    for name in ("Carla", "nobody", "Proxied"):
        before = len(against)
        assert accounts.checked(name, "not the password") is None
        assert len(against) == before + 1, name
    assert len(set(against)) == 1


def test_the_cookie_is_closed_and_new_with_every_sign_in(address: str, visit: Visit) -> None:
    carla = visit(address)
    carla.client.cookies.set("circlewise_sign_in", "chosen-by-somebody-else", domain="127.0.0.1")
    answer = sign_in(carla, "Carla").history[0]
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("circlewise_sign_in=")]
    assert "chosen-by" not in cookie
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie  # plain http on this machine
    first = cookie.partition(";")[0]
    again = visit(address)
    again.client.headers["Cookie"] = first
    assert again.get("/topics").url.path == "/topics"


def test_through_a_proxy_cookies_are_secure(serve: Serve, closed: Path) -> None:
    settings = ServeSettings(address="https://circles.example.org")
    with serve(closed, serve=settings) as address, httpx.Client(base_url=address) as client:
        host = {"Host": "circles.example.org"}
        page = client.get("/sign-in", headers=host)
        visit = page.headers["set-cookie"]
        assert "Secure" in visit
        answer = client.post(
            "/sign-in",
            headers=host | {"Cookie": visit.partition(";")[0]},
            data={"token": token_of(page.text), "name": "Carla", "password": PASSWORD},
        )
        assert answer.status_code == 303
        assert all("Secure" in each for each in answer.headers.get_list("set-cookie") if "Max-Age=43200" in each)
        assert client.get("/sign-in", headers={"Host": "elsewhere.example.org"}).status_code == 400


def test_a_form_of_before_signing_in_is_void(topic: str, address: str, closed: Path, visit: Visit) -> None:
    carla = visit(address)
    old = token_of(carla.text("/sign-in"))
    visit_cookie = carla.client.cookies["circlewise_visit"]
    sign_in(carla, "Carla")
    answer = carla.client.post(
        f"/topics/{topic}/decide",
        data={"token": old, "action": "shortlist", "seen": "0"},
        headers={"Cookie": f"circlewise_visit={visit_cookie}; circlewise_sign_in={sign_in_cookie(carla)}"},
    )
    assert answer.status_code == 403
    assert Decisions(closed / "decisions.sqlite").all() == []


def test_signing_in_needs_a_form_of_ours(address: str, visit: Visit) -> None:
    stranger = visit(address)
    token = token_of(stranger.text("/sign-in"))
    for sent, cookies in (({}, True), ({"token": f"{token}x"}, True), ({"token": token}, False)):
        client = stranger.client if cookies else visit(address).client
        answer = client.post("/sign-in", data={"name": "Carla", "password": PASSWORD} | sent)
        assert answer.status_code == 403
        assert "Nothing was written" in answer.text
    assert sign_in_cookie(stranger) == ""
