"""What a verb needs to answer for an earlier day: `--as-of`, the moment it means, and the catalogue of that time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pipeline.errors import UsageError
from pipeline.flow.tonight import parse_moment
from pipeline.store import AsOf, Catalogue, Home, known_at, open_as_of, views_of
from pipeline.verbs import house

as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="As it was known then: an ISO date (its end, where the library is) or time (UTC where no zone is named).",
)


def moment_of(text: str, home: Home) -> datetime:
    """The moment that was typed: of a day its last one, in the time zone of the settings.

    Raises:
        UsageError: it is neither an ISO date nor an ISO time.
        SettingsError: a day was typed and schedule.yaml, which says where that is, cannot be read.
    """
    moment = parse_moment(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return moment
    zone = ZoneInfo(house.settings_of(home, None).timezone)
    return datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1, microseconds=-1)


def known(home: Home, text: str) -> AsOf:
    """Which night was the last one then, said to whoever asks.

    Raises:
        UsageError: no night was before.
    """
    moment = moment_of(text, home)
    try:
        found = known_at(home, moment)
    except UsageError as error:
        raise UsageError(f"--as-of {text}: {error}") from error
    house.say(f"As known on {text}: the night {found.night.night_id}, {found.night.started_at:%Y-%m-%d %H:%M} UTC.")
    return found


def kept_catalogue(home: Home, text: str, what: str) -> Path:
    """The catalogue of that time as a file, for verbs that need the whole of it.

    Raises:
        UsageError: it is not kept any more; says what is.
    """
    found = known(home, text)
    if found.kept is None:
        raise UsageError(
            f"{what} of that night are not kept: {_whole(found)}. `circlewise query --as-of {text} SQL` tells what is"
        )
    return found.kept


@contextmanager
def as_known(home: Home, text: str) -> Iterator[Catalogue]:
    """That catalogue, or what is kept of it in rows with a time; a question about what is not kept is told so.

    Raises:
        UsageError: nothing was known then, or the question is about what is not kept.
    """
    found = known(home, text)
    with open_as_of(home, found) as catalogue:
        if found.kept:
            yield catalogue
            return
        views = ", ".join(f"out.{name}" for name in views_of(catalogue))
        house.say(f"Its catalogue is not kept; rows with a time tell {views}.")
        if not found.has_topics:
            house.say(
                "Topics and goals of that night are not told: they were not kept yet, or a survey was purged since."
            )
        try:
            yield catalogue
        except UsageError as error:
            what = str(error).splitlines()[0]  # what DuckDB offers instead are tables of another night
            raise UsageError(f"{what}\nOf that night are kept: {views}; {_whole(found)}") from error


def _whole(found: AsOf) -> str:
    return f"whole catalogues are kept of {', '.join(found.whole) or 'no night'} (`keep_builds` in schedule.yaml)"
