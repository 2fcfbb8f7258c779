"""Nights, runs and what they leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.model.columns import column, table

Outcome = Literal["succeeded", "held", "blocked", "failed"]
Level = Literal["info", "warning", "error"]


@table("core", "night")
@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """One pass through the whole house: harvest, build, match, propose, publish."""

    night_id: str = column("UTC stamp and a short suffix, such as `20261124T020000-k3f`", key=True)
    started_at: datetime = column("UTC time of the start")
    finished_at: datetime = column("UTC time of the publication")
    courses: int = column("active courses in the published catalogue")
    goals: int = column("goals read from the surveys")
    matches: int = column("course and goal pairs kept")
    topics: int = column("topics proposed or suppressed")


@table("core", "run")
@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One harvest of one source."""

    run_id: str = column("night_id and source", key=True)
    night_id: str = column("the night it belongs to")
    source: str = column("the source")
    started_at: datetime = column("UTC time of the start")
    finished_at: datetime = column("UTC time of the end")
    outcome: str = column("succeeded, held, blocked or failed")
    reason: str | None = column("one sentence: why it was held, blocked or failed")
    pages: int = column("pages read, from the network or the archive")
    not_modified: int = column("pages the server said are unchanged (304)")
    retries: int = column("requests sent again after a transient error")
    listings: int = column("records the source gave, repeated keys included")
    new: int = column("courses not known before")
    changed: int = column("courses whose words changed")
    unchanged: int = column("courses as they were")
    missing: int = column("courses that were there the time before and are not now, or are said to be deleted")
    gone: int = column("courses retired: said to be deleted, or missed on enough days", before="0")
    returned: int = column("courses that were missing or retired and are there again", before="0")
    rejected: int = column("records that could not be read")
    is_full: bool = column(
        "false where only what changed since `watermark` of the run before was asked for", before="true"
    )
    watermark: str | None = column("how far the source's own clock had come; null where it tells none")


@table("core", "issue")
@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """Something a person may have to look at; one row a finding."""

    run_id: str = column("the run that found it")
    source: str = column("the source")
    level: str = column("info, warning or error")
    kind: str = column("what it is, such as `unknown_key`, `rejected_record`, `unknown_value`")
    url: str | None = column("the page")
    key: str | None = column("the record")
    field: str | None = column("the field")
    value: str | None = column("what was found, cut to 200 characters")
    message: str = column("what was found, what was expected, what to do")


@table("core", "run_count")
@dataclass(frozen=True, kw_only=True, slots=True)
class RunCount:
    """Path-like counters of a run, such as `field/licence/missing`."""

    run_id: str = column("the run", key=True)
    name: str = column("the counter", key=True)
    n: int = column("how often")


@table("raw", "page")
@dataclass(frozen=True, kw_only=True, slots=True)
class PageRow:
    """Every page of the last succeeded run of each source, and where its body is archived."""

    source: str = column("the source", key=True)
    request_key: str = column(
        "SHA-256 of method, address, body and the headers that change the answer", key=True, before="url"
    )
    url: str = column("the address asked for")
    run_id: str = column("the run that read it")
    fetched_at: datetime = column("UTC time the body was downloaded")
    status: int = column("HTTP status of that download")
    sha256: str = column("SHA-256 of the body; its name in pages/")
    size_bytes: int = column("size of the body, unpacked")


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A finding before it is known which run and record it belongs to; becomes an Issue."""

    level: Level
    kind: str
    message: str
    field: str = ""
    value: str = ""
    key: str = ""
    url: str = ""
