"""The notebook of outcomes tells a board what the made-up programme came to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def test_it_draws_reach_and_certificates(programme: Any, root: Path) -> None:
    catalogue = programme.publish("for-the-notebook.duckdb")
    done = subprocess.run(
        [sys.executable, str(root / "notebooks" / "outcomes.py"), str(catalogue)],
        env=os.environ | {"PYTHONPATH": str(root / "notebooks")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[chart: Attendances by branch, " in done.stdout
    assert "[chart: People who hold each certificate, before and after circles, " in done.stdout
    assert "242000.0" in done.stdout
