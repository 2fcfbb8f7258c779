"""A season as people see it: the one that the last night published, or one that is planned anew and not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.flow.fit import FILE, load_fit_words
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.flow.means import WEIGHTS, load_weights
from pipeline.flow.subjects import FILE as SUBJECTS
from pipeline.flow.subjects import load_subjects
from pipeline.flow.what_if import season_if
from pipeline.flow.what_if_told import Named, check_sizes
from pipeline.model import SeasonChoice, SeasonPlan, Settings
from pipeline.settings import with_season
from pipeline.store import Answer, Catalogue, Home
from pipeline.survey import AnswerReader

CIRCLES = """
SELECT s.circle, t.title, s.topic_id, c.title AS course, c.url, s.course_id, s.weekday, s.part_of_day, s.starts_on,
       s.weeks, s.session_minutes, s.branch, s.room, s.facilitator_ref, s.size, s.staff_hours, s.because
FROM out.season s JOIN out.topic t USING (topic_id) JOIN out.course c USING (course_id) ORDER BY s.circle
"""
LEFT_OUT = """
SELECT s.topic_id, t.title, s.reason FROM out.season_left_out s JOIN out.topic t USING (topic_id)
ORDER BY t.priority DESC, t.title, s.topic_id
"""
COURSES = "SELECT course_id, title, url FROM out.course WHERE list_contains($1, course_id)"


@dataclass(frozen=True)
class ShownSeason:
    """A plan with its circles and what was left out, both as tables."""

    plan: SeasonPlan
    circles: Answer
    left_out: Answer


def published_season(catalogue: Catalogue) -> ShownSeason | None:
    """The season of the last night; None where that night was of a release without seasons."""
    plan = next(catalogue.previous(SeasonPlan, "true", order="season_id"), None)
    if plan is None:
        return None
    return ShownSeason(plan, catalogue.query(CIRCLES), catalogue.query(LEFT_OUT))


def season_again(
    home: Home,
    settings: Settings,
    project: Path,
    now: datetime,
    *,
    changes: Mapping[str, Any] | None = None,
    locked: Sequence[SeasonChoice] = (),
    forbidden: Sequence[SeasonChoice] = (),
) -> ShownSeason:
    """The season planned anew, with rooms, settings and people's choices as they are now; nothing is kept.

    It is a what-if whatever changed since the last night: it counts on no more people than may be told (`season_if`).

    Args:
        home: the home.
        settings: as nights use them.
        project: the folder that holds `data/reference`.
        now: UTC time.
        changes: season settings by name, for a what-if.
        locked: choices that have to hold besides those that are set.
        forbidden: choices that must not.

    Raises:
        UsageError: the what-if would tell what is hidden, or makes no sense.
        StoreError: the catalogue or the surveys cannot be read.
    """
    reader = AnswerReader(load_lexicon(project / FOLDER))
    weights = load_weights(project / WEIGHTS)
    subjects = load_subjects(project / SUBJECTS, reader)
    fit_words = load_fit_words(project / FILE)
    asked = settings.season
    wanted: dict[str, Any] = dict(changes or {})
    wanted |= {"locked": (*asked.locked, *locked), "forbidden": (*asked.forbidden, *forbidden)}
    check_sizes(settings, with_season(settings, wanted))
    named = Named.of(home, settings, reader)
    wanted |= {"locked": (*asked.locked, *named.locked(locked))}
    wanted |= {"forbidden": (*asked.forbidden, *named.forbidden(forbidden))}
    found, topics = season_if(home, with_season(settings, wanted), reader, subjects, weights, fit_words, now)
    with Catalogue(home.catalogue) as catalogue:
        courses = {
            course_id: (title, url)
            for course_id, title, url in catalogue.query(COURSES, [[c.course_id for c in found.circles]]).rows
        }
    names = tuple(name.split(".")[-1] for name in _columns(CIRCLES))
    rows = []
    for circle in found.circles:
        values = {each.name: getattr(circle, each.name) for each in fields(circle)}
        values |= {"title": topics[circle.topic_id].title, "course": courses[circle.course_id][0]}
        values |= {"url": courses[circle.course_id][1]}
        values["facilitator_ref"] = circle.facilitator_ref if named.may_tell(circle) else None
        rows.append(tuple(values[name] for name in names))
    ordered = sorted(found.left_out, key=lambda each: (-topics[each.topic_id].priority, each.topic_id))
    left_out = [(each.topic_id, topics[each.topic_id].title, each.reason) for each in ordered]
    return ShownSeason(found.plan, Answer(names, rows), Answer(("topic_id", "title", "reason"), left_out))


def _columns(sql: str) -> list[str]:
    """The names that a SELECT of ours gives its columns."""
    listed = sql.split("FROM")[0].replace("SELECT", "").split(",")
    return [part.split(" AS ")[-1].strip() for part in listed]
