"""Topics as the source words them: tidied, once each, in the source's order."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model import Note
from pipeline.normalize import plain
from pipeline.normalize.memo import Memo
from pipeline.normalize.reading import Reading, finding

MAX_TOPICS = 50
MAX_TOPIC = 100
MAX_WORDS = 10_000
_LEVELS = re.compile(r"[|;\n»›]|\s>\s|::|->")
_KEYWORDS = re.compile(r",(?=\S)")


def read(words: Iterable[str], memo: Memo | None = None) -> Reading[tuple[str, ...]]:
    """At most MAX_TOPICS topics of at most MAX_TOPIC characters; the first spelling of a topic wins.

    Paths ("Engineering > Civil Engineering") become their steps. A comma with no space after it ("biostatistics,data
    visualisation") separates keywords; "Arts, Crafts and Design" is one topic. With a `memo`, short entries that were
    read before are not read again.
    """
    found: dict[str, str] = {}
    notes: list[Note] = []
    for entry in words:
        for folded, step in memo(_steps, entry) if memo and len(entry) <= MAX_TOPIC else _steps(entry[:MAX_WORDS]):
            if len(step) > MAX_TOPIC:
                notes.append(finding("topics", step, f"longer than {MAX_TOPIC} characters, cut", kind="cut_text"))
            found.setdefault(folded, plain.cut(step, MAX_TOPIC))
    topics = tuple(found.values())
    if len(topics) > MAX_TOPICS:
        message = f"{len(topics)} topics, the first {MAX_TOPICS} are kept"
        notes.append(finding("topics", topics[MAX_TOPICS], message, kind="cut_list"))
    return Reading(topics[:MAX_TOPICS], tuple(notes[:3]))


def _steps(entry: str) -> tuple[tuple[str, str], ...]:
    """The steps of a path or the keywords of a list, each with the form by which it is known again."""
    keywords = (keyword for step in _LEVELS.split(plain.plain(entry)) for keyword in _KEYWORDS.split(step))
    tidy = (" ".join(keyword.split()).strip(" ,.;:#*-") for keyword in keywords)
    return tuple((step.casefold(), step) for step in tidy if step)
