"""Which troubles are new and which have gone since people were last told, grouped by cause. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.escape import one_line
from pipeline.flow.telling.night import NightEnd
from pipeline.store import Cause, at_utc

NIGHT = ""
"""Where the cause stands for which a night as a whole came to nothing."""
CUT = re.compile(r"(?:; the first: |, 200 was expected(?:: |$)).*", re.DOTALL)
ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://(?:[^\s,;)]|[,;)](?=\S))+|(?<![\w/])(?:/[\w.@+-]+)+/?|\b[\w-]+(?:\.[\w-]+)+\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<!status )(?<![\w.])[-+]?\d[\d,.]*(?:\s?%)?(?!\w)")
LONGEST = 160


@dataclass(frozen=True)
class Trouble:
    """One source in trouble; `reason` is tonight's, with its numbers."""

    source: str
    reason: str


@dataclass(frozen=True)
class News:
    """What is new since people were told, and what has gone."""

    began: Mapping[tuple[str, str], tuple[Trouble, ...]] = field(default_factory=dict)
    """By outcome and cause, the cause with most sources first."""
    ended: tuple[str, ...] = ()
    """Sources that succeeded again, and NIGHT where a night was published again."""
    standing: int = 0
    """Sources whose cause was told before and is still there."""

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.began and not self.ended


def cause_of(reason: str) -> str:
    """A reason without what differs from night to night and from source to source: addresses and numbers.

    `12 listings came, at least 100 were expected` is `… listings came, at least … were expected`; the status of an
    answer stays, since 403 and 500 are two causes.
    """
    words = CUT.sub("", one_line(reason))
    words = ADDRESS.sub("…", NUMBER.sub("…", words))
    words = re.sub(r"…(?:[\s:/]*…)+", "…", words)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def compare(told: Mapping[str, Cause], end: NightEnd) -> tuple[News, dict[str, Cause]]:
    """What is to be told of a night, and the causes as they stand after it.

    A source that was not asked tonight stands as it stood. Of a night that was not published the sources count as well:
    they were asked.
    """
    now = _troubles(end)
    after = {source: cause for source, cause in told.items() if source not in end.outcomes and source != NIGHT}
    began: dict[tuple[str, str], list[Trouble]] = {}
    standing = 0
    for source, (outcome, reason) in now.items():
        cause, before = cause_of(reason), told.get(source)
        if before and (before.outcome, before.cause) == (outcome, cause):
            after[source] = before
            standing += source != NIGHT
            continue
        after[source] = Cause(outcome=outcome, cause=cause, since=at_utc(end.at))
        began.setdefault((outcome, cause), []).append(Trouble(source, one_line(reason)))
    ended = tuple(sorted(source for source in told if source not in after))
    ordered = sorted(began.items(), key=lambda each: (each[1][0].source != NIGHT, -len(each[1]), each[0]))
    return News({key: tuple(troubles) for key, troubles in ordered}, ended, standing), dict(sorted(after.items()))


def _troubles(end: NightEnd) -> dict[str, tuple[str, str]]:
    """Outcome and reason by source in trouble, in their order; under NIGHT why nothing was published."""
    found = {source: told for source, told in sorted(end.outcomes.items()) if told[0] != "succeeded"}
    return ({NIGHT: ("unpublished", end.failure)} if end.failure else {}) | found
