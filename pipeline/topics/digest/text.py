"""A digest as text and as Markdown, to read on a terminal, in a mail or in a chat; nothing in it is more than text."""

from __future__ import annotations

import textwrap

from pipeline.escape import markdown_cell, one_line
from pipeline.topics.digest.told import HEADINGS, Digest, Group, Item, groups_of

WIDTH = 96
WHOLE = "`circlewise digest --all` tells all of it"
DECIDE = (
    "`circlewise proposal TOPIC` shows all about a topic; `circlewise decide TOPIC shortlist` (keep it as it is now), "
    "`later` or `reject` decides."
)
FIRST = (
    "This was the first night here, so there is nothing to compare it with: `circlewise topics` shows what it found."
)


def text_of(digest: Digest, max_lines: int | None = None, width: int = WIDTH) -> str:
    """The digest for a terminal or a mail, in lines of so many letters; cut as `groups_of` says."""
    lines = [title_of(digest)]
    for group in groups_of(digest, max_lines):
        lines += ["", f"{group.heading} ({_size(group)})"]
        for item in group.items:
            said = one_line(f"{item.about}: {item.said}" if item.about else item.said)
            lines += textwrap.wrap(
                said, width, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
            )
        lines += [f"  … and {group.left:,} more; {WHOLE}"] if group.left else []
        lines += ["", *textwrap.wrap(DECIDE, width)] if group.heading == HEADINGS["decision"] else []
    lines += ["", *textwrap.wrap(end, width)] if (end := _end_of(digest, max_lines)) else []
    return "\n".join(lines) + "\n"


def markdown_of(digest: Digest, max_lines: int | None = None) -> str:
    """The digest as Markdown, everything of strangers escaped; cut as `groups_of` says."""
    lines = [f"# {title_of(digest)}"]
    for group in groups_of(digest, max_lines):
        lines += ["", f"## {group.heading} ({_size(group)})", "", *map(_markdown_item, group.items)]
        lines += ["", f"… and {group.left:,} more; {WHOLE}."] if group.left else []
        lines += ["", DECIDE] if group.heading == HEADINGS["decision"] else []
    lines += ["", end] if (end := _end_of(digest, max_lines)) else []
    return "\n".join(lines) + "\n"


def title_of(digest: Digest) -> str:
    """What the digest is of, on one line: also the subject of a mail."""
    if digest.since_on is None:
        return f"The first night: {digest.on}"
    if digest.is_quiet:
        return f"Nothing changed since the night of {digest.since_on}."
    return f"Since the night of {digest.since_on}: what is new on {digest.on}"


def _end_of(digest: Digest, max_lines: int | None) -> str:
    """The last sentences: what the first night says, and that decisions of earlier nights wait."""
    n = len(digest.still_open)
    if digest.since_on is None:
        return FIRST
    if not n or max_lines is None:
        return ""
    waiting = (
        "1 decision of an earlier night still waits" if n == 1 else f"{n:,} decisions of earlier nights still wait"
    )
    return f"{waiting}; {WHOLE}."


def _size(group: Group) -> str:
    return f"{len(group.items) + group.left:,}"


def _markdown_item(item: Item) -> str:
    said = markdown_cell(item.said)
    return f"- **{markdown_cell(item.about)}**: {said}" if item.about else f"- {said}"
