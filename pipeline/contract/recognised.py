"""What a page gives away about the shared software behind it, and what a connector on that software needs.

For the recognisers beside the platforms (`connectors/platforms/signs/`): each is pure, takes a page, and says nothing
where it is not sure. Whoever starts a source is told what was seen, and by which sign.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from pipeline.contract.markup import Node
from pipeline.contract.page import Page
from pipeline.contract.xml import Element
from pipeline.errors import PageChangedError

By = Literal["address", "answer", "software", "carried", "linked", "told"]
STRENGTH: tuple[By, ...] = get_args(By)
"""The surest first: the address alone, the body as a whole, the software's own mark, courses that the page carries for
machines, a form for machines that it links to, and what is worth a sentence only."""
Constant: TypeAlias = "str | int | tuple[int, ...] | tuple[str, ...] | re.Pattern[str]"


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A platform was recognised, and this is what a source on it says."""

    by: By
    why: str
    """What was seen, as a clause: `the body is an answer of OAI-PMH`."""
    constants: Mapping[str, Constant] = field(default_factory=dict)
    """Class constants of the source's connector, by name."""
    is_complete: bool = True
    """False for lists that hide some courses; source.yaml says so."""
    to_do: tuple[str, ...] = ()
    """What a person has to look at, a sentence each."""


def as_json(page: Page) -> Any:
    """The body as JSON, not audited; None where it is none."""
    try:
        return json.loads(page.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def as_html(page: Page) -> Node | None:
    """The body as HTML; None where it is empty, is something else or is nested beyond reason."""
    start = page.text[:2000].lower()
    if "<html" not in start and "<!doctype html" not in start:
        return None
    try:
        return page.html()
    except PageChangedError:
        return None


def as_xml(page: Page) -> Element | None:
    """The body as XML; None where it is none."""
    if as_html(page) or not page.text.lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    try:
        return page.xml(may_be_cut=True)
    except PageChangedError:
        return None


def links(html: Node, rel: str, kinds: Iterable[str] = ()) -> list[str]:
    """The addresses of `<link rel=...>`, of these types where types are named."""
    wanted = tuple(kinds)
    return [
        href
        for link in html.all("link[rel][href]", at_least=0)
        if rel in (link.attribute("rel") or "").lower().split()
        and (not wanted or (link.attribute("type") or "").strip().lower() in wanted)
        and (href := (link.attribute("href") or "").strip())
    ]


def generator(html: Node) -> str:
    """What the page names as its generator; empty where it names none."""
    tag = html.maybe("meta[name='generator' i][content]")
    return " ".join((tag.attribute("content") or "").split())[:60] if tag else ""
