"""A paper as PDF: the words go to typst as JSON, never as markup, and are set in the fonts that it brings along."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import typst

from pipeline.errors import UsageError
from pipeline.escape import one_line
from pipeline.paper.letters import MARK, clusters, unknown, unshown, without
from pipeline.paper.model import Lines, Paper
from pipeline.topics.sheet.layout import Block, Grid, Points, Words
from pipeline.topics.sheet.link import web_address

TEMPLATE = Path(__file__).with_name("paper.typ")
PROBE = Path(__file__).with_name("probe.typ")
"""A paper with one text, to see whether it can be shown."""
PLAIN = 0xFF
PANIC = "PanicException"
"""A fault inside typst, as pyo3 raises it: no `Exception`, so that nothing would catch it, and nowhere to be imported
from (typst 0.15.2, 2026-11)."""
KEPT = frozenset({"kind", "url", "language"})
"""What is no text of the paper: it is never printed, or comes from us."""
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: every word is tagged, and a letter without a shape is refused rather than printed as nothing."""
MOST_CELLS = 8_000
"""Words, sentences and cells of one paper; a season of 200 circles has 2,000."""
LONGEST = 2_000
WIDEST, NARROWEST, SPARE = 34, 7, 3
"""Letters by which columns share the width of a page, and what a word needs beside its own."""


def pdf_of(paper: Paper) -> bytes:
    """The paper as a tagged PDF; the same paper gives the same bytes.

    A letter that the fonts lack is printed as a mark, and the paper says so at its end.

    Raises:
        UsageError: it is longer than a paper may be.
    """
    held = _held(paper)
    if sum(_size(block) for part in held["parts"] for block in part["blocks"]) > MOST_CELLS:
        raise UsageError(f"this paper has more than {MOST_CELLS:,} cells; take the table (CSV or XLSX) instead")
    texts = list(_texts(held))
    bad = unknown(texts)
    with suppress(_NotSetError):
        return _compiled(_marked(held, bad, paper.unprintable), paper)
    bad |= unshown(texts, _shows)
    with suppress(_NotSetError):
        return _compiled(_marked(held, bad, paper.unprintable), paper)
    # What is shown alone and not beside others: then nothing but plain Latin letters.
    bad |= {cluster for text in texts for cluster in clusters(text) if max(map(ord, cluster)) > PLAIN}
    try:
        return _compiled(_marked(held, bad, paper.unprintable), paper)
    except _NotSetError as error:
        raise UsageError(f"this paper cannot be set ({error}); take the table (CSV or XLSX) instead") from error


class _NotSetError(Exception):
    """typst did not set a paper: a letter has no shape, or it stopped with a fault of its own."""


def _held(paper: Paper) -> dict[str, Any]:
    return {
        "over": _said(paper.kind),
        "title": _said(paper.title) or MARK,
        "summary": [_said(each) for each in paper.summary if each.strip()],
        "parts": [{"heading": _said(each.heading), "blocks": list(_blocks(each.blocks))} for each in paper.parts],
        "language": paper.language,
        "page": _said(paper.page),
        "is_wide": paper.is_wide,
        "note": "",
    }


def _marked(held: dict[str, Any], bad: Collection[str], told: str) -> dict[str, Any]:
    """The same with a mark for each letter that cannot be shown, which the note at the end tells."""
    if not bad:
        return held

    def marked(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return value if key in KEPT else without(value, bad)
        if isinstance(value, list):
            return [marked(each, key) for each in value]
        if isinstance(value, dict):
            return {name: marked(each, name) for name, each in value.items()}
        return value

    found: dict[str, Any] = marked(held)
    return found | {"note": f"{told} {MARK}."}


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and key not in KEPT:
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, name)


def _compiled(held: dict[str, Any], paper: Paper) -> bytes:
    return _typeset(TEMPLATE, {"paper": json.dumps(held)}, int(paper.made_at.timestamp()))


def _shows(text: str) -> bool:
    try:
        _typeset(PROBE, {"text": text}, 0)
    except _NotSetError:
        return False
    return True


def _typeset(source: Path, inputs: dict[str, str], stamp: int) -> bytes:
    try:
        made: Any = typst.compile(
            source,
            root=source.parent,
            font_paths=[],
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=[STANDARD],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise _NotSetError(error.message) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise _NotSetError(str(error)) from error
    assert isinstance(made, bytes)
    return made


def _blocks(blocks: tuple[Block | Lines, ...]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        match block:
            case Words(text):
                yield {"kind": "words", "text": _said(text)}
            case Points(sentences):
                if sentences:
                    yield {"kind": "points", "sentences": [_said(each) for each in sentences]}
            case Lines(columns, n_rows):
                yield {"kind": "lines", "columns": [_said(each) for each in columns], "n_rows": n_rows}
            case Grid():
                yield _grid(block)


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[{"text": _said(cell.text), "url": web_address(cell.url)} for cell in row] for row in grid.rows]
    columns = [_said(name) for name in grid.columns]
    return {
        "kind": "grid" if any(grid.columns) else "facts",
        "columns": columns,
        "rows": rows,
        "widths": _widths(columns, rows),
        "is_compared": grid.is_compared,
    }


def _widths(columns: list[str], rows: list[list[dict[str, Any]]]) -> list[int]:
    """How columns share the width: by their longest texts, within limits, and never less than their longest word."""
    found = []
    for place, name in enumerate(columns):
        texts = [name, *(row[place]["text"] for row in rows)]
        longest_word = max((len(word) for text in texts for word in text.split()), default=0)
        found.append(max(NARROWEST, min(WIDEST, max(map(len, texts))), min(WIDEST, longest_word + SPARE)))
    return found


def _said(text: str) -> str:
    return unicodedata.normalize("NFC", one_line(text)[:LONGEST])


def _size(block: dict[str, Any]) -> int:
    if block["kind"] == "lines":
        return int(block["n_rows"]) * len(block["columns"])
    return sum(map(len, block["rows"])) if "rows" in block else len(block.get("sentences", "x"))
