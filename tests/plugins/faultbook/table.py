"""All rows, in the order of the page."""

from __future__ import annotations

from faultbook import answers, around, brought, clock, files, kills, machine, network, processes, replayed, wires
from faultbook.fault import GROUPS, Fault

ROWS: dict[str, tuple[Fault, ...]] = {
    "answers": answers.TABLE,
    "network": network.TABLE,
    "wires": wires.TABLE,
    "replayed": replayed.TABLE,
    "kills": kills.TABLE,
    "machine": machine.TABLE,
    "files": (*files.TABLE, *around.TABLE),
    "brought": brought.TABLE,
    "processes": processes.TABLE,
    "clock": clock.TABLE,
}
"""By group."""
TABLE: tuple[Fault, ...] = tuple(fault for group in GROUPS for fault in ROWS[group])
NOT_SURVIVED: tuple[str, ...] = (
    "Where DuckDB or ONNX Runtime get no memory, or may open no more files, in the middle of their work, they may end "
    "the process themselves: then no sentence is said. It is as after `kill -9`: what is published stays, the next "
    "night mends the rest.",
    "The published catalogue and the newest kept build are one file under two names. What spoils it where it lies "
    "spoils both, and the next night begins from the build before: what only the last night knew, such as when a "
    "course was first seen, is lost.",
    "A catalogue that is damaged, or has the log of another program beside it, cannot be read until the next night; "
    "the kept builds in `builds/` can.",
    "Power loss was played as `kill -9`, and as files that have names and not their bytes; that bytes are made to "
    "last before names, and names before anybody is told, is held by a test. Whether a disk keeps what it said it had "
    "written is not ours to see.",
    "Answers, decisions and the salt are nowhere twice but in backups: where one of them is gone and there is no "
    "backup, it is gone.",
)
"""What is not mended by the next night, or not told in a sentence, in words for the page."""
