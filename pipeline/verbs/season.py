"""The verb that shows the season: as the last night proposes it, or under other settings."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.model import PARTS, WEEKDAYS, SeasonChoice, SeasonPlan
from pipeline.settings import with_season
from pipeline.store import Answer, Catalogue, Home
from pipeline.verbs import house

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
SHOWN = ("title", "weekday", "part_of_day", "starts_on", "weeks", "branch", "room", "facilitator_ref", "size")


@click.command()
@house.home_option
@house.config_option
@house.format_option
@click.option("--template", is_flag=True, help="Print a list of spaces to fill in, as CSV; keep it as spaces.csv.")
@click.option("--max-circles", type=int, help="What if so many circles could run at most?")
@click.option("--min-size", type=int, help="What if a circle needed so many participants?")
@click.option("--max-size", type=int, help="What if a circle took so many participants at most?")
@click.option("--starts-on", help="What if the season began on this ISO date?")
@click.option("--weeks", type=int, help="What if the season were so many weeks long?")
@click.option("--max-staff-hours", type=float, help="What if all staff gave so many hours at most?")
@click.option("--max-hours-per-person", type=float, help="What if one person gave so many hours at most?")
@click.option("--fairness", type=float, help="What if branches were served so evenly: 0 not at all, 1 most?")
@click.option("--lock", "locked", multiple=True, help="What if this had to run: topic=ID,weekday=monday,branch=NAME …")
@click.option("--forbid", "forbidden", multiple=True, help="What if this must not run: worded as for --lock.")
@click.option("--again", is_flag=True, help="Plan anew with the spaces, surveys and settings as they are now.")
def season(
    *,
    home: Path | None,
    config: Path | None,
    shape: str,
    template: bool,
    again: bool,
    locked: tuple[str, ...],
    forbidden: tuple[str, ...],
    **flags: Any,
) -> int:
    """The set of circles worth running together, and why; what-if flags plan it anew and keep nothing."""
    if template:
        from pipeline.survey import TEMPLATE

        sys.stdout.buffer.write(TEMPLATE.encode())
        return 0
    here = house.published(home)
    changes = {name: value for name, value in flags.items() if value is not None}
    plan: SeasonPlan | None
    if again or changes or locked or forbidden:
        plan, circles, left_out = _planned_anew(here, config, changes, locked, forbidden)
    else:
        plan, circles, left_out = _published(here)
    _emit(shape, plan, circles, left_out)
    return 1 if plan is not None and plan.status == "clash" else 0


def _published(home: Home) -> tuple[SeasonPlan | None, Answer, Answer]:
    """The season of the last night; no plan where that night was of a release without seasons."""
    with Catalogue(home.catalogue) as catalogue:
        plan = next(catalogue.previous(SeasonPlan, "true", order="season_id"), None)
        if plan is None:
            return None, Answer((), []), Answer((), [])
        return plan, catalogue.query(CIRCLES), catalogue.query(LEFT_OUT)


def _planned_anew(
    home: Home, config: Path | None, changes: dict[str, Any], locked: tuple[str, ...], forbidden: tuple[str, ...]
) -> tuple[SeasonPlan, Answer, Answer]:
    from pipeline.fetch import SystemClock
    from pipeline.flow.fit import FILE, load_fit_words
    from pipeline.flow.lexicon import FOLDER, load_lexicon
    from pipeline.flow.means import WEIGHTS, load_weights
    from pipeline.flow.subjects import FILE as SUBJECTS
    from pipeline.flow.subjects import load_subjects
    from pipeline.flow.what_if import season_if
    from pipeline.flow.what_if_told import Named, check_sizes
    from pipeline.survey import AnswerReader

    settings = house.settings_of(home, config)
    reader = AnswerReader(load_lexicon(house.CONNECTORS.parent / FOLDER))
    weights = load_weights(house.CONNECTORS.parent / WEIGHTS)
    subjects = load_subjects(house.CONNECTORS.parent / SUBJECTS, reader)
    fit_words = load_fit_words(house.CONNECTORS.parent / FILE)
    asked = settings.season
    wanted, unwanted = tuple(map(_choice, locked)), tuple(map(_choice, forbidden))
    changes |= {"locked": (*asked.locked, *wanted), "forbidden": (*asked.forbidden, *unwanted)}
    check_sizes(settings, with_season(settings, changes))
    named = Named.of(home, settings, reader)
    changes |= {"locked": (*asked.locked, *named.locked(wanted))}
    changes |= {"forbidden": (*asked.forbidden, *named.forbidden(unwanted))}
    changed = with_season(settings, changes)
    is_as_set = not (set(changes) - {"starts_on", "locked", "forbidden"} or wanted or unwanted)
    now = SystemClock().now()
    found, topics = season_if(home, changed, reader, subjects, weights, fit_words, now, is_as_set=is_as_set)
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
    return found.plan, Answer(names, rows), Answer(("topic_id", "title", "reason"), left_out)


def _columns(sql: str) -> list[str]:
    """The names that a SELECT of ours gives its columns."""
    listed = sql.split("FROM")[0].replace("SELECT", "").split(",")
    return [part.split(" AS ")[-1].strip() for part in listed]


def _choice(text: str) -> SeasonChoice:
    """A choice as typed: `topic=t1,weekday=monday`.

    Raises:
        UsageError: a part is no KEY=VALUE, or names what is not known.
    """
    known = [each.name for each in fields(SeasonChoice)]
    said: dict[str, Any] = {}
    for part in text.split(","):
        key, _, value = (piece.strip() for piece in part.partition("="))
        if key not in known or not value:
            raise UsageError(f"found `{part.strip()[:80]}`, expected KEY=VALUE with a key of {', '.join(known)}")
        allowed = {"weekday": WEEKDAYS, "part_of_day": PARTS}.get(key)
        if allowed and value not in allowed:
            raise UsageError(f"found {key}={value[:40]}, expected one of {', '.join(allowed)}")
        said[key] = value
    return SeasonChoice(**said)


def _emit(shape: str, plan: SeasonPlan | None, circles: Answer, left_out: Answer) -> None:
    from pipeline.verbs.look import emit

    if plan is None:
        raise UsageError("the last night planned no season; the next `circlewise run` does, or plan one with --again")
    if shape == "json":
        house.say_json(
            {each.name: getattr(plan, each.name) for each in fields(plan) if each.name != "circles"}
            | {"circles": _objects(circles), "left_out": _objects(left_out)}
        )
        return
    title = f"Season {plan.starts_on} to {plan.ends_on}"
    if shape == "table":
        places = [circles.columns.index(name) for name in SHOWN] if circles.rows else []
        if circles.rows:
            emit(Answer(SHOWN, [tuple(row[n] for n in places) for row in circles.rows]), shape, title)
        for row in circles.rows:
            click.echo(f"{row[0]}. {row[circles.columns.index('title')]}: {row[circles.columns.index('because')]}")
        if left_out.rows:
            click.echo("")
            emit(left_out, shape, "Topics without a circle")
        click.echo(f"{title}, {plan.status}: {plan.message}.")
        return
    emit(circles, shape, title)
    house.say(f"{title}, {plan.status}: {plan.message}.")


def _objects(answer: Answer) -> list[dict[str, Any]]:
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
