"""Which parts of an address are secrets: more rather than less, since a hidden word costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

SHORTEST_PART = 6
"""Letters from which a part of the path may be a token; shorter ones are words such as `hook`."""


def secrets_of(url: str) -> tuple[str, ...]:
    """The address itself, its password, the tokens in its path and query, and its host where it is one.

    Addresses of people are no secrets: whoever may read a failure knows them.
    """
    return tuple(dict.fromkeys([url, url.partition("://")[2], *_parts(url)]))


def _parts(url: str) -> Iterator[str]:
    try:
        cut = urlsplit(url)
    except ValueError:  # such as a bracket without its other: then only the whole is known
        return
    inside, _, host = cut.netloc.rpartition("@")
    user, _, password = inside.partition(":")
    yield unquote(password)
    name, _, port = host.partition(":")
    yield from (unquote(part) for part in (user, name) if _is_token(part))
    yield "" if port.isdigit() else unquote(port)  # a token of two parts, where others have host and port
    yield from (unquote(part) for part in re.split("[/:]", cut.path) if len(part) >= SHORTEST_PART and "@" not in part)
    yield from (value for _, value in parse_qsl(cut.query) if len(value) >= SHORTEST_PART and "@" not in value)


def _is_token(part: str) -> bool:
    """Whether it looks like no name: services such as Slack have a token where others have a host."""
    return (
        len(part) >= SHORTEST_PART and "." not in part and "@" not in part and any(letter.isdigit() for letter in part)
    )
