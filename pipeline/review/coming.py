"""What people decided and the next night will show: titles, topics put together or apart, courses chosen; pure."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import CHOOSE, Decision, Night

REGROUPS = ("merge", "split", "move")
SHOWN_BY_A_NIGHT = ("rename", *REGROUPS, *CHOOSE)


def coming(decisions: Iterable[Decision], night: Night | None) -> list[Decision]:
    """The decisions that hold and were made after the last night began, in the order made.

    Of several new titles of a topic the latest is the one that comes, and so it is with what is said of one course.
    """
    found = [
        each
        for each in decisions
        if each.action in SHOWN_BY_A_NIGHT
        and each.undone_at is None
        and (night is None or each.decided_at >= night.started_at)
    ]
    latest = {_about(each): each.decision_id for each in found}
    return [each for each in found if latest[_about(each)] == each.decision_id]


def _about(decision: Decision) -> tuple[str, ...]:
    """What of two decisions the later one replaces the earlier; no two regroupings are alike."""
    if decision.action in CHOOSE:
        return "course", decision.topic_id, decision.course_id or ""
    return (decision.action, decision.topic_id) if decision.action == "rename" else (str(decision.decision_id),)


def concern(topic_id: str, decisions: Iterable[Decision]) -> list[Decision]:
    """Those that change a topic: it is renamed, gives wishes or gets some."""
    return [each for each in decisions if topic_id in (each.topic_id, each.into_topic_id)]


def is_in_the_way(topic_id: str, into: str, decisions: Iterable[Decision]) -> bool:
    """Whether a regrouping that is still to come would be mixed up by one more.

    A regrouping says of all wishes of both topics where they belong, and the latest holds: it would put back what an
    earlier one of the same day took out. `into` is empty where wishes become a topic of their own.
    """
    return any(
        topic_id in (each.topic_id, each.into_topic_id) or into == each.topic_id
        for each in decisions
        if each.action in REGROUPS
    )
