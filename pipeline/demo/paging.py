"""How each provider cuts its list of records into pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

Pager = Callable[[dict[str, Any], str, dict[str, str]], dict[str, Any]]
"""Takes the whole body, the address without its query, and the query; gives the body of one page."""


def _number(query: dict[str, str], name: str, default: int, most: int = 10_000) -> int:
    text = query.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() else default


def _coursera(body: dict[str, Any], url: str, query: dict[str, str]) -> dict[str, Any]:
    """The next offset is a string and missing at the end; the total comes on the first page only."""
    start, limit = _number(query, "start", 0), _number(query, "limit", 100, 1000)
    elements, total = body["elements"][start : start + limit], len(body["elements"])
    paging: dict[str, Any] = {"total": total} if start == 0 else {}
    if start + limit < total:
        paging["next"] = str(start + limit)
    named = {partner for element in elements for partner in element["partnerIds"]}
    partners = [partner for partner in body["linked"]["partners.v1"] if partner["id"] in named]
    is_joined = "partnerIds" in query.get("includes", "").split(",")
    return {"elements": elements, "paging": paging, "linked": {"partners.v1": partners} if is_joined else {}}


def _mit_learn(body: dict[str, Any], url: str, query: dict[str, str]) -> dict[str, Any]:
    offset, limit = _number(query, "offset", 0), _number(query, "limit", 10, 100)
    return _envelope(body, url, offset, limit, lambda start: query | {"limit": str(limit), "offset": str(start)})


def _edx(body: dict[str, Any], url: str, query: dict[str, str]) -> dict[str, Any]:
    page, size = max(1, _number(query, "page", 1)), _number(query, "page_size", 20, 100)
    return _envelope(body, url, (page - 1) * size, size, lambda start: query | {"page": str(start // size + 1)})


def _p2pu(body: dict[str, Any], url: str, query: dict[str, str]) -> dict[str, Any]:
    """Everything at once unless a limit is asked for; there is no link to the next page."""
    items = body["items"]
    offset, limit = _number(query, "offset", 0), _number(query, "limit", len(items))
    return {"count": len(items), "limit": limit, "offset": offset, "items": items[offset : offset + limit]}


def _envelope(
    body: dict[str, Any], url: str, start: int, size: int, query_at: Callable[[int], dict[str, str]]
) -> dict[str, Any]:
    """`next` and `previous` are whole addresses at the provider's own host, null at the ends."""
    results, end = body["results"], start + size
    return {
        "count": len(results),
        "next": f"{url}?{urlencode(query_at(end))}" if end < len(results) else None,
        "previous": f"{url}?{urlencode(query_at(max(0, start - size)))}" if start else None,
        "results": results[start:end],
    }


PAGERS: dict[str, Pager] = {  # by host; a host left out gives its whole body
    "api.coursera.org": _coursera,
    "api.learn.mit.edu": _mit_learn,
    "discovery.edx.org": _edx,
    "learningcircles.p2pu.org": _p2pu,
}
