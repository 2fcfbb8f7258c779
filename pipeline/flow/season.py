"""The season: from tonight's topics, what people said about their time, and the rooms, to circles worth running."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pipeline.errors import UsageError
from pipeline.flow.demand import Demand
from pipeline.flow.facilitators import listed_facilitators
from pipeline.flow.propose import Proposed
from pipeline.flow.season_choices import with_decided
from pipeline.flow.season_problem import DECIDED, NO_COURSE, Known, facilitator_ref, problem_of, theme_of
from pipeline.flow.season_told import told_leads, told_times
from pipeline.model import (
    PARTS,
    WEEKDAYS,
    Course,
    SeasonCircle,
    SeasonLead,
    SeasonLeftOut,
    SeasonPlan,
    SeasonTime,
    Settings,
    Space,
    Topic,
)
from pipeline.store import Home, KeptSurvey
from pipeline.survey import AnswerReader, Staff, read_spaces, read_staff, told_cohorts
from pipeline.topics.first_day import first_day
from pipeline.topics.season import (
    Circle,
    Clash,
    Plan,
    Problem,
    Theme,
    facilitator_minutes,
)
from pipeline.topics.season.explain import why_chosen, why_left_out
from pipeline.topics.season.solve import plan_season

SPACES = ("spaces.csv", "spaces.xlsx")
"""The list of rooms, in the home."""
NO_SPACES = (
    "there is no list of spaces: `circlewise season --template` writes one, to be kept in the home as spaces.csv"
)
CAREFUL = (
    "; as a what-if it counts on no more people than may be told, so that a night under these settings may plan more"
)
SEARCH_ENDED = (
    "no season was found within the limits of the search, and it is not proved that none exists: "
    "lock fewer choices, or forbid some, so that there is less to search"
)


@dataclass(frozen=True)
class Season:
    """The rows of a season."""

    plan: SeasonPlan
    circles: tuple[SeasonCircle, ...] = ()
    left_out: tuple[SeasonLeftOut, ...] = ()
    times: tuple[SeasonTime, ...] = ()
    leads: tuple[SeasonLead, ...] = ()

    def tables(self) -> Iterator[tuple[type, Sequence[Any]]]:
        """Rows by the class of their table."""
        yield SeasonPlan, (self.plan,)
        yield SeasonCircle, self.circles
        yield SeasonLeftOut, self.left_out
        yield SeasonTime, self.times
        yield SeasonLead, self.leads


def known_staff(kept: Sequence[KeptSurvey], settings: Settings, reader: AnswerReader) -> Staff:
    """What all surveys say about people's time; those answered by fewer than `min_group` people are left aside."""
    staff = Staff()
    for survey in kept:
        if len({answer.respondent for answer in survey.export.answers}) >= settings.demand.min_group:
            read_staff(staff, survey.export, reader, settings.demand.min_strength)
    return staff


def find_spaces(home: Home) -> tuple[tuple[Space, ...], str | None]:
    """The rooms of a home, or a sentence that says why there are none; a wrong list does not stop a night."""
    found = [home.folder / name for name in SPACES if (home.folder / name).is_file()]
    if not found:
        return (), NO_SPACES
    if len(found) > 1:
        return (), f"the home holds {' and '.join(SPACES)}: keep one of them"
    try:
        return read_spaces(found[0].read_bytes(), found[0].name), None
    except UsageError as error:
        return (), f"the list of spaces cannot be used: {error}"
    except OSError as error:
        return (), f"{found[0].name} cannot be read ({error.strerror})"


def season_tonight(
    home: Home,
    kept: Sequence[KeptSurvey],
    demand: Demand,
    proposed: Proposed,
    courses: Sequence[Course],
    settings: Settings,
    reader: AnswerReader,
    started_on: date,
    published: tuple[SeasonCircle, ...] | None = None,
) -> Season:
    """The season from a night's topics and from what the home holds about people's time, rooms and choices.

    `published` is for a what-if: the circles that people know already. It counts on no more than may be told.
    """
    settings = with_decided(home, settings)
    spaces, missing = find_spaces(home)
    known = Known(
        demand=demand,
        proposed=proposed,
        courses={course.course_id: course for course in courses},
        staff=known_staff(kept, settings, reader),
        reader=reader,
        spaces=spaces,
        spaces_missing=missing,
        key=home.salt(),
        started_on=started_on,
        listed=listed_facilitators(home, settings, reader),
        published=published,
        surveys={answer.respondent: survey.survey_id for survey in kept for answer in survey.export.answers},
    )
    season = propose_season(known, settings)
    season_id = season.plan.season_id
    return replace(
        season,
        times=tuple(told_times(season_id, known, settings)),
        leads=tuple(told_leads(season_id, known, settings)),
    )


def propose_season(known: Known, settings: Settings) -> Season:
    """The season of tonight: planned, in a clash of locked choices, or what is missing to plan one."""
    starts_on = first_day(settings, known.started_on)
    season_id = f"s{starts_on:%Y%m%d}"
    blank = SeasonPlan(
        season_id=season_id,
        status="missing",
        message="",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=settings.season.weeks, days=-1),
        circles=0,
        is_optimal=False,
        gap_pct=None,
    )
    missing = list(_missing(known, settings, starts_on))
    if missing:
        return Season(replace(blank, message="; ".join(missing)))
    topics = {topic.topic_id: topic for topic in known.proposed.topics if not topic.is_suppressed}
    themes = {topic_id: theme for topic_id, topic in topics.items() if (theme := theme_of(topic, known, settings))}
    problem = problem_of(themes, known, settings)
    found = plan_season(problem)
    if isinstance(found, Clash) and not found.is_proved:
        return Season(replace(blank, status="clash", message=SEARCH_ENDED))
    if isinstance(found, Clash):
        reasons = "; ".join(each.sentence for each in found.relaxations) or "no limit was found that would help"
        return Season(replace(blank, status="clash", message=f"the locked choices cannot all hold: {reasons}"))
    circles = _rows(found, problem, themes, topics, known, settings, blank)
    return Season(
        replace(
            blank,
            status="planned",
            message=_told(found, problem) + _on_holidays(circles, settings),
            circles=len(circles),
            is_optimal=found.is_optimal,
            gap_pct=round(100 * found.gap, 2),
        ),
        circles,
        tuple(_left_out(season_id, topics, why_left_out(problem, found, settings.demand.min_group), circles)),
    )


def _missing(known: Known, settings: Settings, starts_on: date) -> Iterator[str]:
    """A sentence for each thing without which no season can be planned."""
    if starts_on < known.started_on:
        yield f"season.starts_on ({starts_on}) is past: set a later day"
    if not any(not topic.is_suppressed for topic in known.proposed.topics):
        yield "no topic is wanted by enough people: add a survey"
    if not known.staff.slots:
        asked = "no answer was understood" if known.staff.asks_availability else "no survey asks for it"
        yield f"it is not known when people are free: {asked}"
    leaders = known.staff.offered | set(known.staff.offered_goals) | set(known.staff.advanced_goals)
    if not leaders - known.staff.refused and not known.listed:
        asked = "nobody offered" if known.staff.asks_to_lead else "no survey asks who would lead"
        yield f"there is no facilitator: {asked}, and the sheet facilitator of the ledger lists none"
    if known.spaces_missing:
        yield known.spaces_missing


def _rows(
    plan: Plan,
    problem: Problem,
    themes: Mapping[str, Theme],
    topics: Mapping[str, Topic],
    known: Known,
    settings: Settings,
    season: SeasonPlan,
) -> tuple[SeasonCircle, ...]:
    respondents = {facilitator_ref(each, known.key): each for each in known.staff.slots}
    cohorts = {
        number: (circle.topic_id, frozenset(respondents.get(ref, ref) for ref in circle.people))
        for number, circle in enumerate(plan.circles, 1)
    }
    told = told_cohorts(cohorts, known.proposed.told_groups, settings.demand.min_group)
    return tuple(
        _row(number, circle, themes[circle.topic_id], topics[circle.topic_id], problem, season, is_told=number in told)
        for number, circle in enumerate(plan.circles, 1)
    )


def _row(
    number: int, circle: Circle, theme: Theme, topic: Topic, problem: Problem, season: SeasonPlan, *, is_told: bool
) -> SeasonCircle:
    size = len(circle.people)
    minutes = size * theme.participant_minutes + facilitator_minutes(theme, problem.limits)
    return SeasonCircle(
        season_id=season.season_id,
        circle=number,
        topic_id=circle.topic_id,
        course_id=theme.course_id,
        facilitator_ref=circle.facilitator,
        branch=circle.branch,
        room=circle.room,
        weekday=WEEKDAYS[circle.slot.day],
        part_of_day=PARTS[circle.slot.part],
        starts_on=season.starts_on + timedelta(days=(circle.slot.day - season.starts_on.weekday()) % 7),
        weeks=theme.weeks,
        session_minutes=theme.session_minutes,
        size=size if is_told else None,
        staff_hours=round(minutes / 60, 1) if is_told else None,
        because=why_chosen(circle, theme, topic.n_respondents or 0, is_size_told=is_told),
    )


def _left_out(
    season_id: str, topics: Mapping[str, Topic], reasons: Mapping[str, str], circles: Sequence[SeasonCircle]
) -> Iterator[SeasonLeftOut]:
    running = {circle.topic_id for circle in circles}
    for topic_id, topic in sorted(topics.items()):
        if topic_id not in running:
            other = DECIDED.get(topic.status, NO_COURSE)
            reason = reasons.get(topic_id, f"left out: {other}")
            yield SeasonLeftOut(season_id=season_id, topic_id=topic_id, reason=reason)


def _on_holidays(circles: Sequence[SeasonCircle], settings: Settings) -> str:
    """Which sessions fall on a day of `season.holidays`, as the rest of a sentence; nothing where none does."""
    holidays = frozenset(map(date.fromisoformat, settings.season.holidays))
    found = [
        f"{', '.join(map(str, days))} (circle {circle.circle})"
        for circle in circles
        if (days := [on for n in range(circle.weeks) if (on := circle.starts_on + timedelta(weeks=n)) in holidays])
    ]
    return f"; sessions fall on holidays: {', '.join(found)}" if found else ""


def _told(plan: Plan, problem: Problem) -> str:
    """How the plan came about, without a number of people: how many could lead tells a small group."""
    proof = (
        "no better season exists" if plan.is_optimal else f"a season could be better by {100 * plan.gap:.1f} % at most"
    )
    n, limits = len(plan.circles), problem.limits
    return (
        f"{n} circle{'' if n == 1 else 's'} of {limits.max_circles} at most, from {len(problem.themes)} topics and "
        f"{len(problem.rooms)} rooms; {proof} under the settings{CAREFUL if problem.care else ''}"
    )
