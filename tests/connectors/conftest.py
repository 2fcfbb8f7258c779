"""The recordings: small pages in each provider's true wire format, and what a person has agreed they say.

tests/recordings/<source>/<case>/ holds page.* (the body), case.yaml (the request, and why the case exists) and
expected.json (what the connector makes of it). A missing expected.json is written by the test, which then fails: read
it, mend what is wrong, commit it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request, StatedTotal, Tombstone, Watermark
from pipeline.sources import load_connector

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "tests" / "recordings"
CONNECTORS = ROOT / "connectors"
SOURCES = sorted(path.parent.name for path in CONNECTORS.glob("*/source.yaml"))
FROM_FILES = {
    source for source in SOURCES if "\nfiles:" in (CONNECTORS / source / "source.yaml").read_text(encoding="utf-8")
}
"""Sources of lists on this machine: there is no server that could misbehave."""
LISTING_FIELDS = [field.name for field in fields(RawListing)]


# A file of a recording is read once for the many tests that ask for it; none of them changes what it is given.
@cache
def _yaml(path: Path) -> dict[str, Any]:
    about: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return about


@cache
def _body(folder: Path) -> bytes:
    (page,) = folder.glob("page.*")
    return page.read_bytes()


@cache
def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return expected


@dataclass(frozen=True)
class Case:
    """One recorded page."""

    source: str
    name: str

    def __str__(self) -> str:
        return f"{self.source}/{self.name}"

    @property
    def folder(self) -> Path:
        return RECORDINGS / self.source / self.name

    @property
    def about(self) -> dict[str, Any]:
        """What case.yaml says."""
        return _yaml(self.folder / "case.yaml")

    @property
    def body(self) -> bytes:
        return _body(self.folder)

    @property
    def is_json(self) -> bool:
        """Whether keys can be renamed in it; a page of HTML is held by its strict selectors."""
        return (self.folder / "page.json").is_file()

    @property
    def connector(self) -> Connector:
        about = self.about
        return load_connector(self.source, CONNECTORS)(about.get("credentials"), since=about.get("since"))

    @property
    def expected_file(self) -> Path:
        return self.folder / "expected.json"

    @property
    def expected(self) -> dict[str, Any]:
        """What was agreed; empty where nothing is agreed yet."""
        return _json(self.expected_file)

    def page(self, body: bytes | None = None) -> Page:
        """The page, or another body in its place."""
        about = self.about
        request = Request(
            about["url"],
            about["reader"],
            method=about.get("method", "GET"),
            headers=about.get("headers", {}),
            is_secret=about.get("is_secret", False),
            is_optional=about.get("is_optional", False),
        )
        headers = about.get("answer_headers", {})
        return Page(request, about["url"], 200, headers, self.body if body is None else body)

    def read(self, body: bytes | None = None) -> dict[str, Any]:
        """What the connector makes of the page, as expected.json words it."""
        page, connector = self.page(body), self.connector
        produced: list[Any] = []
        error = None
        try:
            produced.extend(getattr(connector, page.request.reader)(page))
        except PageChangedError as changed:
            error = str(changed)
        notes = page.notes + ([] if error else page.audit())
        said = {
            "tombstones": [item.key for item in produced if isinstance(item, Tombstone)],
            "watermarks": [item.text for item in produced if isinstance(item, Watermark)],
        }
        return {name: found for name, found in said.items() if found} | {
            "listings": [_words(item) for item in produced if isinstance(item, RawListing)],
            "requests": [_request(item) for item in produced if isinstance(item, Request)],
            "totals": [item.n for item in produced if isinstance(item, StatedTotal)],
            "notes": [{"kind": note.kind, "field": note.field, "message": note.message} for note in notes],
            "rejected": page.rejected,
            "left_out": page.left_out,
            "error": error,
        }


def _words(listing: RawListing) -> dict[str, Any]:
    """What a listing says; topics as a list, as JSON has them."""
    return {name: list(value) if name == "topics" else value for name, value in asdict(listing).items() if value}


def _request(request: Request) -> dict[str, Any]:
    words = {"url": request.url, "reader": request.reader, "headers": dict(request.headers)}
    if request.method != "GET":
        words["method"] = request.method
    if request.body and not request.is_secret:
        words["body"] = request.body.decode()
    return words | ({"is_optional": True} if request.is_optional else {})


@cache
def read_once(case: Case) -> dict[str, Any]:
    """What the connector makes of a recorded page; read once for the many tests of its fields."""
    return case.read()


CASES = [
    Case(path.parent.parent.name, path.parent.name) for path in sorted(RECORDINGS.glob("*/*/case.yaml"))
]  # a case without case.yaml is found by the tests


def _fields() -> Iterator[tuple[Case, int, str]]:
    """Every field that a recording is expected to fill: each is a test of its own."""
    for case in CASES:
        for number, listing in enumerate(case.expected.get("listings", ())):
            for name in listing:
                yield case, number, name


def _listings() -> Iterator[tuple[Case, int]]:
    for case in CASES:
        for number, _ in enumerate(case.expected.get("listings", ())):
            yield case, number


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per recorded field, listing, case or source, as the test's arguments ask."""
    rows: dict[str, Callable[[], list[Any]]] = {
        "recorded_field": lambda: list(_fields()),
        "recorded_listing": lambda: list(_listings()),
        "case": lambda: list(CASES),
        "source": lambda: list(SOURCES),
        "web_source": lambda: [source for source in SOURCES if source not in FROM_FILES],
        "web_case": lambda: [case for case in CASES if case.source not in FROM_FILES],
    }
    for argument, values in rows.items():
        if argument in metafunc.fixturenames:
            metafunc.parametrize(argument, values(), ids=_identity)


def _identity(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}[{value[1]}]" + "".join(f".{name}" for name in value[2:])
    return str(value)


@pytest.fixture(scope="session")
def reading() -> Callable[[Case], dict[str, Any]]:
    """What the connector makes of a recorded page."""
    return read_once


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of all recordings."""
    return RECORDINGS


@pytest.fixture(scope="session")
def connectors_folder() -> Path:
    """The folder of all connectors."""
    return CONNECTORS


@pytest.fixture(scope="module")
def gateway(replay: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The replay server on day 1, once for all tests of a file."""
    with replay() as address:
        yield address


@pytest.fixture
def faulty(
    replay: Callable[..., AbstractContextManager[str]],
) -> Callable[..., AbstractContextManager[str]]:
    """The replay server with one fault in every answer: `with faulty("drift", **{"from": "name", "to": "x"}) as …`."""

    def serve(kind: str, path: str = "", host: str = "*", **args: Any) -> AbstractContextManager[str]:
        return replay(faults=[{"host": host, "path_regex": path, "kind": kind, "always": True, "args": args}])

    return serve


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    """All recorded pages."""
    return CASES
