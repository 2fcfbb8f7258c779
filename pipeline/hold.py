"""Whether a run is good enough to be seen: zero is a failure, and so is half."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Expect

ENOUGH_TO_COMPARE = 20  # changed courses whose fields are compared with what is usual for the source


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a run brought, in numbers."""

    listings: int
    """Records read, repeated keys included."""
    rejected: int
    """Records that could not be read."""
    repeated: int = 0
    """Records read whose key had come before: other pages of a list, or the whole list twice."""
    first_rejection: str
    """What was wrong with the first of them; empty where there is none."""
    left_out: int
    """Records that the connector left out on purpose, such as those marked as deleted."""
    stated_total: int | None
    """How many records the source says it has, where it says so."""
    filled: Mapping[str, int]
    """By field of RawListing: records that have it."""
    unreadable_pages: tuple[str, ...]
    """What was wrong with each page that is not what the connector was written for."""
    unread_lists: tuple[str, ...] = ()
    """What was wrong with each list that the others are shown without."""
    is_full: bool = True
    """False where only changes were asked for: then a few are fine, and none too."""


def reason_to_hold(tally: Tally, expect: Expect, previous_listings: int | None) -> str | None:
    """The first reason, in one sentence, why people must not see this run; None where it is good.

    `previous_listings` is what the last succeeded run brought, each key once: a list that came twice on one night would
    have every later one held.
    """
    if tally.unreadable_pages:
        more = len(tally.unreadable_pages) - 1
        return tally.unreadable_pages[0] + (f" (and {more} more page(s) like it)" if more else "")
    read = tally.listings + tally.rejected
    if read == 0 and tally.unread_lists:
        return tally.unread_lists[0]
    if read == 0:
        return "the source gave no listing at all" if tally.is_full else None
    rejected_pct = 100 * tally.rejected / read
    if rejected_pct > expect.max_rejected_pct:
        return (
            f"{tally.rejected} of {read} records could not be read ({rejected_pct:.1f} %), "
            f"at most {expect.max_rejected_pct:g} % were expected; the first: {tally.first_rejection}"
        )
    if not tally.is_full:
        return _short_of_total(tally, expect, read + tally.left_out) or _emptied(tally, expect)
    if tally.listings < expect.min_listings:
        return f"{tally.listings} listings came, at least {expect.min_listings} were expected"
    return (
        _short_of_total(tally, expect, read + tally.left_out)
        or _dropped(tally, expect, previous_listings)
        or _emptied(tally, expect)
    )


def _short_of_total(tally: Tally, expect: Expect, read: int) -> str | None:
    if tally.stated_total is None:
        return None
    off_pct = 100 * abs(tally.stated_total - read) / max(tally.stated_total, 1)
    if off_pct > expect.total_tolerance_pct:
        return f"{read} records came, the source says it has {tally.stated_total}"
    return None


def _dropped(tally: Tally, expect: Expect, previous_listings: int | None) -> str | None:
    if not previous_listings:
        return None
    came = tally.listings - tally.repeated
    drop_pct = 100 * (previous_listings - came) / previous_listings
    if drop_pct > expect.max_drop_pct:
        return (
            f"{came} listings came after {previous_listings} the time before (down {drop_pct:.0f} %), "
            f"a drop of at most {expect.max_drop_pct:g} % was expected"
        )
    return None


def _emptied(tally: Tally, expect: Expect) -> str | None:
    if not tally.is_full and tally.listings < ENOUGH_TO_COMPARE:
        return None
    for field, floor in expect.fill_rate.items():
        share = tally.filled.get(field, 0) / tally.listings
        if share < floor:
            return f"`{field}` is filled in {share:.0%} of the listings, at least {floor:.0%} were expected"
    return None
