"""Cuts a page of JSON down to what a person can review: a few courses that between them show every key and kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.author.shape import Path, kind_name

FIRST = 3
MOST = 10


def cut_records(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The first three, and those that show a key or a kind of value that the ones kept do not; ten at most."""
    if len(records) <= MOST:
        return list(records)
    kept = set(range(FIRST))
    seen = {trait for number in kept for trait in _traits(records[number], "")}
    for number, record in enumerate(records):
        traits = set(_traits(record, ""))
        if not traits <= seen and len(kept) < MOST:
            kept.add(number)
            seen |= traits
    return [records[number] for number in sorted(kept)]


def with_records(body: Any, list_path: Path, kept: Sequence[Mapping[str, Any]]) -> Any:
    """The page with these courses only; all around them as it came."""
    return _with(body, list_path, list(kept))


def as_json(body: Any) -> bytes:
    """Indented JSON; half a character (a lone surrogate, which UTF-8 cannot hold) stays the escape it came as."""
    try:
        return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(body, indent=1) + "\n").encode()


def _with(value: Any, path: Path, kept: list[Any]) -> Any:
    if not path:
        return kept
    return {key: _with(inner, path[1:], kept) if key == path[0] else inner for key, inner in value.items()}


def _traits(value: Any, path: str) -> Iterator[str]:
    """Paths with the kinds of value found there."""
    yield f"{path} {kind_name(value)}"
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _traits(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _traits(inner, f"{path}[]")
