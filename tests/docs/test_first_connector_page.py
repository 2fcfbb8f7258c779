"""docs/developers/first-connector.md, typed line by line in a copy of the project, against its own site on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from page_commands import commands_of

PAGE = "docs/developers/first-connector.md"
COPIED = ("pipeline", "data/reference", "connectors/platforms", "tests/plugins", "docs/developers")
TESTS = ("conftest.py", "connectors/conftest.py", "connectors/test_conformance.py", "connectors/test_recordings.py")
"""What is needed of the project: without the other connectors and their own tests, which would only be left out."""
QUICK = "timezone: UTC\nnight: {at: '02:30'}\ncontact: tests@library.org\npoliteness: {delay_seconds: 0}\n"


class Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    for name in COPIED:
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests" / "recordings").mkdir()
    (tmp_path / "tests" / "connectors").mkdir()
    for name in TESTS:
        shutil.copy(root / "tests" / name, tmp_path / "tests" / name)
    (tmp_path / "connectors" / "__init__.py").touch()
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "schedule.yaml").write_text(QUICK)
    return tmp_path


@pytest.fixture
def port(checkout: Path) -> Iterator[int]:
    handler = partial(Quiet, directory=str(checkout / "docs" / "developers" / "example"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_every_line_of_the_page_works(checkout: Path, port: int, root: Path) -> None:
    shim = checkout / "bin" / "circlewise"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n')
    shim.chmod(0o755)
    python = shim.with_name("python")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CIRCLEWISE_"))}
    environ |= {"PYTHONPATH": str(checkout), "PATH": f"{shim.parent}:{os.environ['PATH']}", "COLUMNS": "160"}
    text = (root / PAGE).read_text(encoding="utf-8")
    commands, said = commands_of(PAGE), {}
    server = commands.pop(0).words
    assert server[1:4] == ["-m", "http.server", "8500"]
    assert server[4:] == ["--bind", "127.0.0.1", "--directory", "docs/developers/example"]
    for number, command in enumerate(commands):
        line = command.line.replace(":8500", f":{port}")
        done = subprocess.run(
            ["/bin/sh", "-ec", line], cwd=checkout, env=environ, capture_output=True, text=True, check=False
        )
        text = text.partition(command.line)[2]
        fails = "fails" in text.partition("\n")[0]  # the remark behind the command
        assert (done.returncode != 0) == fails, (line, done.stdout[-2000:], done.stderr[-2000:])
        said[number] = done.stdout
    told = "\n".join(said.values())
    assert "to do: keys that nobody reads yet: courses[].picture" in told
    assert "practice: succeeded; 5 listings on 2 pages; nothing was kept." in told
    assert "Statistics for annual reports" in told
    assert not (checkout / "connectors" / "practice").exists()


def test_the_site_to_practise_on_says_how_many_courses_it_has(root: Path) -> None:
    site = root / "docs" / "developers" / "example" / "courses.example.org"
    assert sorted(path.name for path in site.iterdir()) == ["courses.json", "robots.txt", "second.json"]
