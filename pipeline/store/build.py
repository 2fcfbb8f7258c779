"""Builds the next catalogue: the previous one, tonight's listings, demand and decisions, into a new file.

Nothing of the published file is touched; a crash leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from pipeline import private
from pipeline.errors import StoreError
from pipeline.model import (
    Course,
    CourseChange,
    CourseJoin,
    Issue,
    Listing,
    Night,
    Offer,
    PageRow,
    RawRow,
    Run,
    RunCount,
    ToldCount,
    TopicChange,
    columns_of,
)
from pipeline.store import checks, history, schema, two_nights, views
from pipeline.store.arrivals import Arrival, Changes, GoodRun
from pipeline.store.reading import ACTIVE, ACTIVE_OF, fetch_rows
from pipeline.store.readings import VALUES, Values

T = TypeVar("T")
STORAGE = "v1.5.0"  # read by DuckDB 1.5 and 2.x alike (tried 2026-11)
HISTORY = (Run, RunCount, Issue, Night, CourseChange, TopicChange)
SQL = Path(__file__).parent
SPILT = ".spilt"
"""Ends the name of the folder, beside the file, for what DuckDB has no memory for.

By itself it would take `.tmp` in the folder of whoever starts the night.
"""


class Build:
    """The next catalogue while it is being made. Use as a context manager; `finish` before publishing."""

    def __init__(self, path: Path, previous: Path | None, night_id: str, started_at: datetime) -> None:
        self.path = path
        self.previous = previous
        self.night_id = night_id
        self.at = schema.naive(started_at)
        self._connection = duckdb.connect(":memory:")
        self._known: schema.Known = {}
        self._closed = ExitStack()

    def __enter__(self) -> Build:
        self._closed.enter_context(private.closed())
        try:
            self._open()
        except BaseException:
            self._let_go()
            raise
        return self

    def _open(self) -> None:
        run = self._connection.execute
        run(f"SET temp_directory = {schema.literal(f'{self.path}{SPILT}')}")
        run("SET preserve_insertion_order = true")
        run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        if self.previous:
            try:
                run(f"ATTACH {schema.literal(str(self.previous))} AS previous (READ_ONLY)")
            except duckdb.Error as error:
                raise StoreError(f"{self.previous} cannot be read ({_first_line(error)})") from error
        try:
            run(f"ATTACH {schema.literal(str(self.path))} AS next (STORAGE_VERSION '{STORAGE}')")
            run("USE next")
            schema.create(self._connection)
            if self.previous:
                self._known = schema.columns_in(self._connection, "previous")
                self._carry_history()
        except duckdb.Error as error:
            raise _not_made(error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the files; what the database or the disk refused is told as a StoreError."""
        self._let_go()
        if isinstance(error, duckdb.Error | OSError):
            raise _not_made(error) from error

    def _let_go(self) -> None:
        self._connection.close()
        self._closed.close()

    # --- courses ---

    def load_arrivals(self, arrivals: Iterable[Arrival]) -> None:
        """The same as `load_rows`, of objects."""
        self.load_rows(map(VALUES, arrivals))

    def load_rows(self, arrivals: Iterable[Values]) -> None:
        """Take in tonight's listings of the sources that succeeded, each by column; `merge` comes next."""
        self._connection.execute(f"CREATE TEMP TABLE arrival AS {schema.no_rows(Arrival)}")
        schema.load_values(self._connection, "temp.arrival", Arrival, arrivals)

    def missing_in_arrivals(self, names: Sequence[str]) -> dict[str, dict[str, int]]:
        """By source, how many of tonight's listings have nothing in each of these fields; what all have is out."""
        lists = {column.name for column in columns_of(Listing) if column.sql_type.endswith("[]")}
        counted = ", ".join(
            f"count(*) FILTER ({name} IS NULL{f' OR len({name}) = 0' if name in lists else ''})" for name in names
        )
        found = self._connection.execute(f"SELECT source, {counted} FROM temp.arrival GROUP BY source").fetchall()  # noqa: S608 - names of our own columns
        return {source: {name: n for name, n in zip(names, counts, strict=True) if n} for source, *counts in found}

    def merge(self, succeeded: Sequence[GoodRun], deleted: Iterable[str] = ()) -> dict[str, Changes]:
        """Merge what arrived into what was known; returns changes by source.

        Courses of all other sources are carried over untouched. `deleted` are the ids of courses that their source says
        are deleted.
        """
        run = self._connection.execute
        columns = "source VARCHAR, retire_after BIGINT, proves_absence BOOLEAN, unreadable BIGINT, is_full BOOLEAN"
        run(f"CREATE TEMP TABLE good_source ({columns})")
        for good in succeeded:
            run("INSERT INTO good_source VALUES (?, ?, ?, ?, ?)", list(astuple(good)))
        run("CREATE TEMP TABLE buried AS SELECT unnest($1::VARCHAR[]) AS course_id", [list(deleted)])
        for view, row in (("known", Course), ("known_words", RawRow)):
            run(f"CREATE TEMP VIEW {view} AS {schema.select_known(row, 'previous', self._known)}")
        columns = ", ".join(f"a.{c.name}" for c in columns_of(Listing))
        run("SET VARIABLE night_at = $at", {"at": self.at})
        run((SQL / "merge.sql").read_text(encoding="utf-8").replace("{listing_columns}", columns))
        if self.previous:
            history.note_changes(self._connection, self.night_id, self.at)
        rows = run((SQL / "changes.sql").read_text(encoding="utf-8")).fetchall()
        run("DROP TABLE temp.arrival; DROP TABLE temp.absent")  # they are in memory, which matching needs
        return {source: Changes(*counts) for source, *counts in rows}

    def keep_history(self, min_group: int) -> None:
        """Keep how topics, goals and shortlists are told tonight beside how they were told before."""
        history.keep(self._connection, self._known, self.night_id, self.at, min_group)

    def join_courses(self, joins: Iterable[CourseJoin]) -> None:
        """Keep which listings are of the same course; canonical_course_id of each tells which one stands for it."""
        self.insert(CourseJoin, joins)
        self._connection.execute(
            "UPDATE core.course SET canonical_course_id = j.canonical_course_id "
            "FROM core.course_join j WHERE j.course_id = core.course.course_id"
        )

    def _carry_history(self) -> None:
        for row in HISTORY:
            known = schema.select_known(row, "previous", self._known)
            self._connection.execute(f"INSERT INTO {schema.table_of(row).qualified} BY NAME {known}")

    def carry_pages(self, renewed: Sequence[str]) -> None:
        """Keep the page list of every source that brings no new one tonight."""
        known = schema.select_known(PageRow, "previous", self._known)
        self._connection.execute(
            f"INSERT INTO raw.page BY NAME SELECT * FROM ({known}) WHERE NOT list_contains($1, source)",  # noqa: S608
            [list(renewed)],
        )

    def add_pages(self, pages: Iterable[PageRow]) -> None:
        """Add pages to the list; one that is there already is replaced."""
        self._connection.execute(f"CREATE TEMP TABLE read_page AS {schema.no_rows(PageRow)}")
        schema.load(self._connection, "temp.read_page", PageRow, pages)
        self._connection.execute(
            "DELETE FROM raw.page p USING temp.read_page r WHERE (p.source, p.request_key) = (r.source, r.request_key)"
        )
        self._connection.execute("INSERT INTO raw.page BY NAME SELECT * FROM temp.read_page")

    # --- everything else ---

    def insert(self, row: type[T], rows: Iterable[T]) -> int:
        """Append rows to the table of their class."""
        return schema.load(self._connection, schema.table_of(row).qualified, row, rows)

    def rows(self, row: type[T], sql: str, parameters: Sequence[Any] = ()) -> Iterator[T]:
        """Rows of the next catalogue as dataclasses; `sql` selects at least the columns of `row`."""
        return fetch_rows(self._connection, row, sql, parameters)

    def arrays(self, sql: str) -> dict[str, NDArray[Any]]:
        """Columns of the next catalogue by name, all of one length; of numbers that are never null."""
        return {name: np.asarray(values) for name, values in self._connection.execute(sql).fetchnumpy().items()}

    def offers(self) -> list[Offer]:
        """What matching asks of every active course, by course_id."""
        return list(self.rows(Offer, ACTIVE))

    def active_courses(self, course_ids: Collection[str]) -> list[Course]:
        """Those of these courses that are active, by course_id."""
        return list(self.rows(Course, ACTIVE_OF, [sorted(course_ids)]))

    def reader(self, database: Literal["previous", "next"]) -> two_nights.Reader:
        """Rows of the previous catalogue, whatever release made it, or of the next one; none where there is none."""
        known = self._known if database == "previous" else schema.columns_in(self._connection, "next")
        return two_nights.reader(self._connection, database, known)

    def choose_courses(self, name: str, columns: Sequence[str], referred: Iterable[str]) -> None:
        """Make a temporary table of the ids of courses that differ in these columns, and of those referred to."""
        two_nights.choose_courses(self._connection, self._known, name, columns, referred)

    def previous_topics(self) -> dict[str, frozenset[str]]:
        """Goals by topic in the previous catalogue."""
        if not self.previous:
            return {}
        found = self._connection.execute(
            "SELECT topic_id, list(goal_id) FROM previous.core.topic_goal GROUP BY ALL"
        ).fetchall()
        return {topic_id: frozenset(goal_ids) for topic_id, goal_ids in found}

    def topic_titles(self) -> dict[str, str | None]:
        """Titles by topic in the previous catalogue."""
        if not self.previous:
            return {}
        return dict(self._connection.execute("SELECT topic_id, title FROM previous.core.topic").fetchall())

    def told_counts(self) -> list[ToldCount]:
        """Every number of people that the previous catalogue knows to have been told, by subject, the last at the end.

        What a catalogue of an earlier release shows is all that is known to have been told. One that says no time may
        have told it at any: it counts as told now, since whatever is here was here then.
        """
        known = schema.select_known(ToldCount, "previous", self._known)
        timed = f"SELECT * REPLACE (coalesce(told_at, {self._now}) AS told_at) FROM ({known})"  # noqa: S608
        told = list(self.rows(ToldCount, f"{timed} ORDER BY subject_id, place"))
        if told or not self.previous:
            return told
        shown = " UNION ALL ".join(
            f"SELECT {name}_id AS subject_id, 1 AS place, n_respondents, {self._now} AS told_at "  # noqa: S608
            f"FROM previous.core.{name} WHERE n_respondents IS NOT NULL"
            for name in ("goal", "topic")
        )
        return list(self.rows(ToldCount, f"{shown} ORDER BY subject_id"))

    @property
    def _now(self) -> str:
        """UTC time of this night, as SQL."""
        return f"{schema.literal(self.at.isoformat(' '))}::TIMESTAMP"

    # --- the end ---

    def create_views(self) -> None:
        """Add the promised views."""
        views.create(self._connection)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the next catalogue, for those who describe it."""
        return self._connection.execute(sql).fetchall()

    def finish(self) -> None:
        """Add the promised views, check the whole, write it out and let go of the file.

        Raises:
            StoreError: a check failed; the file is not fit to be published.
        """
        self.create_views()
        checks.check(self._connection, has_previous=self.previous is not None)
        self._connection.execute("CHECKPOINT next")
        self._connection.execute("USE memory")
        self._connection.execute("DETACH next")


def _not_made(error: Exception) -> StoreError:
    if "No space left" in str(error):
        return StoreError("the new catalogue could not be made, since the disk is full; make room, then run again")
    return StoreError(f"the new catalogue could not be made: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
