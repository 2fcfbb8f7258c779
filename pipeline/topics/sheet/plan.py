"""The plan of a circle: sessions, homework, staff hours and week by week. No content of a course is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.model import Course, SeasonCircle, SeasonPlan, Settings, Topic
from pipeline.topics.fit import pace
from pipeline.topics.season import Theme
from pipeline.topics.season.theme import theme_on
from pipeline.topics.sheet.model import Hours, Known, Listed, Plan, Week

HOLIDAYS_MET = "Holidays are the days listed under season.holidays in schedule.yaml."
NO_HOLIDAYS_MET = "None of it falls on a holiday that is listed under season.holidays in schedule.yaml."
HOLIDAYS_NOT_KNOWN = "Holidays are not known: list them under season.holidays in schedule.yaml, or look yourself."


def planned_course(known: Known, settings: Settings) -> Listed | None:
    """The course that the season chose; else the one that it would choose: short enough first, then by rank."""
    if known.circles:
        chosen = known.circles[0].course_id
        return next((each for each in known.listed if each.course.course_id == chosen), None)
    too_long = {
        each.course.course_id: _theme(each.course, known, settings).weeks > settings.season.weeks
        for each in known.listed
    }
    return min(known.listed, key=lambda each: (too_long[each.course.course_id], each.place.rank), default=None)


def plan_of(known: Known, settings: Settings) -> Plan | None:
    """How a circle would go; None where no course was found."""
    listed = planned_course(known, settings)
    if listed is None:
        return None
    theme, way = _theme(listed.course, known, settings), pace(listed.course, settings.circle)
    circle = known.circles[0] if known.circles else None
    holidays = frozenset(map(date.fromisoformat, settings.season.holidays))
    weeks = tuple(
        _weeks(
            theme,
            way.weeks == listed.course.duration_weeks,
            way.n_circles,
            listed.course,
            known.season,
            circle,
            holidays,
        )
    )
    return Plan(
        course_id=listed.course.course_id,
        course=listed.course.title,
        sessions=theme.weeks,
        session_minutes=theme.session_minutes,
        homework_minutes=theme.homework_minutes,
        preparation_hours=settings.season.preparation_hours,
        circles=way.n_circles,
        pace=way.because if way.weeks else f"no length is given: {theme.weeks} sessions as the settings have it",
        sizes=tuple(_hours(size, theme, settings) for size in _sizes(known.topic, circle, settings)),
        weeks=weeks,
        has_day=circle is not None,
        holidays_told=_told_of_holidays(weeks, holidays),
    )


def _told_of_holidays(weeks: Sequence[Week], holidays: frozenset[date]) -> str:
    if not any(week.on for week in weeks):
        return ""
    if not holidays:
        return HOLIDAYS_NOT_KNOWN
    return HOLIDAYS_MET if any(week.holidays for week in weeks) else NO_HOLIDAYS_MET


def _theme(course: Course, known: Known, settings: Settings) -> Theme:
    return theme_on(known.topic.topic_id, known.topic.title or "", course, settings, known.equipment)


def _sizes(topic: Topic, circle: SeasonCircle | None, settings: Settings) -> Sequence[int]:
    """The size the season planned, where it is told, between the smallest and the largest that the settings allow.

    The largest is no larger than the number of people told to want the topic.
    """
    least = max(settings.season.min_size, settings.demand.min_group)
    most = min(settings.season.max_size, topic.n_respondents or settings.season.max_size)
    sizes = {least, max(least, most)}
    if circle is not None and circle.size is not None:
        sizes.add(circle.size)
    return sorted(sizes)


def _hours(participants: int, theme: Theme, settings: Settings) -> Hours:
    taking_part = participants * theme.participant_minutes / 60
    leading = theme.weeks * (theme.session_minutes / 60 + settings.season.preparation_hours)
    return Hours(
        participants=participants,
        participant_hours=round(taking_part, 1),
        facilitator_hours=round(leading, 1),
        total_hours=round(taking_part + leading, 1),
    )


def _weeks(
    theme: Theme,
    is_as_taught: bool,
    n_circles: int,
    course: Course,
    season: SeasonPlan | None,
    circle: SeasonCircle | None,
    holidays: frozenset[date],
) -> list[Week]:
    first = circle.starts_on if circle else season.starts_on if season else None
    days = 1 if circle else 7
    return [
        Week(
            number=number,
            on=(on := _after(first, number)),
            holidays=tuple(sorted(day for day in holidays if on is not None and 0 <= (day - on).days < days)),
            session_minutes=theme.session_minutes,
            homework_minutes=theme.homework_minutes,
            part=_part(number, theme.weeks, n_circles, is_as_taught, course),
        )
        for number in range(1, theme.weeks + 1)
    ]


def _after(first: date | None, number: int) -> date | None:
    return None if first is None else first + timedelta(weeks=number - 1)


def _part(number: int, weeks: int, n_circles: int, is_as_taught: bool, course: Course) -> str:
    """Which part of the course a week covers, by weeks where it is followed as taught, else by hours or shares."""
    if is_as_taught and course.duration_weeks is not None and n_circles == 1:
        return f"week {number} of the course"
    whole = weeks * n_circles
    if course.total_effort_hours is not None:
        a, b = (course.total_effort_hours * each / whole for each in (number - 1, number))
        return f"hours {a:.3g} to {b:.3g} of {course.total_effort_hours:.3g}"
    return f"part {number} of {whole}, to be cut by the facilitator"
