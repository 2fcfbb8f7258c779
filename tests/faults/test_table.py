"""The table of faults: each row is played, and what was seen is kept for the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from faultbook.fault import GROUPS, Fault, Stage
from faultbook.table import TABLE


@pytest.mark.parametrize("fault", [pytest.param(each, id=each.id, marks=each.marks) for each in TABLE])
def test_fault(fault: Fault, stage: Stage, record_property: Callable[[str, Any], None]) -> None:
    seen = fault.play(stage)
    for expected in re.findall("“(.+?)”", fault.expected) if " or " not in fault.expected else ():
        assert all(part in seen for part in expected.split(" … ")), (expected, seen)
    assert seen
    assert not re.search(r"/tmp/|127\.0\.0\.1:[0-9]", seen), "this differs from run to run"
    record_property("seen", seen)


def test_the_rows_are_many_and_none_twice() -> None:
    assert len(TABLE) >= 60
    assert [name for name, n in Counter(fault.id for fault in TABLE).items() if n > 1] == []
    assert {fault.group for fault in TABLE} == set(GROUPS)
