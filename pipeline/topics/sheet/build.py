"""The proposal of a topic from what the night published about it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Goal, Settings, Space
from pipeline.topics.sheet.credentials import credentials_of
from pipeline.topics.sheet.model import Count, Demand, Known, People, Plan, Reasons, Room, Sheet
from pipeline.topics.sheet.plan import plan_of, planned_course
from pipeline.topics.sheet.risks import risks_of
from pipeline.topics.sheet.words import facts_of, listing, slot_words

COMPARED = 3
"""Courses shown side by side."""
STRONG, MIDDLING = 0.75, 0.4
"""Shares of the scale from which people want it strongly, and moderately."""


def sheet_of(known: Known, settings: Settings) -> Sheet:
    """Everything a coordinator needs; `known.topic` has to be one whose count is shown."""
    planned, plan = planned_course(known, settings), plan_of(known, settings)
    compared = list(known.listed[:COMPARED])
    if planned is not None and planned not in compared:
        compared[-1] = planned
    credentials = tuple(credentials_of(known))
    return Sheet(
        topic_id=known.topic.topic_id,
        title=known.topic.title or known.topic.topic_id,
        status=known.topic.status,
        on=known.on,
        summary=_summary(known, plan),
        demand=_demand(known),
        courses=tuple(map(facts_of, compared)),
        other_courses=tuple(facts_of(each) for each in known.listed if each not in compared),
        plan=plan,
        people=_people(known, settings),
        rooms=tuple(_rooms(known, settings)),
        rooms_missing=known.spaces_missing,
        season=tuple(_season(known)),
        credentials=credentials,
        credentials_told="" if credentials else "Neither the topic nor a course of the shortlist names one.",
        risks=tuple(risks_of(known, plan, credentials, settings)),
        next_steps=tuple(_next_steps(known, plan)),
    )


def _summary(known: Known, plan: Plan | None) -> str:
    people = f"{known.topic.n_respondents} people want it"
    if plan is None:
        return f"{people}; no free course was found for it."
    size = known.circles[0].size if known.circles else None
    hours = next((each for each in plan.sizes if each.participants == size), plan.sizes[-1])
    return (
        f"{people}. A circle of {hours.participants} on “{plan.course}” meets {plan.sessions} times for "
        f"{plan.session_minutes} minutes and takes {hours.total_hours:g} staff hours in all."
    )


def _demand(known: Known) -> Demand:
    topic = known.topic
    goals = [goal for goal in known.goals if goal.wording]
    numbered = {goal.wording for goal in goals if goal.n_respondents is not None}
    return Demand(
        people=topic.n_respondents or 0,
        branches=tuple(Count(name=each.branch, people=each.n_respondents) for each in known.branches),
        wishes=tuple(
            Count(name=_wish(goal, goals), people=goal.n_respondents)
            for goal in goals
            if goal.n_respondents is not None
        ),
        unnumbered_wishes=tuple(
            dict.fromkeys(
                goal.wording or "" for goal in goals if goal.n_respondents is None and goal.wording not in numbered
            )
        ),
        strength=_strength(topic.strength, topic.strength_from or ()),
        trend=_trend(known),
        strategy=known.strategy,
    )


def _wish(goal: Goal, goals: list[Goal]) -> str:
    """The wording, and the survey where several surveys tell a count of it."""
    same = [each for each in goals if each.wording == goal.wording and each.n_respondents is not None]
    return f"{goal.wording}, asked in {goal.survey_id}" if len(same) > 1 else goal.wording or ""


def _strength(strength: float | None, ways: tuple[str, ...]) -> str:
    if strength is None:
        return "not told"
    words = "strongly" if strength >= STRONG else "moderately" if strength >= MIDDLING else "weakly"
    how = {"rating": "rated", "ranking": "ranked", "chosen": "ticked", "free_text": "typed"}
    said = listing([how.get(way, way) for way in ways])
    return f"{words}: {strength:.2g} on a scale of 0 to 1" + (f", from what people {said}" if said else "")


def _trend(known: Known) -> str:
    topic = known.topic
    share, before = topic.respondents_share, topic.previous_respondents_share
    now = "" if share is None else f"{share:.0%} of those who answered the latest survey want its main goal"
    if share is not None and before is not None:
        move = "as before" if share == before else f"{'up' if share > before else 'down'} from {before:.0%}"
        return f"{now}, {move} ({topic.trend_because})"
    return f"{now}; {topic.trend_because}" if now and topic.trend_because else now or topic.trend_because or "not told"


def _people(known: Known, settings: Settings) -> People:
    least, k = max(settings.season.min_size, settings.demand.min_group), settings.demand.min_group
    told = {
        "offered": f"At least {k} people offered to lead it, or a circle on anything.",
        "listed": "Somebody whom the library lists as a facilitator can lead it.",
        "advanced": f"At least {k} people call themselves advanced in it.",
    }
    leads = [sentence for way, sentence in told.items() if way in known.leads]
    return People(
        times=known.times,
        times_told=(
            f"At least {least} of those who want it are free at these times; how many is not told."
            if known.times
            else f"At no time is it known that at least {least} of those who want it are free."
        ),
        facilitators=tuple(dict.fromkeys(circle.facilitator_ref for circle in known.circles)),
        leads=tuple(leads) or (f"That at least {k} people could lead it is not known; smaller numbers are not told.",),
    )


def _rooms(known: Known, settings: Settings) -> Iterator[Room]:
    least = max(settings.season.min_size, settings.demand.min_group) + 1
    for space in known.spaces:
        missing = sorted(known.equipment - space.equipment)
        lacks = [f"room for {least} people, the facilitator included"] if space.capacity < least else []
        yield Room(
            name=space.name,
            branch=space.branch,
            capacity=space.capacity,
            serves=_serves(space),
            equipment=", ".join(sorted(space.equipment)) or "none listed",
            shared_times=_shared(known, space),
            lacks=", ".join([*missing, *lacks]),
        )


def _shared(known: Known, space: Space) -> Reasons:
    free = {slot_words(slot) for slot in space.slots}
    return tuple(each for each in known.times if each in free)


def _serves(space: Space) -> str:
    return "all branches" if space.serves is None else ", ".join(sorted({space.branch, *space.serves}))


def _season(known: Known) -> Iterator[str]:
    plan = known.season
    if plan is None:
        yield "The last night planned no season."
        return
    for circle in known.circles:
        size = "a size that is not told" if circle.size is None else f"{circle.size} participants"
        yield (
            f"Chosen: {circle.weekday.capitalize()} {circle.part_of_day}, from {circle.starts_on}, {circle.room} "
            f"({circle.branch}), led by {circle.facilitator_ref}, {size}. {_sentence(circle.because)}"
        )
    if known.circles:
        return
    if known.left_out:
        yield _sentence(known.left_out)
    else:
        yield f"No circle of {plan.starts_on} to {plan.ends_on} is on it: {plan.message}."


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _next_steps(known: Known, plan: Plan | None) -> Iterator[tuple[str, str]]:
    topic_id = known.topic.topic_id
    if known.topic.status == "proposed":
        yield "Keep it, or put it off (`later`) or turn it down (`reject`)", f"circlewise decide {topic_id} shortlist"
    if plan is None:
        yield "Add a course that you know to the folder `courses` of the home, then look again", "circlewise run"
    elif known.circles:
        keep = "See the season with it for certain; to keep it so, put the choice into `season.locked` of schedule.yaml"
        yield keep, f"circlewise season --lock topic={topic_id}"
    else:
        yield "See what the season would be with it", f"circlewise season --lock topic={topic_id}"
    if known.spaces_missing:
        yield "List the rooms; keep it as spaces.csv in the home", "circlewise season --template > spaces.csv"
    yield "Record the circle and its sessions once the day is fixed", "circlewise circles template ledger.xlsx"
    yield "Print this sheet", f"circlewise proposal {topic_id} --format html > {topic_id}.html"
