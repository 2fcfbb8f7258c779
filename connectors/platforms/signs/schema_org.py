"""Pages that carry their courses for machines, as JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised, as_html, as_json

TITLE = "pages with courses in JSON-LD (schema.org)"
CLASS = "SchemaList"
COURSES = ("Course", "CourseInstance", "LearningResource")
MAX_DEPTH = 20


def recognise(page: Page) -> Recognised | None:
    """Blocks of JSON-LD in HTML, or a body of JSON-LD; line ends inside texts are common and forgiven."""
    html = as_html(page)
    scripts = html.all("script[type='application/ld+json']", at_least=0) if html is not None else []
    blocks = [_decoded(script.content) for script in scripts]
    if html is None:
        body = as_json(page)
        first = body[0] if isinstance(body, list) and body else body
        blocks = [body] if isinstance(first, dict) and "schema.org" in str(first.get("@context")) else []
    found = [name for block in blocks for name in _types(block, 0) if name in COURSES]
    if not found:
        return None
    counted = ", ".join(f"{name} ({found.count(name)})" for name in dict.fromkeys(found))
    return Recognised(by="carried", why=f"the page carries JSON-LD: {counted}", constants={"catalogue": page.url})


def _decoded(text: str) -> Any:
    try:
        return json.loads(re.sub(r"[\r\n\t]", " ", text))
    except (ValueError, RecursionError):
        return None


def _types(value: Any, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        named = value.get("@type")
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str):
                yield name.rpartition("/")[2].removeprefix("schema:")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for entry in inner:
        yield from _types(entry, depth + 1)
