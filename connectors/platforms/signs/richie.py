"""Richie, the course portal of France Université Numérique: by the address and keys of its API, or its pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised, as_html, as_json, generator

TITLE = "Richie"
PATH = re.compile(r"/api/v1\.0/courses/?\Z")


def recognise(page: Page) -> Recognised | None:
    """Its list has `meta`, `objects` and `filters` around it; its pages say courses in RDFa (public code)."""
    parts = urlsplit(page.url)
    site = {"site": f"{parts.scheme}://{parts.netloc}"}
    if PATH.search(parts.path):
        body = as_json(page)
        if isinstance(body, dict) and isinstance(body.get("objects"), list) and isinstance(body.get("meta"), dict):
            return Recognised(by="answer", why="the body has the keys of Richie's API", constants=site)
        return None
    html = as_html(page)
    if html is None:
        return None
    if generator(html).startswith("Richie"):
        return Recognised(by="software", why="the page names Richie as its generator", constants=site)
    if html.maybe(".richie-react, [class*='richie-react--']"):
        return Recognised(by="software", why="the page has Richie's own parts (richie-react)", constants=site)
    return None
