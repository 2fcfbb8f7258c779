"""A ledger of its own for each test, and the made-up one, imported once and counted into a real catalogue."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.flow.circles import import_ledger, tonight
from pipeline.model import Settings
from pipeline.settings import load_settings
from pipeline.store import Build, Catalogue, Home

Ask = Callable[[str], list[tuple[Any, ...]]]
NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The script that writes the made-up ledger."""
    place = Path(__file__).with_name("made_up.py")
    spec = importlib.util.spec_from_file_location("made_up", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def settings(root: Path) -> Settings:
    return load_settings(root / "schedule.yaml")


@dataclass(frozen=True)
class Keeper:
    """Keeps the ledger of one home."""

    home: Home
    settings: Settings
    made_up: ModuleType

    def take(self, at: datetime = NIGHT, **sheets: Iterable[dict[str, object]]) -> Any:
        """Import rows by sheet, as a folder of CSV files."""
        folder = self.home.folder.parent / f"in-{len(list(self.home.folder.parent.iterdir()))}"
        self.made_up.write(folder, {sheet: list(rows) for sheet, rows in sheets.items()})
        return import_ledger(self.home, self.settings, folder, by="ana", at=at)

    def publish(self, name: str) -> Path:
        """Count the ledger into a new catalogue, checks left out: it holds no course."""
        path = self.home.folder.parent / name
        figures = tonight(self.home, self.settings, {}, NIGHT)
        with Build(path, None, "n", NIGHT) as build:
            for row, rows in figures.tables():
                build.insert(row, rows)
            build.create_views()
        return path

    def published(self) -> Ask:
        """What would be published tonight, to be asked in SQL."""
        path = self.publish(f"published-{len(list(self.home.folder.parent.iterdir()))}.duckdb")

        def ask(sql: str) -> list[tuple[Any, ...]]:
            with Catalogue(path) as catalogue:
                return catalogue.query(sql).rows

        return ask


@pytest.fixture
def keeper(tmp_path: Path, settings: Settings, made_up: ModuleType) -> Keeper:
    """An empty home."""
    home = Home(tmp_path / "home")
    home.prepare()
    return Keeper(home, settings, made_up)


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory, settings: Settings, made_up: ModuleType) -> Keeper:
    """The made-up programme, imported."""
    home = Home(tmp_path_factory.mktemp("programme") / "home")
    home.prepare()
    keeper = Keeper(home, settings, made_up)
    keeper.take(**made_up.ledger())
    return keeper


@pytest.fixture(scope="session")
def published(programme: Keeper) -> Ask:
    """Asks the made-up programme as published."""
    return programme.published()


def a_circle(circle_id: str = "c1", **changes: object) -> dict[str, object]:
    """A completed circle."""
    return {"circle_id": circle_id, "title": "Grant writing", "status": "completed", "branch": "Main"} | changes


def sessions(circle_id: str, n: int, **changes: object) -> list[dict[str, object]]:
    """Held sessions, a week apart."""
    return [
        {
            "circle_id": circle_id, "session": k, "starts_at": f"2026-03-{2 + 7 * (k - 1):02d} 10:00", "minutes": 90,
            "status": "held", "facilitator_hours": "3",
        } | changes
        for k in range(1, n + 1)
    ]  # fmt: skip


def present(circle_id: str, session: int, people: Iterable[object]) -> list[dict[str, object]]:
    """Those who were there."""
    return [
        {"circle_id": circle_id, "session": session, "person": person, "state": "present"} for person in people
    ]  # fmt: skip


@pytest.fixture(scope="session")
def rows() -> ModuleType:
    """`a_circle`, `sessions` and `present`, to write rows shortly."""
    found = ModuleType("rows")
    found.__dict__.update(a_circle=a_circle, sessions=sessions, present=present)
    return found
