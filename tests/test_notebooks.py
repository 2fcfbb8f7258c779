"""Notebooks run on the demo catalogue and read nothing but the promised views."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(notebook: Path, demo_once: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(notebook), str(demo_once / "catalogue.duckdb")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "topics have a course" in done.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_reads_promised_views_only(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert re.search(r"\bout\.\w+", text)
    assert re.findall(r"\b(?:core|raw)\.\w+", text) == []


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
