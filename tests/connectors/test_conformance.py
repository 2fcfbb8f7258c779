"""What every connector keeps to, without a line written for it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.contract import Connector, PageChangedError, RawListing, Request
from pipeline.normalize.listing import normalise
from pipeline.sources import load_connector, load_rules

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 150
READ_ON = re.compile(r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b")
PURE = {
    "__future__", "abc", "collections", "dataclasses", "datetime", "decimal", "functools", "html", "itertools", "json",
    "math", "re", "typing", "urllib.parse",
}  # fmt: skip
ALLOWED_PACKAGES = ("pipeline.contract", "connectors.platforms")
SIGN_IN = {"authorization", "x-goog-api-key"}
"""Headers that may hold a credential without the page being secret: they are neither archived nor logged."""
IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "now", "utcnow", "today", "sleep", "getenv", "urlopen"}


def _modules(source: str, connectors_folder: Any) -> list[Any]:
    """The modules of a source and of the shared platforms."""
    return [
        path
        for folder in (source, "platforms")
        for path in sorted((connectors_folder / folder).glob("*.py"))
        if path.stat().st_size
    ]


@cache
def _tree(path: Path) -> ast.AST:
    """A module's syntax; those of the shared platforms are asked for by every source."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> tuple[str, ...]:
    return tuple(_imported(_tree(path)))


@cache
def _calls(path: Path) -> tuple[tuple[int, str], ...]:
    calls = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))
    return tuple((node.lineno, getattr(node.func, "id", getattr(node.func, "attr", ""))) for node in calls)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_imports_are_pure(source: str, connectors_folder: Any) -> None:
    for path in _modules(source, connectors_folder):
        for name in _imports(path):
            is_fine = name.removesuffix(".abc") in PURE or name.startswith((*ALLOWED_PACKAGES, f"connectors.{source}"))
            assert is_fine, f"{path} imports {name}; a connector sees pipeline.contract and connectors.platforms only"


def test_calls_nothing_outside(source: str, connectors_folder: Any) -> None:
    for path in _modules(source, connectors_folder):
        for line, name in _calls(path):
            assert name not in IMPURE_CALLS, f"{path}:{line} calls {name}: no clock, no files here"


def test_files_are_short(source: str, connectors_folder: Any) -> None:
    for path in _modules(source, connectors_folder):
        n_lines = len(path.read_text(encoding="utf-8").splitlines())
        assert n_lines <= MAX_LINES, f"{path} has {n_lines} lines"


def test_rules_are_valid_and_honest(source: str, connectors_folder: Any) -> None:
    rules = load_rules(connectors_folder / source)
    assert not rules.terms.startswith("Not read yet"), (
        f"{source}: the terms have not been read; a person reads them, and source.yaml says what they allow and when"
    )
    assert READ_ON.search(rules.terms) or "not verified" in rules.terms.lower(), (
        f"{source}: `terms` say neither on which day they were read, such as `read on 2026-11-24`, nor `not verified`; "
        "CONTRIBUTING.md (step 1) has the sentence for terms that could not be read"
    )
    assert "url" in rules.expect.fill_rate, (
        f"{source}: `fill_rate` lacks `url`: a source whose courses nobody can open would pass; write `url: 0.9`"
    )


def test_start_asks_https_pages_that_have_readers(source: str, connectors_folder: Any) -> None:
    rules = load_rules(connectors_folder / source)
    connector = load_connector(source, connectors_folder)({name: f"secret {name}" for name in rules.credentials})
    requests = [produced for produced in connector.start() if isinstance(produced, Request)]
    assert requests
    for request in requests:
        _assert_well_formed(request, connector)
        body = (request.body or b"").decode()
        told = {name: text for name, text in request.headers.items() if name.lower() not in SIGN_IN}
        assert request.is_secret or "secret" not in body + request.url + str(told)


def test_first_request_is_recorded(source: str, cases: list[Any], connectors_folder: Any) -> None:
    """A recording shows what the first request gets; method and headers included, for they change the answer."""
    connector = load_connector(source, connectors_folder)()
    recorded = [_asked(case.page().request) for case in cases if case.source == source]
    for produced in connector.start():
        if isinstance(produced, Request):
            assert _asked(produced) in recorded


def _asked(request: Request) -> dict[str, Any]:
    return {
        "url": request.url,
        "reader": request.reader,
        "method": request.method,
        "headers": dict(request.headers),
        "is_secret": request.is_secret,
    }


def test_requests_of_a_page_have_readers(case: Any) -> None:
    connector, page = case.connector, case.page()
    try:
        for produced in getattr(connector, page.request.reader)(page):
            if isinstance(produced, Request):
                _assert_well_formed(produced, connector)
    except PageChangedError:
        assert case.expected["error"]


def _assert_well_formed(request: Request, connector: Connector) -> None:
    parts = urlsplit(request.url)
    if parts.scheme == "folder":  # a list on this machine, for those that say so in source.yaml
        assert load_rules(ROOT / "connectors" / connector.source).files
    else:
        assert parts.scheme == "https"
        assert parts.hostname
    assert not parts.fragment
    assert callable(getattr(connector, request.reader))
    assert request.method in ("GET", "POST")


def test_keys_are_unique_within_a_page(case: Any, reading: Any) -> None:
    keys = [listing["key"] for listing in reading(case)["listings"]]
    assert (len(keys) > len(set(keys))) == bool(case.about.get("keys_repeat"))


def test_every_key_of_the_recording_is_taken_or_ignored(case: Any, reading: Any) -> None:
    assert [note["field"] for note in reading(case)["notes"] if note["kind"] == "unknown_key"] == []


def test_reading_twice_gives_the_same(case: Any) -> None:
    assert case.read() == case.read()


def test_secrets_are_in_no_note(case: Any, reading: Any) -> None:
    if not case.about.get("is_secret"):
        return
    for body in (case.body, case.body[: len(case.body) // 2], b'{"access_token": ["header.payload.signature"]}'):
        outcome = case.read(body)
        said = json.dumps([outcome["notes"], outcome["error"]]) + repr(case.page(body))
        assert "payload" not in said
        assert "not a real one" not in said


def test_words_of_the_recording_are_understood(case: Any, connectors_folder: Any, reading: Any) -> None:
    rules = load_rules(connectors_folder / case.source)
    for words in reading(case)["listings"]:
        raw = RawListing(**(words | {"topics": tuple(words.get("topics", ()))}))
        notes = [note.message for note in normalise(raw, rules).notes if note.kind == "unknown_value"]
        assert notes == [], f"{raw.key}: add the word to lookups in source.yaml"


@pytest.mark.parametrize("body", [b"", b"null", b"7", b'"text"', b"[1]", b"{}", b"<html><p>Back soon</p></html>"])
def test_page_of_another_type_has_changed(case: Any, body: bytes) -> None:
    page = case.page(body)
    with pytest.raises(PageChangedError) as caught:
        list(getattr(case.connector, page.request.reader)(page))
    assert page.url in str(caught.value)


def _names(value: Any) -> set[str]:
    """Every key anywhere in a page."""
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in _names(item)}
    return {name for item in value for name in _names(item)} if isinstance(value, list) else set()


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {new if key == old else key: _renamed(item, old, new) for key, item in value.items()}
    return [_renamed(item, old, new) for item in value] if isinstance(value, list) else value


def test_a_renamed_key_is_never_silent(case: Any, reading: Any) -> None:
    """Each key in turn gets another name: what changes is rejected, reported or a changed page."""
    before = reading(case)
    if before["error"] or not case.is_json:
        return
    values = json.loads(case.body)
    rejecting = 0
    for name in sorted(_names(values)):
        new = f"{name}_renamed"
        after = case.read(json.dumps(_renamed(values, name, new)).encode())
        reported = any(note["kind"] == "unknown_key" and note["field"].endswith(f".{new}") for note in after["notes"])
        reported |= any(note["kind"] == "unknown_key" and note["field"] == new for note in after["notes"])
        is_loud = bool(after["error"]) or after["rejected"] > before["rejected"] or reported
        rejecting += bool(after["error"]) or after["rejected"] > before["rejected"]
        parts = ("listings", "requests", "totals", "left_out")
        is_same = all(after[part] == before[part] for part in parts)
        assert is_loud or is_same, f"`{name}` was renamed and the listings changed without a word"
    assert rejecting >= 1, "no key is required: a page of another kind would be read as an empty one"


def test_a_renamed_title_leaves_no_listing(case: Any, reading: Any) -> None:
    before = reading(case)
    titles = {listing["title"] for listing in before["listings"]}
    if not titles or not case.is_json:
        return
    values = json.loads(case.body)
    name = next(name for name in ("title", "name", *sorted(_names(values))) if _holds(values, name, titles))
    after = case.read(json.dumps(_renamed(values, name, "headline")).encode())
    assert after["listings"] == []
    is_refused = bool(after["error"])  # a page that is one course has changed as a whole
    assert is_refused or after["rejected"] + after["left_out"] >= len(before["listings"])


def _holds(value: Any, name: str, titles: set[str]) -> bool:
    if isinstance(value, dict):
        found = value.get(name)
        return (isinstance(found, str) and found in titles) or any(
            _holds(item, name, titles) for item in value.values()
        )
    return isinstance(value, list) and any(_holds(item, name, titles) for item in value)
