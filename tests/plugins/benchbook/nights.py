"""Rows of whole nights, from what tests/bench/night/nights.py prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchbook.book import Book

NIGHTS = {
    "of_all": "the first night of all, vectors of every text included",
    "first": "a first night whose vectors are there",
    "second": "the night after, 2 % changed",
}
FLOOR = "its pages read, its catalogue written"
REASON = (
    "The floor of a night is what its disk asks: the pages read once and the catalogue written once. What comes on top "
    "is arithmetic, nearly half of it in matching."
)
PROPOSED = (
    "Topics write little: ours groups goals by meaning, counts who may be told, looks for the courses that fit, and "
    "writes an explanation of each, so that its cost goes by goals and topics and hardly by bytes."
)


def book_nights(book: Book, *nights: Mapping[str, Any]) -> None:
    """Write down what the nights over each catalogue took; rows are of the largest that has this kind of night."""
    embedded = max((each for each in nights if "of_all" in each), key=lambda each: int(each["courses"]))
    per_course = (embedded["of_all"]["whole"]["cpu_s"] - embedded["first"]["whole"]["cpu_s"]) / embedded["courses"]
    for found in nights:
        figures = {name: _figures(found[name]) for name in NIGHTS if name in found}
        if "of_all" not in found:
            figures |= {"of_all": _counted(figures["first"], per_course * found["courses"]), "counted": ["of_all"]}
        size = {"courses": found["courses"], "goals": found["first"]["goals"]}
        book.nights["{courses} × {goals}".format(**size)] = size | figures
    found = max(nights, key=lambda each: int(each["courses"]))
    for name, what in NIGHTS.items():
        of = found if name in found else embedded
        size, night = _size(of), of[name]
        disk = book.machine.reading_s(night["pages_bytes"]) + book.machine.writing_s(night["catalogue_bytes"])
        for key, unit in (("cpu_s", "s of CPU"), ("wall_s", "s on the wall")):
            book.add(
                stage="night", what=what, ours=night["whole"][key], unit=unit, size=size,
                floor=disk, floor_of=FLOOR, reason=REASON,
            )  # fmt: skip
        book.add(stage="night", what=f"memory of {what}", ours=night["whole"]["peak_mib"], unit="MiB", size=size)
    size = _size(found)
    book.add(
        stage="delta", what="the whole night after a first one", ours=found["second"]["whole"]["cpu_s"],
        unit="s of CPU", size=size, peer=found["first"]["whole"]["cpu_s"], peer_of="a night from scratch",
    )  # fmt: skip
    book.add(
        stage="propose", what="topics", ours=found["first"]["stages"]["propose"]["cpu_s"], unit="s of CPU", size=size,
        floor=book.machine.writing_s(found["first"]["catalogue_bytes"]), floor_of="the catalogue's bytes written",
        reason=PROPOSED,
    )  # fmt: skip


def _size(found: Mapping[str, Any]) -> str:
    return f"{found['courses']:,} courses, {found['first']['goals']:,} goals"


def _counted(first: Mapping[str, Any], embedding_s: float) -> dict[str, Any]:
    """A first night of all by what one takes whose vectors are there, and by what the model took for fewer courses."""
    cpu_s = {**first["cpu_s"]}
    for stage in ("match", "whole"):
        cpu_s[stage] += embedding_s
    return {**first, "cpu_s": cpu_s}


def _figures(night: Mapping[str, Any]) -> dict[str, Any]:
    """What docs/scale.md counts with."""
    return {
        "cpu_s": {name: stage["cpu_s"] for name, stage in night["stages"].items()} | {"whole": night["whole"]["cpu_s"]},
        "wall_s": night["whole"]["wall_s"],
        "peak_mib": night["whole"]["peak_mib"],
        "catalogue_bytes": night["catalogue_bytes"],
        "pages_bytes": night["pages_bytes"],
        "rest_bytes": night.get("bytes", {}).get("rest", 0),
        "topics": night["topics"],
        "matches": night["matches"],
    }
