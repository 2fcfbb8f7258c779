"""Catalogues of the demo, changed as another night would leave them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb


def changed(home: Path, *statements: str) -> Path:
    """A copy of the published catalogue after these statements, beside it."""
    copy = home / "other.duckdb"
    shutil.copyfile(home / "catalogue.duckdb", copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
    return copy


def swap_in(home: Path, *statements: str) -> None:
    """Publish a changed catalogue, as a night does."""
    changed(home, *statements).replace(home / "catalogue.duckdb")


def put_before(home: Path, *statements: str) -> None:
    """Have the catalogue of the night before, which is as tonight's but for these statements."""
    changed(home, *statements).replace(home / "builds" / "20261123T073000-abc.duckdb")
