"""docs/settings.md, written from the settings themselves: `python -m pipeline.verbs.settings_page`."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal

from pipeline.escape import markdown_cell
from pipeline.model import WEEKDAYS, Settings, SourceRules, Weekday
from pipeline.verbs.house import PROJECT

PAGE = PROJECT / "docs" / "settings.md"

_HEAD = """# Settings

<!-- Written by `make docs` from pipeline/model/settings.py and source_rules.py; change it there. -->

`schedule.yaml` says when the night runs, how politely sources are asked and what fits a circle here. Each source has a
`source.yaml` of its own, and `schedule.yaml` may override some of it. In both, a key that is not known or written twice
is an error, numbers and texts are not mixed up (`at: "02:30"` and `at: 02:30` are both the time), and weekdays are
given by name. A setting without a default must be given, and a number outside its range is an error.
"""
_NAMES: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    types.NoneType: "nothing",
}


def settings_page() -> str:
    """The page as Markdown: a table for schedule.yaml, one for source.yaml, and one for each part of them."""
    parts = [_HEAD]
    for name, owner in (("schedule.yaml", Settings), ("source.yaml", SourceRules)):
        for path, part in _with_parts("", owner):
            parts.append(f"{'##' if not path else '###'} {name}{f': {path}' if path else ''}\n")
            parts.append(f"{' '.join((part.__doc__ or '').split())}\n")
            parts.append(_table(part))
    return "\n".join(parts)


def _with_parts(path: str, owner: type) -> Iterator[tuple[str, type]]:
    """The dataclass and those its fields are made of, each with the keys that lead to it."""
    yield path, owner
    hints = typing.get_type_hints(owner)
    for field in dataclasses.fields(owner):
        for part in _within(hints[field.name]):
            is_by_key = typing.get_origin(hints[field.name]) is dict
            here = ".".join(filter(None, (path, field.name, "ID" if is_by_key else "")))
            yield from _with_parts(here, part)


def _within(hint: Any) -> list[type]:
    """The dataclasses named in a type."""
    if dataclasses.is_dataclass(hint):
        return [typing.cast("type", hint)]
    return [part for inner in typing.get_args(hint) for part in _within(inner)]


def _table(owner: type) -> str:
    hints = typing.get_type_hints(owner)
    lines = ["| key | kind | range | default | meaning |", "| --- | --- | --- | --- | --- |"]
    for field in dataclasses.fields(owner):
        cells = (_kind(hints[field.name]), _range(field), _default(field), field.metadata["doc"])
        lines.append(f"| `{field.name}` | " + " | ".join(map(markdown_cell, cells)) + " |")
    return "\n".join(lines) + "\n"


def _kind(hint: Any) -> str:
    """A type in plain words."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint == Weekday:
        return "weekday by name"
    if origin is Literal:
        return " or ".join(inner)
    if origin is tuple:
        return f"list of: {_kind(inner[0])}"
    if origin is dict:
        return f"keys with: {_kind(inner[1])}"
    if inner:
        return " or ".join(map(_kind, inner))
    return _NAMES.get(hint, "keys, see below")


def _range(field: dataclasses.Field[Any]) -> str:
    """The least and the greatest number, or where the ranges of overridden numbers stand; empty for other kinds."""
    limits, overridden = field.metadata["limits"], field.metadata["overrides"]
    if overridden:
        return f"as in source.yaml: {next(path for path, part in _with_parts('', SourceRules) if part is overridden)}"
    return f"{limits[0]:,} to {limits[1]:,}" if limits else ""


def _default(field: dataclasses.Field[Any]) -> str:
    """The default as one would write it; the parts of a part have their own."""
    if field.default_factory is not dataclasses.MISSING:
        return "{}" if field.default_factory is dict else "see below"
    if field.default is dataclasses.MISSING:
        return "must be given"
    return _written(field.default)


def _written(value: Any) -> str:
    if value is None:
        return "nothing"
    if value == WEEKDAYS:
        return "every day"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value) or '""'


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
