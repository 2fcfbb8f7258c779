"""Whether the page of a shortlisted course is still there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.model.columns import column, table

LinkResult = Literal["alive", "gone", "soft_gone", "moved", "hub", "paywall", "refused", "unreachable"]


@table("core", "link_check")
@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCheck:
    """What the page of a course that is or was on a shortlist answered when it was looked at last."""

    course_id: str = column("the course", key=True)
    url: str = column("the address looked at; where it is not the course's own any more, the check says nothing")
    checked_at: datetime = column("UTC time of the night that looked")
    result: str = column(
        "alive; gone (404 or 410); soft_gone (says so with status 200); moved (final_url is the new address); hub "
        "(redirected to a page that does not name the course); paywall (one must pay or sign in to see it); "
        "refused (robots.txt, 401, 403 or a challenge: not known); unreachable (no usable answer: not known)"
    )
    status: int | None = column("HTTP status of the last answer; null where there was none")
    final_url: str | None = column("the address after all redirects; null where there was no answer")
    evidence: str = column("what the result rests on, in a sentence")
    n_failures: int = column(
        "days in a row on which it was gone or soft_gone, those without an answer not counted; from 2 on the course is "
        "left out of shortlists"
    )
