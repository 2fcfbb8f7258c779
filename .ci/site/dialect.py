"""Pages as code hosts read them (CommonMark) in the words of the site's builder (Python-Markdown).

The two differ in lists: Python-Markdown wants four blanks a level and an empty line before a list, and takes code that
is indented inside a list for text. So what belongs to a list item is moved to four blanks, and indented code becomes a
fence. Line by line, since only the beginnings of lines change.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

WIDTH = 4
"""Blanks that Python-Markdown wants for each level of a list."""


@dataclass
class _Line:
    """What a line is in: the first lines and indents of its list items, outermost first, and whether it is code."""

    items: list[tuple[int, int]] = field(default_factory=list)
    code: tuple[int, int] | None = None
    begins_list: bool = False


def parsed(text: str) -> list[Token]:
    """The blocks of a page, as code hosts see them: CommonMark with tables."""
    return MarkdownIt("commonmark").enable("table").parse(text)


def translated(text: str) -> str:
    """The page with lists and indented code as Python-Markdown reads them; what it says stays the same."""
    lines = text.splitlines()
    told = [_Line() for _ in lines]
    depth = 0
    for token in parsed(text):
        if token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        if token.map is None:
            continue
        first, end = token.map
        if token.type in ("bullet_list_open", "ordered_list_open"):
            told[first].begins_list |= depth == 0
            depth += 1
        elif token.type == "list_item_open":
            item = (first, _content_at(lines[first], told[first].items, token))
            for number in range(first, end):
                told[number].items.append(item)
        elif token.type == "code_block":
            while not lines[end - 1].strip():
                end -= 1
            for number in range(first, end):
                told[number].code = (first, end)
    return "\n".join(_written(lines, told)) + "\n"


def _content_at(line: str, around: list[tuple[int, int]], token: Token) -> int:
    """The column at which the content of a list item begins, given its first line."""
    begins = around[-1][1] if around else 0
    rest = line[begins:]
    marker = len(rest) - len(rest.lstrip()) + len(token.info) + len(token.markup)
    after = rest[marker:]
    return begins + marker + (len(after) - len(after.lstrip()) or 1)


def _written(lines: list[str], told: list[_Line]) -> list[str]:
    out: list[str] = []
    for number, (line, at) in enumerate(zip(lines, told, strict=True)):
        if at.begins_list and out and out[-1].strip():
            out.append("")
        column = at.items[-1][1] if at.items else 0
        margin = " " * (WIDTH * len(at.items))
        if at.code:
            if at.code[0] == number:
                out.append(f"{margin}```text")
            out.append(f"{margin}{line[column + 4 :]}".rstrip())
            if at.code[1] == number + 1:
                out.append(f"{margin}```")
        elif at.items and at.items[-1][0] == number:
            outer = at.items[-2][1] if len(at.items) > 1 else 0
            marker = line[outer:column].strip()
            out.append(f"{margin[WIDTH:]}{marker} {line[column:]}".rstrip())
        else:
            out.append(f"{margin}{_without(line, column)}".rstrip())
    return out


def _without(line: str, column: int) -> str:
    """The line without the indent of its list item; a lazy continuation has less of it."""
    return line[min(column, len(line) - len(line.lstrip())) :]
