"""Notebooks run on the demo catalogue and read nothing but the promised views."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.py"))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("notebooks") / "home"
    assert main(["run", "--demo", "--home", str(home), "--json"]) == 0
    return home / "catalogue.duckdb"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(notebook: Path, catalogue: Path) -> None:
    done = subprocess.run([sys.executable, str(notebook), str(catalogue)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "topics have a course" in done.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_reads_promised_views_only(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert re.search(r"\bout\.\w+", text)
    assert re.findall(r"\b(?:core|raw)\.\w+", text) == []


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
