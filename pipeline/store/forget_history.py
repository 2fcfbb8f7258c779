"""Which part of the history a survey may be in: all that was first told of topics since the survey was there.

Which goals made up a topic on an earlier night is kept only as far as they may be told, so no narrower rule is sure.
"""

from __future__ import annotations

import duckdb

from pipeline.store.schema import columns_in

TOPIC_HISTORY = ("core.topic_history", "core.topic_course_history")
BEFORE_IT = "coalesce(from_at < (SELECT began_at FROM beginning), false)"
"""SQL for the states that nobody of the survey can have been counted in. A state that lasted longer stays as it was."""


def find_beginning(connection: duckdb.DuckDBPyConnection, survey_id: str) -> bool:
    """Make the temporary table `beginning`: the UTC time since when the survey was there; whether the history has it.

    The catalogue, which any release may have made, is attached as `old`. The earlier of the two counts: nights may be
    dated otherwise than surveys.
    """
    known = columns_in(connection, "old")
    is_kept = ("core", "goal_history") in known
    times = ["SELECT added_at AS began_at FROM old.core.survey WHERE survey_id = $1"]
    if is_kept:
        times.append("SELECT from_at AS began_at FROM old.core.goal_history WHERE survey_id = $1")
    each = " UNION ALL ".join(times)
    connection.execute(f"CREATE TEMP TABLE beginning AS SELECT min(began_at) AS began_at FROM ({each})", [survey_id])  # noqa: S608
    told = "SELECT count(*) FROM old.core.goal_history WHERE survey_id = $1"
    return is_kept and bool(connection.execute(told, [survey_id]).fetchall()[0][0])
