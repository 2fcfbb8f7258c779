"""Which addresses may become links: those of pages on the web, and nothing that runs."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

SAFE = "%/:=&?~#+!$,;'@()*[]"
"""What stays as it is in an address; all else is percent-encoded."""


def web_address(url: str | None) -> str | None:
    """The address with only letters that no format takes for more; None where it is none of http or https."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return quote(url.encode("utf-8", "ignore"), safe=SAFE).replace("|", "%7C")
