"""All rows, in the order of the page."""

from __future__ import annotations

from faultbook import answers, around, clock, files, kills, machine, network, processes, replayed
from faultbook.fault import GROUPS, Fault

ROWS: dict[str, tuple[Fault, ...]] = {
    "answers": answers.TABLE,
    "network": network.TABLE,
    "replayed": replayed.TABLE,
    "kills": kills.TABLE,
    "machine": machine.TABLE,
    "files": (*files.TABLE, *around.TABLE),
    "processes": processes.TABLE,
    "clock": clock.TABLE,
}
"""By group."""
TABLE: tuple[Fault, ...] = tuple(fault for group in GROUPS for fault in ROWS[group])
NOT_SURVIVED: tuple[str, ...] = ()
"""What is not mended by the next night, or not told in a sentence, in words for the page."""
