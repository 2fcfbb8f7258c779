"""`circlewise serve`: as typed, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from pipeline.demo import DEMO_CREDENTIALS, DemoServer

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


@pytest.mark.slow
def test_with_the_schedule_one_process_runs_the_night_and_shows_it(tmp_path: Path) -> None:
    """The night that is due when it starts is run by a process of its own; the page answers all the while."""
    home, config = tmp_path / "home", tmp_path / "schedule.yaml"
    plans = "".join(f"  {source}: {{expect: {{min_listings: 1}}}}\n" for source in ("coursera", "edx", "mit_learn"))
    with DemoServer() as server:
        config.write_text(
            f"timezone: UTC\nnight: {{at: '00:00'}}\ngrace_hours: 24\ncontact: t@example.org\n"
            f"gateway: {server.gateway}\npoliteness: {{delay_seconds: 0}}\nserve: {{with_schedule: true}}\n"
            f"sources:\n{plans}"
        )
        command = [sys.executable, "-m", "pipeline", "serve", "--home", str(home), "--port", "0", "--by", "Rosa"]
        home.mkdir()
        environ = os.environ | DEMO_CREDENTIALS
        with subprocess.Popen(
            [*command, "--config", str(config)], stderr=subprocess.PIPE, text=True, env=environ
        ) as process:
            assert process.stderr
            try:
                said = [process.stderr.readline()]
                while "The page is at" not in said[-1]:
                    said.append(process.stderr.readline())
                address = said[-1].partition("The page is at ")[2].partition(" ")[0]
                assert any(line.startswith("Waiting for the next night: ") for line in said)
                assert "process runs the schedule" in httpx.get(f"{address}admin", timeout=60).text
                while "Published" not in said[-1]:
                    said.append(process.stderr.readline())
                    assert said[-1], said
                assert any(line.startswith("Running the night that was due") for line in said)
                assert "What staff want to learn" in httpx.get(f"{address}topics", timeout=60).text
                config.write_text("night: [")
                assert "cannot be used as it is now" in httpx.get(f"{address}health", timeout=60).text
            finally:
                process.terminate()
            assert "Traceback" not in "".join(said) + process.stderr.read()
