"""Moodle: by the marks its own pages carry; where it lies, its scripts say."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from pipeline.contract import Node, Page
from pipeline.contract.recognised import Constant, Recognised, as_html, generator

TITLE = "Moodle"
ROOT = re.compile(r'"wwwroot"\s*:\s*"(https?:(?:\\?/){2}[^"]{1,200})"')
OWN_PATH = re.compile(r"/(?:course|my|login|mod|local|index\.php)(?:/.*)?\Z")


def recognise(page: Page) -> Recognised | None:
    """A category in the address is where to begin; else all of them are walked."""
    html = as_html(page)
    why = _why(page, html) if html is not None else None
    if why is None:
        return None
    constants: dict[str, Constant] = {"site": _site(page)}
    category = parse_qs(urlsplit(page.url).query).get("categoryid", [""])[0]
    if re.fullmatch(r"[1-9][0-9]{0,8}", category):
        constants["categories"] = (int(category),)
    return Recognised(
        by="software",
        why=why,
        constants=constants,
        to_do=(
            "look at a course without signing in: where guests are sent to a login page, `asks_about = False`",
            "where summaries begin with labels (`Length: 4 weeks`), read them in `words`, as connectors/webjunction",
        ),
    )


def _why(page: Page, html: Node) -> str | None:
    named = generator(html)
    if named.startswith("Moodle"):
        return f"the page names `{named}` as its generator"
    words = html.maybe("meta[name='keywords'][content]")
    if words and re.match(r"moodle\s*(?:,|\Z)", words.attribute("content") or ""):
        return "the page has Moodle's keywords"
    if ROOT.search(page.text) and "M.cfg" in page.text:
        return "the page has Moodle's scripts (M.cfg)"
    if html.maybe("body[id^='page-course-index'], body[id^='page-course-info'], body#page-site-index"):
        return "the body of the page has an id of Moodle's"
    return None


def _site(page: Page) -> str:
    """Where it lies, without a slash at the end: as its scripts say, if on this host, else the start of the address."""
    here = urlsplit(page.url)
    found = ROOT.search(page.text)
    said = urlsplit(found[1].replace("\\", "")) if found else None
    path = said.path if said and said.hostname == here.hostname else OWN_PATH.sub("", here.path)
    return f"{here.scheme}://{here.netloc}{path.rstrip('/')}"
