"""The empty catalogue, defined once a process: every build in it begins with a copy.

Tables, views and their comments took 0.16 s of CPU of every build, a copy of them 0.01 (measured 2026-11), and a fast
run builds some hundred times. The first build of a process defines its own, as one in a process of its own does.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import wraps
from pathlib import Path

import duckdb
import pytest

from pipeline.store import build, schema, views

Create = Callable[[duckdb.DuckDBPyConnection], None]


def defined(path: Path, *steps: Create) -> Path:
    """A catalogue at this path on which nothing but these steps was done."""
    with closing(duckdb.connect(":memory:")) as connection:
        _attach(connection, path, "next")
        for create in steps:
            create(connection)
        connection.execute("CHECKPOINT next")
    return path


def _attach(connection: duckdb.DuckDBPyConnection, path: Path | str, name: str) -> None:
    connection.execute(f"ATTACH {schema.literal(str(path))} AS {name} (STORAGE_VERSION '{build.STORAGE}'); USE {name}")


def copying(blank: Path, create: Create, create_views: Create) -> tuple[Create, Create]:
    """Both as they are, for a database that has a file and nothing in it by way of a copy of the blank one."""

    @wraps(create)
    def tables(connection: duckdb.DuckDBPyConnection) -> None:
        name, path = connection.execute(
            "SELECT database_name, path FROM duckdb_databases() WHERE database_name = current_database()"
        ).fetchall()[0]
        if not blank.exists():
            defined(blank.with_suffix(".making"), create, create_views).rename(blank)
            create(connection)
            return
        connection.execute(f"USE memory; DETACH {name}")
        try:
            shutil.copyfile(blank, path)
        except OSError:  # the disk is full or may not be written: DuckDB is to find that out itself
            Path(path).unlink(missing_ok=True)
            _attach(connection, path, name)
            create(connection)
        else:
            _attach(connection, path, name)

    @wraps(create_views)
    def promised(connection: duckdb.DuckDBPyConnection) -> None:
        there = "SELECT count(*) FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'out'"
        if connection.execute(there).fetchall() == [(0,)]:
            create_views(connection)

    return tables, promised


@pytest.fixture(scope="session", autouse=True)
def _defined_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    if request.config.getoption("markexpr") == "bench":  # what is measured defines its own, as any night does
        yield
        return
    blank = tmp_path_factory.mktemp("blank") / "catalogue.duckdb"
    tables, promised = copying(blank, schema.create, views.create)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "create", tables)
        patch.setattr(views, "create", promised)
        yield


@pytest.fixture
def defined_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of the order in which all is defined: a file tells it only to the process that made it."""
    for module in (schema, views):
        monkeypatch.setattr(module, "create", module.create.__wrapped__)
