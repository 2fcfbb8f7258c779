"""Saves one more page of a source as a recording for its tests."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.author.cut import as_json
from pipeline.author.draft import Project, write_files
from pipeline.author.page import HARMLESS_HEADERS, check_address, decoded, fetch_page
from pipeline.author.rules import render_case
from pipeline.author.shorten import in_words, shortened
from pipeline.author.start import NAME
from pipeline.contract import Connector, Request
from pipeline.errors import UsageError
from pipeline.fetch import Clock
from pipeline.model import Settings
from pipeline.settings import settle_rules
from pipeline.sources import credentials, find_sources, load_connector


@dataclass(frozen=True)
class Recorded:
    """What was written."""

    page: Path
    case: Path
    reader: str
    size_bytes: int
    texts_cut: int
    """Long texts that were shortened, in a page of JSON."""


def record_page(
    source: str,
    url: str,
    project: Project,
    settings: Settings,
    clock: Clock,
    environ: Mapping[str, str],
    *,
    case: str | None,
    reader: str | None,
) -> Recorded:
    """Fetch a page as the source's connector would ask for it, and save it under tests/recordings, all of its records.

    Long texts in a page of JSON are shortened; everything else is as it came. The connector's own headers are sent, but
    of them only those that can be no credential are written.

    Raises:
        UsageError: no such source or reader, the case exists, or the source's pages need a sign-in.
        BlockedError: robots.txt or the server refuses; nothing is written.
        SourceError: the page cannot be had.
        TransientError: every try failed.
    """
    project.check()
    check_address(url)
    known = find_sources(project.connectors)
    if source not in known:
        raise UsageError(f"no source is called `{source}`; there are {', '.join(known)}")
    held, _ = credentials(known[source], environ)
    connector = load_connector(source, project.connectors)(held)
    request = _as_asked(connector, url, reader)
    folder = _case_folder(project.recordings / source, case)
    politeness = settle_rules(known[source], settings).politeness
    taken = fetch_page(request, source, politeness, settings, clock, random.Random())  # noqa: S311
    headers = {name: value for name, value in request.headers.items() if name.lower() in HARMLESS_HEADERS}
    why = f"A page as it came on {clock.now().date().isoformat()}. Say here what it shows that no other recording does."
    page, about = folder / f"page.{taken.suffix}", folder / "case.yaml"
    body, texts_cut = taken.body, 0
    if taken.suffix == "json":
        values, texts_cut = shortened(decoded(taken.body))
    if texts_cut:
        body = as_json(values)
        why += f" {in_words(texts_cut).capitalize()}."
    write_files({page: body, about: render_case(why, taken.url, request.reader, headers).encode()})
    return Recorded(page, about, request.reader, len(body), texts_cut)


def _as_asked(connector: Connector, url: str, reader: str | None) -> Request:
    """The request that the connector would make for this address, as far as its first ones tell."""
    first = [produced for produced in connector.start() if isinstance(produced, Request)]
    if any(request.is_secret for request in first):
        raise UsageError(
            f"the pages of {connector.source} need a sign-in, and what holds a credential is not recorded by itself; "
            "write the recording by hand, without any credential"
        )
    host = urlsplit(url).hostname
    same = sorted(first, key=lambda request: (request.url == url, urlsplit(request.url).hostname == host), reverse=True)
    near = next((request for request in same if request.method == "GET"), None)
    reader = reader or (near.reader if near else None)
    if reader is None or reader.startswith("_") or reader == "start" or not callable(getattr(connector, reader, None)):
        raise UsageError(
            f"{type(connector).__name__} has no method {reader!r} that reads a page; name one with --reader"
        )
    if near is None or urlsplit(near.url).hostname != host:
        return Request(url, reader)
    return replace(near, url=url, reader=reader)


def _case_folder(recordings: Path, case: str | None) -> Path:
    if case is None:
        numbers = range(2, 10_000)
        case = next(name for number in numbers if not (recordings / (name := f"page_{number}")).exists())
    if not NAME.fullmatch(case):
        raise UsageError(f"{case!r} cannot be a case's name; small letters, digits and _ were expected")
    if (recordings / case).exists():
        raise UsageError(f"{recordings / case} exists; choose another name with --case")
    return recordings / case
