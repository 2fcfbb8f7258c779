"""What a run found, as rows for a person: the same finding in many records is told once, with their number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import Issue, Note, RunCount

SHOWN = 200
OF_TEXT = ("damaged_text", "hidden_characters", "cut_text", "cut_list", "repeated_key")
"""Findings whose value is a text of its own in every record: told once a field."""
OF_RECORD = ("rejected_record", "page_changed")
"""Findings that only their message tells apart; positions in a list do not."""


def issues(run_id: str, source: str, notes: Sequence[Note]) -> list[Issue]:
    """One issue for every different finding of a run, in the order first found."""
    groups: dict[tuple[str, str, str], list[Note]] = {}
    for note in notes:
        groups.setdefault((note.kind, note.field, _what(note)), []).append(note)
    return [_issue(run_id, source, alike) for alike in groups.values()]


def run_counts(run_id: str, notes: Sequence[Note], counted: Mapping[str, int]) -> Iterator[RunCount]:
    """Counters of a run: what was counted by path-like name, and notes by kind."""
    for name, n in counted.items():
        yield RunCount(run_id=run_id, name=name, n=n)
    kinds: dict[str, int] = {}
    for note in notes:
        kinds[note.kind] = kinds.get(note.kind, 0) + 1
    for kind, n in kinds.items():
        yield RunCount(run_id=run_id, name=f"note/{kind}", n=n)


def _what(note: Note) -> str:
    """What tells this finding from others of its kind and field."""
    if note.kind in OF_RECORD:
        return re.sub(r"\[\d+\]", "[]", note.message)
    return "" if note.kind in OF_TEXT else note.value[:SHOWN]


def _issue(run_id: str, source: str, alike: Sequence[Note]) -> Issue:
    first, more = alike[0], len(alike) - 1
    return Issue(
        run_id=run_id,
        source=source,
        level=first.level,
        kind=first.kind,
        url=first.url or None,
        key=first.key or None,
        field=first.field or None,
        value=first.value[:SHOWN] or None,
        message=first.message + (f" (and in {more} more records)" if more else ""),
    )
