"""The message after a decision: which one was written, carried to the next page in a cookie of its number."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pipeline.model import Decision
from pipeline.review.render import set_cookie
from pipeline.review.standing import Standing

COOKIE = "circlewise_said"
SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A decision that was just written, and whether it can be taken back from here."""

    decision: Decision
    title: str
    seen: int
    can_undo: bool


def said_of(request: Request, standing: Standing, titles: dict[str, str]) -> Said | None:
    """The decision that the page before wrote, if it still is the latest one of its topic."""
    number = request.cookies.get(COOKIE, "")
    decision = standing.numbered(int(number)) if number.isascii() and number.isdigit() and len(number) < 12 else None
    if decision is None or standing.seen.get(decision.topic_id) != decision.decision_id:
        return None
    return Said(
        decision=decision,
        title=titles.get(decision.topic_id, decision.topic_id),
        seen=decision.decision_id,
        can_undo=decision.action != "undo",
    )


def say(response: Response, request: Request, number: int) -> None:
    """Have the next page tell a decision."""
    set_cookie(response, request, COOKIE, str(number), SECONDS)


def unsay(response: Response, request: Request) -> None:
    """It was told: the page after this one is silent."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
