"""Takes a survey out of catalogues: each is written anew without it and swapped in, so that no byte of it stays behind.

Deleting rows would leave them in the file's free blocks. Whoever has the old file open keeps reading it until they
close it; the disk gets its blocks back then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb

from pipeline import durable, private
from pipeline.errors import StoreError
from pipeline.store.build import SPILT, STORAGE
from pipeline.store.forget_history import BEFORE_IT, TOPIC_HISTORY, find_beginning
from pipeline.store.home import Home
from pipeline.store.publish import BUILDING, copy, share_as
from pipeline.store.schema import literal
from pipeline.topics.title import MAX_RENAMED, one_line, tidy

KEPT = frozenset({"core.decision", "core.goal_history"})
"""Tables that name topics and count no people of them: what people decided; goals, which go with their own survey."""


@dataclass(frozen=True)
class Forgotten:
    """What a purge did to one file of the home."""

    file: str
    """Its path inside the home."""
    action: Literal["rewritten", "removed", "untouched"]
    removed: dict[str, int] = field(default_factory=dict)
    """How many of what are gone: rows by table, or answers, questions, respondents."""
    note: str = ""


def surveys_in(paths: Sequence[Path]) -> set[str]:
    """The ids of the surveys that these catalogues were made from; one that cannot be read names none."""
    found: set[str] = set()
    for path in paths:
        try:
            with duckdb.connect() as connection:
                connection.execute(f"ATTACH {literal(str(path))} AS old (READ_ONLY)")
                rows = connection.execute(
                    "SELECT survey_id FROM old.core.survey UNION SELECT survey_id FROM old.core.goal"
                )
                found |= {survey_id for (survey_id,) in rows.fetchall()}
        except duckdb.Error:
            continue
    return found


def forget_in_catalogues(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    """Write every catalogue anew that holds something of the survey; one that cannot be read is removed."""
    return rewrite_catalogues(home, paths, lambda old, fresh: _write_without(old, fresh, survey_id))


def rewrite_catalogues(
    home: Home, paths: Sequence[Path], write: Callable[[Path, Path], dict[str, int]]
) -> Iterator[Forgotten]:
    """Put what `write` made of each catalogue in its place: rows changed by table, nothing where nothing had to be.

    Files of one content (the published catalogue is kept in builds/ under a second name) are written once. Where the
    published catalogue itself cannot be read, the newest kept one takes its place.
    """
    by_content: dict[tuple[int, int], list[Path]] = {}
    for path in sorted(paths, key=lambda path: (path != home.catalogue, path)):
        status = path.stat()
        by_content.setdefault((status.st_dev, status.st_ino), []).append(path)
    for same in by_content.values():
        first, *others = same
        fresh = home.builds / f"{first.stem}.purged{BUILDING}"
        fresh.unlink(missing_ok=True)
        try:
            with private.closed():
                removed = write(first, fresh)
        except duckdb.OutOfMemoryException as error:  # no damage: to remove the file would lose the catalogue
            fresh.unlink(missing_ok=True)
            raise MemoryError(str(error).splitlines()[0]) from error
        except duckdb.Error as error:
            fresh.unlink(missing_ok=True)
            yield from (_remove(home, path, str(error).splitlines()[0]) for path in same)
            continue
        if not removed:
            yield from (Forgotten(_inside(home, path), "untouched", note="nothing of it is in it") for path in same)
            continue
        share_as(first, fresh)
        _swap(fresh, first)
        yield Forgotten(_inside(home, first), "rewritten", removed)
        for path in others:
            _link(first, home.builds / f"{path.stem}.linked{BUILDING}", path)
            yield Forgotten(_inside(home, path), "rewritten", removed, f"the same file as {_inside(home, first)}")
    kept = sorted(home.builds.glob("*.duckdb"))
    if not home.catalogue.exists() and kept:
        _link(kept[-1], home.folder / "catalogue.next", home.catalogue)
        yield Forgotten(home.catalogue.name, "rewritten", note=f"builds/{kept[-1].name} took its place")


def forget_logs(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    """Remove change logs of catalogues: only a tool that opened one to write leaves them, and nobody reads them."""
    for path in paths:
        yield _remove(home, path, "the change log of a catalogue, which nothing reads")


def forget_near(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    """Remove what was found close to wishes: a hash of a wish does not say which survey it is of."""
    for path in paths:
        yield _remove(home, path, "it does not say which wish is of which survey; the next night makes another")


def _write_without(old: Path, fresh: Path, survey_id: str) -> dict[str, int]:
    """Copy a catalogue but for the survey; rows left out or emptied by table. Nothing is written where it has none."""
    with duckdb.connect(config={"temp_directory": f"{fresh}{SPILT}"}) as connection:
        run = connection.execute
        run(f"ATTACH {literal(str(old))} AS old (READ_ONLY)")
        run("CREATE TEMP TABLE gone AS SELECT goal_id FROM old.core.goal WHERE survey_id = $1", [survey_id])
        named = run("SELECT count(*) FROM old.core.survey WHERE survey_id = $1", [survey_id]).fetchall()[0][0]
        if not find_beginning(connection, survey_id) and not named and not run("FROM gone LIMIT 1").fetchall():
            return {}
        _find_topics(connection)
        run(f"ATTACH {literal(str(fresh))} AS fresh (STORAGE_VERSION '{STORAGE}')")
        run("COPY FROM DATABASE old TO fresh (SCHEMA)")
        removed: dict[str, int] = {}
        tables = run(
            "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index), "
            "list(column_name) FILTER (data_type = 'VARCHAR') FROM duckdb_columns() "
            "JOIN duckdb_tables() USING (database_name, schema_name, table_name) WHERE database_name = 'old' GROUP BY 1"
        ).fetchall()
        # Courses of shortlists first: what fits is kept of these only.
        for table, columns, _ in sorted(tables, key=lambda each: (each[0] == "core.fit_signal", each[0])):
            rule = _kept(table, columns)
            copy = f"INSERT INTO fresh.{table} SELECT * FROM old.{table} WHERE {rule}"  # noqa: S608
            run(copy, [survey_id] if "$1" in rule else [])
            sizes = f"SELECT (SELECT count(*) FROM old.{table}) - (SELECT count(*) FROM fresh.{table})"  # noqa: S608
            ((n,),) = run(sizes).fetchall()
            if n:
                removed[table] = n
        for table, columns, texts in tables:
            if "previous_survey_id" in columns and (n := _uncompare(connection, table, columns, survey_id)):
                removed[f"{table}: comparisons"] = n
            _unname(connection, table, texts or (), survey_id)
        emptied = _empty_topics(connection)
        if emptied:
            removed["core.topic: counts hidden"] = emptied
        run("CHECKPOINT fresh")
        run("DETACH fresh")
        return removed


def _find_topics(connection: duckdb.DuckDBPyConnection) -> None:
    """Which topics the survey had a part in: all of them where one of its goals is in a topic that is not told."""
    connection.execute(
        """
        CREATE TEMP TABLE touched AS
        SELECT topic_id FROM old.core.topic
        WHERE topic_id IN (SELECT topic_id FROM old.core.topic_goal JOIN gone USING (goal_id))
            OR EXISTS (FROM gone ANTI JOIN old.core.topic_goal USING (goal_id));
        CREATE TEMP TABLE ended AS
        SELECT topic_id FROM touched
        WHERE topic_id NOT IN (SELECT topic_id FROM old.core.topic_goal ANTI JOIN gone USING (goal_id));
        CREATE TEMP TABLE still_found AS
        SELECT DISTINCT t.topic_id, m.course_id
        FROM old.core.topic_goal t JOIN old.core.match m USING (goal_id) ANTI JOIN gone USING (goal_id);
        """
    )


def _kept(table: str, columns: Sequence[str]) -> str:
    """SQL for the rows that stay. A table that this release does not know loses all that is about a touched topic."""
    rules = []
    if "survey_id" in columns:
        rules.append("survey_id IS DISTINCT FROM $1")
    if "goal_id" in columns:
        rules.append("(goal_id IS NULL OR goal_id NOT IN (FROM gone))")
    if table == "core.told_count":
        # A part of a goal, topic or survey has its id and a mark before its own name: `ID@branch`.
        rules.append(
            "NOT contains(subject_id, $1) AND regexp_extract(subject_id, '^[\\w-]+') IN ("
            "SELECT goal_id FROM old.core.goal ANTI JOIN gone USING (goal_id) "
            "UNION ALL SELECT topic_id FROM old.core.topic ANTI JOIN touched USING (topic_id) "
            "UNION ALL SELECT survey_id FROM old.core.survey)"
        )
    elif table in TOPIC_HISTORY:
        rules.append(BEFORE_IT)
    elif table == "core.fit_signal":
        rules.append("course_id IN (SELECT course_id FROM fresh.core.topic_course)")
    elif table == "core.topic_course":
        rules.append(
            "(topic_id NOT IN (FROM touched) OR (topic_id NOT IN (FROM ended) "
            "AND (topic_id, course_id) IN (SELECT (topic_id, course_id) FROM still_found)))"
        )
    elif table == "core.since_last_night":
        rules.append("topic_id IS NULL")  # a line may name other topics than its own; the next night tells anew
    elif table == "core.season_lead":
        rules.append("false")  # who offered to lead a circle on anything counts for topics of other surveys, too
    elif table in ("core.topic", "core.topic_goal"):
        rules.append("topic_id NOT IN (FROM ended)")
    elif "topic_id" in columns and table not in KEPT:
        rules.append("(topic_id IS NULL OR topic_id NOT IN (FROM touched))")
    return " AND ".join(rules) or "true"


def _uncompare(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], survey_id: str) -> int:
    """Empty what rows of other surveys say about this one, with which they were compared: previous_… and trend_…."""
    of_it = [name for name in columns if name.startswith(("previous_", "trend_"))]
    values = [f"{name} = NULL" for name in of_it] + ["trend = 'not_comparable'"] * ("trend" in columns)
    ((n,),) = connection.execute(
        f"UPDATE fresh.{table} SET {', '.join(values)} WHERE previous_survey_id = $1",  # noqa: S608
        [survey_id],
    ).fetchall()
    return int(n)


def _unname(connection: duckdb.DuckDBPyConnection, table: str, texts: Sequence[str], survey_id: str) -> None:
    """Take the survey's id, which has the name of its file in it, out of sentences of other rows."""
    if not texts:
        return
    # One look at a table and not an UPDATE of each of its texts, nor a look into DuckDB's own tables for each table.
    asked = ", ".join(f'coalesce(bool_or(contains("{name}", $1)), false)' for name in texts)
    (told,) = connection.execute(f"SELECT {asked} FROM fresh.{table}", [survey_id]).fetchall()  # noqa: S608
    for name in (name for name, is_told in zip(texts, told, strict=True) if is_told):
        connection.execute(
            f'UPDATE fresh.{table} SET "{name}" = replace("{name}", $1, \'a purged survey\') '  # noqa: S608
            f'WHERE contains("{name}", $1)',
            [survey_id],
        )


def _empty_topics(connection: duckdb.DuckDBPyConnection) -> int:
    """Of a topic that stays: no count that the survey is in, and no title that is its wording."""
    left = connection.execute(
        "SELECT topic_id, title FROM fresh.core.topic SEMI JOIN touched USING (topic_id)"
    ).fetchall()
    if not left:
        return 0
    columns = connection.execute(
        "SELECT column_name, is_nullable FROM duckdb_columns() "
        "WHERE database_name = 'fresh' AND schema_name = 'core' AND table_name = 'topic'"
    ).fetchall()
    counted = [(name, nullable) for name, nullable in columns if name.startswith("n_") or name.endswith("_share")]
    nothing = ", ".join(f"{name} = {'NULL' if nullable else 0}" for name, nullable in counted)
    for topic_id, title in left:
        connection.execute(
            f"UPDATE fresh.core.topic SET is_suppressed = true, priority = 0, title = $1, {nothing} "  # noqa: S608
            "WHERE topic_id = $2",
            [_title_without(connection, topic_id, title), topic_id],
        )
    return len(left)


def _title_without(connection: duckdb.DuckDBPyConnection, topic_id: str, title: str | None) -> str | None:
    """The title, where another survey or a person gave it; else a wording of another goal of the topic, or none."""
    named = connection.execute(
        "SELECT note FROM old.core.decision WHERE topic_id = $1 AND action = 'rename' AND undone_at IS NULL", [topic_id]
    )
    if title is None or title in {one_line(note or "")[:MAX_RENAMED] for (note,) in named.fetchall()}:
        return title
    others = connection.execute(
        "SELECT wording FROM old.core.topic_goal JOIN old.core.goal USING (goal_id) ANTI JOIN gone USING (goal_id) "
        "WHERE topic_id = $1 AND wording IS NOT NULL ORDER BY goal_id",
        [topic_id],
    )
    titles = [tidy(wording) for (wording,) in others.fetchall()]
    ours = connection.execute("SELECT wording FROM old.core.goal JOIN gone USING (goal_id) WHERE wording IS NOT NULL")
    is_ours = title.casefold() in {tidy(wording).casefold() for (wording,) in ours.fetchall()}
    is_theirs = title.casefold() in {each.casefold() for each in titles}
    return title if titles and (is_theirs or not is_ours) else next(iter(titles), None)


def _swap(fresh: Path, target: Path) -> None:
    target.with_name(target.name + ".wal").unlink(missing_ok=True)
    try:
        durable.put(fresh, target)
    except OSError as error:
        raise StoreError(f"{target} could not be replaced ({error.strerror}); mend that and purge again") from error


def _link(source: Path, fresh: Path, target: Path) -> None:
    """The same file under another name, in one step."""
    fresh.unlink(missing_ok=True)
    try:
        os.link(source, fresh)
    except OSError:
        copy(source, fresh)
    _swap(fresh, target)


def _remove(home: Home, path: Path, why: str) -> Forgotten:
    path.unlink(missing_ok=True)
    return Forgotten(_inside(home, path), "removed", note=why)


def _inside(home: Home, path: Path) -> str:
    return path.relative_to(home.folder).as_posix()
