"""The message after a decision: which one was written, carried to the next page in a cookie of its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from pipeline.model import CHOOSE, TALK
from pipeline.review.render import set_cookie
from pipeline.review.site import Site
from pipeline.review.standing import Standing
from pipeline.store import Ledger
from pipeline.store.season_decisions import SeasonDecisions
from pipeline.topics.decided import STATUS

COOKIE = "circlewise_said"
SECONDS = 60
Kind = Literal["topic", "taught", "many", "season", "ledger"]
_CARRIED = re.compile(r"(topic|taught|many|season|ledger)\.([0-9]{1,11})(?:\.([0-9]{1,11}))?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A decision that was just written, what it was about, and the form that takes it back."""

    action: str
    """An action on a topic, or a lesson of the matcher; templates/words.html words it."""
    title: str
    n: int = 0
    """How many topics, where it was decided about many at once, or rows of the ledger; 0 elsewhere."""
    undo_at: str = ""
    """Where that form goes; empty for what cannot be taken back from here."""
    fields: Mapping[str, str]
    """What that form carries."""


def said_of(request: Request, site: Site, standing: Standing) -> Said | None:
    """The decision that the page before wrote, if it still holds and nobody has decided about it since."""
    carried = _CARRIED.fullmatch(request.cookies.get(COOKIE, ""))
    if carried is None:
        return None
    kind, number, last = carried[1], int(carried[2]), int(carried[3] or 0)
    if kind == "many":
        return _of_many(standing, number, last)
    of: dict[str, Callable[[], Said | None]] = {
        "topic": lambda: _of_topic(site, standing, number),
        "taught": lambda: _of_taught(site, number),
        "season": lambda: _of_season(site, number),
        "ledger": lambda: _of_ledger(site, number),
    }
    return of[kind]()


def say(response: Response, request: Request, number: int, kind: Kind = "topic", last: int | None = None) -> None:
    """Have the next page tell a decision; of many at once the first number and the last."""
    set_cookie(response, request, COOKIE, f"{kind}.{number}" + (f".{last}" if last else ""), SECONDS)


def unsay(response: Response, request: Request) -> None:
    """It was told: the page after this one is silent."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _of_topic(site: Site, standing: Standing, number: int) -> Said | None:
    decision = standing.numbered(number)
    if decision is None or decision.undone_at is not None:
        return None
    if decision.action not in TALK and standing.seen.get(decision.topic_id) != decision.decision_id:
        return None
    topic_id = decision.topic_id
    topic = next((each for each in site.live.overview().topics if each.topic_id == topic_id), None)
    title = topic.title if topic else topic_id
    if topic and decision.action in CHOOSE:
        title = next((each.title for each in topic.courses if each.course_id == decision.course_id), title)
    is_status = decision.action in STATUS
    undo_at = f"/topics/{topic_id}/{'decide' if is_status else 'undo'}"
    return Said(
        action=decision.action,
        title=decision.note if decision.action in ("rename", "assign") and decision.note else title,
        undo_at="" if decision.action == "undo" else undo_at,
        fields={"action": "undo", "seen": str(number), "next": topic_id} if is_status else {"number": str(number)},
    )


def _of_many(standing: Standing, first: int, last: int) -> Said | None:
    """Decisions of one transaction: their numbers follow each other."""
    found = [each for each in standing.decisions if first <= each.decision_id <= last]
    if not found or any(each.action != found[0].action for each in found):
        return None
    return Said(
        action=found[0].action,
        title="",
        n=len(found),
        undo_at="" if found[0].action == "undo" else "/bulk/undo",
        fields={"first": str(first), "last": str(last)},
    )


def _of_taught(site: Site, number: int) -> Said | None:
    lesson = next((each for each in site.taught.all() if each.decision_id == number), None)
    if lesson is None:
        return None
    is_undone = lesson.undone_at is not None
    return Said(
        action="undo" if is_undone else lesson.lesson,
        title=lesson.text,
        undo_at="" if is_undone else "/taught/undo",
        fields={"number": str(number)},
    )


def _of_season(site: Site, number: int) -> Said | None:
    choice = next((each for each in SeasonDecisions(site.home.decisions).all() if each.decision_id == number), None)
    if choice is None:
        return None
    topic_id, is_undone = choice.topic_id, choice.undone_at is not None
    title = next((each.title for each in site.live.overview().topics if each.topic_id == topic_id), topic_id)
    return Said(
        action="undo" if is_undone else choice.action,
        title=title,
        undo_at="" if is_undone else "/season/undo",
        fields={"number": str(number)},
    )


def _of_ledger(site: Site, number: int) -> Said | None:
    """What was recorded, by number of rows: nobody is named, and no row is told."""
    intake = next((each for each in Ledger(site.home.circles).intakes() if each.intake_id == number), None)
    if intake is None:
        return None
    is_undone = intake.undone_at is not None
    return Said(
        action="undo" if is_undone else "recorded",
        title="",
        n=len(intake.rows),
        undo_at="" if is_undone or intake.is_overtaken else "/circles/undo",
        fields={"number": str(number)},
    )
