"""Linked data of a page: JSON-LD, and through extruct microdata and RDFa, as objects with schema.org's short names.

Pages in the wild break every rule: several blocks of which one matters, `@graph`, raw line ends and comments in JSON,
typographic quotes, nodes that refer to each other by a relative `@id`. What can be read is read; what cannot is told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urljoin

from pipeline.contract.decoding import decoded
from pipeline.contract.markup import nested_deeper_than
from pipeline.contract.markup import parse as parse_html
from pipeline.errors import PageChangedError

Node = dict[str, Any]
MAX_BLOCK = 8 << 20
MAX_MARKUP = 1 << 20
MAX_MARKS = 2_000
MAX_MARK_DEPTH = 100
"""Bounds for microdata and RDFa. extruct takes 2 ms a thing, 1.2 s for 500,000 characters of RDFa, and 7 s for 240
items nested in each other (measured 2026-11)."""
MAX_NODES = 20_000
MAX_JOINED = 200_000
"""Values put in the place where another node refers to them; a few nodes can refer to each other for ever."""
JOIN_DEPTH = 3
SHOWN = 60
CONTAINERS = ("@graph", "mainEntity", "itemListElement", "item")
PARTS = ("hasCourseInstance",)
BLOCKS = "script[type*='ld+json' i]"
_SCHEMA = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)(\w+)")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
                       r"(?://\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|(?://\s*)?-->|;)\s*$")  # fmt: skip
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_QUOTES = str.maketrans("“”„‟″", '"' * 5)
_MICRODATA = re.compile(r"\sitemtype\s*=[^>]*?schema\.org/(\w+)", re.IGNORECASE)
_MARKS = re.compile(r"\s(?:itemscope|itemprop|typeof|property)\b", re.IGNORECASE)
_RDFA = re.compile(r"\stypeof\s*=\s*[\"']?\s*([^\"'>]+)", re.IGNORECASE)


def parse(
    text: str, url: str, types: Collection[str], *, untyped: bool = False
) -> tuple[list[tuple[str, Node]], list[str]]:
    """The nodes of these types, each with where it was found, and what could not be read; see Page.linked_data.

    Raises:
        PageChangedError: the text is neither HTML nor JSON-LD, or there are more than MAX_NODES.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("[", "{")):
        value, trouble = _read(start)
        if trouble:
            raise PageChangedError(f"{url}: the body starts with {start[:SHOWN]!r}, JSON-LD was expected ({trouble})")
        return _wanted(value, url, types, untyped=untyped), []
    page = parse_html(text, url)
    values, troubles = [], []
    for number, block in enumerate(page.all(BLOCKS, at_least=0)):
        value, trouble = _read(block.as_written)
        values.append(value)
        if trouble:
            troubles.append(f"{url}: block {number + 1} of JSON-LD cannot be read ({trouble})")
    found = _wanted(values, url, types, untyped=untyped)
    if not found:
        found = _wanted(_of_markup(text, url, types), url, types, untyped=False)
    return found, troubles


def _read(text: str) -> tuple[Any, str]:
    """What a block says, mended where it is no JSON; else nothing and the reason."""
    if len(text) > MAX_BLOCK:
        return None, f"it is larger than {MAX_BLOCK >> 20} MiB"
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    if not bare:
        return None, ""
    trouble = ""
    for attempt in (bare, _LAST_COMMA.sub("", bare), bare.translate(_QUOTES), html.unescape(bare)):
        try:
            return decoded(attempt, strict=False), ""
        except (ValueError, RecursionError) as error:
            trouble = trouble or str(error)
    return None, trouble


def _wanted(values: Any, url: str, types: Collection[str], *, untyped: bool) -> list[tuple[str, Node]]:
    """The nodes to tell: an instance that a course refers to is told within the course, not beside it."""
    nodes = list(_nodes(_short(values, url), ""))
    if len(nodes) > MAX_NODES:
        raise PageChangedError(f"{url}: more than {MAX_NODES} nodes of linked data, a page for people was expected")
    known = {node["@id"]: node for _, node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    chosen = [(path, node) for path, node in nodes if types_of(node) & set(types) or (untyped and not types_of(node))]
    referred = [part.get("@id") for _, node in chosen for key in PARTS for part in _dicts(node.get(key))]
    parts = {each for each in referred if isinstance(each, str) and each}
    joiner = _Joiner(known)
    return [(path, joiner.joined(node)) for path, node in chosen if node.get("@id") not in parts]


def _nodes(value: Any, path: str) -> Iterator[tuple[str, Node]]:
    """Every object at the top, in a graph or a list, and what a page says it is about."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _nodes(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        if set(value) - {"@graph", "@context", "@id"}:
            yield path, value
        for key in CONTAINERS:
            if key in value:
                yield from _nodes(value[key], f"{path}.{key}".lstrip("."))


def types_of(node: Node) -> set[str]:
    """The short names of a node's types."""
    named = node.get("@type")
    return {str(each) for each in (named if isinstance(named, list) else [named]) if each}


def _short(value: Any, url: str) -> Any:
    """The value with schema.org's names cut short and every `@id` made whole; `id` and `type` are aliases."""
    if isinstance(value, list):
        return [_short(item, url) for item in value]
    if not isinstance(value, dict):
        return value
    node = {_name(key): _short(item, url) for key, item in value.items()}
    for alias in ("id", "type"):
        if (
            isinstance(node.get(alias), str if alias == "id" else (str, list))
            and f"@{alias}" not in node
            and len(node) > 1
        ):
            node[f"@{alias}"] = node.pop(alias)
    name = node.pop("@id", None)
    if isinstance(name, str):
        node["@id"] = _whole(name, url)
    named = node.get("@type")
    if named is not None:
        node["@type"] = [
            _name(each) for each in (named if isinstance(named, list) else [named]) if isinstance(each, str)
        ]
    return node


def _name(name: str) -> str:
    match = _SCHEMA.fullmatch(name)
    return match[1] if match else name


def _whole(identifier: str, url: str) -> str:
    try:
        return (
            identifier
            if identifier.startswith("_:")
            else urljoin(url, identifier.strip())
            if identifier.strip()
            else ""
        )
    except ValueError:
        return identifier


def _dicts(value: Any) -> list[Node]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


class _Joiner:
    """Puts nodes in the place of references to them, a few levels deep and a bounded number of times."""

    def __init__(self, known: dict[str, Node]) -> None:
        self._known = known
        self._left = MAX_JOINED

    def joined(self, value: Any, depth: int = 0) -> Any:
        """The value with what it refers to; the names that RDFa gives to nameless nodes (`_:…`) go."""
        self._left -= depth > 0
        if isinstance(value, list):
            return [self.joined(item, depth) for item in value]
        if not isinstance(value, dict):
            return value
        name = value.get("@id")
        if len(value) == 1 and isinstance(name, str) and name in self._known and depth < JOIN_DEPTH and self._left > 0:
            return self.joined(self._known[name], depth + 1)
        is_nameless = isinstance(name, str) and name.startswith("_:")
        return {key: self.joined(item, depth) for key, item in value.items() if key != "@id" or not is_nameless}


def _of_markup(text: str, url: str, types: Collection[str]) -> list[Any]:
    """Microdata, else RDFa, where the page names one of the types there."""
    if any(name in types for name in _MICRODATA.findall(text)):
        from extruct.w3cmicrodata import MicrodataExtractor

        return [_of_microdata(item) for item in _extracted(MicrodataExtractor(), text, url)]
    if any(_name(name) in types for names in _RDFA.findall(text) for name in names.split()):
        from extruct.rdfa import RDFaExtractor

        return [_of_rdfa(item) for item in _extracted(RDFaExtractor(), text, url)]
    return []


def _extracted(extractor: Any, text: str, url: str) -> list[Any]:
    n_marks = len(_MARKS.findall(text))
    is_deep = n_marks > MAX_MARK_DEPTH and nested_deeper_than(MAX_MARK_DEPTH, text)
    if len(text) > MAX_MARKUP or n_marks > MAX_MARKS or is_deep:
        raise PageChangedError(
            f"{url}: {n_marks} marks of microdata or RDFa in {len(text)} characters, or nested deeper than "
            f"{MAX_MARK_DEPTH}; that is more than is read of one page"
        )
    try:
        return list(extractor.extract(text, base_url=url))
    except Exception as error:
        reason = f"{type(error).__name__}: {str(error)[:SHOWN]}"
        raise PageChangedError(f"{url}: the microdata or RDFa of the page cannot be read ({reason})") from error


def _of_microdata(item: Any) -> Any:
    if isinstance(item, list):
        return [_of_microdata(each) for each in item]
    if not isinstance(item, dict) or "properties" not in item:
        return item
    node = {name: _of_microdata(value) for name, value in item["properties"].items()}
    return node | {f"@{name}": item[name] for name in ("type", "id") if item.get(name)}


def _of_rdfa(item: Node) -> Node:
    """A node with what schema.org has a name for; a page's other vocabularies, such as Open Graph's, are left aside."""
    return {key: value for key, value in item.items() if key.startswith("@") or _SCHEMA.fullmatch(key)}
