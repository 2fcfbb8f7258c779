"""The verb that shows the season: as the last night proposes it, or under other settings."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import UsageError
from pipeline.model import PARTS, WEEKDAYS, SeasonChoice, SeasonPlan
from pipeline.store import Answer, Catalogue, Home
from pipeline.verbs import house
from pipeline.verbs.as_of import as_of_option, kept_catalogue

if TYPE_CHECKING:
    from pipeline.flow.season_shown import ShownSeason

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
@as_of_option
@click.option("--again", is_flag=True, help="Plan anew with the spaces, surveys and settings as they are now.")
def season(
    *,
    home: Path | None,
    config: Path | None,
    shape: str,
    template: bool,
    as_of: str | None,
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
    is_asked = again or changes or locked or forbidden
    if as_of and is_asked:
        raise UsageError("--as-of tells what was planned then; it cannot be planned anew with other settings")
    path = kept_catalogue(here, as_of, "plans of the season") if as_of else here.catalogue
    found = _planned_anew(here, config, changes, locked, forbidden) if is_asked else _published(path)
    if found is None:
        raise UsageError("the last night planned no season; the next `circlewise run` does, or plan one with --again")
    _emit(shape, found.plan, found.circles, found.left_out)
    if not as_of:
        _tell_choices(here)
    return 1 if found.plan.status == "clash" else 0


def _tell_choices(home: Home) -> None:
    """Say that choices of the coordinators' page hold, so that nobody looks for them in the settings."""
    from pipeline.flow.season_choices import standing
    from pipeline.store.season_decisions import SeasonDecisions

    held = standing(SeasonDecisions(home.decisions).all())
    if held:
        n = {action: sum(each.action == action for each in held) for action in ("lock", "forbid")}
        house.say(
            f"Choices of the coordinators' page hold for every plan from when they were made: {n['lock']} locked, "
            f"{n['forbid']} forbidden; its page Season shows them and takes them back."
        )


def _planned_anew(
    home: Home, config: Path | None, changes: dict[str, Any], locked: tuple[str, ...], forbidden: tuple[str, ...]
) -> ShownSeason:
    from pipeline.fetch import SystemClock
    from pipeline.flow.season_shown import season_again

    return season_again(
        home,
        house.settings_of(home, config),
        house.CONNECTORS.parent,
        SystemClock().now(),
        changes=changes,
        locked=tuple(map(_choice, locked)),
        forbidden=tuple(map(_choice, forbidden)),
    )


def _published(path: Path) -> ShownSeason | None:
    from pipeline.flow.season_shown import published_season

    with Catalogue(path) as catalogue:
        return published_season(catalogue)


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


def _emit(shape: str, plan: SeasonPlan, circles: Answer, left_out: Answer) -> None:
    from pipeline.verbs.look import emit

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
