"""What strangers wrote, made fit to be shown: one line without hidden characters, and as words in Markdown."""

from __future__ import annotations

import re

# Control characters but line feed and tab, direction marks and overrides, and what neither XML nor UTF-8 can hold.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_MARKDOWN = re.compile(r"([\\`*_\[\]|~])")


def clean(text: str) -> str:
    """The text without what no format may carry; line ends as line feeds."""
    return UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The text on one line, cleaned."""
    return " ".join(clean(text).split())


def markdown_cell(text: str) -> str:
    """The text on one line with everything escaped that Markdown or HTML would read as more than text."""
    escaped = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\1", escaped)
