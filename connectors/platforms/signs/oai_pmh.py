"""OAI-PMH: by the root element of any of its answers, errors included."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from pipeline.contract import Element, Page
from pipeline.contract.recognised import Constant, Recognised, as_xml

TITLE = "OAI-PMH"
READ = ("rdf", "nl_lom", "oai_lom", "lom", "oai_dc")
"""Metadata that can be read, what tells most of a course first."""
DAY = "YYYY-MM-DD"


def recognise(page: Page) -> Recognised | None:
    """The base is the address without its query; prefix, set and granularity are taken from what the page tells."""
    root = as_xml(page)
    if root is None or root.name != "OAI-PMH":
        return None
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    offered = [name for name in READ if name in root.texts("ListMetadataFormats/metadataFormat/metadataPrefix")]
    base = page.url.partition("?")[0]
    prefix = asked.get("metadataPrefix") or next(iter(offered), "oai_dc")
    constants: dict[str, Constant] = {"base": base, "prefix": prefix}
    if "set" in asked:
        constants["only_set"] = asked["set"]
    if root.maybe_text("Identify/granularity") == DAY:
        constants["granularity"] = DAY
    return Recognised(by="answer", why=_why(root), constants=constants, to_do=tuple(_to_do(base, prefix, root)))


def _why(root: Element) -> str:
    name = root.maybe_text("Identify/repositoryName")
    return (
        f"the body is an answer of OAI-PMH, of the repository `{name[:60]}`" if name else "the body is an answer of it"
    )


def _to_do(base: str, prefix: str, root: Element) -> list[str]:
    said = ["repositories hold materials, seldom courses: then `kind: material` in source.yaml"]
    if prefix == "oai_dc":
        others = ", ".join(READ[:-1])
        said.append(f"oai_dc says little of a course: {base}?verb=ListMetadataFormats tells whether it has {others}")
    if root.maybe("Identify") is None:
        said.append(f"{base}?verb=Identify tells how fine its datestamps are: set `granularity` where they are days")
    return said
