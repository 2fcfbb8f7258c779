"""Prints the table of faults once the rows have been played, and writes docs/reliability.md once all of them were.

For `make faults`: `PYTHONPATH=tests/plugins python -m pytest -p faultbook.report tests/faults`. What was seen lies in
build/faults.json, so that the table may be played in pieces (`-k kills`); a row that is not as expected goes out of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from faultbook.fault import GROUPS
from faultbook.page import PAGE, page_of
from faultbook.table import ROWS, TABLE

WIDTH = 160
KEPT = Path(__file__).resolve().parents[3] / "build" / "faults.json"
PLAYED = {"passed": "", "failed": "NOT AS EXPECTED: ", "error": "NOT PLAYED: ", "skipped": "left out: "}


def outcomes(reporter: Any) -> dict[str, tuple[str, str]]:
    """By the id of a row: how its test ended, and what was seen or why nothing was."""
    found: dict[str, tuple[str, str]] = {}
    known = {fault.id for fault in TABLE}
    for how in PLAYED:
        for report in reporter.stats.get(how, ()):
            row = report.nodeid.partition("[")[2].removesuffix("]")
            if row not in known or (how == "passed" and report.when != "call"):
                continue
            seen = dict(report.user_properties).get("seen")
            why = report.longrepr[2] if how == "skipped" else str(report.longrepr).rstrip().splitlines()[-1:]
            found[row] = (how, str(seen if how == "passed" else why))
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, and the page."""
    found = outcomes(terminalreporter)
    if not found:
        return
    console = Console(width=WIDTH, file=terminalreporter._tw._file)
    for group, heading in GROUPS.items():
        table = Table("fault", "expected", "seen", title=heading, show_lines=True)
        for fault in ROWS[group]:
            if fault.id in found:
                how, seen = found[fault.id]
                table.add_row(Text(fault.name), Text(fault.expected), Text(PLAYED[how] + seen))
        if table.row_count:
            console.print(table)
    good = {row: seen for row, (how, seen) in found.items() if how == "passed"}
    console.print(f"{len(good)} of {len(found)} faults that were played were as expected; {len(TABLE)} are known.")
    kept = {row: seen for row, seen in _kept().items() if row not in found} | good
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    missing = [fault.id for fault in TABLE if fault.id not in kept]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        console.print(f"{PAGE.name} stays as it was; still to be played as expected: {', '.join(missing[:5])}{more}")
    else:
        PAGE.write_text(page_of(kept), encoding="utf-8")
        console.print(f"{PAGE.name} is written.")


def _kept() -> dict[str, str]:
    """What was seen before, of rows that are still so called."""
    known = {fault.id for fault in TABLE}
    try:
        return {row: seen for row, seen in json.loads(KEPT.read_text(encoding="utf-8")).items() if row in known}
    except (OSError, ValueError):
        return {}
