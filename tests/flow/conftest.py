"""Nights by the real verb as a person types it: in this process, or in one of its own where that is the point."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main

QUICK = "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"
CREDENTIALS = {"EDX_CLIENT_ID": "test", "EDX_CLIENT_SECRET": "test"}


class Night:
    """Runs the verb on one home."""

    def __init__(self, home: Path, config: Path, printed: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.config = config
        self.printed = printed

    def words(self, *arguments: str) -> list[str]:
        """The verb `run` with these arguments, as typed."""
        config = [] if "--demo" in arguments else ["--config", str(self.config)]
        return ["run", "--home", str(self.home), "--json", *arguments, *config]

    def run(self, *arguments: str, status: int = 0, credentials: Mapping[str, str] = CREDENTIALS) -> dict[str, Any]:
        """Its JSON document, once it ended with the status expected."""
        self.printed.readouterr()
        with pytest.MonkeyPatch.context() as environment:
            for name, value in credentials.items():
                environment.setenv(name, value)
            found = main(self.words(*arguments))
        return self._report(found, status, *self.printed.readouterr())

    def run_apart(self, *arguments: str) -> dict[str, Any]:
        """The same in a process of its own, whose memory and CPU time are that night's alone."""
        with self.start(*arguments) as process:
            out, err = process.communicate()
        return self._report(process.returncode, 0, out, err)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The verb under way in a process of its own."""
        command = [sys.executable, "-m", "pipeline", *self.words(*arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, **pipes, text=True, env=os.environ | CREDENTIALS)

    @staticmethod
    def _report(found: int, status: int, out: str, err: str) -> dict[str, Any]:
        assert found == status, err
        assert "Traceback" not in err
        report: dict[str, Any] = json.loads(out)
        return report


@pytest.fixture
def night(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Night:
    """A fresh home with a quick schedule."""
    config = tmp_path / "schedule.yaml"
    config.write_text(QUICK)
    return Night(tmp_path / "home", config, capsys)
