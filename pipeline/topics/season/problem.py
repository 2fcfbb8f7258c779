"""What a season is planned from, and the hard limits it keeps.

All circles start in the first week of the season and meet once a week in the same slot, so that a room and a person
hold one circle a slot. In rooms that serve the same branches a topic runs once a slot: whoever could come to the one
could come to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.escape import one_line
from pipeline.model import Slot
from pipeline.topics.season.care import Care

PLAIN_QUOTES = str.maketrans("“”", '""')


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """A topic with the course it would run on."""

    topic_id: str
    title: str
    course_id: str
    weeks: int
    session_minutes: int
    homework_minutes: int
    """Of a participant, a week, besides the session."""
    equipment: frozenset[str] = frozenset()

    @property
    def participant_minutes(self) -> int:
        """Time one participant gives to it in all."""
        return self.weeks * (self.session_minutes + self.homework_minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who may take part; `ref` is a pseudonym."""

    ref: str
    branch: str | None
    slots: frozenset[Slot]
    wants: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facilitator:
    """Somebody who may lead; who also takes part has the same `ref` there."""

    ref: str
    branch: str | None
    slots: frozenset[Slot]
    topics: frozenset[str]
    weekly_minutes: int
    """For all circles led, sessions and preparation."""
    max_circles: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A place to meet."""

    name: str
    branch: str
    capacity: int
    """People, the facilitator included."""
    slots: frozenset[Slot]
    equipment: frozenset[str] = frozenset()
    serves: frozenset[str] | None = None
    """Branches whose people may come, its own included; None for all, those of unknown branch included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Circles that a person wants or forbids; what is None is left open.

    A locked choice holds where some circle is as it says, a forbidden one where none is.
    """

    topic_id: str | None = None
    branch: str | None = None
    room: str | None = None
    facilitator: str | None = None
    day: int | None = None
    part: int | None = None

    def allows(self, topic_id: str, slot: Slot) -> bool:
        """Whether circles of a topic in a slot can be meant."""
        return self.topic_id in (None, topic_id) and self.day in (None, slot.day) and self.part in (None, slot.part)

    def allows_room(self, room: Room) -> bool:
        """Whether circles in a room can be meant."""
        return self.branch in (None, room.branch) and self.room in (None, room.name)

    def allows_facilitator(self, ref: str) -> bool:
        """Whether circles led by somebody can be meant."""
        return self.facilitator in (None, ref)

    def words(self, titles: Mapping[str, str] | None = None) -> str:
        """How a person would say it: `topic “Grant writing”, branch Main, Monday, evening`.

        A topic goes by its title, by topic_id in `titles`; by its id where it has none there.
        """
        from pipeline.model import PARTS, WEEKDAYS

        topic = topic_words(self.topic_id, titles) if self.topic_id is not None else None
        named = (("branch", self.branch), ("room", self.room), ("by", self.facilitator))
        parts = [topic] if topic else []
        parts += [f"{name} {value}" for name, value in named if value is not None]
        parts += [WEEKDAYS[self.day].capitalize()] if self.day is not None else []
        parts += [PARTS[self.part]] if self.part is not None else []
        return ", ".join(parts) or "any circle"


def topic_words(topic_id: str, titles: Mapping[str, str] | None) -> str:
    """A topic in a sentence, by its title; quotes within a title become plain, so that it ends where it ends."""
    title = (titles or {}).get(topic_id)
    return f"topic “{one_line(title).translate(PLAIN_QUOTES)}”" if title else f"topic {topic_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What no season may break, and how it is weighed; None for no limit.

    A place in a circle is worth `worth_minutes` of staff time. Of two seasons the one is better whose places are worth
    more after all staff time is taken off. Places of a branch beyond its share of the demand count less by `fairness`
    (0 to 1); its share is that of the places that all circles have together.
    """

    max_circles: int
    min_size: int
    max_size: int
    weeks: int
    max_circles_per_topic: int = 1
    max_circles_per_person: int = 1
    max_minutes_per_person: int | None = None
    """In the season, taking part and leading together."""
    max_staff_minutes: int | None = None
    preparation_minutes: int = 90
    """Of the facilitator, a week."""
    worth_minutes: int = 2400
    fairness: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Everything a season is planned from."""

    themes: tuple[Theme, ...]
    people: tuple[Person, ...]
    facilitators: tuple[Facilitator, ...]
    rooms: tuple[Room, ...]
    limits: Limits
    locked: tuple[Choice, ...] = ()
    forbidden: tuple[Choice, ...] = ()
    """Each names a facilitator or a place (branch, room), not both."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of every topic that is shown, by topic_id: how sentences name it."""
    unplanned: Mapping[str, str] = field(default_factory=dict)
    """Why a topic that is shown is none of `themes`, by topic_id."""
    care: Care | None = None
    """What a what-if may count on; None for a night, which counts on all there is."""


def facilitator_minutes(theme: Theme, limits: Limits) -> int:
    """Time a facilitator gives to a circle in all."""
    return theme.weeks * facilitator_weekly_minutes(theme, limits)


def facilitator_weekly_minutes(theme: Theme, limits: Limits) -> int:
    """Time a facilitator gives to a circle in a week."""
    return theme.session_minutes + limits.preparation_minutes


def reaches(room_serves: frozenset[str] | None, branch: str | None) -> bool:
    """Whether people of a branch may come to a room that serves these branches."""
    return room_serves is None or branch in room_serves
