"""schema.org in RDF/XML (Bioschemas), as TeSS sends it through OAI-PMH."""

from __future__ import annotations

from typing import Any

from connectors.platforms import schema_terms
from connectors.platforms.schema_terms import KINDS
from pipeline.contract import Element


def words(rdf: Element) -> dict[str, Any]:
    """What the first learning resource, course or event of an `RDF` element says; `title` may be missing.

    A value is a text, a `resource` address, or a node within with a name.
    """
    node = next((each for each in rdf.all("*") if each.name in KINDS), None)
    if node is None:
        return {"title": None}
    descriptions = [each.as_written for each in node.all("description")]
    return schema_terms.words(lambda name: _values(node, name)) | {
        "url": next(iter(_values(node, "url")), None) or node.attribute("about"),
        "description": "\n\n".join(text for text in descriptions if text) or None,
        "kind": KINDS[node.name],
    }


def _values(node: Element, name: str) -> list[str]:
    found = (_value(each) for each in node.all(name))
    return list(dict.fromkeys(value for value in found if value))


def _value(element: Element) -> str | None:
    inner = element.maybe("*")
    if inner is None:
        return element.attribute("resource") or element.content
    return inner.maybe_text("name") or inner.attribute("about")
