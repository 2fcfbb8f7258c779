"""The text of simple, well-formed HTML without a parser: most descriptions are a few paragraphs or a list.

Lexbor and the line breaks put into its tree take ten times as long, and were a third of all that a course in JSON cost
(measured 2026-11). Of 571 real descriptions with markup 537 are simple. What is not plainly well-formed is left to
Lexbor, and a test holds both to the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BLOCKS = frozenset(("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6"))
"""A line ends where one of these ends."""
LISTS = frozenset(("ul", "ol"))
INLINE = frozenset(("b", "i", "em", "strong", "u", "span", "a"))
HOLDERS = frozenset(("body", "div", "li", "blockquote"))
"""What holds blocks, and text without one."""
_NAMES = "p|li|div|h[1-6]|ul|ol|blockquote|b|i|em|strong|u|span|a|br"
_REST = r'(?:\s+[a-z][a-z0-9-]*(?:="[^"<>]*")?)*+\s*'
_TEXT = r"[^<&\x00\r]++"
_BREAK = rf"<br{_REST}/?>"
_ALL = re.compile(rf"(?:{_BREAK}|</?(?:{_NAMES}){_REST}>|{_TEXT})*+")
_NAME = re.compile(r"<(/?[a-z0-9]+)")
_LINE_END = re.compile(r"</(?:p|li|div|h[1-6])[^<>]*>|<br[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_PHRASES = rf"(?:{_TEXT}|{_BREAK}|<(b|i|em|strong|u|span|a){_REST}>(?:{_TEXT})?</\3>)*"
_FLAT = re.compile(rf"(<div{_REST}>)?(?:{_TEXT}|{_BREAK}|<(p|h[1-6]){_REST}>{_PHRASES}</\2>)*(?(1)</div>)")
"""Paragraphs and headings with little in them, maybe in a box, as most descriptions are: plainly well-formed."""


def text_of(markup: str) -> str | None:
    """The text, a line feed after each block and `<br>`; None where the markup is not simple."""
    if not (_FLAT.fullmatch(markup) or (_ALL.fullmatch(markup) and _is_well_formed(_NAME.findall(markup)))):
        return None
    return _TAG.sub("", _LINE_END.sub("\n", markup.lstrip(" \t\n\f")))


def _is_well_formed(names: Iterable[str]) -> bool:
    """Whether each element ends where it is written to end, by the names of start tags and, after `/`, of end tags."""
    is_open = ["body"]
    for name in names:
        if name == "br":
            continue
        if name[0] == "/":
            if is_open.pop() != name[1:]:
                return False
        elif _may_open(name, is_open):
            is_open.append(name)
        else:
            return False
    return is_open == ["body"]


def _may_open(name: str, is_open: Sequence[str]) -> bool:
    """Whether an element lies within the others as written, so that none of them ends another."""
    if name in INLINE:
        return is_open[-1] not in LISTS and not (name == "a" and "a" in is_open)
    if name == "li":
        return is_open[-1] in LISTS
    return is_open[-1] in HOLDERS
