"""Shortens long free texts in a recording: what is committed is published, and a test needs their shape only."""

from __future__ import annotations

import re
from typing import Any

LONG = 240
"""Characters; a longer text is shortened."""
KEPT = 200
"""Characters of it that stay, at most."""
MARK = " …"


def shortened(body: Any) -> tuple[Any, int]:
    """The page with its long texts cut after a word, and how many were. Keys, kinds and all other values stay.

    A text without a space, such as an address, and a text that holds JSON are left as they are.
    """
    if isinstance(body, str):
        text = _short(body)
        return text, int(text != body)
    if isinstance(body, dict):
        pairs = {key: shortened(value) for key, value in body.items()}
        return {key: value for key, (value, _) in pairs.items()}, sum(n for _, n in pairs.values())
    if isinstance(body, list):
        entries = [shortened(value) for value in body]
        return [value for value, _ in entries], sum(n for _, n in entries)
    return body, 0


def in_words(n: int) -> str:
    """What was done, as case.yaml and the terminal say it."""
    texts = "1 text" if n == 1 else f"{n} texts"
    return f"{texts} of more than {LONG} characters cut to {KEPT} at most"


def _short(text: str) -> str:
    """Cut after a word, and not inside a tag of HTML."""
    if len(text) <= LONG or text.lstrip()[:1] in ("{", "[") or not re.search(r"\s", text):
        return text
    cut = re.sub(r"<[^>]*\Z", "", text[: KEPT - len(MARK)])
    word, space, _ = cut.rpartition(" ")
    return (word if space else cut).strip() + MARK
