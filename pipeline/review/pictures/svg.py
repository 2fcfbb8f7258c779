"""Lets of a drawing through what a picture needs: everything else is taken out, whoever put it in; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
PLAIN: dict[Any, str] = {None: SVG}
"""The names of SVG without a prefix; lxml takes None for that, its types do not know it."""
TAGS = frozenset({"svg", "g", "path", "rect", "line", "text", "tspan", "circle"})
NUMBERS = frozenset({"x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "r", "cx", "cy", "rx", "ry", "width", "height"})
OTHERS = frozenset(
    {
        "d",
        "transform",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-linecap",
        "stroke-linejoin",
        "opacity",
        "text-anchor",
        "font-size",
        "font-weight",
        "font-family",
        "viewBox",
    }
)
PLACES = frozenset({"d", "transform", "viewBox"})
_PLAIN = re.compile(r"(?:[\w\s.,%+\-#]|(?:translate|rotate|scale|rgb|var)\(|\))*", re.ASCII)
"""Numbers, words, colours, transforms and the page's own variables: no address, no text of anybody."""
_LONG = re.compile(r"-?\d+\.\d{2,}(?:[eE][+-]?\d+)?", re.ASCII)
"""A number that is written finer than to a tenth of a point."""
DAY: Mapping[str, str] = {
    "var(--ink)": "#1b2630",
    "var(--soft)": "#55626e",
    "var(--line)": "#d9e0e5",
    "var(--bar)": "#2c8c8a",
    "var(--card)": "#ffffff",
    "var(--good)": "#17653a",
    "var(--bad)": "#9b1c1c",
    "var(--doubt)": "#6b4e00",
}
"""The colours of the page by day, for a picture that leaves it; a test holds them against static/site.css."""
UNSAID = {"opacity": "1", "stroke-width": "1", "text-anchor": "start", "transform": "translate(0,0)"}
"""What holds where nothing is said: a fifth of what Vega writes, with the size of letters (measured 2026-11)."""
HANDED_DOWN = ("stroke-width", "text-anchor")
"""Those of them that shapes take from the group around them."""
NOTHING = ("", "M0,0h0v0h0Z")
"""Paths that draw nothing."""
SIZE = "font-size"
MARGIN, TITLE_LINE, LETTERS = 16, 24, 128


def cleaned(drawing: str) -> etree._Element:
    """A drawing as a tree that holds shapes and text only, its places rounded to a tenth of a point.

    Vega writes 15 digits, which are half of a drawing (measured 2026-11: 54 of 119 kB of eight).

    Raises:
        ValueError: it is no SVG.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(drawing.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the drawing is no XML ({error})") from error
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(f"the drawing is no SVG: found {root.tag}")
    return _shortened(_copy(root))


def _shortened(made: etree._Element) -> etree._Element:
    """The same drawing without what holds anyway, what draws nothing, and groups that say nothing."""
    for element in made.iter():
        for name, value in UNSAID.items():
            is_said_above = name in HANDED_DOWN and any(each.get(name) for each in element.iterancestors())
            if element.get(name) == value and not is_said_above:
                _drop(element, name)
    sizes = Counter(each.get(SIZE) for each in made.iter() if each.get(SIZE))
    if sizes and made.get(SIZE) is None:
        most = sizes.most_common(1)[0][0]
        made.set(SIZE, str(most))
        for element in list(made.iter())[1:]:
            if element.get(SIZE) == most:
                _drop(element, SIZE)
    for element in list(made.iter())[:0:-1]:
        parent = element.getparent()
        if parent is None:
            continue
        if _name(element) == "path" and element.get("d") in NOTHING:
            parent.remove(element)
        elif _name(element) == "g" and (not len(element) or not element.attrib):
            at = parent.index(element)
            parent[at : at + 1] = list(element)
    return made


def _copy(element: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{SVG}}}{_name(element)}", nsmap=PLAIN)
    for name, value in element.attrib.items():
        if _is_let_through(str(name), str(value)):
            made.set(str(name), _rounded(str(name), str(value)))
    made.text = element.text if _name(element) in ("text", "tspan") else None
    for child in element:
        if isinstance(child.tag, str) and _name(child) in TAGS:
            copied = _copy(child)
            copied.tail = child.tail if _name(element) in ("text", "tspan") else None
            made.append(copied)
    return made


def _name(element: etree._Element) -> str:
    return str(element.tag).removeprefix(f"{{{SVG}}}")


def _is_let_through(name: str, value: str) -> bool:
    if name not in NUMBERS and name not in OTHERS:
        return False
    return bool(_PLAIN.fullmatch(value))


def _rounded(name: str, value: str) -> str:
    """Where a shape stands and how long it is, as fine as anybody sees it; all else as it is."""
    if name in PLACES or name in NUMBERS:
        return _LONG.sub(lambda found: f"{round(float(found[0]), 1):.10g}", value)
    return value


def inline(tree: etree._Element, *, size: str, named_by: str) -> str:
    """The picture for our own page, in the page's own letters: as wide as there is room.

    `named_by` are the ids of what the page says about it beside it, which screen readers read in its place.
    """
    root = _copy(tree)
    for name in ("width", "height"):
        _drop(root, name)
    for element in root.iter():
        _drop(element, "font-family")
    for name, value in (("class", f"drawing {size}"), ("role", "img"), ("aria-labelledby", named_by)):
        root.set(name, value)
    root.set("focusable", "false")
    return etree.tostring(root, encoding="unicode")


def alone(tree: etree._Element, *, title: str, about: str) -> bytes:
    """The picture as a file of its own: with its finding above it, on white, in the colours of the day."""
    root = _copy(tree)
    lines = _lines(title)
    width, height = _size(root)
    top = MARGIN + TITLE_LINE * len(lines)
    whole = etree.Element(f"{{{SVG}}}svg", nsmap=PLAIN)
    whole_width, whole_height = width + 2 * MARGIN, height + top + MARGIN
    for name, value in (
        ("width", f"{whole_width:g}"),
        ("height", f"{whole_height:g}"),
        ("viewBox", f"0 0 {whole_width:g} {whole_height:g}"),
        ("role", "img"),
        ("aria-labelledby", "picture-title picture-about"),
    ):
        whole.set(name, value)
    etree.SubElement(whole, f"{{{SVG}}}title", id="picture-title").text = title
    etree.SubElement(whole, f"{{{SVG}}}desc", id="picture-about").text = about
    etree.SubElement(whole, f"{{{SVG}}}rect", width=f"{whole_width:g}", height=f"{whole_height:g}", fill="#ffffff")
    for number, line in enumerate(lines, 1):
        text = etree.SubElement(whole, f"{{{SVG}}}text", x=str(MARGIN), y=f"{MARGIN / 2 + TITLE_LINE * number:g}")
        text.set("font-family", "sans-serif")
        text.set("font-size", "16")
        text.set("font-weight", "bold")
        text.set("fill", DAY["var(--ink)"])
        text.text = line
    moved = etree.SubElement(whole, f"{{{SVG}}}g", transform=f"translate({MARGIN} {top})")
    if size := root.get(SIZE):
        moved.set(SIZE, size)
    moved.extend(list(root))
    for element in whole.iter():
        for each, held in element.attrib.items():
            if str(held) in DAY:
                element.set(each, DAY[str(held)])
    return etree.tostring(whole, encoding="utf-8", xml_declaration=True)


def _drop(element: etree._Element, name: str) -> None:
    if name in element.attrib:
        del element.attrib[name]


def _size(root: etree._Element) -> tuple[float, float]:
    _, _, width, height = (float(each) for each in str(root.get("viewBox", "0 0 720 400")).split())
    return width, height


def _lines(title: str) -> list[str]:
    """A heading in lines that fit above a picture; after three it is cut."""
    lines = [""]
    for word in title.split():
        if len(lines[-1]) + len(word) >= LETTERS and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()[:LETTERS]
    return lines[:3]
