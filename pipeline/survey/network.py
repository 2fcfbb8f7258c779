"""Addresses of machines in what people typed: IPv4, IPv6 (RFC 5952, also compressed) and MAC."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)")
NOT_INSIDE = "".join(rf"(?<!\b[0-9A-Fa-f]{{{n}}}:)" for n in range(1, 5))
V6 = re.compile(
    rf"(?<![\w.]){NOT_INSIDE}(?=[0-9A-Fa-f]{{0,4}}:[0-9A-Fa-f]{{0,4}}:)[0-9A-Fa-f:]{{3,39}}"
    r"(?:(?<=:)(?:\d{1,3}\.){3}\d{1,3})?(?!\w|\.\d)"
)
MAC = re.compile(
    r"(?i)(?<!\w)(?<!\b[0-9a-f]{2}[:-])(?:(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?=[\d-]{0,16}[a-f])(?:[0-9a-f]{2}-){5}[0-9a-f]{2}"
    r"|(?=[\d.]{0,13}[a-f])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})(?![\w:-])"
)
NUMBERED = re.compile(r"(?i)\b(?:v|version|versi[oó]n|release|build|section|chapter|part|secci[oó]n) ?$")
"""What stands before a number in four parts that is none of a machine."""
FULL = 4
"""Letters of a group in full, and groups that no name in a program has."""


def network_addresses(text: str) -> Iterator[tuple[int, int]]:
    """From which letter to which each address of a machine goes."""
    for found in V4.finditer(text):
        if all(int(part) < 256 for part in found[0].split(".")) and not NUMBERED.search(
            text[max(0, found.start() - 12) : found.start()]
        ):
            yield found.span()
    if ":" in text:
        for found in V6.finditer(text):
            if _is_v6(found[0]):
                yield found.span()
    for found in MAC.finditer(text):
        yield found.span()


def _is_v6(words: str) -> bool:
    """True for a valid address that is no time (`10::30`) and no name in a program (`abc::def`)."""
    if words.endswith(":") and not words.endswith("::"):
        words = words[:-1]
    try:
        ipaddress.IPv6Address(words)
    except ValueError:
        return False
    groups = [group for group in words.split(":") if group]
    is_long = any(len(group) == FULL for group in groups) or len(groups) > 2
    has_letter, has_digit = (any(test(letter) for letter in words) for test in (str.isalpha, str.isdigit))
    return (has_digit and (is_long or has_letter)) or len(groups) >= FULL
