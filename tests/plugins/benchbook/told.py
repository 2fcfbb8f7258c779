"""Runs a script of a bench as a process of its own, so that its memory is its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def told(script: str, *arguments: object, ahead: tuple[str, ...] = ()) -> Any:
    """The JSON of its last line. `script` is below tests/bench; `ahead` are folders of packages, looked in first."""
    found = (*(str(ROOT / folder) for folder in ahead), str(ROOT), os.environ.get("PYTHONPATH"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, found))}
    command = [sys.executable, str(ROOT / "tests" / "bench" / script), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
