"""JSON as we can hold it: no NUL, no lone surrogate, no number beyond every number, never nested beyond reason."""

from __future__ import annotations

import json
import math
import re
from typing import Any

MAX_JSON_DEPTH = 100
_UNHOLDABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How a text of JSON can write NUL or a surrogate; a pair of them is a letter, and is looked at, too."""


def decoded(text: str, *, strict: bool = True) -> Any:
    """What a text of JSON says; without `strict` a text in it may hold raw line ends and tabs.

    Raises:
        ValueError: it is no JSON, or holds a number or a depth that is none.
        RecursionError: it is nested so deep that it cannot be read at all.
    """
    values = json.loads(text, strict=strict, parse_constant=_refuse_constant, parse_float=_finite)
    if "\x00" in text or not text.isascii() or _UNHOLDABLE.search(text):
        return _clean(values)
    _check_depth(values)
    return values


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth >= MAX_JSON_DEPTH and isinstance(value, dict | list) and value:
        raise ValueError(f"nested more than {MAX_JSON_DEPTH} deep")
    for item in value.values() if type(value) is dict else value if type(value) is list else ():
        if type(item) is dict or type(item) is list:
            _check_depth(item, depth + 1)


def _clean(value: Any, depth: int = 0) -> Any:
    """The value without NUL and lone surrogates, which neither DuckDB nor UTF-8 can hold."""
    if depth > MAX_JSON_DEPTH:
        raise ValueError(f"nested more than {MAX_JSON_DEPTH} deep")
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is beyond every number")
    return number


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
