"""What refused to be asked for a course, a page or a whole host, and for how long that is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from pipeline.model import Refusal
from pipeline.store.append_only import kept_for_good, open_table
from pipeline.store.decisions import has_table
from pipeline.store.schema import naive
from pipeline.store.sqlite import read_sqlite

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS refusal (
        refusal_id INTEGER PRIMARY KEY AUTOINCREMENT,
        refused TEXT NOT NULL,
        reason TEXT NOT NULL,
        refused_at TEXT NOT NULL,
        until TEXT NOT NULL
    ) STRICT
    """,
    *kept_for_good("refusal"),
)
HOLDS = """
SELECT refused, reason, refused_at, until FROM refusal WHERE refused = ? AND until > ?
ORDER BY until DESC, refusal_id DESC LIMIT 1
"""
OF_OLD = "SELECT host, reason, refused_at FROM refused_host WHERE host = ? ORDER BY refusal_id DESC LIMIT 1"
"""Of homes older than 2026-11-27, which kept every refusal as one of the whole host."""
REMEMBERED = timedelta(days=30)
"""So long it is not asked again from the page, at most; a publisher may change its mind."""


class Refusals:
    """What refused to be asked, so that nobody asks it again. Safe to use from several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, refused: str, reason: str, *, at: datetime, lasts: timedelta = REMEMBERED) -> None:
        """Keep that a page (its address) or a host (its name) refused, for as long as that `lasts`: 30 days at most.

        Raises:
            StoreError: the file cannot be written.
        """
        until = naive(at) + min(lasts, REMEMBERED)
        with open_table(self._path, STATEMENTS) as connection:
            connection.execute(
                "INSERT INTO refusal (refused, reason, refused_at, until) VALUES (?, ?, ?, ?)",
                (refused, reason, naive(at).isoformat(sep=" "), until.isoformat(sep=" ")),
            )

    def of(self, wanted: str, at: datetime) -> Refusal | None:
        """The refusal of a page or a host that holds longest; None where none does.

        Raises:
            StoreError: the file cannot be read.
        """
        if not self._path.exists():
            return None
        now = naive(at)
        with read_sqlite(self._path) as connection:
            if has_table(connection, "refusal"):
                row = connection.execute(HOLDS, (wanted, now.isoformat(sep=" "))).fetchone()
                if row:
                    refused, reason, refused_at, until = row
                    return Refusal(
                        refused=refused,
                        reason=reason,
                        refused_at=datetime.fromisoformat(refused_at),
                        until=datetime.fromisoformat(until),
                    )
            row = connection.execute(OF_OLD, (wanted,)).fetchone() if has_table(connection, "refused_host") else None
        if row is None or (until := datetime.fromisoformat(row[2]) + REMEMBERED) <= now:
            return None
        return Refusal(refused=row[0], reason=row[1], refused_at=datetime.fromisoformat(row[2]), until=until)
