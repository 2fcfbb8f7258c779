"""A night with secrets of its own: they are used, and then stand in no file, no page, no output and no catalogue."""

from __future__ import annotations

import gzip
import re
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import httpx
import oidc_provider
import pytest
from post import webhook
from served import served

from pipeline.demo import DemoServer, server
from pipeline.model import OidcSettings, ServeSettings
from pipeline.review.doors import NEEDS
from pipeline.store import Accounts, Home
from pipeline.verbs.serve import _secret as secret_of

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
MARK = b"c4nary"
"""Stands in every secret, and in nothing else."""
SETTINGS = (
    "timezone: UTC\nnight: {at: '02:30'}\ncontact: t@example.org\npoliteness: {delay_seconds: 0, retries: 0}\n"
    "notify: {after_run: true, retries: 0}\n"
)
TABLES = "SELECT database_name, schema_name, table_name FROM duckdb_tables() WHERE database_name = 'kept'"


def unpacked(path: Path, data: bytes) -> Iterator[bytes]:
    """What a file holds: its bytes, and whatever in it is packed or stored by column."""
    yield data
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    for place in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data) if path.suffix == ".bin" else ():
        try:
            yield zlib.decompressobj().decompress(data[place.start() :])
        except zlib.error:
            continue
    if path.suffix == ".duckdb":
        yield from cells(path)
    if data.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(path)) as connection:
            yield "\n".join(connection.iterdump()).encode()


def cells(path: Path) -> Iterator[bytes]:
    """Every value of every table of a catalogue: packed by column, words of it stand in no row of bytes."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        tables = connection.execute(TABLES).fetchall()
        assert len(tables) > 20
        for database, schema, name in tables:
            yield repr(connection.execute(f'SELECT * FROM {database}.{schema}."{name}"').fetchall()).encode()


def found_in(folder: Path) -> list[str]:
    """Files of a folder in which a secret stands, or after which one is named."""
    files = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert len(files) > 5
    return [
        str(path)
        for path, data in files.items()
        if MARK in str(path).encode() or any(MARK in each for each in unpacked(path, data))
    ]


def test_the_search_finds_what_it_is_for(demo: Path) -> None:
    assert found_in(demo) == []
    with closing(sqlite3.connect(demo / "a.sqlite")) as connection:
        connection.execute("CREATE TABLE a AS SELECT 'c4nary' AS b")
        connection.commit()
    with duckdb.connect(str(demo / "a.duckdb")) as connection:
        connection.execute("ATTACH ':memory:' AS m; CREATE TABLE a AS SELECT 'c4' || 'nary' AS b FROM range(9000)")
        connection.execute("; ".join(f"CREATE TABLE t{n} AS SELECT 1 AS a" for n in range(30)))
    (demo / "a.gz").write_bytes(gzip.compress(MARK))
    (demo / "a.bin").write_bytes(b"length" + zlib.compress(b"the " + MARK))
    assert {Path(path).name for path in found_in(demo)} == {"a.sqlite", "a.duckdb", "a.gz", "a.bin"}


def test_no_secret_of_a_night_is_anywhere(
    demo: Path, verb: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("INFO")  # below it urllib3 names every address, and nothing here turns that on
    monkeypatch.setattr(server, "DEMO_CREDENTIALS", {"EDX_CLIENT_ID": "c4nary-id", "EDX_CLIENT_SECRET": "c4nary key"})
    monkeypatch.setattr(server, "_TOKEN", "c4nary-token")
    monkeypatch.setenv("EDX_CLIENT_ID", "c4nary-id")
    monkeypatch.setenv("EDX_CLIENT_SECRET", "c4nary key")
    monkeypatch.setenv("COLUMNS", "200")
    (demo / "demo").unlink()
    (demo / "schedule.yaml").write_text(SETTINGS)
    at_home = ("--home", demo)
    said = []
    with DemoServer() as catalogues, webhook() as coordinators, webhook() as administrators:
        administrators.status = 500
        monkeypatch.setenv("CIRCLEWISE_NOTIFY", coordinators.url(login="me:c4nary-mail@", path="c4nary-hook"))
        monkeypatch.setenv("CIRCLEWISE_NOTIFY_ADMIN", administrators.url(login="me:c4nary-admin@", path="c4nary"))
        night = ("run", "--gateway", catalogues.gateway, "--source", "edx", "--source", "p2pu", *at_home)
        said.append(verb(*night, "--as-of", "2026-11-25T07:30"))
        assert "edx: 1 page, 24 listings, held" in said[0].err
        monkeypatch.setenv("EDX_CLIENT_SECRET", "c4nary wrong")
        said.append(verb(*night, "--as-of", "2026-11-26T07:30"))
        assert re.search(r"edx: .*blocked", said[1].err)
        said.append(verb("notify", *at_home))
        assert coordinators.bodies, "what is to be hidden was used"
        assert administrators.raw
        told = b"".join([*coordinators.raw, *administrators.raw])
    Accounts(Home(demo).accounts).add("Ada", "administrator", "c4nary teapots", by="Ada", at=NOW)
    words: list[tuple[object, ...]] = [(name,) for name in ("doctor", "metrics", "issues", "runs", "sources", "digest")]
    words += [("topics",), ("accounts", "log"), ("query", "SELECT * FROM core.run"), ("backup", tmp_path / "b.tar.gz")]
    said += [verb(*each, *at_home) for each in words]
    pages = [path for need in NEEDS if "{" not in (path := need.partition(" ")[2]) and need.startswith("GET")]
    assert len(pages) > 15
    with served(demo, lambda: NOW) as address, httpx.Client(base_url=address, timeout=30) as visitor:
        signing_in = visitor.get("/sign-in").text
        token = re.findall(r'name="token" value="([^"]+)"', signing_in)
        sent = {"name": "Ada", "password": "c4nary teapots"} | ({"token": token[0]} if token else {})
        visitor.post("/sign-in", data=sent)
        answers = [visitor.get(page) for page in pages]
    assert sum(answer.status_code == 200 for answer in answers) > 10
    shown = b"".join(answer.content + repr(answer.headers).encode() for answer in answers)
    assert MARK not in shown
    assert MARK not in told
    assert all(MARK not in each.out and MARK not in each.err.encode() for each in said)
    assert MARK.decode() not in caplog.text
    assert found_in(demo) == []
    with tarfile.open(tmp_path / "b.tar.gz") as backup:
        backup.extractall(tmp_path / "backup", filter="data")
    assert found_in(tmp_path / "backup") == []


@pytest.mark.parametrize("secret", ["c4nary: oidc", "c4nary: wrong"], ids=["right", "wrong"])
def test_the_secret_of_the_librarys_own_sign_in_is_nowhere(
    demo: Path,
    verb: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    secret: str,
) -> None:
    """The page gives it to the provider, and whether it is taken or not, to nobody else."""
    caplog.set_level("DEBUG", "circlewise")
    caplog.set_level("INFO")
    monkeypatch.setattr(oidc_provider, "SECRET", "c4nary: oidc")
    monkeypatch.setenv("CIRCLEWISE_OIDC_SECRET", secret)
    (demo / "demo").unlink()
    (demo / "schedule.yaml").write_text(SETTINGS)
    Accounts(Home(demo).accounts).add("Ada", "administrator", None, by="Ada", at=NOW)
    with oidc_provider.open_id_provider(NOW.timestamp) as provider:
        provider.new_key()
        provider.claims = {"preferred_username": "ada"}
        serve = ServeSettings(
            oidc=OidcSettings(
                issuer=provider.issuer, client_id=oidc_provider.CLIENT, is_inside=True, title="the county"
            )
        )
        with (
            served(demo, lambda: NOW, serve=serve, secret=secret_of(serve)) as address,
            httpx.Client(base_url=address, timeout=30, follow_redirects=True) as visitor,
        ):
            answers = [visitor.get("/sign-in"), visitor.get("/oidc")]
            assert answers[1].status_code == (200 if secret == oidc_provider.SECRET else 403)
            pages = [path for need in NEEDS if "{" not in (path := need.partition(" ")[2]) and need.startswith("GET")]
            answers += [visitor.get(page) for page in pages if not page.startswith("/oidc")]
        assert provider.asked.count("/token") == 1, "what is to be hidden was used"
    every = [each for answer in answers for each in (*answer.history, answer)]
    assert MARK not in b"".join(each.content + repr(each.headers).encode() + str(each.url).encode() for each in every)
    words: list[tuple[object, ...]] = [
        ("doctor",),
        ("metrics",),
        ("accounts", "log"),
        ("backup", tmp_path / "b.tar.gz"),
    ]
    said = [verb(*each, "--home", demo) for each in words]
    assert all(MARK not in each.out and MARK not in each.err.encode() for each in said)
    assert MARK.decode() not in caplog.text
    assert found_in(demo) == []
    with tarfile.open(tmp_path / "b.tar.gz") as backup:
        backup.extractall(tmp_path / "backup", filter="data")
    assert found_in(tmp_path / "backup") == []
