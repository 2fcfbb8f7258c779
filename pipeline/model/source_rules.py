"""What source.yaml and blocked.yaml may say: types, units, ranges, defaults and reasons.

Plain frozen dataclasses, so that the pure rooms can take them; pipeline.sources reads them from YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model.course import Kind
from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class Politeness:
    """How gently one host is asked."""

    delay_seconds: float = setting(
        "pause between two requests to one host; a longer Crawl-delay wins", limits=(0, 3600), default=1.0
    )
    concurrency: int = setting("requests under way at once to one host", limits=(1, 16), default=1)
    deadline_seconds: float = setting(
        "total time for one request, redirects and body included", limits=(1, 3600), default=120.0
    )
    retries: int = setting("tries after the first one, for transient errors", limits=(0, 10), default=4)
    max_body_mb: int = setting("largest body taken, unpacked, in MiB", limits=(1, 1024), default=64)
    max_pages: int = setting("pages taken in one run; more is a loop or a surprise", limits=(1, 1_000_000), default=500)


@dataclass(frozen=True, kw_only=True)
class Expect:
    """What a run must reach; a run below it is held and what people see stays as it was."""

    min_listings: int = setting("fewest listings of a good run", limits=(1, 10_000_000))
    max_drop_pct: float = setting(
        "largest drop in listings against the last succeeded run, in percent", limits=(0, 100)
    )
    fill_rate: dict[str, float] = setting(
        "smallest share of listings that must have a field, by RawListing field", limits=(0, 1)
    )
    max_rejected_pct: float = setting(
        "largest share of records that may be unreadable, in percent", limits=(0, 100), default=2.0
    )
    total_tolerance_pct: float = setting(
        "how far the count may be off the total the source states, in percent", limits=(0, 100), default=1.0
    )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a provider states about all its courses, with where and when it was read."""

    free_kind: Literal["free", "free_audit", "free_limited", "paid", "unknown"] = setting("the stated policy")
    url: str = setting("where it is stated")
    read_on: str = setting("ISO date it was read")
    read_in: str | None = setting(
        "what was read in place of the page itself, such as `a stored copy`; it stands in the evidence, so that nobody "
        "takes the page for read",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class SourceRules:
    """source.yaml: who the source is, how it may be asked, what is expected of it, and how its odd words are read."""

    source: str = setting("folder name; the source's id everywhere")
    title: str = setting("name shown to people")
    publisher: str = setting("who runs the source")
    home: str = setting("address a person would visit")
    terms: str = setting("what the source's terms say about automatic reading, with address and date read")
    expect: Expect = setting("what a run must reach")
    politeness: Politeness = setting("how gently it is asked", default_factory=Politeness)
    credentials: tuple[str, ...] = setting("environment variables it needs; without them it is skipped", default=())
    provider: str | None = setting("provider of every course where listings do not say", default=None)
    language: str | None = setting("BCP 47 tag of every course where listings do not say", default=None)
    pacing: Literal["self_paced", "instructor_paced"] | None = setting(
        "pacing of every course where listings do not say", default=None
    )
    policy: Policy | None = setting("stated free policy for listings that say nothing", default=None)
    lookups: dict[str, dict[str, str | None]] = setting(
        "by field (free, level, language, pacing, licence): the source's word, and our value; null ignores the word",
        default_factory=dict,
    )
    retire_after: int = setting(
        "days in a row with a succeeded run and without a course before it is retired", limits=(1, 365), default=3
    )
    full_every_days: int = setting(
        "days between full walks of a source that tells its changes; only these show what is gone without a word",
        limits=(1, 365),
        default=1,
    )
    kind: Kind = setting("what its listings are where they do not say; only courses are matched", default="course")
    files: str | None = setting(
        "lists on this machine that it reads instead of the web, as its address `folder:`: `home/…` lies in the home, "
        "`project/…` beside connectors/; a folder or one file",
        default=None,
    )
    is_complete: bool = setting("false for feeds that hide old courses: absence proves nothing", default=True)
    notes: str = setting("for maintainers, each with a date", default="")


@dataclass(frozen=True, kw_only=True)
class BlockedSource:
    """blocked.yaml: a catalogue that is known and not harvested, and why; nothing works around it."""

    source: str = setting("folder name; the source's id everywhere")
    title: str = setting("name shown to people")
    publisher: str = setting("who runs it")
    home: str = setting("address a person would visit")
    reason: str = setting("why it is not harvested, in a sentence or two")
    seen_on: str = setting("ISO date of what the reason rests on")
    would_take: str = setting("what would have to happen for it to be harvested")
