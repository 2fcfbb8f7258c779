"""The text of simple, well-formed HTML without a parser: most descriptions are a few paragraphs or a list.

Lexbor and the line breaks put into its tree took 0.3 ms a description, a third of all that a course in JSON cost (2,000
courses, measured 2026-11). What is not plainly well-formed is left to Lexbor, and a test holds both to the same text.
"""

from __future__ import annotations

import re

BLOCKS = frozenset(("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6"))
"""A line ends where one of these ends."""
LISTS = frozenset(("ul", "ol"))
INLINE = frozenset(("b", "i", "em", "strong", "u", "span"))
_NAMES = "p|li|div|h[1-6]|ul|ol|b|i|em|strong|u|span|br"
_TOKEN = re.compile(rf'<(/?)({_NAMES})((?:\s+[a-z-]+(?:="[^"<>&]*")?)*+)\s*(/?)>|([^<&\x00\r]+)')
_ALL = re.compile(rf"(?:{_TOKEN.pattern.replace('(/?)', '/?').replace('([^<&', '(?:[^<&')})*+")


def text_of(markup: str) -> str | None:
    """The text, a line feed after each block and `<br>`; None where the markup is not simple."""
    if not _ALL.fullmatch(markup):
        return None
    is_open: list[str] = []
    pieces: list[str] = []
    for end, name, _, closed, text in _TOKEN.findall(markup.lstrip(" \t\n\f")):
        if not name:
            pieces.append(text)
        elif name == "br":
            if end:
                return None
            pieces.append("\n")
        elif closed:
            return None
        elif end:
            if not is_open or is_open.pop() != name:
                return None
            if name in BLOCKS:
                pieces.append("\n")
        elif not _may_open(name, is_open[-1] if is_open else "body"):
            return None
        else:
            is_open.append(name)
    return None if is_open else "".join(pieces)


def _may_open(name: str, inside: str) -> bool:
    """Whether an element lies within another as written, so that neither ends the other."""
    if name in INLINE:
        return inside not in LISTS
    if name == "li":
        return inside in LISTS
    return inside in ("body", "div", "li")
