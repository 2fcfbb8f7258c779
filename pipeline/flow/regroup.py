"""Coordinators put topics together and apart, goal by goal; what they decide holds from the next night on, for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import UsageError
from pipeline.model import Decision, RegroupAction
from pipeline.store import Catalogue, Decisions, Home, Regroupings
from pipeline.topics.identity import new_identity

TOPICS = """
SELECT t.topic_id, list(g.goal_id ORDER BY g.goal_id)
FROM out.topic t JOIN out.topic_goal g USING (topic_id) GROUP BY ALL ORDER BY t.topic_id
"""
EVERY_ID = "SELECT topic_id FROM out.topic UNION SELECT topic_id FROM out.topic_change"
GOALS = "SELECT goal_id, wording FROM out.goal WHERE topic_id = ? ORDER BY wording, goal_id"


@dataclass(frozen=True)
class Regrouped:
    """A decision just made: its number, and the topic into which goals go."""

    number: int
    into_topic_id: str


@dataclass(frozen=True)
class _Now:
    """Topics as people see them: those of which a goal may be told."""

    goals: Mapping[str, tuple[str, ...]]
    ids: frozenset[str]

    def of(self, topic_id: str) -> tuple[str, ...]:
        """The goals of a topic.

        Raises:
            UsageError: there is no such topic, or none of its goals may be told.
        """
        if topic_id in self.goals:
            return self.goals[topic_id]
        if topic_id in self.ids:
            raise UsageError(f"no goal of topic {topic_id} may be told, so none can be put elsewhere")
        raise UsageError(f"there is no topic {topic_id}; `circlewise topics` lists them")


def merge(
    home: Home,
    topic_id: str,
    into: str,
    *,
    by: str,
    at: datetime,
    note: str | None = None,
    seen: Mapping[str, int] | None = None,
    published: Catalogue | None = None,
) -> Regrouped:
    """Put all goals of a topic into another one.

    Raises:
        OvertakenError: somebody decided about a topic of `seen` (as `Regroupings.add` takes it) since.
        UsageError: one of them is not there, has no goal that may be told, or both are the same.
    """
    now = _now(home, published)
    if topic_id == into:
        raise UsageError(f"{topic_id} and {into} are one topic; two were expected")
    placed = _stay(into, now.of(into)) | dict.fromkeys(now.of(topic_id), (topic_id, into))
    return _add(home, topic_id, "merge", placed, into, by, at, note, seen)


def split(
    home: Home,
    topic_id: str,
    goal_ids: Collection[str],
    *,
    by: str,
    at: datetime,
    note: str | None = None,
    seen: Mapping[str, int] | None = None,
    published: Catalogue | None = None,
) -> Regrouped:
    """Make a new topic of some goals of one.

    Raises:
        OvertakenError: somebody decided about a topic of `seen` since.
        UsageError: the topic is not there, a goal is not in it, or none or all of its goals are named.
    """
    now = _now(home, published)
    there = now.of(topic_id)
    for goal_id in goal_ids:
        if goal_id not in there:
            raise UsageError(
                f"goal {goal_id} is not in topic {topic_id}; `circlewise regroup show {topic_id}` lists its goals"
            )
    rest = [goal_id for goal_id in there if goal_id not in goal_ids]
    if not goal_ids or not rest:
        raise UsageError(
            f"found {len(set(goal_ids))} of the {len(there)} goals of {topic_id}, expected one to go and one to stay"
        )
    taken = now.ids | {each.topic_id for each in Regroupings(home.decisions).all()}
    fresh = new_identity(goal_ids, taken)
    placed = _stay(topic_id, rest) | dict.fromkeys(goal_ids, (topic_id, fresh))
    return _add(home, topic_id, "split", placed, fresh, by, at, note, seen)


def move(
    home: Home,
    goal_ids: Collection[str],
    into: str,
    *,
    by: str,
    at: datetime,
    note: str | None = None,
    seen: Mapping[str, int] | None = None,
    published: Catalogue | None = None,
) -> Regrouped:
    """Put one goal, or several of one topic, into another topic.

    Raises:
        OvertakenError: somebody decided about a topic of `seen` since.
        UsageError: there is no such goal or topic, the goals are of several topics, or are in it already.
    """
    now = _now(home, published)
    theirs = {goal_id: topic for topic, of_topic in now.goals.items() for goal_id in of_topic}
    for goal_id in goal_ids:
        if goal_id not in theirs:
            raise UsageError(
                f"there is no goal {goal_id} that may be told; `circlewise regroup show TOPIC` lists goals"
            )
        if theirs[goal_id] == into:
            raise UsageError(f"goal {goal_id} is in topic {into} already; nothing was changed")
    topics = sorted({theirs[goal_id] for goal_id in goal_ids})
    if len(topics) != 1:
        raise UsageError(f"found goals of {len(topics)} topics, expected those of one")
    rest = [each for each in now.of(topics[0]) if each not in goal_ids]
    placed = _stay(into, now.of(into)) | _stay(topics[0], rest) | dict.fromkeys(goal_ids, (topics[0], into))
    return _add(home, topics[0], "move", placed, into, by, at, note, seen)


def take_back(home: Home, number: int, *, by: str, at: datetime, note: str | None = None) -> str:
    """Undo a merge, split or move; returns what it was.

    Raises:
        UsageError: there is no such decision, or it was taken back before.
    """
    return Regroupings(home.decisions).undo(number, decided_by=by, decided_at=at, note=note)


def regroupings(home: Home) -> list[Decision]:
    """Every merge, split and move, in the order decided."""
    return [each for each in Decisions(home.decisions).all() if each.action in ("merge", "split", "move")]


def goals_of(home: Home, topic_id: str, published: Catalogue | None = None) -> Sequence[tuple[str, str]]:
    """The goals of a topic that may be told, each with its wording; `published` is the catalogue where it is open.

    Raises:
        UsageError: there is no such topic, or none of its goals may be told.
    """
    _now(home, published).of(topic_id)
    with _reading(home, published) as catalogue:
        return [(goal_id, wording) for goal_id, wording in catalogue.query(GOALS, [topic_id]).rows]


def _reading(home: Home, published: Catalogue | None) -> AbstractContextManager[Catalogue]:
    return nullcontext(published) if published else Catalogue(home.catalogue)


def _now(home: Home, published: Catalogue | None) -> _Now:
    with _reading(home, published) as catalogue:
        goals = {topic_id: tuple(goal_ids) for topic_id, goal_ids in catalogue.query(TOPICS).rows}
        return _Now(goals, frozenset(topic_id for (topic_id,) in catalogue.query(EVERY_ID).rows))


def _stay(topic_id: str, goal_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Goals that belong where they are: said as well, since what the rules find must not undo what people decided."""
    return dict.fromkeys(goal_ids, (topic_id, topic_id))


def _add(
    home: Home,
    topic_id: str,
    action: RegroupAction,
    placed: Mapping[str, tuple[str, str]],
    into: str,
    by: str,
    at: datetime,
    note: str | None,
    seen: Mapping[str, int] | None,
) -> Regrouped:
    number = Regroupings(home.decisions).add(
        topic_id, action, placed, decided_by=by, decided_at=at, note=note, seen=seen
    )
    return Regrouped(number, into)
