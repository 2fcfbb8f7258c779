"""MOOChub: by its address, the version its answer names, or the keys of its courses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised, as_json

TITLE = "MOOChub"
PATH = re.compile(r"/bridges/moochub/courses/?\Z")
NAMED = re.compile(r"moochub-version=\"?([0-9]+)")
OWN_KEYS = frozenset(("moocProvider", "courseLicenses", "partnerInstitute", "uniformResourceLocator", "courseMode"))
KEYS_OF_2 = frozenset(("courseLicenses", "languages", "abstract"))


def recognise(page: Page) -> Recognised | None:
    """The address is enough: without the right Accept such a feed answers 406, so it cannot be looked at first."""
    if PATH.search(urlsplit(page.url).path):
        why = "the address ends in /bridges/moochub/courses"
        return _recognised(page, "3", why) if not page.body else _by_body(page) or _recognised(page, "3", why)
    return _by_body(page)


def _by_body(page: Page) -> Recognised | None:
    named = NAMED.search(page.headers.get("content-type", ""))
    if named:
        return _recognised(page, named[1], f"the answer says to be version {named[1]}")
    body = as_json(page)
    entries = body.get("data") if isinstance(body, dict) else None
    first = entries[0] if isinstance(entries, list) and entries else entries
    course = first.get("attributes") if isinstance(first, dict) else None
    if not isinstance(course, dict) or "name" not in course or not OWN_KEYS & set(course):
        return None
    version = "2" if KEYS_OF_2 & set(course) and "inLanguage" not in course else "3"
    return _recognised(page, version, "its courses have the keys of MOOChub")


def _recognised(page: Page, version: str, why: str) -> Recognised:
    return Recognised(
        by="answer" if page.body else "address",
        why=why,
        constants={"feed": page.url, "version": version},
        to_do=(
            "some platforms leave courses of the past out of this feed: then `is_complete: false` in source.yaml",
            f"version {version} is asked for: another one is refused by some platforms (406)",
        ),
    )
