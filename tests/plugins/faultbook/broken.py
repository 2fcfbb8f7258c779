"""The three nights of the group `answers`: a good one, one on which every source goes wrong, and a good one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faultbook.answers import FAULTS, LIST, good
from faultbook.nights import DAY, YESTERDAY, Nights
from faultbook.provider import Providers, serving
from faultbook.site import add_source, project

STEADY = "steady"
"""A source that never goes wrong."""
Rows = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, kw_only=True)
class BrokenNight:
    """What the nights left, by source where there are several."""

    broken: dict[str, Any]
    mended: dict[str, Any]
    before: Rows
    after: Rows
    later: Rows
    pointers: Mapping[str, tuple[bytes, bytes]]
    """What the archive took for each source's last good run, before and after the broken night."""


def seen(nights: Nights, names: list[str]) -> Rows:
    """The courses of each source as people see them."""
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in names}
    for row in nights.rows("SELECT source, * EXCLUDE (source, last_seen_at) FROM out.course ORDER BY course_id"):
        found[row[0]].append(row)
    return found


def play_broken_night(folder: Path, root: Path) -> BrokenNight:
    """Run the three nights."""
    connectors = project(folder / "project", root)
    providers, names = Providers(), [STEADY, *(bad.source for bad in FAULTS)]
    add_source(connectors, STEADY, f"https://{STEADY}.example.org{LIST}")
    providers.says(f"{STEADY}.example.org", LIST, good("json", STEADY))
    for bad in FAULTS:
        add_source(connectors, bad.source, f"https://{bad.host}{LIST}", kind=bad.kind)

    def all_well() -> None:
        for bad in FAULTS:
            providers.answers[bad.host] = {LIST: good(bad.kind, bad.source)}

    nights = Nights(folder, folder / "project")
    with serving(providers):
        all_well()
        first = nights.run(providers.gateway, YESTERDAY, sources=names)
        assert {each["outcome"] for each in first["sources"].values()} == {"succeeded"}
        before = seen(nights, names)
        was = {name: nights.promoted(name).read_bytes() for name in names}
        for bad in FAULTS:
            if bad.answer is not None:
                providers.says(bad.host, LIST, bad.answer(bad.source))
            for path, answer in bad.paths.items():
                providers.says(bad.host, path, answer(bad.source))
        manners = {bad.source: bad.politeness for bad in FAULTS}
        broken = nights.run(providers.gateway, YESTERDAY + DAY, sources=names, politeness=manners)
        after = seen(nights, names)
        pointers = {name: (was[name], nights.promoted(name).read_bytes()) for name in names}
        all_well()
        mended = nights.run(providers.gateway, YESTERDAY + 2 * DAY, sources=names)
    return BrokenNight(
        broken=broken, mended=mended, before=before, after=after, later=seen(nights, names), pointers=pointers
    )
