"""A home of the demo, and people who are told of it over real servers on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from homes import copied
from post import Hook, webhook

from pipeline.flow.telling import NightEnd, People
from pipeline.model.unattended import NotifySettings
from pipeline.redact import Redactor
from pipeline.settings import load_settings
from pipeline.store import Catalogue, Home

AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
AT_ONCE = NotifySettings(retries=0, wait_seconds=0)


@dataclass
class Logged:
    """Events as they are logged."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, event: str, *, level: str = "info", **values: Any) -> None:
        self.events.append((event, {"level": level, **values}))


@pytest.fixture
def coordinators() -> Iterator[Hook]:
    with webhook() as hook:
        yield hook


@pytest.fixture
def administrators() -> Iterator[Hook]:
    with webhook() as hook:
        yield hook


@pytest.fixture
def home(demo_once: Path, tmp_path: Path) -> Home:
    return Home(copied(demo_once, tmp_path / "home"))


@pytest.fixture
def log() -> Logged:
    return Logged()


@pytest.fixture
def people(home: Home, root: Path, log: Logged, coordinators: Hook, administrators: Hook) -> People:
    return People(
        home=home,
        settings=replace(load_settings(root / "schedule.yaml"), notify=AT_ONCE),
        environ={
            "CIRCLEWISE_NOTIFY": coordinators.url(login="rosa:hunter22@"),
            "CIRCLEWISE_NOTIFY_ADMIN": administrators.url(),
        },
        titles={"edx": "edX", "p2pu": "P2PU"},
        redact=Redactor(["s3cr3t-key"]),
        log=log,
    )


@pytest.fixture
def night_id(home: Home) -> str:
    with Catalogue(home.catalogue) as catalogue:
        return str(catalogue.query("SELECT max(night_id) FROM core.night").rows[0][0])


Ended = Callable[..., NightEnd]


@pytest.fixture
def ended(night_id: str) -> Ended:
    def end(failure: str | None = None, **outcomes: tuple[str, str]) -> NightEnd:
        return NightEnd(at=AT, night_id=night_id, failure=failure, outcomes=outcomes)

    return end
