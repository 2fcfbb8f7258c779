"""What a form sent: read, checked to be ours, and where to go afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.review.forms import FIELD
from pipeline.review.site import site_of
from pipeline.topics.title import one_line

MOST_BYTES = 32_768
FIELDS = 20
LONGEST_NOTE = 1000
C = TypeVar("C", bound=str)
_LOCAL = re.compile(r"/[A-Za-z0-9._~/?=&%+:-]*")


async def fields_of(request: Request) -> Mapping[str, str]:
    """The fields of a form that one of our pages made for this visitor.

    Raises:
        HTTPException: it is too large (413), or is none of ours (403).
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise HTTPException(413)
    async with request.form(max_fields=FIELDS, max_files=0) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    if not site_of(request).tokens.is_ours(request, fields.get(FIELD, "")):
        raise HTTPException(403)
    return fields


async def many_fields_of(request: Request, most_bytes: int, most_fields: int) -> Mapping[str, list[str]]:
    """The fields of a long form of ours, of which several may have one name.

    Raises:
        HTTPException: it is too large (413), or is none of ours (403).
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > most_bytes:
        raise HTTPException(413)
    fields: dict[str, list[str]] = {}
    async with request.form(max_fields=most_fields, max_files=0) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    if not site_of(request).tokens.is_ours(request, "".join(fields.get(FIELD, [])[:1])):
        raise HTTPException(403)
    return fields


def number_in(fields: Mapping[str, str], name: str) -> int:
    """A number of a decision that our page put into the form.

    Raises:
        HTTPException: it is none (400).
    """
    found = fields.get(name, "")
    if not (found.isascii() and found.isdigit() and len(found) < 12):
        raise HTTPException(400)
    return int(found)


def choice_in(fields: Mapping[str, str], name: str, choices: Iterable[C]) -> C:
    """One of the choices that our page offered.

    Raises:
        HTTPException: it is none of them (400).
    """
    found = next((each for each in choices if each == fields.get(name)), None)
    if found is None:
        raise HTTPException(400)
    return found


def text_in(fields: Mapping[str, str], name: str, longest: int) -> str | None:
    """What somebody typed, on one line and cut to a length; None where that is nothing."""
    return one_line(fields.get(name, ""))[:longest].strip() or None


def back_to(fields: Mapping[str, str], fallback: str = "/topics") -> str:
    """Where the form says to go afterwards: a page of ours, never another site."""
    wanted = fields.get("back", "")
    return wanted if _LOCAL.fullmatch(wanted) and not wanted.startswith("//") else fallback


def anchor(fields: Mapping[str, str]) -> str:
    """The place on that page: the topic that comes next."""
    topic_id = fields.get("next", "")
    return f"#topic-{quote(topic_id)}" if topic_id else ""
