"""Since last night: what two catalogues publish is compared while the next one is made, and read back for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError
from pipeline.links import has_left
from pipeline.model import (
    Circle,
    Course,
    CourseFacts,
    Decision,
    DigestLine,
    FitSignal,
    LastRun,
    LinkCheck,
    Night,
    Run,
    SeasonCircle,
    Settings,
    Topic,
    TopicChange,
    TopicCourse,
)
from pipeline.store import Build, Catalogue, Reader
from pipeline.topics.decided import by_topic, chosen
from pipeline.topics.digest import Digest, Facts, compare, digest_of
from pipeline.topics.first_day import planned_day

CHOSEN = "digest_course"
COMPARED = (
    "is_active", "missing_since_at", "is_free", "free_kind", "price_amount", "price_currency", "starts_on", "ends_on",
    "enrol_until_on",
)  # fmt: skip
"""The columns of core.course in which a course has to differ to be told of for its own sake."""
LATEST = "true QUALIFY row_number() OVER (PARTITION BY source ORDER BY started_at DESC, run_id DESC) = 1"
SUCCEEDED = "outcome = 'succeeded' QUALIFY row_number() OVER (PARTITION BY source) = 1"
OPEN_CIRCLES = "status IN ('planned', 'running')"


def since_last_night(build: Build, settings: Settings, changes: Sequence[TopicChange]) -> tuple[DigestLine, ...]:
    """The lines of tonight, from what is in the build by now and in the catalogue before it; none on the first night.

    `changes` are what became of topics tonight.
    """
    before, now = build.reader("previous"), build.reader("next")
    nights = before(Night, "true", order="started_at DESC LIMIT 1")
    if not nights:
        return ()
    earlier = before(DigestLine, "part = 'decision'", order="place")
    build.choose_courses(CHOSEN, COMPARED, _referred(before, now, earlier))
    chosen, zone = f"course_id IN (FROM temp.{CHOSEN})", ZoneInfo(settings.timezone)
    return compare(
        read_facts(before, _day(nights[0].started_at, zone), settings, chosen),
        read_facts(now, _day(build.at, zone), settings, chosen),
        found_at=build.at,
        changes=changes,
        decisions=now(Decision, "true", order="decision_id"),
        earlier=earlier,
        min_gain=settings.digest.min_gain,
    )


def read_facts(read: Reader, on: date, settings: Settings, courses: str = "true") -> Facts:
    """What a catalogue publishes that is compared.

    `on` is the local day of its night; `courses` is the condition by which courses are chosen.
    """
    listed: dict[str, list[TopicCourse]] = {}
    for row in read(TopicCourse, "true", order="topic_id, rank"):
        listed.setdefault(row.topic_id, []).append(row)
    misfits: dict[str, list[FitSignal]] = {}
    deciding = (*settings.circle.needed_signals, *settings.circle.barring_signals)
    said_no = [
        signal for signal in read(FitSignal, "value = 'no'", order="course_id, signal") if signal.signal in deciding
    ]
    for signal in sorted(said_no, key=lambda each: deciding.index(each.signal)):
        misfits.setdefault(signal.course_id, []).append(signal)
    known = {course.course_id: course for course in read(CourseFacts, courses, order="course_id", of=Course)}
    decided = by_topic(read(Decision, "true", order="decision_id"))
    runs = read(LastRun, LATEST, order="source", of=Run)
    return Facts(
        planned_on=planned_day(settings, on),
        courses=known,
        topics={topic.topic_id: topic for topic in read(Topic, "true", order="topic_id")},
        listed={topic_id: tuple(rows) for topic_id, rows in listed.items()},
        misfits={course_id: tuple(signals) for course_id, signals in misfits.items()},
        season=read(SeasonCircle, "true", order="season_id, circle"),
        circles=read(Circle, OPEN_CIRCLES, order="circle_id"),
        gone_pages=_gone_pages(read, known),
        runs={run.source: run for run in runs},
        out={topic_id: chosen(said).out for topic_id, said in decided.items()},
        known_sources=frozenset(run.source for run in read(LastRun, SUCCEEDED, order="source", of=Run)),
    )


def read_digest(
    catalogue: Path, settings: Settings, decisions: Iterable[Decision], source_titles: Mapping[str, str]
) -> Digest:
    """The digest that a published catalogue holds, under the decisions as they stand now.

    Raises:
        UsageError: there is no catalogue, or no night in it.
        StoreError: it cannot be read.
    """
    zone = ZoneInfo(settings.timezone)
    with Catalogue(catalogue) as opened:
        nights = list(opened.previous(Night, "true", order="started_at DESC LIMIT 2"))
        lines = list(opened.previous(DigestLine, "true", order="place"))
    if not nights:
        raise UsageError(f"{catalogue} tells of no night yet; `circlewise run` is the first")
    return digest_of(
        lines,
        decisions,
        night_id=nights[0].night_id,
        on=_day(nights[0].started_at, zone),
        since_on=_day(nights[1].started_at, zone) if len(nights) > 1 else None,
        source_titles=source_titles,
    )


def _referred(before: Reader, now: Reader, earlier: Iterable[DigestLine]) -> set[str]:
    """The courses that shortlists, seasons, circles and open lines of either night name."""
    named: set[str | None] = {line.course_id for line in earlier}
    for read in (before, now):
        named |= {listed.course_id for listed in read(TopicCourse, "true", order="course_id")}
        named |= {planned.course_id for planned in read(SeasonCircle, "true", order="course_id")}
        named |= {circle.course_id for circle in read(Circle, OPEN_CIRCLES, order="circle_id")}
    return {course_id for course_id in named if course_id}


def _gone_pages(read: Reader, known: Mapping[str, CourseFacts]) -> frozenset[str]:
    """Courses that are left out of shortlists, since the address they have now is gone."""
    left = {check.course_id: check.url for check in read(LinkCheck, "true", order="course_id") if has_left(check)}
    return frozenset(
        course_id for course_id, url in left.items() if (course := known.get(course_id)) and course.url == url
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    """The local day of a UTC time without zone."""
    return moment.replace(tzinfo=UTC).astimezone(zone).date()
