"""What the replayed nights show beside each fault: all kinds are tried, and nobody else suffers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from faultbook.replayed import CASES, GOOD, NIGHTS

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def test_every_kind_of_fault_is_tried(shared: Path, tmp_path: Path) -> None:
    """The server itself says which kinds it knows."""
    (tmp_path / "faults.json").write_text('[{"kind": "nonesuch"}]')
    command = [sys.executable, str(shared / "catalogs" / "replay.py"), "--faults", str(tmp_path / "faults.json")]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr
    known = said.rpartition("known: ")[2].strip().split(", ")
    assert len(known) > 10
    assert {case.kind for cases in CASES.values() for case in cases} == set(known)
    assert {len(cases) for cases in CASES.values()} == {NIGHTS}


def test_hostile_titles_are_plain_text(told: Any) -> None:
    """A script, a formula, a megabyte, NUL, an override of direction: all are shown, none does anything."""
    number = next(number for number, case in enumerate(CASES["futurelearn"]) if case.kind == "evil")
    night = told(number)
    before = {row[0]: row[3] for row in night.before["futurelearn"]}
    titles = [row[3] for row in night.after["futurelearn"] if row[3] != before[row[0]]]
    assert len(titles) == 6
    assert all(1 <= len(title) <= 300 for title in titles)
    for hidden in ("\x00", "\u202e", "<script"):
        assert not any(hidden in title for title in titles)
    assert night.report["sources"]["futurelearn"]["issues"] >= 2  # NUL goes without a word


@pytest.mark.parametrize("number", range(NIGHTS))
def test_a_source_without_fault_is_not_touched(told: Any, number: int) -> None:
    night = told(number)
    found = night.report["sources"][GOOD]
    assert (found["outcome"], found["unchanged"], found["retries"]) == ("succeeded", 1, 0)
    assert night.after[GOOD] == night.before[GOOD] == night.next_after[GOOD]
    assert night.report["courses"] == sum(len(rows) for rows in night.before.values())
