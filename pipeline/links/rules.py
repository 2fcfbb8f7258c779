"""What follows from a result: when to look again, and when a course leaves the shortlists."""

from __future__ import annotations

from pipeline.model import LinkCheck, LinkResult

MISSING: frozenset[LinkResult] = frozenset({"gone", "soft_gone"})
NOT_KNOWN: frozenset[LinkResult] = frozenset({"refused", "unreachable"})
DAYS_GONE = 2  # one day of trouble with a site's new pages is no farewell


def is_missing(result: str) -> bool:
    """Whether a result says that the page is not there."""
    return result in MISSING


def next_failures(before: int, result: LinkResult) -> int:
    """Days in a row on which the page was missing, after one more look; looks are on different days."""
    if result in NOT_KNOWN:
        return before
    return before + 1 if result in MISSING else 0


def has_left(check: LinkCheck) -> bool:
    """Whether a course is left out of shortlists; that it is listed is its source's matter."""
    return check.n_failures >= DAYS_GONE


def days_until_due(check: LinkCheck, recheck_days: int) -> int:
    """Whole days after which the page is looked at again."""
    is_open = check.result == "unreachable" or 0 < check.n_failures < DAYS_GONE
    return 1 if is_open and not has_left(check) else recheck_days
