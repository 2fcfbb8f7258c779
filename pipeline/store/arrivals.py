"""What a night brings to the build of the next catalogue, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Listing, column


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival(Listing):
    """A listing of tonight with what is needed to tell new, changed and unchanged."""

    content_hash: str = column("as in core.course")
    words: str = column("as in raw.listing")
    page_sha256: str = column("as in raw.listing")


@dataclass(frozen=True)
class GoodRun:
    """A source that succeeded tonight, and what its silence about a course means."""

    source: str
    retire_after: int
    """Days in a row without a course before it is retired."""
    proves_absence: bool
    """False where the feed hides courses, or archived pages were read again: then a course not seen is no miss."""
    unreadable: int = 0
    """Records that could not be read: as many courses may be there although they were not seen."""
    is_full: bool = True
    """False where only changes were asked for: a course not seen is as it was."""


@dataclass(frozen=True)
class Changes:
    """What one source brought, against the previous catalogue."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    gone: int = 0
    returned: int = 0
