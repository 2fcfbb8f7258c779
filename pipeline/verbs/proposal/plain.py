"""A proposal as text for a terminal of 80 letters and as Markdown; nothing in it can become more than text."""

from __future__ import annotations

from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.escape import markdown_cell, one_line
from pipeline.topics.sheet import Sheet
from pipeline.topics.sheet.layout import Block, Cell, Grid, Points, Words, sections_of
from pipeline.topics.sheet.link import web_address

WIDTH = 80


def text_of(sheet: Sheet, width: int = WIDTH) -> str:
    """The proposal for a terminal of so many letters."""
    out = StringIO()
    console = Console(file=out, width=width, color_system=None, legacy_windows=False)
    console.print(Text(f"{one_line(sheet.title)} ({sheet.topic_id}, {sheet.status})"))
    console.print(Text(one_line(sheet.summary)))
    for section in sections_of(sheet):
        console.print()
        console.print(Rule(Text(section.heading), align="left", characters="─"))
        for block in section.blocks:
            _print(console, block)
    console.print()
    console.print(Text(f"From the night of {sheet.on}."))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _print(console: Console, block: Block) -> None:
    match block:
        case Words(text):
            console.print(Text(one_line(text)))
        case Points(sentences):
            for sentence in sentences:
                console.print(Padding(Text(f"• {one_line(sentence)}"), (0, 0, 0, 2)))
        case Grid(columns, rows, is_compared):
            table = Table(box=SIMPLE_HEAD, show_header=any(columns), padding=(0, 1, 0, 0), pad_edge=False)
            for number, name in enumerate(columns):
                table.add_column(Text(name), overflow="fold", ratio=1 if is_compared and number else None)
            for row in rows:
                table.add_row(*(Text(one_line(cell.text)) for cell in row))
            console.print(table)


def markdown_of(sheet: Sheet) -> str:
    """The proposal as Markdown."""
    lines = [f"# {markdown_cell(sheet.title)}", "", markdown_cell(sheet.summary), ""]
    for section in sections_of(sheet):
        lines += [f"## {section.heading}", ""]
        for block in section.blocks:
            lines += [*_markdown(block), ""]
    lines.append(f"Topic {markdown_cell(sheet.topic_id)}, {sheet.status}; from the night of {sheet.on}.")
    return "\n".join(lines) + "\n"


def _markdown(block: Block) -> list[str]:
    match block:
        case Words(text):
            return [markdown_cell(text)]
        case Points(sentences):
            return [f"- {markdown_cell(sentence)}" for sentence in sentences]
        case Grid(columns, rows):
            head = "| " + " | ".join(map(markdown_cell, columns)) + " |"
            body = ["| " + " | ".join(map(_markdown_cell, row)) + " |" for row in rows]
            return [head, "|" + " --- |" * len(columns), *body]


def _markdown_cell(cell: Cell) -> str:
    address = web_address(cell.url)
    text = markdown_cell(cell.text)
    return f"[{text}](<{address}>)" if address else text
