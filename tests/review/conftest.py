"""The page, served on loopback over real HTTP from homes of the demo."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from homes import copied
from joserfc import jwk
from oidc_provider import CLIENT, SECRET, OpenIdProvider, open_id_provider
from season_and_circles import keep_ledger
from served import only_read, served

from pipeline.flow.uploads import work
from pipeline.flow.uploads.task import Task, leave
from pipeline.model import OidcSettings, Role, ServeSettings
from pipeline.schedule.watch import WatchedSettings
from pipeline.store import Accounts, Catalogue, Uploads, passwords

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PASSWORD = "seven brown teapots"
WHO: dict[str, Role] = {"Vera": "viewer", "Carla": "coordinator", "Ada": "administrator"}
Clock = Callable[[], datetime]
Serve = Callable[..., AbstractContextManager[str]]


class Reader:
    """Somebody with a browser that has cookies and no script."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, follow_redirects=True, timeout=30)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def text(self, path: str) -> str:
        """A page that answers 200, as HTML."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def form(self, page: str, topic_id: str) -> dict[str, str]:
        """The hidden fields of the first form about a topic on a page."""
        found = re.search(rf'<form method="post" action="/topics/{topic_id}/decide".*?</form>', page, re.S)
        assert found, f"no form about {topic_id}"
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found[0])
        return {name: unescape(value) for name, value in fields}

    def decide(self, topic_id: str, action: str, *, page: str | None = None, **fields: str) -> httpx.Response:
        """Press a button about a topic, on the page given or on one that is loaded now."""
        page = page or self.text("/topics?status=all")
        return self.client.post(
            f"/topics/{topic_id}/decide", data=self.form(page, topic_id) | {"action": action} | fields
        )


Visit = Callable[[str], Reader]
Start = Callable[..., Reader]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Serve a home for a block: `with serve(home) as address`."""

    def serving(
        home: Path,
        decided_by: str = "Rosa",
        clock: Clock = lambda: NOW,
        serve: ServeSettings | None = None,
        watched: WatchedSettings | None = None,
    ) -> AbstractContextManager[str]:
        return served(home, clock, decided_by, serve, watched=watched)

    return serving


@pytest.fixture(scope="session", autouse=True)
def _opened_once(demo_once: Path) -> None:
    """Pages of the demo share what is read of its catalogue."""
    only_read(demo_once)


@pytest.fixture(scope="session")
def read_address(serve: Serve, demo_once: Path) -> Iterator[str]:
    """A home that nobody decides about."""
    with serve(demo_once) as address:
        yield address


@pytest.fixture(scope="session")
def topic(demo_once: Path) -> str:
    """The topic of the demo that most people want; ids are salted, so each home of the demo has another."""
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        ((topic_id,),) = catalogue.query("SELECT topic_id FROM out.topic ORDER BY priority DESC LIMIT 1").rows
    return str(topic_id)


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Somebody else at an address; they leave when the test ends."""
    readers: list[Reader] = []

    def come(address: str) -> Reader:
        readers.append(Reader(address))
        return readers[-1]

    yield come
    for each in readers:
        each.client.close()


@pytest.fixture
def reader(read_address: str, visit: Visit) -> Reader:
    """A reader of that home."""
    return visit(read_address)


@pytest.fixture
def home(demo_once: Path, tmp_path: Path) -> Path:
    """A home of the demo for one test."""
    return copied(demo_once, tmp_path / "home")


@pytest.fixture
def rosa(serve: Serve, home: Path, visit: Visit) -> Iterator[Reader]:
    """A coordinator of that home."""
    with serve(home) as address:
        yield visit(address)


@pytest.fixture
def kept(home: Path) -> Path:
    """That home, with a circle that runs."""
    keep_ledger(home)
    return home


@pytest.fixture
def ana(serve: Serve, kept: Path, visit: Visit) -> Iterator[Reader]:
    """A coordinator of a home with a circle."""
    with serve(kept, "Ana") as address:
        yield visit(address)


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


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hashes that cost a hundredth: each sign-in worked 0.07 s on its own, and these tests sign in 200 times.

    What hashes cost in earnest is held in tests/store/test_accounts.py.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=256, parallelism=1))
        passwords.nobodys.cache_clear()
        yield
    passwords.nobodys.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture(scope="session")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account of each role."""
    path = tmp_path_factory.mktemp("accounts") / "accounts.sqlite"
    with cheap_passwords():  # made before those of the first module are cheap
        for name in ("Ada", "Carla", "Vera"):
            Accounts(path).add(name, WHO[name], PASSWORD, by="tests", at=NOW)
    return path


def keep_accounts(home: Path, accounts_file: Path) -> Path:
    """Those accounts, and a circle, in a home."""
    keep_ledger(home)
    shutil.copy(accounts_file, home / "accounts.sqlite")
    return home


@pytest.fixture
def closed(home: Path, accounts_file: Path) -> Path:
    """A home with those accounts, and with a circle."""
    return keep_accounts(home, accounts_file)


@pytest.fixture
def address(serve: Serve, closed: Path, watch: Watch) -> Iterator[str]:
    with serve(closed, clock=watch) as found:
        yield found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks on uploads are done in the server's process, before it answers: for what is not about processes."""

    monkeypatch.setattr("pipeline.flow.uploads.launch.spawn", done_at_once)


def done_at_once(task: Task, held: int) -> None:
    """A task, done here and now."""
    leave(task, work.answered(task, Uploads(task.home.uploads)))
    os.close(held)


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(reader: Reader, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    page = reader.text("/sign-in")
    return reader.client.post("/sign-in", data={"token": token_of(page), "name": name, "password": password} | fields)


def sign_in_cookie(reader: Reader) -> str:
    return reader.client.cookies.get("circlewise_sign_in") or ""


def wait_for(name: str) -> None:
    """Until the work of a page that has a thread of its own is done: `pictures`, `night` or `examination`."""
    for thread in [each for each in threading.enumerate() if each.name == name]:
        thread.join(300)
        assert not thread.is_alive(), name


@pytest.fixture(scope="session")
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


def settings_for(provider: OpenIdProvider, **more: Any) -> ServeSettings:
    """A page with the own sign-in of that provider."""
    values = {"issuer": provider.issuer, "client_id": CLIENT, "is_inside": True, "title": "the county"} | more
    return ServeSettings(oidc=OidcSettings(**values))


@pytest.fixture
def start(closed: Path, watch: Watch, provider: OpenIdProvider, visit: Visit) -> Iterator[Start]:
    """Somebody at a page with that provider; given words change its settings."""
    open_now: list[Any] = []

    def begin(secret: str = SECRET, **more: Any) -> Reader:
        open_now.append(served(closed, watch, serve=settings_for(provider, **more), secret=secret))
        return visit(open_now[-1].__enter__())

    yield begin
    for each in open_now:
        each.__exit__(None, None, None)


@pytest.fixture
def ada(address: str, visit: Visit) -> Reader:
    """An administrator who is signed in."""
    reader = visit(address)
    sign_in(reader, "Ada")
    return reader
