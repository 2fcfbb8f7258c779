"""What was known at a moment: the catalogue that was published then, or what is kept of it in rows with a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.errors import StoreError, UsageError
from pipeline.model import GoalState, Listing, Night, TopicState, columns_of
from pipeline.store.home import Home
from pipeline.store.limits import CLOSE, CLOSED_LATER
from pipeline.store.publish import damage, kept_builds
from pipeline.store.reading import Catalogue
from pipeline.store.schema import literal, naive

SQL = Path(__file__).parent
STANDING = "from_at <= {at} AND (until_at > {at} OR until_at IS NULL)"

VIEWS = """
SELECT view_name FROM duckdb_views() WHERE schema_name = 'out' AND database_name = current_database() ORDER BY view_name
"""


@dataclass(frozen=True)
class AsOf:
    """What is kept of what was known at a moment."""

    night: Night
    """The night whose catalogue held then."""
    kept: Path | None
    """That catalogue; None where only rows with a time are kept."""
    has_topics: bool
    """Whether topics, goals and shortlists of it are told: by that catalogue, or by all their rows with a time."""
    whole: tuple[str, ...]
    """The nights whose catalogues are kept as a whole, the newest first."""


def known_at(home: Home, moment: datetime) -> AsOf:
    """Which night's catalogue held at a moment, and what is kept of it.

    A night counts from its start, which is the time that all it stores has.

    Raises:
        UsageError: no night was before; says when the first was.
        StoreError: the published catalogue cannot be read.
    """
    with Catalogue(home.catalogue) as catalogue:
        nights = list(catalogue.previous(Night, "true", order="started_at, finished_at, night_id"))
        before = [night for night in nights if night.started_at <= naive(moment)]
        if not before:
            first = f"was on {nights[0].started_at:%Y-%m-%d %H:%M} UTC" if nights else "is still to come"
            raise UsageError(f"nothing was known yet, the first night {first}")
        night = before[-1]
        standing = STANDING.format(at=_sql(night.started_at))
        states = [len(list(catalogue.previous(row, standing, order="from_at"))) for row in (TopicState, GoalState)]
        published = catalogue.published_night()
    kept = home.catalogue if night.night_id == published else home.builds / f"{night.night_id}.duckdb"
    is_kept = kept == home.catalogue or (kept.exists() and damage(kept) is None)
    # A purge takes states out that cannot be told apart: a night of which some are gone is told without all of them.
    has_topics = is_kept or states == [night.topics, night.goals]
    return AsOf(night, kept if is_kept else None, has_topics, tuple(path.stem for path in kept_builds(home)))


@contextmanager
def open_as_of(home: Home, known: AsOf) -> Iterator[Catalogue]:
    """That catalogue, read-only and closed off; where it is not kept, its views as far as rows with a time tell them.

    Raises:
        StoreError: the catalogue cannot be read.
    """
    if known.kept:
        with Catalogue(known.kept) as catalogue:
            yield catalogue
        return
    at = _sql(known.night.started_at)
    connection = duckdb.connect(":memory:", config=CLOSED_LATER)
    try:
        connection.execute(f"ATTACH {literal(str(home.catalogue))} AS kept (READ_ONLY)")
        fields = _fields(connection, at)
        for name in ("as_of.sql", *(("as_of_topics.sql",) if known.has_topics else ())):
            sql = (SQL / name).read_text(encoding="utf-8")
            connection.execute(sql.replace("{fields}", fields).replace("{at}", at))
        connection.execute(CLOSE)
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"{home.catalogue} cannot be read ({str(error).splitlines()[0]})") from error
    with Catalogue.of(connection) as catalogue:
        yield catalogue


def views_of(catalogue: Catalogue) -> tuple[str, ...]:
    """The promised views that a catalogue has, by name."""
    found = catalogue.query(VIEWS)
    return tuple(name for (name,) in found.rows)


def _sql(moment: datetime) -> str:
    return f"TIMESTAMP {literal(moment.isoformat(' '))}"


def _fields(connection: duckdb.DuckDBPyConnection, at: str) -> str:
    """SQL that puts back every column of out.course of which changes are kept."""
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() "
        "WHERE database_name = 'kept' AND schema_name = 'out' AND table_name = 'course'"
    ).fetchall()
    there = {name for (name,) in rows} - {"course_id", "source", "key"}
    back = [
        f"CASE WHEN map_contains(b.was, '{c.name}') THEN b.was['{c.name}']::{c.sql_type} ELSE c.{c.name} END "
        f"AS {c.name}"
        for c in columns_of(Listing)
        if c.name in there
    ]
    # Before retiring was a change of its own, only the time of the last one was kept.
    back.append(
        "CASE WHEN map_contains(b.was, 'is_active') THEN b.was['is_active']::BOOLEAN "
        f"ELSE c.is_active OR coalesce(c.retired_at > {at}, false) END AS is_active"
    )
    return ", ".join(back)
