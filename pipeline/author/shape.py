"""What a JSON page seems to say: where its courses are, which key is which field, how it goes on.

Guesses only: each is written into a connector that reads strictly, and a person reviews what comes out. Keys are read
from an untrusted page; only plain ones are taken, so that nothing of a page can become code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from pipeline.author import names
from pipeline.errors import UsageError

MAX_DEPTH = 3
ENOUGH = 0.8
"""Share of the courses that must have a title: feeds hold tombstones (seen 2026-11)."""
NEARLY_ALL = 0.95
"""Share of ids that must be different: feeds list a course twice (3 of 167, seen in a list of 2017)."""
PLAIN_KEY = re.compile(r"[A-Za-z_@$][A-Za-z0-9_.@$-]{0,39}")
IMAGE = re.compile(r"image|img|logo|icon|thumb|photo|avatar|video|poster|banner|api", re.IGNORECASE)
Kind = Literal["text", "number", "texts", "objects"]
Path = tuple[str, ...]


@dataclass(frozen=True)
class Guess:
    """One field of a listing: the path of its key, its kind, and for lists of objects the text that stands for each."""

    path: Path
    kind: Kind
    inner: str | None = None
    is_relative: bool = False
    """An address without its host."""

    @property
    def dotted(self) -> str:
        """The place in words, such as `organisation.name` or `topics[].title`."""
        return ".".join(self.path) + (f"[].{self.inner}" if self.inner else "")


@dataclass(frozen=True)
class Shape:
    """What a page of JSON seems to say."""

    list_path: Path
    """Keys that lead to the list of courses; empty where the body is the list."""
    records: tuple[Mapping[str, Any], ...]
    fields: Mapping[str, Guess]
    unread: Mapping[str, str]
    """Keys of a record that nobody reads yet, and the kind of their values."""
    unread_around: Mapping[str, str]
    """The same for the keys around the list."""
    next_path: Path | None
    total_path: Path | None
    total: int | None


def find_shape(body: Any, url: str) -> Shape:
    """The best guess at a decoded JSON page.

    Raises:
        UsageError: it holds no list of objects that could be courses.
    """
    list_path, records = _find_list(body, url)
    fields = _find_fields(records)
    if "title" not in fields or "key" not in fields:
        missing = "a title" if "title" not in fields else "an id that is different in each of them"
        keys = ", ".join(sorted({ascii(key)[1:-1][:40] for record in records for key in record})[:20])
        raise UsageError(
            f"{url}: `{'.'.join(list_path) or 'the body'}` lists {len(records)} objects without {missing} "
            f"(keys: {keys}); the address of a page with a list of courses was expected"
        )
    next_path = None if not list_path else next((path for path in names.NEXT if _is_next(body, path, url)), None)
    total_path, total = _find_total(body, len(records), is_last=next_path is None or _at(body, next_path) is None)
    taken = {guess.dotted for guess in fields.values()}
    around = {".".join(path) for path in (list_path, next_path, total_path) if path}
    return Shape(
        list_path=list_path,
        records=tuple(records),
        fields=fields,
        unread=_unread(records, taken),
        unread_around=_unread([body], around) if list_path else {},
        next_path=next_path,
        total_path=total_path,
        total=total,
    )


def kind_name(value: Any) -> str:
    """What kind of value it is, in a word or two; nothing of the value itself."""
    if isinstance(value, str):
        return "address" if re.match(r"https?://", value) else "text"
    if isinstance(value, list):
        inner = " or ".join(sorted({kind_name(entry) for entry in value}))
        return f"list of {inner}" if inner else "empty list"
    words = {bool: "true or false", int: "whole number", float: "number", dict: "object", type(None): "null"}
    return words[type(value)]


def _find_list(body: Any, url: str) -> tuple[Path, list[dict[str, Any]]]:
    found = list(_lists(body, ()))
    if not found:
        what = "an empty list" if body == [] else f"a JSON {kind_name(body)} without a list of objects"
        raise UsageError(f"{url}: found {what}, a page with a list of courses was expected")

    def fitness(entry: tuple[Path, list[dict[str, Any]]]) -> tuple[bool, bool, int]:
        path, records = entry
        return ("title" in _find_fields(records[:20]), not path or path[-1] in names.LISTS, len(records))

    return max(found, key=fitness)


def _lists(value: Any, path: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Every list of objects that can be reached by keys."""
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        yield path, value
    if isinstance(value, dict) and len(path) < MAX_DEPTH:
        for key, inner in value.items():
            if PLAIN_KEY.fullmatch(key):
                yield from _lists(inner, (*path, key))


def _find_fields(records: list[dict[str, Any]]) -> dict[str, Guess]:
    fields: dict[str, Guess] = {}
    for field, keys in names.FIELDS.items():
        guesses = (_guess(records, field, (*wrapper, key)) for wrapper in _wrappers(records) for key in keys)
        found = next((guess for guess in guesses if guess), None)
        if found:
            fields[field] = found
    if "url" not in fields and (address := _any_address(records, fields)):
        fields["url"] = address
    key = next((guess for path in _key_paths(records, fields) if (guess := _key(records, path))), None)
    return {"key": key, **fields} if key else fields


def _wrappers(records: list[dict[str, Any]]) -> list[Path]:
    """The record itself, and the object in each record that holds it all."""
    inside = [(key,) for key in names.WRAPPERS if all(isinstance(record.get(key), dict) for record in records)]
    return [(), *inside]


def _guess(records: list[dict[str, Any]], field: str, path: Path) -> Guess | None:
    """The field at this path, where all values there are of one kind that can be read."""
    values = [value for value in (_at(record, path) for record in records) if value is not None]
    if not values or (field == "title" and len(values) < ENOUGH * len(records)):
        return None
    if all(isinstance(value, str) for value in values):
        return _text(field, path, values)
    if all(type(value) is int for value in values):
        return Guess(path, "number") if field in ("duration", "effort") and path[-1] in names.UNITS else None
    if all(isinstance(value, dict) for value in values) and field != "url":
        inner = (_guess(records, field, (*path, key)) for key in names.INNER if len(path) < MAX_DEPTH)
        return next((guess for guess in inner if guess and guess.kind == "text"), None)
    if field in ("provider", "language", "level", "topics") and all(isinstance(value, list) for value in values):
        return _many(path, [entry for value in values for entry in value])
    return None


def _text(field: str, path: Path, values: list[str]) -> Guess | None:
    filled = [value for value in values if value.strip()]
    if not filled or (field == "title" and len(filled) < len(values)):
        return None
    if field == "url":
        if all(re.match(r"https?://", value) for value in filled):
            return Guess(path, "text")
        is_relative = all(re.match(r"/[^/]", value) for value in filled)
        return Guess(path, "text", is_relative=True) if is_relative else None
    return Guess(path, "text")


def _many(path: Path, entries: list[Any]) -> Guess | None:
    if entries and all(isinstance(entry, str) for entry in entries):
        return Guess(path, "texts")
    if entries and all(isinstance(entry, dict) for entry in entries):
        for inner in names.INNER:
            if all(isinstance(entry.get(inner), str) and entry[inner].strip() for entry in entries):
                return Guess(path, "objects", inner)
    return None


def _any_address(records: list[dict[str, Any]], fields: Mapping[str, Guess]) -> Guess | None:
    """A key whose values are web addresses, a different one for each course, and no pictures."""
    taken = {guess.path[0] for guess in fields.values()}
    for key in records[0]:
        if key in taken:
            continue
        values = [record.get(key) for record in records]
        if PLAIN_KEY.fullmatch(key) and not IMAGE.search(key) and all(isinstance(value, str) for value in values):
            guess = _guess(records, "url", (key,))
            if guess and not guess.is_relative and len(set(values)) == len(values):
                return guess
    return None


def _key_paths(records: list[dict[str, Any]], fields: Mapping[str, Guess]) -> Iterator[Path]:
    for wrapper in _wrappers(records):
        for key in names.KEY:
            yield (*wrapper, key)
    yield from (fields[field].path for field in ("url", "title") if field in fields)


def _key(records: list[dict[str, Any]], path: Path) -> Guess | None:
    """An id: there for every record, and different for each or nearly so."""
    values = [_at(record, path) for record in records]
    if len({str(value) for value in values}) < NEARLY_ALL * len(values):
        return None
    if all(isinstance(value, str) and value.strip() for value in values):
        return Guess(path, "text")
    return Guess(path, "number") if all(type(value) is int for value in values) else None


def _is_next(body: Any, path: Path, url: str) -> bool:
    """Whether the key exists and holds an address on the same host, or nothing, as on a last page."""
    holder = _at(body, path[:-1])
    if not isinstance(holder, dict) or path[-1] not in holder:
        return False
    link = holder[path[-1]]
    if link is None or link == "":
        return True
    if not isinstance(link, str) or not re.match(r"https?://|[/?]", link):
        return False
    try:
        return urlsplit(urljoin(url, link)).hostname == urlsplit(url).hostname
    except ValueError:
        return False


def _find_total(body: Any, n: int, *, is_last: bool) -> tuple[Path | None, int | None]:
    """How many the source says it has; a number that only counts the records of this page is none."""
    for holder in names.TOTAL_HOLDERS:
        for name in names.TOTAL_NAMES:
            value = _at(body, (*holder, name))
            if type(value) is int and (value > n or (value == n and is_last)):
                return (*holder, name), value
    return None, None


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _unread(objects: list[dict[str, Any]], taken: set[str]) -> dict[str, str]:
    kinds: dict[str, set[str]] = {}
    for entry in objects:
        for path, kind in _left(entry, "", taken):
            kinds.setdefault(path, set()).add(kind)
    return {path: " or ".join(sorted(found)) for path, found in kinds.items()}


def _left(entry: Mapping[str, Any], prefix: str, taken: set[str]) -> Iterator[tuple[str, str]]:
    """What is left when these paths are taken, as `Record.leftover` will see it."""
    for key, value in entry.items():
        path = f"{prefix}{key}"
        if path in taken:
            continue
        if isinstance(value, dict) and any(name.startswith(f"{path}.") for name in taken):
            yield from _left(value, f"{path}.", taken)
        elif isinstance(value, list) and any(name.startswith(f"{path}[].") for name in taken):
            for inner in value:
                yield from _left(inner, f"{path}[].", taken)
        elif value is not None or not any(name.startswith(f"{path}.") for name in taken):
            yield path, kind_name(value)
