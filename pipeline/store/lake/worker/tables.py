"""The tables that all libraries share, and how long DuckLake keeps what was."""

from __future__ import annotations

SHARED_TABLES = {
    "course": (
        "Courses of every library's public sources; course_id is in it once",
        {
            "course_id": ("VARCHAR", "`source:key`; the same in every library"),
            "source": ("VARCHAR", "the site or feed"),
            "key": ("VARCHAR", "the source's own id"),
            "kind": ("VARCHAR", "course, material, event or circle"),
            "title": ("VARCHAR", "title as plain text"),
            "provider": ("VARCHAR", "who teaches it"),
            "url": ("VARCHAR", "address of the course page"),
            "language": ("VARCHAR", "BCP 47 tag"),
            "description": ("VARCHAR", "description as plain text"),
            "topics": ("VARCHAR[]", "subjects as the source words them"),
            "level": ("VARCHAR", "beginner, intermediate, advanced or mixed"),
            "is_free": ("BOOLEAN", "null where the cost is unknown"),
            "free_kind": ("VARCHAR", "free, free_audit, free_limited, paid or unknown"),
            "free_evidence": ("VARCHAR", "what free_kind rests on"),
            "price_amount": ("DECIMAL(18,3)", "lowest price asked"),
            "price_currency": ("VARCHAR", "ISO 4217 code"),
            "licence": ("VARCHAR", "licence in its normal form"),
            "duration_weeks": ("DOUBLE", "length in weeks"),
            "duration_weeks_min": ("DOUBLE", "shortest length in weeks"),
            "duration_weeks_max": ("DOUBLE", "longest length in weeks"),
            "weekly_effort_hours": ("DOUBLE", "work in hours a week"),
            "total_effort_hours": ("DOUBLE", "work in hours in all"),
            "pacing": ("VARCHAR", "self_paced or instructor_paced"),
            "starts_on": ("DATE", "day the next or latest run starts"),
            "ends_on": ("DATE", "day that run ends"),
            "enrol_until_on": ("DATE", "last day on which one can enrol"),
            "is_active": ("BOOLEAN", "false once retired by who saw it last"),
            "retired_at": ("TIMESTAMP", "UTC time it was retired"),
            "last_seen_at": ("TIMESTAMP", "UTC time it was last seen; moved forward once a week at most"),
            "content": ("VARCHAR", "MD5 of all the above but last_seen_at"),
            "told_by": ("VARCHAR", "the library whose words these are"),
        },
    ),
    "title_vector": (
        "What titles mean as numbers, by model; course_id and model are in it once",
        {
            "course_id": ("VARCHAR", "the course"),
            "model": ("VARCHAR", "which model made it"),
            "title": ("VARCHAR", "MD5 of the title that was read"),
            "vector": ("FLOAT[]", "of length 1, so that list_dot_product is the cosine"),
        },
    ),
    "public_topic": (
        "Topics that a library's coordinators shortlisted and that enough people want; no counts",
        {
            "library": ("VARCHAR", "who tells it"),
            "topic_id": ("VARCHAR", "the topic; ids of two libraries say nothing about each other"),
            "title": ("VARCHAR", "what it is called"),
        },
    ),
    "public_topic_course": (
        "The shortlist of a public topic, courses of public sources only",
        {
            "library": ("VARCHAR", "who tells it"),
            "topic_id": ("VARCHAR", "the topic"),
            "course_id": ("VARCHAR", "the course"),
            "rank": ("BIGINT", "1 is the best"),
        },
    ),
}
"""By table: what it is, and its columns with type and meaning."""

COURSE_COLUMNS = tuple(SHARED_TABLES["course"][1])
SAID = tuple(name for name in COURSE_COLUMNS if name not in ("last_seen_at", "content", "told_by"))
"""What a course says: a change of anything else is no change."""


def create_sql(catalog: str) -> list[str]:
    """Statements that make the shared tables where they are not there yet."""
    made = []
    for table, (about, columns) in SHARED_TABLES.items():
        name = f"{catalog}.main.{table}"
        typed = ", ".join(f"{column} {kind}" for column, (kind, _) in columns.items())
        made.append(f"CREATE TABLE IF NOT EXISTS {name} ({typed})")
        made.append(f"COMMENT ON TABLE {name} IS {_text(about)}")
        made += [f"COMMENT ON COLUMN {name}.{column} IS {_text(doc)}" for column, (_, doc) in columns.items()]
    return made


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
