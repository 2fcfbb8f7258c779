"""Walks through the coordinators' page as a person would, and tells which addresses and forms there are, by route.

It is driven by the app's own table of routes, so a page that is added to it is walked through from then on.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.review.doors import NEEDS

ROUTES = tuple(sorted(NEEDS))
GET, POST = (tuple(each.partition(" ")[2] for each in ROUTES if each.startswith(how)) for how in ("GET", "POST"))
ALONE = tuple(path for path in GET if "{" not in path)
"""Addresses that lead to a page as they are: where a walk can begin."""
A_KIND = 2
"""Addresses of a route that are looked at for each set of names in the query."""
A_ROUTE = 8
"""Addresses of a route that are looked at in all."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What an address answers: the status, the kind, the body, and where it leads by itself."""

    status: int
    kind: str
    text: str
    location: str = ""


Fetch = Callable[[str], Sent]


@dataclass(slots=True)
class Field:
    """One field of a form: the values that the page offers, and how it limits others."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    longest: int | None = None
    is_required: bool = False


@dataclass(slots=True)
class Form:
    """A form, or several of one route put together."""

    route: str
    address: str
    encoding: str
    fields: dict[str, Field] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """What was found: addresses and forms by route, and what each address answered."""

    addresses: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    answers: dict[str, Sent] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    """Links and forms of ours that no route takes."""

    def pages(self) -> list[str]:
        """Every address that was walked through and is a page, in the order found."""
        return [address for address, answer in self.answers.items() if answer.kind.startswith("text/html")]


def route_of(method: str, address: str) -> str | None:
    """The route that takes an address; None where none does."""
    path = urlsplit(address).path
    for route in GET if method == "GET" else POST:
        if "{" not in route and route == path:
            return f"{method} {route}"
    for route in GET if method == "GET" else POST:
        if re.fullmatch("[^/]+".join(map(re.escape, re.split(r"\{\w+(?::\w+)?\}", route))), path):
            return f"{method} {route}"
    return None


def walk(fetch: Fetch, begin: Iterable[str]) -> Walk:
    """Follow every link and every form that asks, from these addresses on, a few of each kind.

    `fetch` answers an address of ours and does not follow where that leads by itself.
    """
    found, seen, kinds = Walk(), set(), Counter[tuple[str, frozenset[str]]]()
    waiting = deque(begin)
    while waiting:
        address = waiting.popleft()
        route = route_of("GET", address)
        if route is None:
            found.strange.append(address)
            continue
        kind = (route, frozenset(name for name, _ in parse_qsl(urlsplit(address).query)))
        known = found.addresses.setdefault(route, [])
        if address in seen or kinds[kind] >= A_KIND or len(known) >= A_ROUTE:
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = fetch(address)
        if answer.status == 404 and address in ALONE:  # nobody links to it as it is: it asks for a choice
            continue
        known.append(address)
        found.answers[address] = answer
        if _is_ours(answer.location):
            waiting.append(_ours(answer.location, address))
        if answer.kind.startswith("text/html"):
            tree = LexborHTMLParser(answer.text)
            waiting += _links(tree, address)
            for form in tree.css("form"):
                waiting += _form(found, form, address)
    return found


def _links(tree: LexborHTMLParser, address: str) -> list[str]:
    targets = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
    return [_ours(target, address) for target in targets if _is_ours(target)]


def _form(found: Walk, form: LexborNode, address: str) -> list[str]:
    """Keep what a form sends; returns the addresses that a form which asks leads to, one for each of its buttons."""
    method = (form.attributes.get("method") or "get").upper()
    if method == "DIALOG":
        return []
    action = _ours(form.attributes.get("action") or address, address)
    route = route_of(method, action)
    if route is None:
        found.strange.append(f"{method} {action}")
        return []
    kept = found.forms.setdefault(route, Form(route, action, form.attributes.get("enctype") or URLENCODED))
    own: dict[str, Field] = {}
    for node in form.css("input, select, textarea, button"):
        _keep(kept.fields, node)
        _keep(own, node)
    return _asked(action, own) if method == "GET" else []


def _asked(action: str, fields: Mapping[str, Field]) -> list[str]:
    """Where a form leads that asks, filled in with the last thing that each field offers."""
    filled = {each.name: each.values[-1] for each in fields.values() if each.kind != "button" and each.values[-1]}
    buttons = [{each.name: value} for each in fields.values() if each.kind == "button" for value in each.values]
    path = action.partition("?")[0]
    return [f"{path}?{urlencode(filled | pressed)}" if filled | pressed else path for pressed in buttons or [{}]]


URLENCODED = "application/x-www-form-urlencoded"


def _keep(fields: dict[str, Field], node: LexborNode) -> None:
    name = node.attributes.get("name")
    if not name:
        return
    kind = node.tag if node.tag != "input" else node.attributes.get("type") or "text"
    kept = fields.setdefault(name, Field(name, kind or "text"))
    values = [node.attributes.get("value") or ""]
    if node.tag == "select":
        values = [option.attributes.get("value") or option.text() for option in node.css("option")]
    kept.values += [value for value in values if value not in kept.values]
    longest = node.attributes.get("maxlength")
    kept.longest = int(longest) if longest and longest.isdigit() else kept.longest
    kept.is_required = kept.is_required or "required" in node.attributes or kind == "hidden"


def _is_ours(target: str) -> bool:
    return bool(target) and not target.startswith("#") and not urlsplit(target).scheme and not urlsplit(target).netloc


def _ours(target: str, address: str) -> str:
    parts = urlsplit(urljoin(address, target))
    return parts.path + (f"?{parts.query}" if parts.query else "")
