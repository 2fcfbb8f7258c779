"""How a field of a settings file says what it means and which values it takes."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def setting(
    doc: str, *, limits: tuple[float, float] | None = None, overrides: type | None = None, **options: Any
) -> Any:
    """A settings field with all that docs/settings.md shows and pipeline.typed_yaml checks.

    `limits` are the least and the greatest value of a number, or of every number under a key: each number has them.
    `overrides` is the dataclass whose numbers the keys of this field replace; names, kinds and limits are those there.
    """
    return field(metadata={"doc": doc, "limits": limits, "overrides": overrides}, **options)
