"""What tests cost, in seconds of CPU: told by `--cost`, and always of those that are too slow for the fast run.

CPU and not time, since several processes test at once; child processes count once they have ended. What is made once a
session is on no test's bill, a fixture of a module is on that of the first test that asks for it.
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
_SHARED = "what is made once a session"


def _now() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cost", action="store_true", help="tell the CPU of every folder and of the costliest tests")


class Meter:
    """Measures in the process that tests."""

    def __init__(self) -> None:
        self._shared, self._depth = 0.0, 0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None]:
        """Set aside what is made for all tests, outermost only: one of them may ask for another."""
        if fixturedef.scope != "session":
            return (yield)
        begun, self._depth = _now(), self._depth + 1
        try:
            return (yield)
        finally:
            self._depth -= 1
            if not self._depth:
                self._shared += _now() - begun

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        begun, self._shared = _now(), 0.0
        try:
            return (yield)
        finally:
            item.stash[_SPENT] = _now() - begun - self._shared
            if self._shared:
                item.user_properties.append((_SHARED, self._shared))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        begun = _now()
        try:
            return (yield)
        finally:
            item.stash[_SPENT] += _now() - begun

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        begun = _now()
        try:
            return (yield)
        finally:
            item.user_properties.append((_NAME, item.stash[_SPENT] + _now() - begun))  # goes with the last report


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Meter(), "meter")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Bill(), "bill")


class Bill:
    """What each test cost, from the reports of all processes."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.is_fast: set[str] = set()
        self.shared = 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "teardown":
            return
        for name, seconds in report.user_properties:
            if name == _SHARED:
                self.shared += float(str(seconds))
            elif name == _NAME:
                self.spent[report.nodeid] += float(str(seconds))
                if "slow" not in report.keywords:
                    self.is_fast.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        say = terminalreporter.write_line
        if config.getoption("--cost"):
            total = self.spent.total() + self.shared
            terminalreporter.section(f"{total:.0f} s of CPU in {len(self.spent)} tests")
            say(f"{self.shared:8.1f} s  {_SHARED}")
            for name, seconds in self.folders().most_common():
                say(f"{seconds:8.1f} s  {name}")
            say(f"the {COSTLIEST} costliest tests:")
            for name, seconds in self.spent.most_common(COSTLIEST):
                say(f"{seconds:8.1f} s  {name}")
        if found := self.too_slow():
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
