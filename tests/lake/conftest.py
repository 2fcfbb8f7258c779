"""A lake of three libraries on a real PostgreSQL, and nights of theirs to publish into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lakes import EMPTIED, LIBRARIES, PACKAGES, ROOT, Lake
from postgres import Postgres, running

from pipeline.store.lake import init_lake, owner_sql, roles_sql
from pipeline.store.lake.roles import OWNER

RIVAL = ROOT / "tests" / "plugins" / "lake_rival.py"


@pytest.fixture(scope="session")
def packages() -> Path:
    """DuckDB 1.5.5 with its extensions; skipped where `make build/lake` has not made it, but never in CI."""
    if not PACKAGES.is_dir():
        message = f"no DuckLake in {PACKAGES}; `make build/lake` installs it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return PACKAGES


@pytest.fixture(scope="session")
def postgres(packages: Path) -> Iterator[Postgres]:
    with running() as server:
        server.run(owner_sql() + f"ALTER ROLE {OWNER} PASSWORD 'owner secret';")
        for library in LIBRARIES:
            server.run(roles_sql(library) + f"ALTER ROLE circlewise_{library} PASSWORD '{library} secret';")
        yield server


@pytest.fixture
def lake(postgres: Postgres, tmp_path: Path) -> Lake:
    """A new lake: the databases are emptied, since roles are made once and take most of the time."""
    for name in ("shared", *LIBRARIES):
        postgres.run(EMPTIED, database=f"circlewise_{name}")
    made = Lake(postgres=postgres, data=tmp_path / "lake")
    made.data.mkdir()
    init_lake(made.owner)
    return made


@pytest.fixture
def catalogue(demo_once: Path, tmp_path: Path) -> Callable[..., Path]:
    """A library's published catalogue: the demo's night, with statements that make it another library's."""

    def make(name: str, *statements: str) -> Path:
        path = tmp_path / f"{name}.duckdb"
        path.write_bytes((demo_once / "catalogue.duckdb").read_bytes())
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{path}' AS c; USE c")
            for statement in statements:
                connection.execute(statement)
            connection.execute("CHECKPOINT c")
        return path

    return make


@pytest.fixture
def rival(lake: Lake) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a part of `rival.py` as a library, on the shared part of the lake."""

    def run(what: str, library: str = "ash", **request: Any) -> subprocess.CompletedProcess[str]:
        access = lake.access(library)
        asked = {"database": access.database("shared"), "data": f"{access.folder('shared')}/", "library": library}
        return subprocess.run(
            [sys.executable, str(RIVAL), what],
            input=json.dumps(asked | request),
            env=dict(os.environ) | {"PYTHONPATH": f"{PACKAGES}{os.pathsep}{ROOT}"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
