"""What a season is planned from: topics on their courses, people, facilitators and rooms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.flow.demand import Demand
from pipeline.flow.facilitators import Listed
from pipeline.flow.propose import Proposed
from pipeline.model import (
    PARTS,
    WEEKDAYS,
    Course,
    SeasonChoice,
    SeasonCircle,
    Settings,
    Slot,
    Space,
    Topic,
)
from pipeline.survey import AnswerReader, Staff, equipment_words, goal_key
from pipeline.topics.season import Choice, Facilitator, Limits, Person, Problem, Room, Theme
from pipeline.topics.season.care import Care, Place
from pipeline.topics.season.theme import theme_on, weeks_of

DECIDED = {"rejected": "rejected by a person", "later": "put off by a person"}
NO_COURSE = "no course was found for it"
LOCKED_ALL_THE_SAME = {
    "rejected": "it was rejected by a person: take that decision back, or the lock",
    "later": "it was put off by a person: take that decision back, or the lock",
}
LOCKED_WITHOUT_COURSE = "no course was found for it: add one, or take the lock back"
"""What is said of a topic that is locked and cannot be planned: why, and what can be done."""


@dataclass(frozen=True)
class Known:
    """All that a season is planned from besides the settings."""

    demand: Demand
    proposed: Proposed
    courses: Mapping[str, Course]
    staff: Staff
    reader: AnswerReader
    spaces: tuple[Space, ...]
    spaces_missing: str | None
    """Why there are no rooms, in a sentence."""
    key: bytes
    """The home's secret, from which pseudonyms of facilitators are made."""
    started_on: date
    listed: tuple[Listed, ...] = ()
    """Facilitators whom the library lists itself."""
    published: tuple[SeasonCircle, ...] | None = None
    """For a what-if, the circles of the published season; None for the season of a night."""
    surveys: Mapping[str, str] = field(default_factory=dict)
    """By respondent, the survey that they answered."""


def facilitator_ref(respondent: str, key: bytes) -> str:
    """Pseudonym of somebody who could lead: another one than in the surveys, the same from night to night."""
    return "f-" + hashlib.blake2b(f"facilitator\n{respondent}".encode(), key=key[:64], digest_size=5).hexdigest()


def theme_of(topic: Topic, known: Known, settings: Settings) -> Theme | None:
    """A topic with the first course of its shortlist that fits; None without a course or against a decision."""
    if topic.status in DECIDED:
        return None
    listed = sorted(
        (row for row in known.proposed.proposal.topic_courses if row.topic_id == topic.topic_id),
        key=lambda row: (weeks_of(known.courses[row.course_id], settings) > settings.season.weeks, row.rank),
    )
    if not listed:
        return None
    course = known.courses[listed[0].course_id]
    return theme_on(
        topic.topic_id, topic.title or topic.topic_id, course, settings, equipment_words(settings.season.equipment)
    )


def problem_of(themes: Mapping[str, Theme], known: Known, settings: Settings) -> Problem:
    """All of it as the solver takes it; those who may lead go by the pseudonym that is published."""
    goals = {goal.goal_id: goal for goal in known.demand.goals}
    shown = [topic for topic in known.proposed.topics if not topic.is_suppressed]
    wants: dict[str, set[str]] = {}
    keys: dict[str, frozenset[str]] = {}
    for draft in known.proposed.drafts:
        if draft.topic_id in themes:
            keys[draft.topic_id] = frozenset(goal_key(goals[goal_id], known.reader) for goal_id in draft.goal_ids)
            for goal_id in draft.goal_ids:
                for respondent in goals[goal_id].respondents:
                    wants.setdefault(respondent, set()).add(draft.topic_id)
    staff, branches = known.staff, known.demand.branches
    season, everyone = settings.season, sorted(staff.slots)
    leads = {
        respondent: topics
        for respondent in everyone
        if (topics := frozenset(each for each in sorted(themes) if staff.may_lead(respondent, keys[each])))
    }
    refs = {each: facilitator_ref(each, known.key) if each in leads else each for each in (*everyone, *wants)}
    return Problem(
        themes=tuple(themes.values()),
        people=tuple(
            Person(
                ref=refs[each],
                branch=branches.get(each),
                slots=staff.slots.get(each, frozenset()),
                wants=frozenset(topics),
            )
            for each, topics in sorted(wants.items())
        ),
        facilitators=tuple(
            Facilitator(
                ref=refs[each],
                branch=branches.get(each),
                slots=staff.slots[each],
                topics=topics,
                weekly_minutes=round(60 * staff.weekly_hours.get(each, season.facilitator_weekly_hours)),
                max_circles=season.max_circles_per_facilitator,
            )
            for each, topics in leads.items()
        )
        + tuple(_listed(known, keys)),
        rooms=tuple(
            Room(
                name=space.name,
                branch=space.branch,
                capacity=space.capacity,
                slots=space.slots,
                equipment=space.equipment,
                serves=space.serves,
            )
            for space in known.spaces
        ),
        limits=_limits(settings),
        titles={topic.topic_id: topic.title for topic in shown if topic.title},
        unplanned={
            topic.topic_id: LOCKED_ALL_THE_SAME.get(topic.status, LOCKED_WITHOUT_COURSE)
            for topic in shown
            if topic.topic_id not in themes
        },
        locked=tuple(map(_choice, season.locked)),
        forbidden=tuple(map(_choice, season.forbidden)),
        care=None if known.published is None else _care(known, known.published, refs, settings),
    )


def _care(known: Known, published: Sequence[SeasonCircle], refs: Mapping[str, str], settings: Settings) -> Care:
    """What a what-if is bounded by; people go by the same words as in the problem."""
    return Care(
        min_group=settings.demand.min_group,
        told=frozenset(frozenset(refs.get(who, who) for who in group) for group in known.proposed.told_groups),
        listed=frozenset(facilitator_ref(each.person, known.key) for each in known.listed),
        published=frozenset(
            Place(
                each.topic_id,
                Slot([*map(str, WEEKDAYS)].index(each.weekday), PARTS.index(each.part_of_day)),
                each.room,
                each.facilitator_ref,
            )
            for each in published
        ),
        surveys={refs.get(who, who): survey for who, survey in known.surveys.items()},
    )


def _listed(known: Known, keys: Mapping[str, frozenset[str]]) -> Iterator[Facilitator]:
    """Those of the library's own list. Nobody can tell whether they answered a survey too: both are hashed apart."""
    for each in known.listed:
        topics = frozenset(topic_id for topic_id, of_topic in keys.items() if each.may_lead(topic_id, of_topic))
        if topics:
            yield Facilitator(
                ref=facilitator_ref(each.person, known.key),
                branch=each.branch,
                slots=each.slots,
                topics=topics,
                weekly_minutes=round(60 * each.weekly_hours),
                max_circles=each.max_circles,
            )


def _limits(settings: Settings) -> Limits:
    season, least = settings.season, max(settings.season.min_size, settings.demand.min_group)
    return Limits(
        max_circles=season.max_circles,
        min_size=least,
        max_size=max(least, season.max_size),
        weeks=season.weeks,
        max_circles_per_topic=season.max_circles_per_topic,
        max_circles_per_person=season.max_circles_per_person,
        max_minutes_per_person=_minutes(season.max_hours_per_person),
        max_staff_minutes=_minutes(season.max_staff_hours),
        preparation_minutes=round(60 * season.preparation_hours),
        worth_minutes=round(60 * season.place_worth_hours),
        fairness=season.fairness,
    )


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(60 * hours)


def _choice(choice: SeasonChoice) -> Choice:
    return Choice(
        topic_id=choice.topic,
        branch=choice.branch,
        room=choice.room,
        facilitator=choice.facilitator,
        day=None if choice.weekday is None else WEEKDAYS.index(choice.weekday),
        part=None if choice.part_of_day is None else PARTS.index(choice.part_of_day),
    )
