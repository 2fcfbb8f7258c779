"""A lake of three libraries: each one's way into it, and what they share."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postgres import Postgres

from pipeline.store.lake import LakeAccess, ask_lake, publish_to_lake
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
