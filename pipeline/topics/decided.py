"""What people decided about each topic, as it stands: the latest of its decisions that was not undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import CHOOSE, TALK, Decision, TopicStatus

STATUS: dict[str, TopicStatus] = {"shortlist": "shortlisted", "reject": "rejected", "later": "later"}
"""The status that a decision gives; a new title gives none."""


def by_topic(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions that were not undone, by topic, the latest first; what people only said is none."""
    found: dict[str, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda each: (each.decided_at, each.decision_id), reverse=True):
        if decision.undone_at is None and decision.action not in TALK:
            found.setdefault(decision.topic_id, []).append(decision)
    return found


def latest(decisions: Iterable[Decision]) -> Decision | None:
    """The one of a topic's decisions, the latest first, that gives it its status; None where it has none."""
    return next((decision for decision in decisions if decision.action in STATUS), None)


def statuses(decisions: Iterable[Decision]) -> dict[str, TopicStatus]:
    """The status of every topic that has one."""
    found = {topic_id: latest(of_topic) for topic_id, of_topic in by_topic(decisions).items()}
    return {topic_id: STATUS[decision.action] for topic_id, decision in found.items() if decision}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What people say of the courses of one topic; of one course the latest word holds."""

    first: tuple[Decision, ...] = ()
    """Those that put a course first, the latest decision first: so they stand in the list."""
    out: frozenset[str] = frozenset()
    """The courses that were taken out, by course_id."""


NOTHING_CHOSEN = Chosen()


def chosen(decisions: Iterable[Decision]) -> Chosen:
    """What holds after the decisions of one topic, given the latest first and without those that were undone."""
    said: dict[str, Decision] = {}
    for decision in decisions:
        if decision.action in CHOOSE and decision.course_id is not None:
            said.setdefault(decision.course_id, decision)
    return Chosen(
        first=tuple(each for each in said.values() if each.action != "drop"),
        out=frozenset(course_id for course_id, each in said.items() if each.action == "drop"),
    )
