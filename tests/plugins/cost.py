"""What tests cost, in seconds of CPU: told by `--cost`, and always of those that are too slow for the fast run.

CPU and not time, since several processes test at once; child processes count once they have ended. A fixture is on the
bill of the first test that asks for it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

TOO_SLOW = 3.0
"""Seconds; whoever takes more is marked `slow` or made faster. Reported, never a failure: machines differ."""
COSTLIEST = 20
_SPENT = pytest.StashKey[float]()
_NAME = "cpu_seconds"


def _now() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cost", action="store_true", help="tell the CPU of every folder and of the costliest tests")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    begun = _now()
    try:
        return (yield)
    finally:
        item.stash[_SPENT] = _now() - begun


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    begun = _now()
    try:
        return (yield)
    finally:
        item.stash[_SPENT] += _now() - begun


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    begun = _now()
    try:
        return (yield)
    finally:
        item.user_properties.append((_NAME, item.stash[_SPENT] + _now() - begun))  # goes with the last report


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Bill(), "bill")


class Bill:
    """What each test cost, from the reports of all processes."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.is_fast: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, seconds in report.user_properties:
            if name == _NAME and report.when == "teardown":
                self.spent[report.nodeid] += float(str(seconds))
                if "slow" not in report.keywords:
                    self.is_fast.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        say = terminalreporter.write_line
        if config.getoption("--cost"):
            terminalreporter.section(f"{self.spent.total():.0f} s of CPU in {len(self.spent)} tests")
            for name, seconds in self.folders().most_common():
                say(f"{seconds:8.1f} s  {name}")
            say(f"the {COSTLIEST} costliest tests:")
            for name, seconds in self.spent.most_common(COSTLIEST):
                say(f"{seconds:8.1f} s  {name}")
        elif found := self.too_slow():
            say(f"{len(found)} took more than {TOO_SLOW:g} s of CPU and are not marked `slow` (CONTRIBUTING.md):")
            for name, seconds in found:
                say(f"{seconds:8.1f} s  {name}")

    def folders(self) -> Counter[str]:
        """Seconds by folder."""
        found: Counter[str] = Counter()
        for name, seconds in self.spent.items():
            found[str(Path(name.partition("::")[0]).parent)] += seconds
        return found

    def too_slow(self) -> list[tuple[str, float]]:
        """Tests of the fast run that are none, the slowest first."""
        return [(name, n) for name, n in self.spent.most_common() if n > TOO_SLOW and name in self.is_fast]
