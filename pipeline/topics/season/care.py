"""What a what-if may count on, so that many of them, one after the other, tell no hidden number and no timetable.

Which of two circles runs depends on how many could come to each, and whether one runs at all on whether somebody could
lead it then. Asked under one setting after another, such answers add up. So a what-if plans with less than there is:

- of the people who could come to a circle it counts on as many as may be told (`Care.places`): all numbers that are
  hidden beside the same told group count as one and the same;
- a circle needs at least `min_group` people who could lead it at its time, or somebody of the library's own list, or
  who leads this very circle in the published season;
- a branch weighs in fairness only where its number among those who could come may be told;
- every one of these groups has to be large enough within one survey. Else whoever adds a survey of made-up people, four
  who could come or lead at one time after another, would see by each answer whether a real one is the fifth.

A night plans with all there is; what it publishes is one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.model import Slot

People = frozenset[str]


class Place(NamedTuple):
    """A circle of the published season, as far as it says who is free when."""

    topic_id: str
    slot: Slot
    room: str
    facilitator: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Care:
    """What is told anyway, by which a what-if is bounded."""

    min_group: int
    told: frozenset[People]
    """The people of every goal and topic whose number is told."""
    listed: frozenset[str] = frozenset()
    """Facilitators of the library's own list: when they are free is no answer to a survey."""
    published: frozenset[Place] = frozenset()
    surveys: Mapping[str, str] = field(default_factory=dict)
    """By person, the survey that they answered; who is not in it answered none that another person did."""

    def apart(self, people: Iterable[str]) -> dict[str, People]:
        """These people by the survey that they answered."""
        found: dict[str, set[str]] = defaultdict(set)
        for who in people:
            found[self.surveys.get(who, "")].add(who)
        return {survey: frozenset(found[survey]) for survey in sorted(found)}

    def of_each_survey(self) -> Mapping[str, Care]:
        """The same for the people of one survey alone, by survey."""
        told: dict[str, set[People]] = defaultdict(set)
        for group in self.told:
            for survey, part in self.apart(group).items():
                told[survey].add(part)
        names = {"", *self.surveys.values()}
        return {survey: replace(self, told=frozenset(told[survey])) for survey in sorted(names)}

    def is_enough(self, people: Iterable[str], least: int) -> bool:
        """Whether at least `least` of these people answered the same survey."""
        return any(len(part) >= least for part in self.apart(people).values())

    def places(self, people: People, beside: Iterable[People], least: int) -> int:
        """How many of these people of one survey a circle may count on; `beside` are groups told the same way.

        Nobody where they are fewer than `min_group`, and at least `least` where they are as many.
        As many as there are, unless a told group holds them and few others, or they hold a told group and few others:
        then so many fewer that the difference is no small group. Every number between gives the same answer.
        """
        around = {len(group) for group in (*self.told, *beside) if people < group}
        within = {len(group) for group in (*self.told, *beside) if group < people}
        n = len(people)
        while any(0 < other - n < self.min_group for other in around) or any(
            0 < n - other < self.min_group for other in within
        ):
            n -= 1
        return max(n, least if len(people) >= least else self.min_group) if len(people) >= self.min_group else 0

    def leaders(self, topic_id: str, slot: Slot, rooms: Collection[str], able: Collection[str]) -> frozenset[str]:
        """Of those who could lead a circle there and then, the ones it may count on."""
        asked = frozenset(able) - self.listed
        enough = [part for part in self.apart(asked).values() if len(part) >= self.min_group]
        known = {
            each.facilitator
            for each in self.published
            if (each.topic_id, each.slot) == (topic_id, slot) and each.room in rooms
        }
        return frozenset(able) & (self.listed | known).union(*enough)

    def branches(self, people: Mapping[str, int]) -> frozenset[str]:
        """Of those of one survey who could come, by branch and `` for none, the branches whose number may be told.

        It may be told where it, and what it leaves of all of them, is nobody or at least `min_group`.
        """
        whole = sum(people.values())
        return frozenset(
            branch
            for branch, n in people.items()
            if branch and n >= self.min_group and (whole == n or whole - n >= self.min_group)
        )
