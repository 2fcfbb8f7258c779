"""Course titles: one line of plain text. A listing without a title is no listing."""

from __future__ import annotations

from pipeline.errors import RecordError
from pipeline.model import Note
from pipeline.normalize import plain
from pipeline.normalize.reading import Reading, finding, shown

MAX_TITLE = 300  # the longest of 604 Coursera titles has 122 characters (measured 2026-11)
MAX_WORDS = 20_000
_BARE = " \u200c\u200d\ufe0e\ufe0f…"


def read(words: str) -> Reading[str]:
    """The title as plain text of 1 to MAX_TITLE characters.

    Raises:
        RecordError: nothing readable is left.
    """
    notes: list[Note] = list(plain.damage("title", words[:MAX_WORDS]))
    text = plain.one_line(words[:MAX_WORDS])
    if not text.strip(_BARE):
        text = plain.untagged(words[:MAX_WORDS])
    if not text.strip(_BARE):
        raise RecordError(
            f"the title is `{shown(words)}`, some words were expected; the record is skipped",
            field="title",
            value=shown(words),
        )
    if len(words) > MAX_WORDS or len(text) > MAX_TITLE:
        message = f"{len(words)} characters, cut to {MAX_TITLE}"
        notes.append(finding("title", words, message, kind="cut_text", level="warning"))
    return Reading(plain.cut(text, MAX_TITLE), tuple(notes))
