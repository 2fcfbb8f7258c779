"""The source's own words as JSON, and the hash that tells whether the source said something new."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from operator import attrgetter
from typing import Any

from pipeline.model import RawListing

_FIELDS = tuple(sorted(field.name for field in dataclasses.fields(RawListing)))
_VALUES = attrgetter(*_FIELDS)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def said(raw: RawListing) -> dict[str, Any]:
    """The fields in which a raw listing says something, by name, in alphabetic order."""
    return {name: value for name, value in zip(_FIELDS, _VALUES(raw), strict=True) if value}


def words(raw: RawListing) -> str:
    """A raw listing as canonical JSON: keys in order, what is absent left out.

    The same words give the same text in every night and release: a field added to RawListing later changes nothing
    for listings that lack it. It holds no time, no address of a page and nothing that we made of the words.
    """
    return as_text(said(raw))


def as_text(fields: dict[str, Any]) -> str:
    """What `said` gave, as `words` writes it; half a character becomes `?`."""
    text = _ENCODER.encode(fields)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def content_hash(text: str) -> str:
    """SHA-256 of what `words` gave, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
