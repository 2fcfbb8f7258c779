"""A lake of three libraries on a real PostgreSQL, and nights of theirs to publish into it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from postgres import Postgres, running

from pipeline.store.lake import LakeAccess, ask_lake, init_lake, owner_sql, publish_to_lake, roles_sql
from pipeline.store.lake.roles import OWNER

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(os.environ.get("CIRCLEWISE_LAKE_PACKAGES", ROOT / "build" / "lake"))
PUBLIC = ("futurelearn", "edx", "mit_learn")
"""Sources of the demo that the tests share; courses of its others stay with a library."""
LIBRARIES = ("ash", "birch", "cedar")

EMPTIED = """
DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


@dataclass(frozen=True, kw_only=True)
class Lake:
    """A lake with its server, and each library's way into it."""

    postgres: Postgres
    data: Path

    def access(self, library: str) -> LakeAccess:
        return self._access(library, f"circlewise_{library}", f"{library} secret")

    def ask(self, library: str, sql: str) -> list[tuple[Any, ...]]:
        return ask_lake(self.access(library), sql)[1]

    @property
    def owner(self) -> LakeAccess:
        return self._access("ash", OWNER, "owner secret")

    def _access(self, library: str, user: str, password: str) -> LakeAccess:
        return LakeAccess(
            library=library,
            data=self.data,
            server=self.postgres.server(user, password),
            packages=PACKAGES,
            max_seconds=120,
            keep_days=7,
        )

    def publish(self, library: str, catalogue: Path, night_id: str = "night1", **options: Any) -> dict[str, Any]:
        asked: dict[str, Any] = {"sources": list(PUBLIC), "share_topics": True, "vectors": None} | options
        return publish_to_lake(self.access(library), catalogue, night_id, **asked)


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
