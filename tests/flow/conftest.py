"""Nights as a person runs them: the real verb in a process of its own, against a replay server on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

QUICK = "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"
CREDENTIALS = {"EDX_CLIENT_ID": "test", "EDX_CLIENT_SECRET": "test"}


class Night:
    """Runs the verb on one home."""

    def __init__(self, home: Path, config: Path) -> None:
        self.home = home
        self.config = config

    def start(self, *arguments: str, credentials: Mapping[str, str] = CREDENTIALS) -> subprocess.Popen[str]:
        """The verb `run` in a process of its own."""
        command = [sys.executable, "-m", "pipeline", "run", "--home", str(self.home), "--json", *arguments]
        if "--demo" not in arguments:
            command += ["--config", str(self.config)]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | dict(credentials)
        )

    def run(self, *arguments: str, status: int = 0, credentials: Mapping[str, str] = CREDENTIALS) -> dict[str, Any]:
        """Its JSON document, once it ended with the status expected."""
        with self.start(*arguments, credentials=credentials) as process:
            out, err = process.communicate()
        assert process.returncode == status, err
        assert "Traceback" not in err
        report: dict[str, Any] = json.loads(out)
        return report


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A fresh home with a quick schedule."""
    config = tmp_path / "schedule.yaml"
    config.write_text(QUICK)
    return Night(tmp_path / "home", config)
