"""How a sign-in ends, what a change of an account does to it, and how guessing is slowed and logged."""

from __future__ import annotations

from pathlib import Path

import httpx

from pipeline.store import Accounts, Decisions

from .conftest import NOW, PASSWORD, Reader, Serve, Visit, Watch, sign_in, sign_in_cookie, token_of


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
