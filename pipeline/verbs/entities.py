"""Which promised view joins which, worked out from the keys that the model declares; drawn for the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import TABLES

Columns = Mapping[str, Sequence[str]]
"""The columns of every view of schema out, in order, by the name of the view."""


@dataclass(frozen=True)
class Join:
    """A column of one view that holds the key of another: `out.{view}.{column} = out.{to}.{key}`."""

    view: str
    column: str
    to: str
    key: str
    is_key: bool
    """True where the column is part of the key of its own view, and so never null."""


def keys_of(columns: Columns) -> dict[str, tuple[str, ...]]:
    """The key columns of each view, as its table of the same name in schema core declares them; () without any."""
    declared = {t.name: [c.name for c in t.columns if c.is_key] for t in TABLES.values() if t.schema == "core"}
    return {view: tuple(key for key in declared.get(view, ()) if key in names) for view, names in columns.items()}


def joins_of(columns: Columns) -> list[Join]:
    """Every join between views, in the order of the views and their columns.

    A view that has one key column, named `…_id`, is joined by every column of other views, and by a second column of
    its own, that has that name, alone or behind a role as in `canonical_course_id`.
    """
    keys = keys_of(columns)
    owners = {key[0]: view for view, key in keys.items() if len(key) == 1 and key[0] in (f"{view}_id", "season_id")}
    found = []
    for view, names in columns.items():
        for name in names:
            for key, owner in owners.items():
                if (view, name) != (owner, key) and (name == key or name.endswith(f"_{key}")):
                    found.append(Join(view, name, owner, key, name in keys[view]))
    return found


def diagrams(columns: Columns) -> str:
    """A Mermaid entity diagram for each view that others join, as Markdown; only the keys are drawn."""
    keys, joins = keys_of(columns), joins_of(columns)
    parts = []
    for owner in columns:
        around = [join for join in joins if join.to == owner]
        if around:
            parts.append(f"### Around out.{owner}\n\n{_diagram(owner, keys[owner], around)}\n")
    return "\n".join(parts)


def _diagram(owner: str, key: Iterable[str], around: Sequence[Join]) -> str:
    lines = ["```mermaid", "erDiagram", *(f"    {owner} {{\n        id {name} PK\n    }}" for name in key)]
    for view in dict.fromkeys(join.view for join in around if join.view != owner):
        held = [join for join in around if join.view == view]
        lines.append(f"    {view} {{")
        lines += [f"        id {join.column} {'PK, FK' if join.is_key else 'FK'}" for join in held]
        lines.append("    }")
    lines += [f'    {owner} {"||" if join.is_key else "|o"}--o{{ {join.view} : "{join.column}"' for join in around]
    return "\n".join([*lines, "```"])
