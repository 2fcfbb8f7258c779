"""The memory a night says it took is its own, whoever started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.flow.report import peak_memory_mib

MIB = 2**20


def test_memory_of_the_process_that_started_it_does_not_count(root: Path) -> None:
    ballast = b"x" * (400 * MIB)
    code = "from pipeline.flow.report import peak_memory_mib; print(peak_memory_mib())"
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert len(ballast) == 400 * MIB
    assert 10 < float(told.stdout) < 350


def test_where_the_system_tells_nothing_the_figure_is_still_there(tmp_path: Path) -> None:
    for text in (None, "Name:\tx\n", "VmHWM:\t?\n"):
        path = tmp_path / "status"
        if text is not None:
            path.write_text(text)
        assert peak_memory_mib(path) > 10
