"""From an address to a source that passes every test, in a checkout of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

HOST = "https://courses.example.org"


class Served(Protocol):
    """The provider's address as a gateway."""

    gateway: str


class Checkout:
    """A copy of the project in which the verb and the connectors' tests run as an author runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def tests(self) -> tuple[int, set[str]]:
        """The exit status, and the names of the tests that failed."""
        everybodys = (f"tests/connectors/test_{name}.py" for name in ("conformance", "recordings"))
        done = self.run("pytest", "-q", "-p", "no:cacheprovider", *everybodys)
        lines = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
        return done.returncode, {line.split("::")[1].split(" ")[0] for line in lines}


@pytest.fixture
def checkout(tmp_path: Path, root: Path, quick: str) -> Checkout:
    clean = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "pipeline", tmp_path / "pipeline", ignore=clean)
    shutil.copytree(root / "connectors" / "platforms", tmp_path / "connectors" / "platforms", ignore=clean)
    shutil.copytree(root / "tests" / "connectors", tmp_path / "tests" / "connectors", ignore=clean)
    (tmp_path / "tests" / "recordings").mkdir()
    (tmp_path / "connectors" / "__init__.py").touch()
    shutil.copy(root / "tests" / "conftest.py", tmp_path / "tests")
    shutil.copytree(root / "tests" / "plugins", tmp_path / "tests" / "plugins", ignore=clean)
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "schedule.yaml").write_text(quick)
    return Checkout(tmp_path)


@pytest.mark.slow
def test_an_hour_of_an_author(checkout: Checkout, provider: Served) -> None:
    """From three addresses to three sources that pass every test: what fails at first is what a person has to do."""
    for name in ("list", "paged", "page"):
        done = checkout.run("pipeline", "new-connector", name, f"{HOST}/{name}", "--gateway", provider.gateway)
        assert done.returncode == 0, done.stderr
    status, failed = checkout.tests()
    assert status == 1
    sources = ("list", "paged", "page")
    assert {f"test_rules_are_valid_and_honest[{name}]" for name in sources} < failed
    assert {f"test_expectation_is_reviewed[{name}/first_page]" for name in sources} < failed
    unread = {test for test in failed if test.startswith("test_every_key_of_the_recording_is_taken_or_ignored")}
    assert unread == {"test_every_key_of_the_recording_is_taken_or_ignored[paged/first_page]"}
    expected = checkout.folder / "tests/recordings/paged/first_page/expected.json"
    assert len(json.loads(expected.read_text())["listings"]) == 3

    for name in sources:
        rules = checkout.folder / "connectors" / name / "source.yaml"
        text = rules.read_text()
        start, end = text.index("terms: >-"), text.index("expect:")
        rules.write_text(f"{text[:start]}terms: Read at {HOST}/terms on 2026-11-24; reading is allowed.\n{text[end:]}")
        (checkout.folder / "tests/recordings" / name / "first_page/expected.json").unlink()
    connector = checkout.folder / "connectors/paged/connector.py"
    code = connector.read_text().replace(
        "    return RawListing(", '    course.ignore("price")\n    return RawListing(', 1
    )
    code = code.replace(
        "    return [record", '    for record in records:\n        record.ignore("id")\n    return [record'
    )
    connector.write_text(code)
    _, failed = checkout.tests()
    assert {name.split("[")[0] for name in failed} <= {
        "test_expectation_is_reviewed",
        "test_page_gives_what_was_agreed",
        "test_page_gives_as_many_listings_as_agreed",
    }
    assert checkout.tests() == (0, set())
