"""What stands where on a proposal, the same in every format that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import PARTS
from pipeline.topics.sheet.model import CourseFacts, Plan, Sheet, Week
from pipeline.topics.sheet.words import NOT_TOLD


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, perhaps with the address that it leads to."""

    text: str
    url: str | None = None
    is_theirs: bool = False
    """Whether these are words of a source or a person, which are never translated, whatever they are."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences, each on its own."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first column names the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_compared: bool = False
    """Whether its columns are alternatives: on a narrow screen each becomes a list of its own."""


Block = Words | Points | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below."""

    heading: str
    blocks: tuple[Block, ...]


def sections_of(sheet: Sheet) -> tuple[Section, ...]:
    """All sections in the order in which a coordinator decides; none is left out, an empty one says so."""
    return (
        Section("Demand", tuple(_demand(sheet))),
        Section("Courses side by side", tuple(_courses(sheet))),
        Section("Circle fit", tuple(_fit(sheet))),
        Section("Plan", tuple(_plan(sheet.plan))),
        Section("People and times", tuple(_people(sheet))),
        Section("Rooms and equipment", tuple(_rooms(sheet))),
        Section("Season", (Points(sheet.season),)),
        Section("Credentials", tuple(_credentials(sheet))),
        Section("Risks", (Points(sheet.risks) if sheet.risks else Words("None that the data show."),)),
        Section("Next steps", (_table(("What to do", "Command"), sheet.next_steps),)),
    )


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str | Cell, ...]]) -> Grid:
    return Grid(columns, tuple(tuple(each if isinstance(each, Cell) else Cell(each) for each in row) for row in rows))


def _theirs(text: str, url: str | None = None) -> Cell:
    """A text of theirs; that there is none we say ourselves."""
    return Cell(text, url, is_theirs=text != NOT_TOLD)


def _demand(sheet: Sheet) -> Iterator[Block]:
    demand = sheet.demand
    facts: list[tuple[str | Cell, ...]] = [
        ("People who want it", str(demand.people)),
        ("How strongly", demand.strength),
        ("Trend", demand.trend),
        (
            "Strategic goals served",
            _joined([f"{name} ({because})" for name, because in demand.strategy], "none told"),
        ),
        ("Wishes", _joined([f"{each.name} ({each.people})" for each in demand.wishes], "no count of one is told")),
    ]
    if demand.unnumbered_wishes:
        facts.append(("Wishes without a count told", _joined(demand.unnumbered_wishes, "")))
    yield _table(("", ""), facts)
    if demand.branches:
        yield _table(("Branch", "People"), [(_theirs(each.name), str(each.people)) for each in demand.branches])
        yield Words("A branch that is not here is not told: too few people, or a small number would follow from it.")
    else:
        yield Words("No branch is told.")


def _joined(texts: Sequence[str], none: str) -> Cell:
    """Texts of theirs one after the other, or our words where there is none."""
    return Cell("; ".join(texts), is_theirs=True) if texts else Cell(none)


def _courses(sheet: Sheet) -> Iterator[Block]:
    if not sheet.courses:
        yield Words("No free course was found.")
        return
    facts = (
        ("Course", lambda each: _theirs(each.title, each.url)),
        ("Address", _address),
        ("Provider", lambda each: _theirs(each.provider)),
        ("Weeks", lambda each: Cell(each.weeks)),
        ("Hours a week", lambda each: Cell(each.hours_a_week)),
        ("Cost", lambda each: Cell(each.cost)),
        ("Enrolment", lambda each: Cell(each.enrolment)),
        ("Licence", lambda each: _theirs(each.licence)),
        ("Login", lambda each: Cell(each.login)),
        ("Language", lambda each: Cell(each.language)),
        ("Last checked", lambda each: Cell(each.last_checked)),
        ("Fits a circle", lambda each: Cell(each.fit)),
        ("Why it matches", lambda each: Cell("; ".join(each.because) or "not told")),
    )
    rows = tuple((Cell(name), *map(tell, sheet.courses)) for name, tell in facts)
    yield Grid(("", *_numbers(sheet)), rows, is_compared=True)
    if sheet.other_courses:
        yield Grid(
            ("Other course", "Provider", "Weeks", "Cost", "Fits a circle"),
            tuple(
                (
                    _theirs(each.title, each.url),
                    _theirs(each.provider),
                    *map(Cell, (each.weeks, each.cost, each.fit)),
                )
                for each in sheet.other_courses
            ),
        )


def _address(course: CourseFacts) -> Cell:
    """Its page; where the source gives none, the source's own page, since people have to look there."""
    if course.url is None and course.source_home is not None:
        return Cell(f"none given; look for its title at {course.source_home}", course.source_home)
    return Cell(course.url or "not known", course.url)


def _numbers(sheet: Sheet) -> tuple[str, ...]:
    planned = sheet.plan.course_id if sheet.plan else None
    return tuple(f"No. {each.rank}{', planned' if each.course_id == planned else ''}" for each in sheet.courses)


def _fit(sheet: Sheet) -> Iterator[Block]:
    if not sheet.courses:
        yield Words("There is no course to judge.")
        return
    names = list(dict.fromkeys(fit.signal for each in sheet.courses for fit in each.signals))
    yield Grid(
        ("Signal", *_numbers(sheet)),
        tuple((Cell(name), *(Cell(_signal(each, name)) for each in sheet.courses)) for name in names),
        is_compared=True,
    )
    yield Words("Yes is always good news; unknown is not no.")


def _signal(course: CourseFacts, name: str) -> str:
    return next((f"{fit.value}: {fit.evidence}" for fit in course.signals if fit.signal == name), "unknown")


def _plan(plan: Plan | None) -> Iterator[Block]:
    if plan is None:
        yield Words("Without a course there is no plan.")
        return
    facts: list[tuple[str | Cell, ...]] = [
        ("Course", _theirs(plan.course)),
        ("Sessions", f"{plan.sessions} of {plan.session_minutes} minutes, one a week"),
        ("Homework", f"{plan.homework_minutes} minutes a week for each participant"),
        ("Preparation", f"{plan.preparation_hours:g} hours a week for the facilitator"),
        ("Pace", plan.pace),
    ]
    yield _table(("", ""), facts)
    yield Words("Staff hours, the main cost: participants (sessions and homework) and facilitator together.")
    yield _table(
        ("Participants", "Their hours", "Facilitator's hours", "Staff hours in all"),
        [
            (
                str(each.participants),
                f"{each.participant_hours:g}",
                f"{each.facilitator_hours:g}",
                f"{each.total_hours:g}",
            )
            for each in plan.sizes
        ],
    )
    dated = "Day" if plan.has_day else "Week of"
    yield _table(
        ("Week", dated, "Session", "Homework", "Part of the course"),
        [
            (
                str(week.number),
                _day(week),
                f"{week.session_minutes} min",
                f"{week.homework_minutes} min",
                week.part,
            )
            for week in plan.weeks
        ],
    )
    if plan.holidays_told:
        yield Words(plan.holidays_told)


def _day(week: Week) -> str:
    if week.on is None:
        return "not planned"
    holidays = ", ".join("holiday" if day == week.on else f"holiday {day}" for day in week.holidays)
    return f"{week.on} ({holidays})" if holidays else week.on.isoformat()


def _people(sheet: Sheet) -> Iterator[Block]:
    people = sheet.people
    yield Words(people.times_told)
    if people.times:
        yield _table(("Day", "Shared free times"), week_of(people.times))
    refs = ", ".join(people.facilitators)
    lead = f"The season has {refs} lead it: a pseudonym, no name is known here. Ask among those who offered."
    yield Points((*people.leads, *([lead] if refs else [])))


def week_of(times: Sequence[str]) -> list[tuple[str, str]]:
    """Times such as `monday morning` by day; days with the same parts together: `Mon, Tue` and `morning, evening`."""
    parts_of: dict[str, tuple[str, ...]] = {}
    for time in times:
        day, _, part = time.partition(" ")
        parts_of[day] = (*parts_of.get(day, ()), part)
    days_of: dict[tuple[str, ...], list[str]] = {}
    for day, parts in parts_of.items():
        days_of.setdefault(parts, []).append(day[:3].capitalize())
    return [(", ".join(days), "all day" if parts == PARTS else ", ".join(parts)) for parts, days in days_of.items()]


def _rooms(sheet: Sheet) -> Iterator[Block]:
    if sheet.rooms_missing:
        yield Words(f"No room is known: {sheet.rooms_missing}.")
        return
    yield _table(
        ("Room", "Branch", "Capacity", "Serves", "Equipment", "Free at shared times", "Lacks"),
        [
            (
                _theirs(room.name),
                _theirs(room.branch),
                str(room.capacity),
                room.serves,
                room.equipment,
                "; ".join(f"{days} {parts}" for days, parts in week_of(room.shared_times)) or "none",
                room.lacks or "nothing",
            )
            for room in sheet.rooms
        ],
    )


def _credentials(sheet: Sheet) -> Iterator[Block]:
    if not sheet.credentials:
        yield Words(sheet.credentials_told)
        return
    yield _table(
        ("Credential", "Named by", "What is known", "Source"),
        [(_theirs(each.name), each.said_by, each.about, each.source) for each in sheet.credentials],
    )
