"""Addresses: safe to show as a link, free of tracking, and one form by which listings of different sources join."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from pipeline.normalize.reading import Reading, finding

MAX_URL = 2_000
_TRACKING = re.compile(
    r"(?:utm_|mc_|pk_|mtm_|hsa_|vero_|_hs)\w*|gclid|gclsrc|dclid|fbclid|msclkid|twclid|ttclid|yclid|igshid|wt\.mc_id|"
    r"wbraid|gbraid|gad_source|irclickid|ranmid|raneaid|ransiteid|mkt_tok|srsltid|cm_mmc|s_kwcid|ref_src",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?!.*(?:^|\.)xn--)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+\.?", re.ASCII
)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\<>\"`{}^|]")
_TIDY = re.compile(
    r"https?://(?:www\.)?((?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z0-9]+(?:-[a-z0-9]+)*)((?:/[A-Za-z0-9/._~%:@!$&'()*+,;=-]*)?)"
)
"""An address of which nothing has to be looked at twice, as most are: a plain host, a path, no port and no query."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean(words: str | None) -> Reading[str | None]:
    """The address over http or https without tracking parameters, or null with a note that says what is wrong.

    An address that starts with `//` gets https. Refused: other schemes, user names and passwords, hosts that are not
    plain ASCII names (a look-alike letter fools a reader) and characters that no address holds. A password is not
    noted.
    """
    if words is None or not words.strip():
        return Reading(None)
    if len(words) <= MAX_URL and _TIDY.fullmatch(words):
        return Reading(words)
    return _clean(words)


def _clean(words: str) -> Reading[str | None]:
    text = re.sub(r"\s*[\r\n\t]\s*", "", words.strip()[: MAX_URL + 1]).replace(" ", "%20")
    try:
        parts = urlsplit(f"https:{text}" if text.startswith("//") else text)
        reason = _refusal(text, parts)
    except ValueError:
        reason = "it is no address"
    if reason:
        return Reading(None, (finding("url", _unsecret(words), reason, kind="refused_url", level="warning"),))
    cleaned = parts._replace(scheme=parts.scheme.lower(), netloc=_netloc(parts), query=_query(parts.query))
    return Reading(cleaned.geturl())


def canonical(url: str | None) -> str | None:
    """A cleaned address as the key that joins listings of the same course; it is a key, not a link.

    Left out: scheme, `www.`, fragment, trailing slashes and a dot after the host; parameters are in alphabetic order.
    `www.` goes because sources write the same host with and without it, and no provider serves two courses that way.
    """
    if url is None:
        return None
    if tidy := _TIDY.fullmatch(url):
        return tidy[1] + tidy[2].rstrip("/")
    return _canonical(url)


def host_of(url: str) -> str:
    """The host that an address names, in small letters; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    host = _netloc(parts).removeprefix("www.").rstrip(".")
    query = "&".join(sorted(_query(parts.query).split("&")))
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def _refusal(text: str, parts: SplitResult) -> str | None:
    if len(text) > MAX_URL:
        return f"longer than {MAX_URL} characters"
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        return "an address that starts with https:// or http:// was expected"
    if "@" in parts.netloc:
        return "an address with a user name or password is never shown"
    if not _HOST.fullmatch(parts.hostname or ""):
        return "the host is no plain name of ASCII letters, digits and dots"
    if _FORBIDDEN.search(text) or parts.port == 0:
        return "it holds characters or a port that no address has"
    return None


def _netloc(parts: SplitResult) -> str:
    host, port = parts.hostname or "", parts.port
    return host if port is None or port == _DEFAULT_PORTS[parts.scheme.lower()] else f"{host}:{port}"


def _query(query: str) -> str:
    if not query:
        return ""
    return "&".join(pair for pair in query.split("&") if pair and not _TRACKING.fullmatch(pair.split("=", 1)[0]))


def _unsecret(words: str) -> str:
    return re.sub(r"//[^/?#]*@", "//…@", words[: MAX_URL + 1])
