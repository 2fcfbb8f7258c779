"""A digest as people read it: its lines in groups, changes of the catalogue summed up by source, long groups cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.model import Decision, DigestLine
from pipeline.topics.digest.undecided import is_decided

HEADINGS = {
    "decision": "Decision needed",
    "better": "Better match found",
    "shortlist": "Topics and courses on shortlists",
    "catalogue": "All courses, by source",
}
"""By part, in order."""
COUNTED = {
    "new_course": "new",
    "gone_course": "gone",
    "missing_course": "not in its list any more",
    "returned_course": "back",
    "no_longer_free": "not free any more",
    "price_changed": "with another price",
    "dates_changed": "with other dates",
}
"""What is counted of a source, in order: `12 new, 3 gone`."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a night found, ready to be told."""

    night_id: str
    on: date
    """Local day of the night."""
    since_on: date | None
    """Local day of the night before; None where this was the first."""
    lines: tuple[DigestLine, ...]
    """What this night found, first things first."""
    still_open: tuple[DigestLine, ...] = ()
    """What earlier nights found and nobody has decided yet."""
    source_titles: Mapping[str, str] = field(default_factory=dict)
    """What sources are called, by id."""

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell of this night; the first one has its say."""
        return self.since_on is not None and not self.lines

    def as_json(self) -> dict[str, Any]:
        """The document that `digest --format json` prints: nothing is cut."""
        return {
            "night_id": self.night_id,
            "on": self.on,
            "since_on": self.since_on,
            "is_first": self.since_on is None,
            "lines": [_as_json(line) for line in self.lines],
            "still_open": [_as_json(line) for line in self.still_open],
            "sources": [
                {"source": source, "title": self.source_titles.get(source, source), **counts}
                for source, counts in _counts(self.lines).items()
            ],
        }


@dataclass(frozen=True)
class Item:
    """One line of text: what it is about, which may be empty, and what there is to say."""

    about: str
    said: str


@dataclass(frozen=True)
class Group:
    """A heading with its items; `left` are those that are counted only."""

    heading: str
    items: tuple[Item, ...]
    left: int = 0


def digest_of(
    lines: Iterable[DigestLine],
    decisions: Iterable[Decision],
    *,
    night_id: str,
    on: date,
    since_on: date | None,
    source_titles: Mapping[str, str],
) -> Digest:
    """The lines of a catalogue as a digest under the decisions as they stand now."""
    known = list(decisions)
    standing = [line for line in lines if line.part != "decision" or not is_decided(line, known)]
    return Digest(
        night_id=night_id,
        on=on,
        since_on=since_on,
        lines=tuple(line for line in standing if line.is_new),
        still_open=tuple(line for line in standing if not line.is_new),
        source_titles=source_titles,
    )


def groups_of(digest: Digest, max_lines: int | None = None) -> tuple[Group, ...]:
    """The groups in the order in which a coordinator decides; an empty one is left out.

    `max_lines` cuts each group; None leaves nothing out and tells every course of every source, too, as well as what
    is still open from earlier nights.
    """
    groups = [
        Group(heading, tuple(_item(line, digest) for line in digest.lines if line.part == part))
        for part, heading in HEADINGS.items()
        if part != "catalogue"
    ]
    if max_lines is None:
        groups.insert(
            1, Group("Still open from earlier nights", tuple(_item(row, digest) for row in digest.still_open))
        )
    groups.append(Group(HEADINGS["catalogue"], tuple(_of_sources(digest, is_whole=max_lines is None))))
    return tuple(_cut(group, max_lines) for group in groups if group.items)


def summary_of(counts: Mapping[str, int]) -> str:
    """How many lines of each part there are, in a few words: `2 decisions needed, 1 better match`; empty for none."""
    words = {
        "decision": ("decision needed", "decisions needed"),
        "better": ("better match", "better matches"),
        "shortlist": ("change of topics or shortlists", "changes of topics or shortlists"),
        "catalogue": ("change of the catalogue", "changes of the catalogue"),
    }
    return ", ".join(f"{n:,} {words[part][n != 1]}" for part in words if (n := counts.get(part, 0)))


def _cut(group: Group, max_lines: int | None) -> Group:
    if max_lines is None or len(group.items) <= max_lines:
        return group
    return Group(group.heading, group.items[:max_lines], len(group.items) - max_lines)


def _item(line: DigestLine, digest: Digest) -> Item:
    about = f"{line.topic_title or 'Topic'} ({line.topic_id})" if line.topic_id else ""
    if line.part == "catalogue" and line.course_id is None and line.source:
        about = digest.source_titles.get(line.source, line.source)
    return Item(about, line.sentence)


def _of_sources(digest: Digest, *, is_whole: bool) -> Iterable[Item]:
    """A line for each source that changed anything; the whole digest has each course below it."""
    told = [line for line in digest.lines if line.part == "catalogue"]
    counts = _counts(told)
    for source in sorted(
        {line.source or "" for line in told}, key=lambda name: (_title(digest, name).casefold(), name)
    ):
        of_source = [line for line in told if line.source == source]
        said = [f"{n:,} {COUNTED[kind]}" for kind, n in counts.get(source, {}).items()]
        said += [line.sentence for line in of_source if line.course_id is None]
        yield Item(_title(digest, source), ", ".join(said))
        if is_whole:
            yield from (_item(line, digest) for line in of_source if line.course_id is not None)


def _counts(lines: Iterable[DigestLine]) -> dict[str, dict[str, int]]:
    """Courses by source and kind, in the order of COUNTED."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        if line.part == "catalogue" and line.course_id is not None and line.source:
            found.setdefault(line.source, Counter())[line.kind] += 1
    return {source: {kind: of[kind] for kind in COUNTED if of[kind]} for source, of in sorted(found.items())}


def _title(digest: Digest, source: str) -> str:
    return digest.source_titles.get(source, source)


def _as_json(line: DigestLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in DigestLine.__dataclass_fields__}
