"""The archive of pages: every body as it came, so that a night can be built again and a page asked for conditionally.

    objects/ab/<sha256>.gz     bodies, named by their content, never by an address
    runs/<source>/<run>.jsonl  what one run read, a line a page, in order
    latest/<source>.json       which run was promoted last, after those that it adds changes to

Promotion forgets the indexes of older runs; a sweep then deletes the bodies that only they named.
Only the promoted run answers `latest`: the validators of a held run would let a 304 freeze a bad page in.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import threading
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pipeline import private
from pipeline.contract import Request
from pipeline.errors import StoreError
from pipeline.fetch.disk import Growing, create, disk, sync, write_atomically
from pipeline.fetch.sweep import named_bodies, remove, unneeded

KEPT_HEADERS = ("content-type", "etag", "last-modified", "link", "sunset", "x-total")
VALIDATORS = ("etag", "last-modified")
UNREADABLE = (OSError, ValueError, KeyError, TypeError)  # what reading a damaged pointer or index raises
PACKED_LEVEL = 3
"""Of gzip, where a site sends its pages unpacked: 774 kB took 22 ms and 211 kB; at level 6 53 ms and 189 (2026-11)."""
KEY_HEADERS = ("accept", "accept-language", "content-type")  # those that change the answer and are no credential


@dataclass(frozen=True, kw_only=True)
class Archived:
    """One page of one run: what was asked, what came, and the name of its body. `fetched_at` is aware, in UTC."""

    source: str
    key: str
    reader: str
    """The connector's method that reads it."""
    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    sha256: str
    size_bytes: int
    fetched_at: datetime
    run_id: str


def request_key(request: Request) -> str:
    """The same for requests that ask for the same page; credentials in headers have no part in it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    parts: list[Any] = [request.method.upper(), request.url, [headers.get(name) for name in KEY_HEADERS]]
    parts.append(hashlib.sha256(request.body or b"").hexdigest())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are archived and shown to connectors, by lower-case name."""
    lower = {name.lower(): value for name, value in headers.items()}
    return {name: lower[name] for name in KEPT_HEADERS if name in lower}


class Archive:
    """The pages of one home. Safe to use from several threads; one process at a time writes (the night's lock)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._promoted: dict[str, tuple[tuple[int, int], dict[str, Archived]]] = {}
        self._folders: set[str] = set()
        self._written: dict[str, set[str]] = {}
        self._indexes = Growing()
        self._index_paths: dict[tuple[str, str], Path] = {}

    def store(
        self,
        source: str,
        request: Request,
        *,
        run_id: str,
        final_url: str,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        fetched_at: datetime,
        packed: bytes | None = None,
    ) -> Archived:
        """Keep a body and note that this run read it. `packed` is the body as a whole gzip stream, where it came so.

        Raises:
            StoreError: the request is secret, or the disk refuses.
        """
        if request.is_secret:
            raise StoreError(f"{source}: an answer that holds a credential must never be archived")
        archived = Archived(
            source=source,
            key=request_key(request),
            reader=request.reader,
            url=request.url,
            final_url=final_url,
            status=status,
            headers=kept_headers(headers),
            sha256=hashlib.sha256(body).hexdigest(),
            size_bytes=len(body),
            fetched_at=fetched_at,
            run_id=run_id,
        )
        # Written even where the name exists: an object that rotted on disk is mended by the next download.
        self._keep_body(archived, packed or gzip.compress(body, PACKED_LEVEL, mtime=0))
        self._note(archived)
        return archived

    def keep(self, archived: Archived, *, run_id: str, headers: Mapping[str, str] | None = None) -> Archived:
        """Note that this run read a page whose body is archived already, after a 304 or without a network.

        `headers` are those of the 304; they replace the validators archived before (RFC 9111, 3.2).
        """
        fresh = {name: text for name, text in kept_headers(headers or {}).items() if name in VALIDATORS}
        again = replace(archived, run_id=run_id, headers={**archived.headers, **fresh})
        self._note(again)
        return again

    def latest(self, source: str, request: Request) -> Archived | None:
        """The page as the last promoted run read it; None for secret requests."""
        return None if request.is_secret else self._latest(source).get(request_key(request))

    def pages(self, source: str) -> list[Archived]:
        """What the last promoted run read, in its order; the last answer where a page was asked twice."""
        return list(self._latest(source).values())

    def body(self, archived: Archived) -> bytes:
        """The body as it came.

        Raises:
            StoreError: the file is missing or is not what was written.
        """
        path = self._object(archived.sha256)
        try:
            unpacker = zlib.decompressobj(wbits=31)
            body = unpacker.decompress(path.read_bytes(), archived.size_bytes + 1)
        except (OSError, zlib.error) as error:
            raise StoreError(f"{path}: the archived page cannot be read ({error}); the page is asked anew") from error
        if hashlib.sha256(body).hexdigest() != archived.sha256:
            raise StoreError(f"{path}: the archived page is not what was written; the page is asked anew")
        return body

    def promote(self, source: str, run_id: str, *, adds_to_last: bool = False) -> None:
        """Make what this run read the latest, at once or not at all; forget the index files of older runs.

        With `adds_to_last` the run asked for changes only: what it read comes on top of what was promoted before.
        """
        run = self._run(source, run_id)
        self._indexes.close(run)
        for written in self._written.pop(run_id, ()):
            sync(Path(written))
        promoted = self._promoted_runs(source) if adds_to_last else []
        run_ids = [*(known for known in promoted if known != run_id), run_id]
        with disk(run):
            private.make_folder(run.parent)
            run.touch(mode=private.FILE)
            sync(run)
            write_atomically(self._pointer(source), json.dumps({"run_ids": run_ids}).encode())
            sync(self._pointer(source).parent)
            kept = {self._run(source, each).name for each in run_ids}
            for other in run.parent.glob("*.jsonl"):
                if other.name < run.name and other.name not in kept:
                    other.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete the bodies that no index names any more and what killed writes left; returns how many files went.

        Call it under the home's lock, when nothing is being stored. Killed at any moment, it leaves work for the next
        one and no more. Where any index cannot be read, each body may be one of its pages: nothing is deleted, 0.
        A file that the disk does not give up is left to the next sweep.
        """
        try:
            sources = [path.stem for path in (self._folder / "latest").glob("*.json")]
            promoted = {path for source in sources for path in self._promoted_indexes(source)}
            return remove(unneeded(self._folder, named_bodies(self._folder / "runs", promoted)))
        except (*UNREADABLE, StoreError):
            return 0

    def _latest(self, source: str) -> dict[str, Archived]:
        try:
            found = os.stat(f"{self._folder}/latest/{_checked(source)}.json")  # noqa: PTH116 - asked for every page
        except FileNotFoundError:
            return {}
        stamp = (found.st_ino, found.st_mtime_ns)
        known = self._promoted.get(source)
        if known is None or known[0] != stamp:
            known = self._promoted[source] = (stamp, self._read_promoted(source))
        return known[1]

    def _read_promoted(self, source: str) -> dict[str, Archived]:
        try:
            lines = [line for path in self._promoted_indexes(source) for line in path.read_bytes().splitlines()]
        except UNREADABLE:
            return {}  # a lost pointer or index costs a full download, never the night
        entries: dict[str, Archived] = {}
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):  # the half-written line of a killed run
                archived = _archived(json.loads(line))
                entries[archived.key] = archived
        return entries

    def _promoted_indexes(self, source: str) -> list[Path]:
        pointer = json.loads(self._pointer(source).read_bytes())
        # Before 2026-11-24 a pointer named one run.
        run_ids = pointer["run_ids"] if "run_ids" in pointer else [pointer["run_id"]]
        if not run_ids or not isinstance(run_ids, list):
            raise ValueError("not the names of runs")
        return [self._run(source, str(run_id)) for run_id in run_ids]

    def _promoted_runs(self, source: str) -> list[str]:
        try:
            return [unquote(path.stem) for path in self._promoted_indexes(source)]
        except UNREADABLE:
            return []

    def _keep_body(self, archived: Archived, packed: bytes) -> None:
        """Write a body under its name. It is made to last when its run is promoted; until then it is checked anyway.

        A new name is written at once: what a kill leaves half-written is no body, and is mended like one that rotted.
        """
        # Texts, not Path: that took as long as making the file does (0.1 ms a page, measured 2026-11).
        folder = f"{self._folder}/objects/{archived.sha256[:2]}"
        path = f"{folder}/{archived.sha256}.gz"
        with disk(path):
            if folder not in self._folders:
                private.make_folder(Path(folder))
                self._folders.add(folder)
            try:
                create(path, packed)
            except FileExistsError:
                unfinished = Path(f"{folder}/.{archived.sha256}.gz.{threading.get_ident()}.tmp")
                private.write(unfinished, packed)
                unfinished.replace(path)
        self._written.setdefault(archived.run_id, set()).add(path)

    def _note(self, archived: Archived) -> None:
        line = json.dumps({**vars(archived), "fetched_at": archived.fetched_at.isoformat()}).encode() + b"\n"
        run = (archived.source, archived.run_id)
        if run not in self._index_paths:
            self._index_paths[run] = self._run(*run)
        self._indexes.add(self._index_paths[run], line)

    def _object(self, sha256: str) -> Path:
        return self._folder / "objects" / sha256[:2] / f"{sha256}.gz"

    def _run(self, source: str, run_id: str) -> Path:
        return self._folder / "runs" / _checked(source) / f"{quote(run_id, safe='')}.jsonl"

    def _pointer(self, source: str) -> Path:
        return self._folder / "latest" / f"{_checked(source)}.json"


def _checked(source: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", source):
        raise StoreError(f"the source id {source!r} is no folder name: small letters, digits and _ were expected")
    return source


def _archived(values: dict[str, Any]) -> Archived:
    archived = Archived(**{**values, "fetched_at": datetime.fromisoformat(values["fetched_at"])})
    if not re.fullmatch(r"[0-9a-f]{64}", archived.sha256):
        raise ValueError("not the name of a body")
    return archived
