"""docs/reliability.md, written from the table of faults and from what was seen when all of it was played."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from faultbook.fault import GROUPS
from faultbook.table import NOT_SURVIVED, ROWS, TABLE
from pipeline.escape import markdown_cell

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reliability.md"
HEAD = """\
# What goes wrong, and what then

<!-- Written by `make faults` once every row has been played; change the rows in tests/plugins/faultbook. -->

For whoever looks after the server, and whoever has to believe that nothing is lost. Every row below was caused on
purpose against real nights on loopback: real HTTP, real files, real processes. **Seen** is what was said or done when
it was last played; words between “ and ” under **expected** were looked for in it, letter by letter.

`make faults` plays all {n} rows and prints this table; each row is a test as well (`python -m pytest tests/faults -k
ID`). Rows that replay real catalogues need the test material, and those with a small or a read-only disk need the right
to mount one: where these are missing, they are left out and this page stays as it was.

What every row has in common: what was published before stays readable, the cause is one sentence, and the next night
goes on. A longer run of it, thirty nights with faults by chance, is `make soak`.
"""
END = """\
## What is not survived

{limits}
"""


def cell(words: str) -> str:
    """Words of a row as a cell of the page; what is code in them stays code."""
    parts = re.split(r"(`[^`|]*`)", " ".join(words.split()))
    return "".join(part if part.startswith("`") and len(part) > 1 else _escaped(part) for part in parts)


def _escaped(part: str) -> str:
    before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return f"{before}{markdown_cell(part)}{after}" if part.strip() else part


def lines_of(seen: Mapping[str, str]) -> Iterator[str]:
    """The page, line by line; `seen` by the id of the row."""
    yield HEAD.format(n=len(TABLE))
    for group, heading in GROUPS.items():
        yield f"## {heading} ({len(ROWS[group])})\n"
        yield "| fault | expected | seen |"
        yield "|---|---|---|"
        for fault in ROWS[group]:
            yield f"| {cell(fault.name)} | {cell(fault.expected)} | {cell(seen[fault.id])} |"
        yield ""
    yield END.format(limits="\n".join(f"- {limit}" for limit in NOT_SURVIVED)).rstrip("\n")


def page_of(seen: Mapping[str, str]) -> str:
    """The page as Markdown."""
    return "\n".join(lines_of(seen)) + "\n"


def seen_on(page: str) -> dict[str, str]:
    """What the committed page says was seen, as it stands there, by the id of the row; only rows that are still so."""
    found = {}
    for fault in TABLE:
        before = f"| {cell(fault.name)} | {cell(fault.expected)} | "
        rows = [line.removeprefix(before).removesuffix(" |") for line in page.splitlines() if line.startswith(before)]
        if len(rows) == 1 and rows[0].strip():
            found[fault.id] = rows[0]
    return found
