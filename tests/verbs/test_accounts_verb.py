"""`circlewise accounts`, as typed; passwords come through a terminal or a pipe."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from pipeline.store import Accounts

from .conftest import Said, Verb

PASSWORD = "seven brown teapots"
Typed = Callable[..., Said]
QUICK = "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def accounts(verb: Verb, home: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """The verb with a line piped in."""

    def run(*arguments: object, piped: str = PASSWORD) -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{piped}\n"))
        return verb("accounts", *arguments, "--home", home)

    return run


def test_accounts_are_added_listed_changed_and_removed(accounts: Typed, home: Path) -> None:
    assert "Ada may sign in as administrator" in accounts("add", "Ada", "--role", "administrator").err
    assert "Rosa María may sign in as coordinator" in accounts("add", "Rosa María").err
    assert (home / "accounts.sqlite").stat().st_mode & 0o777 == 0o600
    assert accounts("role", "rosa maría", "viewer").status == 0
    assert accounts("password", "Ada", piped="nine yellow kettles").status == 0
    checked = Accounts(home / "accounts.sqlite").checked
    assert checked("ada", PASSWORD) is None
    assert checked("ADA", "nine yellow kettles") is not None
    assert [(each["name"], each["role"]) for each in accounts("list", "--json").json] == [
        ("Ada", "administrator"),
        ("Rosa María", "viewer"),
    ]
    assert "Ada: administrator, with a password, last never" in accounts("list").text
    assert accounts("remove", "Rosa María").status == 0
    log = accounts("log", "--json").json
    assert [(each["what"], each["account"], each["note"]) for each in reversed(log)] == [
        ("account_added", "Ada", "administrator"),
        ("account_added", "Rosa María", "coordinator"),
        ("role_changed", "Rosa María", "coordinator to viewer"),
        ("password_changed", "Ada", None),
        ("account_removed", "Rosa María", "viewer"),
    ]
    assert "Rosa María got another role (coordinator to viewer), by" in accounts("log").text
    assert PASSWORD not in accounts("log").text


def test_the_first_has_to_administer_and_the_last_administrator_stays(accounts: Typed) -> None:
    assert "the first account has to be an administrator" in accounts("add", "Rosa").err
    accounts("add", "Ada", "--role", "administrator")
    accounts("add", "Rosa")
    for said in (accounts("remove", "Ada"), accounts("role", "Ada", "viewer")):
        assert said.status == 2
        assert "Ada is the last administrator" in said.err
    accounts("remove", "Rosa")
    assert "the last account" in accounts("remove", "ada").err
    assert "there are no accounts" in accounts("list").err


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short words", "has 11 letters, 12 to 256 were expected"),
        ("x" * 257, "has 257 letters"),
        ("password1234", "among the first"),
        ("P@ssw0rd!2026", "among the first"),
        ("passwordpassword", "among the first"),
        ("qwertyuiop12", "among the first"),
        ("202611272026", "among the first"),
        ("aaaaaaaaaaaaab", "among the first"),
        ("AdelaAdela-2026", "among the first"),
        ("Contrasen\u0303a-2026", "among the first"),
        ("", "a password was expected"),
    ],
)
def test_passwords_that_are_guessed_soon_are_refused(accounts: Typed, home: Path, password: str, why: str) -> None:
    said = accounts("add", "Adela", "--role", "administrator", piped=password)
    assert said.status == 2
    assert why in said.err
    assert not password or password not in said.err
    assert not Accounts(home / "accounts.sqlite").exist()


@pytest.mark.parametrize("name", ["", " ", "-x", "_x", "a\nb", "a\u202eb", "<b>", "x" * 65, "a/b"])
def test_names_that_cannot_be_shown_plainly_are_refused(accounts: Typed, home: Path, name: str) -> None:
    said = accounts("add", "--role", "administrator", "--", name)
    assert said.status == 2
    assert not Accounts(home / "accounts.sqlite").exist()


def test_a_name_is_taken_however_it_is_typed(accounts: Typed) -> None:
    accounts("add", "Ada", "--role", "administrator")
    assert "there is an account ＡＤＡ already" in accounts("add", "ＡＤＡ").err


@pytest.mark.parametrize("what", [("role", "Nobody", "viewer"), ("password", "Nobody"), ("remove", "Nobody")])
def test_an_account_that_is_not_there_is_told(accounts: Typed, what: tuple[str, ...]) -> None:
    assert "has no accounts" in accounts(*what).err
    accounts("add", "Ada", "--role", "administrator")
    said = accounts(*what)
    assert said.status == 2
    assert "there is no account `Nobody`" in said.err


def test_at_a_terminal_it_asks_twice_and_shows_nothing(home: Path) -> None:
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "accounts",
        "add",
        "Ada",
        "--role",
        "administrator",
        "--home",
        str(home),
    ]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        shown = b""
        for asked in (b"Password: ", b"The same again: "):
            while asked not in shown:
                shown += os.read(ours, 1000)
            os.write(ours, f"{PASSWORD}\n".encode())
        assert process.wait(60) == 0
    while True:
        try:
            if not (more := os.read(ours, 1000)):
                break
        except OSError:  # the other side is gone
            break
        shown += more
    os.close(ours)
    assert b"Ada may sign in as administrator" in shown
    assert b"teapots" not in shown
    assert Accounts(home / "accounts.sqlite").checked("Ada", PASSWORD) is not None


def test_others_need_accounts_and_tls(verb: Verb, accounts: Typed, home: Path) -> None:
    settings = home / "schedule.yaml"
    settings.write_text(f"{QUICK}serve: {{address: 'https://circles.example.org'}}\n")
    said = verb("serve", "--home", home, "--port", 0)
    assert said.status == 2
    assert "there is no account to sign in with" in said.err
    accounts("add", "Ada", "--role", "administrator")
    settings.write_text(QUICK)
    said = verb("serve", "--home", home, "--host", "0.0.0.0", "--port", 0)
    assert said.status == 2
    assert "passwords would cross the network in the open" in said.err
    settings.write_text(f"{QUICK}serve: {{address: 'https://circles.example.org'}}\n")
    said = verb("serve", "--home", home, "--host", "library.example.org", "--port", 0)
    assert said.status == 2
    assert "such as 0.0.0.0" in said.err


@pytest.mark.slow
def test_with_accounts_and_tls_it_listens_for_the_proxy(accounts: Typed, home: Path) -> None:
    accounts("add", "Ada", "--role", "administrator")
    (home / "schedule.yaml").write_text(f"{QUICK}serve: {{address: 'https://circles.example.org'}}\n")
    command = [sys.executable, "-m", "pipeline", "serve", "--home", str(home), "--port", "0", "--host", "0.0.0.0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            assert line.startswith("The page is at https://circles.example.org, behind its proxy; it listens at "), line
            port = line.partition("0.0.0.0:")[2].partition("/")[0]
            answer = httpx.get(f"http://127.0.0.1:{port}/topics", headers={"Host": "circles.example.org"})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")
            other = httpx.get(f"http://127.0.0.1:{port}/topics", headers={"Host": "192.168.0.1"})
            assert other.status_code == 400
        finally:
            process.terminate()
        assert "Traceback" not in process.stderr.read()
