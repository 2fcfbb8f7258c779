"""Who gets in once there are accounts: route by route, by role, in time, and not by guessing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from pipeline.model import ROLES, Role, ServeSettings
from pipeline.review.app import ACTIONS, ASSETS, PAGES
from pipeline.review.doors import NEEDS
from pipeline.store import Accounts, Decisions

from .conftest import NOW, Reader, Serve, Visit

PASSWORD = "seven brown teapots"
WHO: dict[str, Role] = {"Vera": "viewer", "Carla": "coordinator", "Ada": "administrator"}
ROUTES = sorted({f"GET {path}" for path, _ in PAGES} | {f"POST {path}" for path, _ in ACTIONS} | {f"GET {ASSETS}"})


@dataclass
class Watch:
    """A clock that stands until it is moved."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="module")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account of each role."""
    path = tmp_path_factory.mktemp("accounts") / "accounts.sqlite"
    for name in ("Ada", "Carla", "Vera"):
        Accounts(path).add(name, WHO[name], PASSWORD, by="tests", at=NOW)
    return path


@pytest.fixture
def closed(home: Path, accounts_file: Path) -> Path:
    """A home with those accounts."""
    shutil.copy(accounts_file, home / "accounts.sqlite")
    return home


@pytest.fixture
def address(serve: Serve, closed: Path, watch: Watch) -> Iterator[str]:
    with serve(closed, clock=watch) as found:
        yield found


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(reader: Reader, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    page = reader.text("/sign-in")
    return reader.client.post("/sign-in", data={"token": token_of(page), "name": name, "password": password} | fields)


def sign_in_cookie(reader: Reader) -> str:
    return reader.client.cookies.get("circlewise_sign_in") or ""


def test_the_table_of_roles_names_every_address_and_no_other() -> None:
    assert sorted(NEEDS) == ROUTES
    assert {route for route, role in NEEDS.items() if role is None} == {
        "GET /sign-in",
        "POST /sign-in",
        "POST /preferences",
        "GET /assets/{name}",
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


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_gets_where_they_should_not(route: str, topic: str, address: str, closed: Path, visit: Visit) -> None:
    """Every address, asked by nobody and by each role, with a form that is theirs where one is sent."""
    method, _, path = route.partition(" ")
    path = path.format(topic_id=topic, name="none.css")
    for name in (None, *WHO):
        reader = visit(address)
        if name:
            sign_in(reader, name)
        page = reader.text("/topics" if name else "/sign-in")
        sent = {"token": token_of(page), "action": "shortlist", "seen": "0", "name": "x", "password": "x", "fresh": "x"}
        answer = reader.client.request(method, path, data=sent if method == "POST" else None, follow_redirects=False)
        needed = NEEDS[route]
        if needed is None:
            assert not answer.headers.get("location", "").startswith("/sign-in"), (route, name)
        elif name is None:
            assert answer.status_code == 303, (route, name)
            assert answer.headers["location"].startswith("/sign-in"), (route, name)
            assert "Artificial" not in answer.text
        elif ROLES.index(WHO[name]) >= ROLES.index(needed):
            wrong = 400 if route == "POST /account" else 200  # the form lacks what is asked for
            assert answer.status_code in (wrong, 200, 303, 409), (route, name)
        else:
            assert answer.status_code == 403, (route, name)
            assert "may look and not decide" in answer.text
    who = [each.decided_by for each in Decisions(closed / "decisions.sqlite").all()]
    assert who == (["Carla"] if path.endswith("/decide") else [])


def test_a_head_request_is_no_way_around(address: str) -> None:
    for path, _ in PAGES:
        answer = httpx.head(address + path.format(topic_id="t1"))
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


def test_signing_out_ends_it_here_and_in_the_file(address: str, visit: Visit) -> None:
    carla, thief = visit(address), visit(address)
    sign_in(carla, "Carla")
    thief.client.cookies.set("circlewise_sign_in", sign_in_cookie(carla), domain="127.0.0.1")
    assert thief.get("/topics").url.path == "/topics"
    answer = carla.client.post("/sign-out", data={"token": token_of(carla.text("/topics"))})
    assert answer.url.path == "/sign-in"
    assert carla.get("/topics").url.path == "/sign-in"
    assert thief.get("/topics").url.path == "/sign-in"


def test_a_sign_in_ends_when_nobody_clicks_and_at_last_in_any_case(address: str, visit: Visit, watch: Watch) -> None:
    carla = visit(address)
    sign_in(carla, "Carla")
    for _ in range(5):
        watch.move(minutes=119)
        assert carla.get("/topics").url.path == "/topics"
    watch.move(minutes=121)
    assert carla.get("/topics").url.path == "/sign-in"
    sign_in(carla, "Carla")
    for _ in range(7):
        watch.move(minutes=100)
        assert carla.get("/topics").url.path == "/topics"
    watch.move(minutes=21)  # 12 hours and a minute, the last click 21 minutes ago
    assert carla.get("/topics").url.path == "/sign-in"


def test_a_decision_after_the_end_is_told_and_not_written(
    topic: str, address: str, closed: Path, visit: Visit, watch: Watch
) -> None:
    carla = visit(address)
    sign_in(carla, "Carla")
    page = carla.text("/topics")
    watch.move(hours=13)
    answer = carla.decide(topic, "shortlist", page=page)
    assert answer.url.path == "/sign-in"
    assert "nothing was written" in answer.text
    assert Decisions(closed / "decisions.sqlite").all() == []


def test_a_change_of_an_account_holds_from_the_next_click(topic: str, address: str, closed: Path, visit: Visit) -> None:
    accounts = Accounts(closed / "accounts.sqlite")
    carla = visit(address)
    sign_in(carla, "Carla")
    page = carla.text("/topics")
    accounts.set_role("carla", "viewer", by="tests", at=NOW)
    assert carla.decide(topic, "shortlist", page=page).status_code == 403
    accounts.set_password("carla", "nine yellow kettles", by="tests", at=NOW)
    assert carla.get("/topics").url.path == "/sign-in"
    assert sign_in(carla, "Carla").status_code == 403
    assert sign_in(carla, "Carla", "nine yellow kettles").url.path == "/topics"
    accounts.remove("carla", by="tests", at=NOW)
    assert carla.get("/topics").url.path == "/sign-in"


def test_guessing_is_slowed_and_forgotten_in_time(address: str, visit: Visit, watch: Watch) -> None:
    guesser = visit(address)
    for _ in range(5):
        assert sign_in(guesser, "Carla", "not the password").status_code == 403
    for _ in range(3):
        answer = sign_in(guesser, "cARLA")  # the right password, even
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "900"
        assert "Wait 15 minutes" in answer.text
    assert sign_in(guesser, "Vera").url.path == "/topics"  # somebody else at the same address
    watch.move(minutes=15, seconds=1)
    assert sign_in(visit(address), "Carla").url.path == "/topics"


def test_names_that_are_not_there_are_slowed_alike(address: str, visit: Visit) -> None:
    guesser = visit(address)
    answers = [sign_in(guesser, "Nobody", "not the password").status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]


def test_what_happened_is_in_the_log(topic: str, address: str, closed: Path, visit: Visit) -> None:
    carla = visit(address)
    sign_in(carla, "Carla", "not the password")
    sign_in(carla, "seven brown teapots", "Carla")  # in the wrong fields
    sign_in(carla, "Carla")
    carla.client.post("/sign-out", data={"token": token_of(carla.text("/topics"))})
    log = Accounts(closed / "accounts.sqlite").log(4)
    assert [(each.kind, each.account, each.by) for each in reversed(log)] == [
        ("sign_in_failed", "Carla", "127.0.0.1"),
        ("sign_in_failed", None, "127.0.0.1"),
        ("signed_in", "Carla", "127.0.0.1"),
        ("signed_out", "Carla", "127.0.0.1"),
    ]
    held = b"".join(path.read_bytes() for path in closed.glob("accounts.sqlite*"))
    assert b"teapots" not in held
    assert b"not the password" not in held


def test_the_first_account_closes_a_page_that_runs_and_the_last_one_does_not_open_it(
    serve: Serve, home: Path, visit: Visit
) -> None:
    accounts = Accounts(home / "accounts.sqlite")
    with serve(home) as address:
        reader = visit(address)
        assert reader.get("/topics").url.path == "/topics"
        assert reader.get("/sign-in").url.path == "/topics"
        accounts.add("Ada", "administrator", PASSWORD, by="tests", at=NOW)
        assert reader.get("/topics").url.path == "/sign-in"
        accounts.remove("Ada", by="tests", at=NOW)
        assert reader.get("/topics").url.path == "/sign-in"


def change(reader: Reader, now: str, fresh: str, again: str | None = None) -> httpx.Response:
    sent = {"token": token_of(reader.text("/account")), "password": now, "fresh": fresh, "again": again or fresh}
    return reader.client.post("/account", data=sent)


def test_somebody_changes_their_own_password(address: str, closed: Path, visit: Visit) -> None:
    carla, elsewhere = visit(address), visit(address)
    sign_in(carla, "Carla")
    sign_in(elsewhere, "Carla")
    for now, fresh, again, code, told in (
        ("not the password", "nine yellow kettles", None, 403, "not the password that you have now"),
        (PASSWORD, "nine yellow kettles", "nine yellow kettle", 400, "not typed the same both times"),
        (PASSWORD, "short words", None, 400, "would soon be guessed"),
        (PASSWORD, "carla carla carla 1", None, 400, "would soon be guessed"),
    ):
        answer = change(carla, now, fresh, again)
        assert (answer.status_code, told in answer.text) == (code, True), told
    before = sign_in_cookie(carla)
    assert "The password is changed" in change(carla, PASSWORD, "nine yellow kettles").text
    assert sign_in_cookie(carla) != before
    assert carla.get("/topics").url.path == "/topics"
    assert elsewhere.get("/topics").url.path == "/sign-in"
    accounts = Accounts(closed / "accounts.sqlite")
    assert accounts.checked("Carla", PASSWORD) is None
    assert accounts.checked("Carla", "nine yellow kettles") is not None
    assert [each.kind for each in accounts.log(1)] == ["password_changed"]


def test_who_finds_a_page_left_open_cannot_guess_the_password(address: str, visit: Visit) -> None:
    carla = visit(address)
    sign_in(carla, "Carla")
    codes = [change(carla, "not the password", "nine yellow kettles").status_code for _ in range(6)]
    assert codes == [403] * 5 + [429]


def test_it_asks_in_spanish(address: str, visit: Visit) -> None:
    page = visit(address).text("/sign-in?lang=es")
    assert "Contraseña" in page
    assert 'autocomplete="current-password"' in page


def test_a_damaged_file_lets_nobody_in(serve: Serve, closed: Path, visit: Visit) -> None:
    with serve(closed) as address:
        carla = visit(address)
        sign_in(carla, "Carla")
        for path in closed.glob("accounts.sqlite*"):
            path.write_bytes(b"not a database, not at all" * 50)
        answer = carla.get("/topics")
        assert answer.status_code == 503
        assert "Artificial" not in answer.text
