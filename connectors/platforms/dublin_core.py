"""Dublin Core (`oai_dc`), the metadata that every OAI-PMH repository has: few words, none of them about a course."""

from __future__ import annotations

import re
from typing import Any

from pipeline.contract import Element

DOI = re.compile(r"(?:doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
ACCESS = "info:eu-repo/semantics/"  # says who may open it, not under which licence


def words(dc: Element) -> dict[str, Any]:
    """What a `dc` element says, by field of RawListing; `title` may be missing.

    `date` is repeated for created, changed and published, and says nothing of a course; `creator` is a person. `rights`
    mixes texts and addresses: all are told, for the same licence named twice is one. A DOI is an address.
    """
    identifiers = dc.texts("identifier")
    addresses = [text for text in identifiers if text.startswith(("https://", "http://"))]
    dois = [f"https://doi.org/{match[1]}" for text in identifiers if (match := DOI.fullmatch(text))]
    descriptions = [each.as_written for each in dc.all("description")]
    return {
        "title": dc.maybe_text("title"),
        "url": next(iter(addresses + dois), None),
        "provider": _joined(dc.texts("publisher")),
        "description": "\n\n".join(text for text in descriptions if text) or None,
        "language": _joined(dc.texts("language")),
        "topics": tuple(dict.fromkeys(dc.texts("subject"))),
        "licence": _joined([text for text in dc.texts("rights") if not text.startswith(ACCESS)]),
    }


def _joined(texts: list[str]) -> str | None:
    return " | ".join(dict.fromkeys(texts)) or None
