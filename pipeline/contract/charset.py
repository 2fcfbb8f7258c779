"""Which charset a body is in: what its bytes show for sure counts more than what it is sent with."""

from __future__ import annotations


def is_surely_utf8(body: bytes) -> bool:
    """Whether the bytes can hardly be anything else: letters beyond ASCII, all of them well-formed UTF-8.

    Servers send UTF-8 as ISO-8859-1 and the other way round (both played by the replay server, 2026-11). Bytes below
    128 alone prove nothing: ISO 2022 writes Japanese with them.
    """
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
