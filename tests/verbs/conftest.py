"""The verbs, run in this process on copies of a demo home."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from homes import copied

from pipeline.__main__ import main


@dataclass(frozen=True)
class Said:
    """What a verb answered."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        """Standard output as exactly one JSON document."""
        return json.loads(self.out)


Verb = Callable[..., Said]


@pytest.fixture
def verb(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Run a verb as typed; a wide terminal, no home but the one given."""
    monkeypatch.delenv("CIRCLEWISE_HOME", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Said:
        status = main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return Said(status, out, err.decode())

    return run


@pytest.fixture
def demo(demo_once: Path, tmp_path: Path) -> Path:
    """A home after one night of the demo, for one test."""
    return copied(demo_once, tmp_path / "demo")
