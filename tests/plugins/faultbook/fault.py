"""One row of the table of faults, and what it may use while it is played."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GROUPS = {
    "answers": "What a source answers",
    "network": "On the way to a source",
    "wires": "The machine's own network",
    "replayed": "Real catalogues, replayed with a fault",
    "kills": "A night that is killed",
    "machine": "The machine",
    "files": "Files of the home",
    "brought": "Files that people bring, and pages of strangers",
    "processes": "Several at once",
    "clock": "The clock",
}
"""By name, in the order of the page: the heading."""
TRACEBACK = "Traceback (most recent call last)"


class Stage:
    """Where a fault is played: a folder of its own, and every fixture of the tests by its name."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self.folder = folder

    def __getitem__(self, fixture: str) -> Any:
        return self._request.getfixturevalue(fixture)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is done, what is expected of the night, and how it is played."""

    group: str
    name: str
    """In words, unique: the row's name on the page and, folded, the id of its test."""
    expected: str
    """In words. What stands between “ and ” was found in what was said, letter by letter."""
    play: Callable[[Stage], str]
    """Causes the fault, asserts all that is expected, and returns what was seen, in words that do not change."""
    is_slow: bool = False
    needs_shared: bool = False
    """Whether the replay server is needed."""

    @property
    def id(self) -> str:
        """The name of its test: `group-name-in-words`."""
        return f"{self.group}-{re.sub(r'[^a-z0-9]+', '-', self.name.lower()).strip('-')}"

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        """What pytest has to know of it."""
        return [pytest.mark.slow] * self.is_slow + [pytest.mark.shared] * self.needs_shared


def sentence(said: str) -> str:
    """What was said to people, which has to be a sentence: one line, no traceback, no end of the page."""
    assert said, "nothing was said"
    assert TRACEBACK not in said
    assert len(said.splitlines()) == 1, said
    assert len(said) < 600, said
    assert "the connector has a bug" not in said
    return said


def plain(said: str, *folders: Path) -> str:
    """What was said, without what differs from run to run: folders, ports, numbers of processes, names of nights."""
    for folder in folders:
        said = said.replace(f"{folder}/", "")
    said = re.sub(r"127\.0\.0\.1:[0-9]+", "127.0.0.1:PORT", said)
    said = re.sub(r"\b20[0-9]{6}T[0-9]{6}-[a-z0-9]{3}\b", "NIGHT", said)
    said = re.sub(r"\.backup-\w+", ".backup-…", said)
    said = re.sub(r"process [0-9]+", "process N", said)
    return re.sub(r"/[^ ]*/(?=[^/ ]+)", "", said) if "/tmp/" in said else said
