"""A YAML file as a dataclass of the model, its numbers within their limits, and a clear sentence for each mistake.

Files are read as YAML 1.2 reads them (measured on PyYAML 6.0.3, 2026-11: its own YAML 1.1 rules turn an unquoted 02:30
into 150 and `no` into false). A key written twice is an error, and so is a key nobody knows.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import re
import typing
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, cast

from pipeline.errors import SettingsError

T = TypeVar("T")
MAX_BYTES = 2**20  # PyYAML 6.0.3 takes 6 to 13 s for so many (2026-11, on a busy machine)
_SERVICE = re.compile(r"(\b(?!https?:)[a-z][a-z0-9+.-]*://)[^\s'\"]{6,}", re.IGNORECASE)
"""An address of mail or chat: whatever is behind its kind may be a password."""
_LOGIN = re.compile(r"(https?://)[^/\s'\"@]*@", re.IGNORECASE)
_OURS = re.compile(r"[a-z][a-z_]*[0-9]*")
SOME = 3  # keys that a message names where none is required
_WORDS: Mapping[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "keys with values below it (remove the key to keep the defaults)",
}


def load_typed(
    path: Path,
    kind: type[T],
    words: Mapping[Any, str] | None = None,
    checks: Callable[[T], Iterable[str]] = lambda _: (),
    short: Iterable[tuple[str, str]] = (),
) -> T:
    """The file as this dataclass, whose fields are made with pipeline.model.setting.setting.

    `words` says what is expected of a value of a type, for types that need more than their name; `checks` gives a
    sentence for each thing that has the right type, lies within its limits and still makes no sense; `short` names keys
    that may hold one word, and the key below them that it is for.

    Raises:
        SettingsError: the file is missing, is no YAML or does not fit; every finding is a sentence on a line of its own
            that names the file, the key, what was found and what was expected.
    """
    from pydantic import ValidationError

    keys = f"keys such as {', '.join(_required(kind))}"
    if not path.exists():
        raise SettingsError(f"{path}: not found, expected a file in YAML with {keys}; copy one that works")
    values = _read(path)
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: the file is {shown(values)}, expected {keys}")
    values |= {key: {inner: values[key]} for key, inner in short if isinstance(values.get(key), str)}
    try:
        # JSON mode: strict types, but a list may become a tuple and keys a dataclass.
        loaded: T = _adapter(cast("Hashable", kind)).validate_json(json.dumps(values), strict=True, extra="forbid")
        problems = [*_out_of_limits((), loaded, {}), *checks(loaded)]
    except ValidationError as error:
        problems = [_sentence(kind, each, {**_WORDS, **(words or {})}) for each in error.errors(include_url=False)]
    if problems:
        raise SettingsError("\n".join(f"{path}: {problem}" for problem in problems))
    return loaded


def typed_text(value: Any) -> str:
    """A dataclass of the model as YAML that `load_typed` reads; what is as it is by default is left out."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes every text in quotes that is no word of ours, whatever it looks like."""

    def written(to: Any, text: str) -> Any:
        return to.represent_scalar("tag:yaml.org,2002:str", text, style=None if _OURS.fullmatch(text) else '"')

    Dumper.add_representer(str, written)
    Dumper.ignore_aliases = lambda self, data: True  # type: ignore[method-assign]
    return str(yaml.dump(_plain(value), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: _plain(each) for field, each in fields if each not in (None, (), {})}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def out_of_limits(path: tuple[str | int, ...], value: Any) -> Iterator[str]:
    """A sentence for every number in a settings dataclass that is outside the limits its field declares."""
    yield from _out_of_limits(path, value, {})


def shown(value: Any) -> str:
    """A value of the file as a message shows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "keys with values"
    text = _LOGIN.sub(r"\1(a secret)@", _SERVICE.sub(r"\1(a secret)", repr(value)))
    return text if len(text) <= 80 else text[:80] + "…"


def _read(path: Path) -> Any:
    import yaml

    try:
        if (n_bytes := path.stat().st_size) > MAX_BYTES:
            raise SettingsError(f"{path}: {-(-n_bytes >> 20)} MiB, at most {MAX_BYTES >> 20} MiB are read")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}), expected a text file in UTF-8") from error
    try:
        return parsed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise SettingsError(f"{path}: {where}{_in_words(error)}, expected plain YAML") from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise SettingsError(f"{path}: {' '.join(str(error).split())}, expected plain YAML") from error


def parsed(text: str) -> Any:
    """The values of a text in YAML; whoever calls leaves them as they are.

    Raises:
        yaml.YAMLError, RecursionError, ValueError, OverflowError: it is no plain YAML.
    """
    import yaml

    return yaml.load(text, Loader=_strict_loader())  # noqa: S506 - a SafeLoader with fewer types


def _in_words(error: Any) -> str:
    """What PyYAML found, for people who do not know its terms (PyYAML 6.0.3, 2026-11)."""
    problem = error.problem or error.context
    if "'\\t'" in problem:
        return "a tab was found: use spaces, not tabs"
    if "expected <block end>" in problem or "mapping values are not allowed" in problem:
        return "not indented like the lines around it, or a word before `:` has no quotes it needs"
    return str(problem)


@cache
def _adapter(kind: Any) -> Any:
    """Pydantic's reader of this dataclass. Making one takes longer than reading a source.yaml with it (2026-11)."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


@cache
def _strict_loader() -> Any:
    """PyYAML's SafeLoader with the types of JSON only, and with every key text and written once.

    Aliases (*name) and tags (!name) are refused: the one makes a small file huge, the other changes what a value is.
    """
    import yaml

    class StrictLoader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            if isinstance(event, yaml.AliasEvent) or event.tag:
                problem = "found an alias (*name) or a tag (!name), which are not read here: write the value itself"
                raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key_node, _ in node.value:
                key = self.construct_object(key_node, deep=True)
                if not isinstance(key, str):
                    problem = f"found the key {shown(key)}, which is not text: put it in quotes"
                elif key in seen:
                    problem = f"found the key `{key}` a second time: keep one of them"
                else:
                    seen.add(key)
                    continue
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            return super().construct_mapping(node, deep)

        def construct_number(self, node: Any) -> int | float:
            is_whole = node.tag.endswith(":int")
            value = int(node.value) if is_whole and len(node.value) <= 18 else float(node.value)
            if not math.isfinite(value):
                problem = f"found {node.value[:40]}, which is too large a number"
                raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
            return value

    StrictLoader.yaml_implicit_resolvers = {}
    whole, fraction = r"[-+]?(?:0|[1-9][0-9]*)", r"(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
    for tag, pattern, first in (
        ("null", r"(?:~|null|)", ["~", "n", ""]),
        ("bool", r"(?:true|false)", list("tf")),
        ("int", whole, list("-+0123456789")),
        ("float", whole + fraction, list("-+0123456789")),
    ):
        StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^{pattern}$"), first)
    for tag in ("int", "float"):
        StrictLoader.add_constructor(f"tag:yaml.org,2002:{tag}", StrictLoader.construct_number)
    return StrictLoader


def _out_of_limits(path: tuple[str | int, ...], value: Any, declared: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for every number in a value, however deep, that is outside the limits its field declares."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _out_of_limits((*path, field.name), getattr(value, field.name), field.metadata)
    elif isinstance(value, dict | tuple):
        check = _wrong_override if declared["overrides"] else _out_of_limits
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from check((*path, name), inner, declared)
    elif declared["limits"] and value is not None:
        low, high = declared["limits"]
        if not low <= value <= high:
            yield f"{_dotted(path)}: found {value:.15g}, expected a number from {low:,} to {high:,}: {declared['doc']}"


def _wrong_override(path: tuple[str | int, ...], value: float, declared: Mapping[str, Any]) -> Iterator[str]:
    """A sentence if a number cannot stand in place of the one it overrides."""
    overridden = declared["overrides"]
    hints = typing.get_type_hints(overridden)
    known = {field.name: field for field in dataclasses.fields(overridden) if hints[field.name] in (int, float)}
    field = known.get(str(path[-1]))
    if field is None:
        yield f"{_dotted(path)}: found a key that cannot be set here, expected one of {', '.join(known)}"
    elif hints[field.name] is int and not value.is_integer():
        yield f"{_dotted(path)}: found {value:.15g}, expected a whole number: {field.metadata['doc']}"
    else:
        yield from _out_of_limits(path, value, field.metadata)


def _required(kind: type) -> list[str]:
    fields = dataclasses.fields(typing.cast("Any", kind))
    required = [field.name for field in fields if field.default is field.default_factory is dataclasses.MISSING]
    return required or [field.name for field in fields][:SOME]


def _sentence(kind: type, finding: Mapping[str, Any], words: Mapping[Any, str]) -> str:
    """One finding of pydantic in our words."""
    path, trouble = finding["loc"], finding["type"]
    if trouble == "json_invalid":  # seen with pydantic 2, 2026-11: the only two things that JSON mode cannot take
        return "found half a character, such as \\ud800, or too deep a nesting, expected plain keys and values"
    owner, doc, hint = _declared(kind, path)
    if trouble == "unexpected_keyword_argument":
        known = [field.name for field in dataclasses.fields(owner)]
        near = difflib.get_close_matches(str(path[-1]), known, n=1)
        meant = f"; is `{near[0]}` meant?" if near else ""
        return f"{_dotted(path)}: found a key that is not known{meant}, expected one of {', '.join(known)}"
    if trouble == "missing":
        return f"{_dotted(path)}: found nothing, expected {doc}"
    return f"{_dotted(path)}: found {shown(finding['input'])}, expected {_expected(hint, words)}: {doc}"


def _declared(kind: type, path: tuple[str | int, ...]) -> tuple[Any, str, Any]:
    """The dataclass in which the last name of a path is declared or should be, and its text and type if it is."""
    owner: Any = kind
    doc, hint = "", typing.cast("Any", kind)
    for name in path:
        if dataclasses.is_dataclass(hint):
            owner = hint
            field = next((field for field in dataclasses.fields(owner) if field.name == name), None)
            if field is None:
                return owner, "", None
            doc, hint = field.metadata["doc"], typing.get_type_hints(owner)[field.name]
        else:
            hint = _parts(hint)[-1]
        if NoneType in typing.get_args(hint):
            hint = _parts(hint)[0]
    return owner, doc, hint


def _parts(hint: Any) -> list[Any]:
    """The types in dict[str, X], tuple[X, ...] and X | None."""
    return [part for part in typing.get_args(hint) if part not in (..., NoneType)]


def _expected(hint: Any, words: Mapping[Any, str]) -> str:
    """A declared type in words."""
    if hint in words:
        return words[hint]
    if (origin := typing.get_origin(hint)) is tuple:
        return f"a list in [ ], each {_expected(_parts(hint)[0], words)}"
    return f"one of {', '.join(typing.get_args(hint))}" if origin is typing.Literal else words[dict]


def _dotted(path: tuple[str | int, ...]) -> str:
    """The place in the file, such as `expect.fill_rate.url`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
