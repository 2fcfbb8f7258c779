"""Writes the guesses about a JSON page as a connector that a person goes on with.

What comes out passes the project's formatter, linter and type checker (a test runs them). Only plain keys get into
code; in comments an untrusted key is shown as ASCII without line ends.
"""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap
from collections.abc import Mapping
from urllib.parse import urlsplit

from pipeline.author import names
from pipeline.author.paging import next_page_hint
from pipeline.author.shape import Guess, Path, Shape

WIDTH = 118
SHOWN_KEYS = 60
TAKEN_NAMES = ("body", "course", "page", "total", "following", "title", "key", "url", "topic", "duration", "effort")
CONTRACT = ("Connector", "Page", "PageChangedError", "Produced", "RawListing", "Record", "RecordError", "Request")
OBJECT = '''

def _object(record: Record, key: str) -> Record:
    """The object under a key that every course must have."""
    found = record.object(key)
    if found is None:
        raise RecordError(f"`{key}` is missing or null, an object was expected", field=key)
    return found
'''
TEXTS = '''

def _texts(records: list[Record], key: str) -> list[str]:
    """One text of each; what else they hold is ignored here: `for record in records: record.ignore("id")`."""
    return [record.take(key, str) for record in records]
'''


def class_name(source: str) -> str:
    """`open_learn` is OpenLearn; a name of the contract gets a suffix."""
    name = "".join(part.capitalize() for part in source.split("_"))
    return f"{name}Source" if name in (*CONTRACT, "StatedTotal") else name


def address_constant(name: str, url: str) -> str:
    """The address as a line of code, or in pieces where it is long."""
    if len(f'{name} = "{url}"') <= WIDTH + 2:
        return f'{name} = "{url}"'
    pieces = "".join(f'\n    "{url[at : at + 100]}"' for at in range(0, len(url), 100))
    return f"{name} = ({pieces}\n)"


def commented(words: str, indent: int) -> list[str]:
    """A comment, folded."""
    start = " " * indent + "# "
    return textwrap.wrap(words, WIDTH, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)


def render_json(source: str, url: str, shape: Shape) -> str:
    """The text of connector.py for a page of JSON."""
    listing = _Listing(shape)
    body = _courses(shape, url)
    code = "\n".join([*body, "", "", *listing.lines()]) + "\n"
    helpers = (OBJECT if "_object(" in code else "") + (TEXTS if "_texts(" in code else "")
    used = [name for name in sorted({*CONTRACT, "StatedTotal"}) if re.search(rf"\b{name}\b", code + helpers)]
    used = sorted({*used, "Connector", "Produced", "Request"})
    has_site = "urljoin(" in code
    top = [f'"""{source}: {urlsplit(url).hostname}; started by `circlewise new-connector`."""', ""]
    top += ["from __future__ import annotations", "", "from collections.abc import Iterator"]
    top += ["from urllib.parse import urljoin"] if has_site else []
    top += ["", _import(used), "", address_constant("COURSES", url)]
    parts = urlsplit(url)
    top += [f'SITE = "{parts.scheme}://{parts.netloc}"'] if has_site else []
    top += ["", "", f"class {class_name(source)}(Connector):", f'    """{_summary(shape)}"""', ""]
    top += [
        f'    source = "{source}"',
        "",
        "    def start(self) -> Iterator[Produced]:",
        '        """The first page."""',
    ]
    top += ['        yield Request(COURSES, reader="courses")', ""]
    return "\n".join(top) + "\n" + code + helpers


def _import(used: list[str]) -> str:
    line = f"from pipeline.contract import {', '.join(used)}"
    if len(line) <= WIDTH + 2:
        return line
    return "\n".join(["from pipeline.contract import (", *(f"    {name}," for name in used), ")"])


def _summary(shape: Shape) -> str:
    if not shape.list_path:
        return "Everything in one JSON list."
    where = ".".join(shape.list_path)
    paging = f"; `{'.'.join(shape.next_path)}` is the next page's address." if shape.next_path else "."
    return f"Courses are under `{where}`{paging}"


def _courses(shape: Shape, url: str) -> list[str]:
    """The method that reads a page."""
    following = ", and the next page" if shape.next_path else ""
    lines = ["    def courses(self, page: Page) -> Iterator[Produced]:", f'        """A page of courses{following}."""']
    if not shape.list_path:
        return [*lines, "        yield from page.each(page.json_list(), _listing)"]
    lines.append("        body = page.json()")
    opened: dict[Path, str] = {(): "body"}
    for depth in range(1, len(shape.list_path)):
        _open_around(lines, opened, shape.list_path[:depth], is_required=True)
    holder = opened[shape.list_path[:-1]]
    lines.append(f'        yield from page.each({holder}.entries("{shape.list_path[-1]}"), _listing)')
    required = set(opened)
    if shape.total_path:
        _open_around(lines, opened, shape.total_path[:-1], is_required=False)
        value = _around(opened, required, shape.total_path, "maybe", ", int")
        lines += [f"        total = {value}", "        if total is not None:", "            yield StatedTotal(total)"]
    lines += _remarks(shape, url)
    if shape.next_path:
        _open_around(lines, opened, shape.next_path[:-1], is_required=False)
        lines.append(f"        following = {_around(opened, required, shape.next_path, 'text', '')}")
        lines += ["        if following is not None:", "            yield page.follow(following)"]
    return lines


def _open_around(lines: list[str], opened: dict[Path, str], path: Path, *, is_required: bool) -> None:
    if path in opened:
        return
    name, dotted = _variable(path[-1]), ".".join(path)
    lines.append(f'        {name} = {opened[path[:-1]]}.object("{path[-1]}")')
    if is_required:
        trouble = f"{{page.url}}: `{dotted}` is missing or null, an object was expected"
        lines += [f"        if {name} is None:", f'            raise PageChangedError(f"{trouble}")']
    opened[path] = name


def _around(opened: Mapping[Path, str], required: set[Path], path: Path, method: str, kind: str) -> str:
    holder = opened[path[:-1]]
    call = f'{holder}.{method}("{path[-1]}"{kind})'
    return call if path[:-1] in required else f"{call} if {holder} else None"


def _remarks(shape: Shape, url: str) -> list[str]:
    lines: list[str] = []
    n = len(shape.records)
    if shape.next_path is None and shape.total is not None and shape.total > n:
        words = f"The source says it has {shape.total} courses; this page holds {n} and no address of a next page was "
        lines += commented(f"{words}found.", 8)
        lines += [line for hint in next_page_hint(url, n) for line in commented(hint, 8)]
    if shape.unread_around:
        words = "Nobody reads these keys yet; take them, or ignore them by name on the object that holds them: "
        lines += commented(words + _listed(shape.unread_around) + ".", 8)
    return lines


class _Listing:
    """The function that reads one course."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._opened: dict[Path, str] = {(): "course"}
        self._required: set[Path] = {()}
        for field in ("key", "title"):
            path = shape.fields[field].path[:-1]
            self._required |= {path[:depth] for depth in range(1, len(path) + 1)}
        self._before: list[str] = []

    def lines(self) -> list[str]:
        """All of it."""
        fields = self._shape.fields
        shared = next((name for name in ("url", "title") if name in fields and self._is_key(name)), None)
        if shared:
            self._before.append(f"    key = {self._call(fields[shared], 'take', ', str')}")
        values = {field: "key" if field == shared else self._value(field, guess) for field, guess in fields.items()}
        if shared:
            values["key"] = "key"
            if fields[shared].is_relative:
                values["url"] = "urljoin(SITE, key)"
        head = ["def _listing(course: Record) -> RawListing:", *self._before, *self._unread()]
        return [
            *head,
            "    return RawListing(",
            *(f"        {name}={value}," for name, value in values.items()),
            "    )",
        ]

    def _is_key(self, field: str) -> bool:
        return self._shape.fields[field].path == self._shape.fields["key"].path

    def _value(self, field: str, guess: Guess) -> str:
        if field == "key":
            return (
                self._call(guess, "take", ", str")
                if guess.kind == "text"
                else f"str({self._call(guess, 'take', ', int')})"
            )
        if field == "title":
            return self._call(guess, "take", ", str")
        if guess.kind == "number":
            self._before.append(f"    {field} = {self._optional(guess, 'maybe', ', int')}")
            return f'f"{{{field}}} {names.UNITS[guess.path[-1]]}" if {field} else None'
        if guess.kind == "text":
            return self._text(field, guess)
        many = self._optional(guess, "texts", "", nothing="()")
        if guess.inner:
            many = f'_texts({self._optional(guess, "objects", "", nothing="[]")}, "{guess.inner}")'
        if field == "topics":
            return f"tuple({many})" if guess.inner else many
        return f'" | ".join({many}) or None'

    def _text(self, field: str, guess: Guess) -> str:
        call = self._optional(guess, "text", "")
        if field == "topics":
            self._before.append(f"    topic = {call}")
            return "(topic,) if topic else ()"
        if guess.is_relative:
            self._before.append(f"    url = {call}")
            return "urljoin(SITE, url) if url else None"
        return call

    def _optional(self, guess: Guess, method: str, kind: str, *, nothing: str = "None") -> str:
        call = self._call(guess, method, kind)
        holder = guess.path[:-1]
        return call if holder in self._required else f"{call} if {self._opened[holder]} else {nothing}"

    def _call(self, guess: Guess, method: str, kind: str) -> str:
        self._open(guess.path[:-1])
        return f'{self._opened[guess.path[:-1]]}.{method}("{guess.path[-1]}"{kind})'

    def _open(self, path: Path) -> None:
        if path in self._opened:
            return
        self._open(path[:-1])
        holder, name = self._opened[path[:-1]], _variable(path[-1])
        if name in self._opened.values():
            name = f"{holder}_{name}"
        call = f'{holder}.object("{path[-1]}")'
        if path in self._required:
            call = f'_object({holder}, "{path[-1]}")'
        elif path[:-1] not in self._required:
            call += f" if {holder} else None"
        self._before.append(f"    {name} = {call}")
        self._opened[path] = name

    def _unread(self) -> list[str]:
        unread = self._shape.unread
        cost = {path: kind for path, kind in unread.items() if _words(path) & names.COST}
        lines = []
        if unread:
            words = (
                "Nobody reads these keys yet; each is an issue (unknown_key) until you take it, or ignore it by name "
                "(course.ignore) because it says nothing about a course: "
            )
            lines += commented(words + _listed(unread) + ".", 4)
        if cost:
            words = "May say what it costs; see CONTRIBUTING.md, `Free is never guessed`: "
            lines += commented(words + _listed(cost) + ".", 4)
        return lines


def _listed(keys: Mapping[str, str]) -> str:
    shown = [f"{ascii(path)[1:-1][:60]} ({kind})" for path, kind in list(keys.items())[:SHOWN_KEYS]]
    more = len(keys) - len(shown)
    return ", ".join(shown) + (f" and {more} more, which the issues name" if more else "")


def _words(key: str) -> set[str]:
    """The words of a key, such as `is`, `free` and `now` of `is_freeNow`."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", key)}


def _variable(key: str) -> str:
    name = re.sub(r"\W", "_", key).strip("_").lower() or "part"
    is_fine = name.isidentifier() and not keyword.iskeyword(name) and name not in (*TAKEN_NAMES, *dir(builtins))
    return name if is_fine else f"part_{name}"
