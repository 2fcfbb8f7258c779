"""What a proposal may tell of people's time and of who could lead: that enough can, never how many or who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.flow.season_problem import Known
from pipeline.model import PARTS, WEEKDAYS, SeasonLead, SeasonTime, Settings
from pipeline.survey import goal_key


def told_times(season_id: str, known: Known, settings: Settings) -> Iterator[SeasonTime]:
    """For every topic that is shown: when enough for a circle are free, in the order of the week.

    Enough is the size from which a circle runs, and `demand.min_group` at least: that such a circle is in a season
    would tell as much. No number is told, so that nothing can be had by subtraction.
    """
    least = max(settings.season.min_size, settings.demand.min_group)
    goals = {goal.goal_id: goal for goal in known.demand.goals}
    for topic_id, goal_ids in _shown(known):
        people = {respondent for goal_id in goal_ids for respondent in goals[goal_id].respondents}
        free = Counter(slot for each in people for slot in known.staff.slots.get(each, frozenset()))
        for slot in sorted(slot for slot, n in free.items() if n >= least):
            yield SeasonTime(
                season_id=season_id, topic_id=topic_id, weekday=WEEKDAYS[slot.day], part_of_day=PARTS[slot.part]
            )


def told_leads(season_id: str, known: Known, settings: Settings) -> Iterator[SeasonLead]:
    """For every topic that is shown: the ways in which at least `demand.min_group` people could lead it.

    The library's own list is no answer to a survey: that anybody on it can lead the topic is told.
    """
    staff = known.staff
    goals = {goal.goal_id: goal for goal in known.demand.goals}
    for topic_id, goal_ids in _shown(known):
        keys = {goal_key(goals[goal_id], known.reader) for goal_id in goal_ids}
        ways = {
            "offered": staff.offered | {who for who, named in staff.offered_goals.items() if named & keys},
            "advanced": {who for who, named in staff.advanced_goals.items() if named & keys},
        }
        for way, people in ways.items():
            if len(people - staff.refused) >= settings.demand.min_group:
                yield SeasonLead(season_id=season_id, topic_id=topic_id, way=way)
        if any(each.may_lead(topic_id, keys) for each in known.listed):
            yield SeasonLead(season_id=season_id, topic_id=topic_id, way="listed")


def _shown(known: Known) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The topics whose count is shown, by topic_id, each with all its goals."""
    shown = {topic.topic_id for topic in known.proposed.topics if not topic.is_suppressed}
    for draft in sorted(known.proposed.drafts, key=lambda draft: draft.topic_id):
        if draft.topic_id in shown:
            yield draft.topic_id, tuple(draft.goal_ids)
