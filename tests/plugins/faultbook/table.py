"""All rows, in the order of the page."""

from __future__ import annotations

from faultbook import answers, network, replayed
from faultbook.fault import GROUPS, Fault

TABLE: tuple[Fault, ...] = (*answers.TABLE, *network.TABLE, *replayed.TABLE)
ROWS = {name: tuple(fault for fault in TABLE if fault.group == name) for name in GROUPS}
"""By group."""
