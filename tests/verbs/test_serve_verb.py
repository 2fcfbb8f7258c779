"""`circlewise serve`: as typed, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from .conftest import Verb


def test_it_says_where_the_page_is_and_ends_when_asked(demo_once: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "serve", "--home", str(demo_once), "--port", "0", "--by", "Rosa"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            address = line.removeprefix("The page is at ").partition(" ")[0]
            assert address.startswith("http://127.0.0.1:"), line
            assert "What staff want to learn" in httpx.get(f"{address}topics").text
        finally:
            process.terminate()
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "library.example.org"])
def test_it_refuses_to_be_reached_by_others(verb: Verb, demo_once: Path, host: str) -> None:
    said = verb("serve", "--home", demo_once, "--host", host, "--port", 0)
    assert said.status == 2
    assert "without signing in; 127.0.0.1, localhost or ::1 was expected" in said.err


def test_a_home_that_is_not_there_is_told(verb: Verb, tmp_path: Path) -> None:
    assert verb("serve", "--home", tmp_path / "none").status == 2
