"""The proposal of one topic: its rows are read from the published catalogue, the rooms from the home."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import UsageError
from pipeline.flow.season import find_spaces
from pipeline.model import (
    PARTS,
    WEEKDAYS,
    Course,
    CredentialKind,
    CredentialKinds,
    FitSignal,
    Goal,
    LinkCheck,
    Match,
    Night,
    SeasonCircle,
    SeasonLead,
    SeasonLeftOut,
    SeasonPlan,
    SeasonTime,
    Settings,
    Topic,
    TopicBranch,
    TopicCourse,
    TopicGoal,
)
from pipeline.store import Catalogue, Home
from pipeline.survey import equipment_words
from pipeline.topics.fit import SIGNALS
from pipeline.topics.sheet import Known, Sheet, sheet_of
from pipeline.topics.sheet.model import Listed
from pipeline.typed_yaml import load_typed

FILE = Path("data") / "reference" / "credentials.yaml"
STRATEGY = "SELECT strategic_goal, because FROM out.topic_strategy WHERE topic_id = ? ORDER BY ALL"
NO_HOMES: Mapping[str, str] = MappingProxyType({})
REASONS = 3
"""Reasons of a match that a sheet tells."""


def load_credentials(path: Path) -> tuple[CredentialKind, ...]:
    """What is known of credentials.

    Raises:
        SettingsError: the file is missing, is no YAML or says something it may not.
    """
    return load_typed(path, CredentialKinds).credentials


def propose_sheet(
    home: Home,
    named: str,
    settings: Settings,
    credentials: tuple[CredentialKind, ...],
    statuses: Mapping[str, str] | None = None,
    homes: Mapping[str, str] = NO_HOMES,
) -> Sheet:
    """The proposal of a topic that is named by its id or its title.

    `statuses` are those of decided topics as they stand now; None where only those of the night are known. `homes` are
    the pages of the sources, by their id.

    Raises:
        UsageError: there is no such topic, or too few people want it for anything to be told.
    """
    with Catalogue(home.catalogue) as catalogue:
        topic = find_topic(list(catalogue.previous(Topic, "true", order="topic_id")), named)
        if statuses is not None:
            topic = replace(topic, status=statuses.get(topic.topic_id, "proposed"))
        return sheet_of(known_of(catalogue, home, topic, settings, credentials, homes), settings)


def find_topic(topics: list[Topic], named: str) -> Topic:
    """The topic of this id or title; a title counts where one topic alone has it.

    Raises:
        UsageError: there is none, with those that were probably meant; or it is suppressed.
    """
    wanted = named.strip().casefold()
    found = [each for each in topics if each.topic_id == wanted]
    shown = [each for each in topics if not each.is_suppressed and each.title]
    found = found or [each for each in shown if (each.title or "").casefold() == wanted]
    if len(found) > 1:
        raise UsageError(f"{len(found)} topics have this title: name one by its id: {_named(found)}")
    if found and (found[0].is_suppressed or found[0].n_respondents is None):
        raise UsageError(
            f"topic {found[0].topic_id} is wanted by too few people to be told about (demand.min_group); "
            "`circlewise topics` lists those that are shown"
        )
    if found:
        return found[0]
    names = {each.topic_id: each for each in shown} | {(each.title or "").casefold(): each for each in shown}
    near = [names[name] for name in difflib.get_close_matches(wanted[:200], names, n=3, cutoff=0.5)]
    near += [each for each in shown if wanted and wanted in (each.title or "").casefold()]
    meant = {each.topic_id: each for each in near}.values()
    hint = f"did you mean {_named(list(meant)[:3])}?" if meant else "`circlewise topics` lists them"
    raise UsageError(f"there is no topic `{' '.join(named.split())[:80]}`; {hint}")


def _named(topics: list[Topic]) -> str:
    return ", ".join(f"{each.topic_id} ({each.title})" for each in topics)


def shown_topic(catalogue: Catalogue, topic_id: str) -> Topic | None:
    """A topic by its id; None where there is none whose count is shown."""
    return next(catalogue.previous(Topic, f"topic_id = {_quoted([topic_id])} AND NOT is_suppressed", order="1"), None)


def matches_of(catalogue: Catalogue, known: Known) -> Iterator[Match]:
    """The matches of a topic's goals, as far as they may be told, with the courses of its shortlist."""
    courses, goals = (each.course.course_id for each in known.listed), (goal.goal_id for goal in known.goals)
    where = f"course_id IN ({_quoted(courses)}) AND goal_id IN ({_quoted(goals)})"
    return catalogue.previous(Match, where, order="course_id, goal_id")


def known_of(
    catalogue: Catalogue,
    home: Home,
    topic: Topic,
    settings: Settings,
    credentials: tuple[CredentialKind, ...],
    homes: Mapping[str, str] = NO_HOMES,
) -> Known:
    """Everything published about a topic whose count is shown, the rooms of the home, and the pages of sources."""
    of_topic = f"topic_id = {_quoted([topic.topic_id])}"
    goal_ids = [row.goal_id for row in catalogue.previous(TopicGoal, of_topic, order="goal_id")]
    season = next(catalogue.previous(SeasonPlan, "true", order="season_id DESC"), None)
    times = sorted(
        (WEEKDAYS.index(row.weekday), PARTS.index(row.part_of_day), f"{row.weekday} {row.part_of_day}")
        for row in catalogue.previous(SeasonTime, of_topic, order="season_id")
    )
    night = next(catalogue.previous(Night, "true", order="started_at DESC"))
    spaces, spaces_missing = find_spaces(home)
    left_out = next(catalogue.previous(SeasonLeftOut, of_topic, order="season_id DESC"), None)
    return Known(
        topic=topic,
        on=night.started_at.date(),
        goals=tuple(
            catalogue.previous(
                Goal, f"goal_id IN ({_quoted(goal_ids)})", order="n_respondents DESC NULLS LAST, goal_id"
            )
        ),
        branches=tuple(catalogue.previous(TopicBranch, of_topic, order="n_respondents DESC, branch")),
        strategy=tuple((name, because) for name, because in catalogue.query(STRATEGY, [topic.topic_id]).rows),
        listed=_listed(catalogue, of_topic, goal_ids, homes),
        season=season,
        circles=tuple(catalogue.previous(SeasonCircle, of_topic, order="circle")),
        left_out=left_out.reason if left_out else None,
        times=tuple(words for _, _, words in times),
        leads=frozenset(row.way for row in catalogue.previous(SeasonLead, of_topic, order="way")),
        spaces=spaces,
        spaces_missing=spaces_missing,
        equipment=equipment_words(settings.season.equipment),
        credentials=credentials,
    )


def _listed(catalogue: Catalogue, of_topic: str, goal_ids: list[str], homes: Mapping[str, str]) -> tuple[Listed, ...]:
    """The shortlist with everything about its courses, best first."""
    places = list(catalogue.previous(TopicCourse, of_topic, order="rank"))
    of_courses = f"course_id IN ({_quoted(place.course_id for place in places)})"
    courses = {row.course_id: row for row in catalogue.previous(Course, of_courses, order="course_id")}
    checks = {row.course_id: row for row in catalogue.previous(LinkCheck, of_courses, order="course_id")}
    matched = f"{of_courses} AND goal_id IN ({_quoted(goal_ids)})"
    best = {row.course_id: row for row in catalogue.previous(Match, matched, order="score, goal_id DESC")}
    order = {signal.__name__: number for number, signal in enumerate(SIGNALS)}
    signals: dict[str, list[FitSignal]] = {}
    for row in catalogue.previous(FitSignal, of_courses, order="course_id, signal"):
        signals.setdefault(row.course_id, []).append(row)
    return tuple(
        Listed(
            place=place,
            course=course,
            signals=tuple(
                sorted(
                    signals.get(place.course_id, []), key=lambda row: (order.get(row.signal, len(order)), row.signal)
                )
            ),
            check=check if (check := checks.get(place.course_id)) and check.url == course.url else None,
            because=((place.because,) if place.because else ()) + _because(best.get(place.course_id)),
            source_home=homes.get(course.source),
        )
        for place in places
        if (course := courses.get(place.course_id))
    )


def _because(match: Match | None) -> tuple[str, ...]:
    """What earned the course the most points for the goal that it suits best."""
    if match is None:
        return ()
    parts = sorted(json.loads(match.explanation), key=lambda part: -part["points"])
    return tuple(part["because"] for part in parts[:REASONS] if part["points"] > 0)


def _quoted(values: Iterable[str]) -> str:
    """Texts as SQL has them, or one that is in no table."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values) or "''"
