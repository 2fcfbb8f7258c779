"""The fast run tries fewer examples, and who slows it down is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from few import try_fewer
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDER = """
import time
import pytest

def test_quick():
    pass

def test_that_works_long():
    begun = time.process_time()
    while time.process_time() - begun < 0.3:
        pass

@pytest.mark.slow
def test_that_may():
    test_that_works_long()
"""
SMALL = "import cost\ncost.TOO_SLOW = 0.2\npytest_plugins = ['cost']\n"


def test_a_quarter_of_the_examples_that_a_test_names() -> None:
    tried: list[int] = []

    @settings(max_examples=200, deadline=None, database=None)
    @given(st.integers())
    def many(number: int) -> None:
        tried.append(number)

    many()
    n_all = len(tried)
    tried.clear()
    try_fewer([many, None])
    many()
    assert (n_all, len(tried)) == (200, 50)


def test_who_takes_long_without_a_mark_is_told(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(FOLDER)
    (tmp_path / "conftest.py").write_text(SMALL)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    plugins = Path(__file__).parents[1] / "plugins"
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--cost", "-n", "1", "-p", "no:cacheprovider", "-p", "no:schemathesis"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(plugins)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    costs, _, too_slow = told.partition("1 took more than 0.2 s of CPU and are not marked `slow`")
    assert " s of CPU in 3 tests" in costs
    assert "test_some.py::test_that_may" in costs
    assert "test_some.py::test_that_works_long" in too_slow
    assert "test_that_may" not in too_slow
