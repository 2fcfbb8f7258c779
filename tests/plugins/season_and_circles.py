"""A planned season in the catalogue of a home of the demo, which has no rooms and so none of its own; and a circle."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from served import SETTINGS

from pipeline.flow.circles import import_files
from pipeline.settings import load_settings
from pipeline.store import Home

RECORDED_AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CIRCLE = "grants-main-2026"
LEDGER = {
    "circle.csv": f"circle_id,title,status,branch,season\n{CIRCLE},Grant writing,running,Main,2026 fall\n",
    "session.csv": "circle_id,session,starts_at,minutes,status,place,facilitator_hours\n"
    f"{CIRCLE},1,2026-11-16 10:00,90,held,Room 1,3.00\n{CIRCLE},2,2026-11-30 10:00,90,planned,Room 1,\n",
    "attendance.csv": f"circle_id,session,person,state\n{CIRCLE},1,4711,present\n{CIRCLE},1,4712,absent\n",
    "grant.csv": "grant_id,funder,asked,awarded,currency,status,circle_id\n"
    f"grant-1,Foundation,17000.00,,USD,asked,{CIRCLE}\n",
}
"""A circle that runs, with two sessions and two people."""
SPACES = "space,branch,capacity,free,equipment,serves\nHall,Main,14,Monday evening; Tuesday evening,,\n"
CIRCLES = """
INSERT INTO core.season BY NAME
SELECT (SELECT season_id FROM core.season_plan) AS season_id,
       row_number() OVER (ORDER BY t.priority DESC, t.title) AS circle, t.topic_id, tc.course_id,
       'f-0123456789' AS facilitator_ref, 'Main' AS branch, 'Hall' AS room, 'monday' AS weekday,
       'evening' AS part_of_day, DATE '2026-12-28' AS starts_on, 6 AS weeks, 90 AS session_minutes,
       NULL::INTEGER AS size, NULL::DOUBLE AS staff_hours,
       'enough of those who want it can take part on Monday evening; '
    || 'somebody who could lead it is free then, and so is a room; 6 sessions of 90 minutes' AS because
FROM core.topic t JOIN core.topic_course tc USING (topic_id)
WHERE NOT t.is_suppressed AND tc.rank = 1 ORDER BY t.priority DESC, t.title LIMIT 2
"""
SECOND = """
UPDATE core.season SET weekday = 'tuesday', starts_on = DATE '2026-12-29', weeks = 4, size = 13, staff_hours = 126.5
WHERE circle = 2
"""
LEFT_OUT = """
INSERT INTO core.season_left_out BY NAME
SELECT (SELECT season_id FROM core.season_plan) AS season_id, topic_id, 'left out: nobody offered to lead it' AS reason
FROM core.topic WHERE NOT is_suppressed AND topic_id NOT IN (SELECT topic_id FROM core.season)
"""
PLAN = """
UPDATE core.season_plan SET status = 'planned', message = 'no better season exists under the settings', circles = 2,
       starts_on = DATE '2026-12-28', ends_on = DATE '2027-03-07', is_optimal = true, gap_pct = 0
"""


def plan_season(home: Path) -> None:
    """Have the last night of this home plan two circles, on the two topics most wanted."""
    (home / "spaces.csv").write_text(SPACES, encoding="utf-8")
    copy = home / "planned.duckdb"
    shutil.copyfile(home / "catalogue.duckdb", copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in (PLAN, CIRCLES, SECOND, LEFT_OUT):
            connection.execute(statement)
    copy.replace(home / "catalogue.duckdb")


def keep_ledger(home: Path) -> None:
    """Record that circle in a home."""
    files = {name: text.encode() for name, text in LEDGER.items()}
    import_files(Home(home), load_settings(SETTINGS), files, "ledger", by="Ana", at=RECORDED_AT)
