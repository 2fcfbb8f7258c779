"""A JSON object, read destructively: what nobody takes or ignores by name is reported."""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pipeline.errors import PageChangedError, RecordError
from pipeline.model import Note

T = TypeVar("T")
SHOWN = 200
MESSAGE = 1000
KIND_NAMES: dict[type, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    list: "list",
    dict: "object",
}


class Record:
    """One JSON object. Every key is taken, ignored by name, or reported when the page is done.

    What is wrong with an entry of a list is that record's trouble (RecordError). What is wrong with the object around
    the lists is the page's (PageChangedError): without `results` there is no page.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        path: str,
        url: str,
        notes: list[Note],
        *,
        is_entry: bool,
        show: Callable[[Any], str],
    ) -> None:
        """`show` words a value for a message; a page that holds a credential shows none."""
        self._values = dict(values)
        self._path = path
        self._url = url
        self._notes = notes
        self._is_entry = is_entry
        self._show = show
        self._children: list[Record] = []

    def take(self, key: str, kind: type[T]) -> T:
        """The value of a key that must be there and of this kind; a text must have content.

        Raises:
            RecordError: the key is missing, null, a blank text or of another kind (PageChangedError outside lists).
        """
        value = self.maybe(key, kind)
        if value is None:
            raise self._error(key, f"is missing or null, a {_kind_name(kind)} was expected")
        if isinstance(value, str) and (not value or value.isspace()):
            raise self._error(key, "is blank, a text was expected")
        return value

    def maybe(self, key: str, kind: type[T]) -> T | None:
        """The value of a key that may be missing or null, but must be of this kind otherwise.

        Whole numbers pass as float; true and false pass as bool only; `object` takes any kind.
        """
        value: Any = self._values.pop(key, None)
        if type(value) is kind:  # nearly always
            return value
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind not in (bool, object)):
            raise self._error(key, f"is {self._show(value)}, a {_kind_name(kind)} was expected", value)
        return value

    def text(self, key: str) -> str | None:
        """A text that may be missing, null or blank: None in all three cases; numbers are refused."""
        value = self.maybe(key, str) if key in self._values else None
        return value if value and not value.isspace() else None

    def texts(self, key: str, *, or_one: bool = False) -> tuple[str, ...]:
        """A list of texts that may be missing or null, blank ones left out; with `or_one` a bare text is one, too."""
        if key not in self._values:  # most keys that a format has are in few of its records
            return ()
        values = self._many(key, str, or_one=or_one)
        return tuple([value for value in values if value and not value.isspace()])

    def object(self, key: str) -> Record | None:
        """An object that may be missing or null, read destructively too."""
        values = self.maybe(key, dict)
        return None if values is None else self._child(values, key, is_entry=self._is_entry)

    def objects(self, key: str, *, or_one: bool = False) -> list[Record]:
        """A list of objects that may be missing or null; with `or_one` a bare object is a list of one."""
        if key not in self._values:
            return []
        found = self._many(key, dict, or_one=or_one)
        return [self._child(values, f"{key}[{number}]", is_entry=True) for number, values in enumerate(found)]

    def entries(self, key: str, *, or_one: bool = False) -> list[Record]:
        """A list of objects that must be there, though it may be empty.

        Raises:
            PageChangedError: the list is missing, null or no list (RecordError inside an entry).
        """
        if self._values.get(key) is None:
            raise self._error(key, "is missing or null, a list was expected")
        return self.objects(key, or_one=or_one)

    def choose(self, key: str, known: Mapping[str, T]) -> T | None:
        """What a text of the source stands for; missing is None, an unknown text is None and leaves a note."""
        value = self.text(key)
        if value is not None and value not in known:
            message = (
                f"{self._url}: {self._path}: `{key}` is {self._show(value)}, one of {', '.join(known)} was expected"
            )
            self._notes.append(self.note("warning", "unknown_value", message, field=key, value=self._show(value)))
        return None if value is None else known.get(value)

    def ignore(self, *keys: str) -> None:
        """Leave these keys aside on purpose; a key that is not there is no error."""
        values = self._values
        for key in keys:
            if key in values:
                del values[key]

    def drop(self) -> None:
        """Leave aside whatever is left, here and in the objects below; for a record that is left out as a whole."""
        self._values.clear()
        for child in self._children:
            child.drop()

    def is_kind(self, key: str, kind: type) -> bool:
        """Whether the value of a key not yet taken is of this kind; for keys that come in several shapes."""
        return isinstance(self._values.get(key), kind)

    @property
    def mark(self) -> bytes:
        """A hash of all that nobody took or ignored yet, 16 bytes; keys in another order give another."""
        # A pickle, which nobody reads: 1,000 records of JSON took 6 ms, as JSON again 16 (2026-11).
        return hashlib.blake2b(pickle.dumps(self._values, pickle.HIGHEST_PROTOCOL), digest_size=16).digest()

    @property
    def is_used_up(self) -> bool:
        """Whether every key was taken or ignored, here and below."""
        return not self._values and all(child.is_used_up for child in self._children)

    @property
    def leftover(self) -> list[str]:
        """Keys that nobody took or ignored, here and below, as paths without indexes."""
        own = [re.sub(r"\[\d+\]", "[]", f"{self._path}.{key}".lstrip(".")) for key in self._values]
        return own + [path for child in self._children for path in child.leftover]

    def note(self, level: Any, kind: str, message: str, *, field: str = "", value: str = "") -> Note:
        """A note on this record, with the page's address."""
        return Note(level=level, kind=kind, message=message[:MESSAGE], field=field, value=value[:SHOWN], url=self._url)

    def _many(self, key: str, kind: type[T], *, or_one: bool) -> list[T]:
        found = self.maybe(key, object)
        if or_one and isinstance(found, kind):
            found = [found]
        if found is not None and not isinstance(found, list):
            raise self._error(key, f"is {self._show(found)}, a list was expected", found)
        strange = [value for value in found or () if not isinstance(value, kind)]
        if strange:
            raise self._error(key, f"holds {self._show(strange[0])}, a {_kind_name(kind)} was expected", strange[0])
        return found or []

    def _child(self, values: Mapping[str, Any], step: str, *, is_entry: bool) -> Record:
        path = f"{self._path}.{step}".lstrip(".")
        child = Record(values, path, self._url, self._notes, is_entry=is_entry, show=self._show)
        self._children.append(child)
        return child

    def _error(self, key: str, trouble: str, value: Any = None) -> RecordError | PageChangedError:
        where = f"{self._path}: " if self._path else ""
        if not self._is_entry:
            return PageChangedError(f"{self._url}: {where}`{key}` {trouble}")
        return RecordError(f"{where}`{key}` {trouble}", field=key, value="" if value is None else self._show(value))


def amount(words: str, field: str) -> Decimal:
    """A number that a source gives as text, such as a price.

    Raises:
        RecordError: the text of this field is no finite number.
    """
    try:
        number = Decimal(words)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise RecordError(f"`{field}` is {shown(words)}, a number was expected", field=field, value=shown(words))
    return number


def shown(value: Any) -> str:
    """A value as a message shows it: cut to 200 characters."""
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _kind_name(kind: type) -> str:
    return KIND_NAMES.get(kind, kind.__name__)
