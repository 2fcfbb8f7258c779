"""A made-up ledger of the size that one county library published of its own: 20 circles, 91 sessions, 260 people.

Every word is ours, every person a number; the same seed gives the same ledger. Run as a script with a folder as its
argument it writes the CSV files there.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from pipeline.model import SHEETS, sheet_columns

CIRCLES = 20
SESSIONS = 91
PEOPLE = 260
GRANTS = ("17000.00", "60000.00", "45000.00", "120000.00")
BRANCHES = ("Main", "North Shore", "Palm Grove", "West End")
SEASONS = ("2025 fall", "2026 spring", "2026 fall")
THEMES = ("Grant writing", "Health information", "Spreadsheets", "Conflict at the desk", "Reading to children")
Row = Mapping[str, object]
Rows = dict[str, list[Row]]


def ledger(seed: int = 7) -> Rows:
    """Rows by sheet, cells as people type them."""
    chance = random.Random(seed)
    rows: Rows = {sheet: [] for sheet in SHEETS}
    members = _members(chance)
    for number, people in enumerate(members):
        circle_id = f"circle-{number + 1:02d}"
        rows["circle"].append(
            {
                "circle_id": circle_id, "title": f"{THEMES[number % 5]} {number // 5 + 1}", "status": "completed",
                "branch": BRANCHES[number // 5 % 4], "season": SEASONS[number % 3], "topic_id": f"t{number % 5}",
                "course_id": f"edx:course{number % 5}", "places": 16, "homework_hours": "1.50",
            }
        )  # fmt: skip
        first = datetime(2025, 9, 1, 10) + timedelta(weeks=2 * number)  # noqa: DTZ001 - local time as typed
        n_sessions = 5 if number < SESSIONS - 4 * CIRCLES else 4
        for session in range(1, n_sessions + 1):
            rows["session"].append(
                {
                    "circle_id": circle_id, "session": session,
                    "starts_at": f"{first + timedelta(weeks=session - 1):%Y-%m-%d %H:%M}", "minutes": 90,
                    "status": "held", "place": f"Room {number % 3 + 1}", "facilitator_hours": "3.00",
                }
            )  # fmt: skip
            for place, person in enumerate(people):
                is_there = session == 1 + place % n_sessions or chance.random() < 0.86
                state = "present" if is_there else "excused"
                rows["attendance"].append(
                    {"circle_id": circle_id, "session": session, "person": person, "state": state}
                )
        for response in range(1, len(people) - number % 3):
            before = chance.randint(1, 3)
            rows["closing_survey"].append(
                {
                    "circle_id": circle_id, "asked": "closing", "response": response, "goal_met": chance.randint(3, 5),
                    "confidence_before": before, "confidence_after": min(5, before + chance.randint(0, 2)),
                    "would_apply": chance.randint(3, 5), "course_worked": chance.randint(3, 5),
                }
            )  # fmt: skip
    _credentials(rows, members)
    for number, amount in enumerate(GRANTS):
        rows["grant"].append(
            {
                "grant_id": f"grant-{number + 1}", "funder": f"Foundation {number + 1}", "asked": amount,
                "awarded": amount, "currency": "USD", "status": "awarded", "decided_on": f"2026-0{number + 2}-01",
            }
        )  # fmt: skip
    refused = {
        "grant_id": "grant-9",
        "funder": "Foundation 9",
        "asked": "9000.00",
        "currency": "USD",
        "status": "refused",
    }
    rows["grant"].append(refused)
    rows["measure"].append(
        {
            "measure": "health_questions_answered", "measured_on": "2026-06-30", "level": 4,
            "unit": "questions a month", "before": "120.00", "after": "480.00",
        }
    )  # fmt: skip
    rows["facilitator"] = [
        {"person": 9001 + n, "branch": branch, "free": "any time"} for n, branch in enumerate(BRANCHES)
    ]
    return rows


def _members(chance: random.Random) -> list[list[str]]:
    """Who is in which circle: everybody in one, some in another one too."""
    people = [f"{1000 + n}" for n in range(PEOPLE)]
    circles = [people[n::CIRCLES] for n in range(CIRCLES)]
    for person in chance.sample(people, 26):
        other = chance.choice([circle for circle in circles if person not in circle])
        other.append(person)
    return circles


def _credentials(rows: Rows, members: Sequence[Sequence[str]]) -> None:
    """Eight held a certificate before; 24 more got it since."""
    name, issuer = "Health Information Certificate", "Library Association"
    everybody = sorted({person for people in members for person in people})
    for number, person in enumerate(everybody[:32]):
        issued, expires = ("2025-01-15", "2028-01-14") if number < 8 else ("2026-10-01", "2029-09-30")
        rows["credential"].append(
            {
                "person": person, "credential": name, "level": "1", "issuer": issuer, "issued_on": issued,
                "expires_on": expires,
            }
        )  # fmt: skip


def as_csv(sheet: str, rows: Sequence[Row]) -> bytes:
    """A CSV file of a sheet."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, [*(column.name for column in sheet_columns(SHEETS[sheet])), "withdraw"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def write(folder: Path, rows: Rows) -> Path:
    """The sheets as CSV files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet, of_sheet in rows.items():
        (folder / f"{sheet}.csv").write_bytes(as_csv(sheet, of_sheet))
    return folder


if __name__ == "__main__":
    write(Path(sys.argv[1]), ledger())
