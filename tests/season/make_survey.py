"""Makes a staff survey of 300 made-up people: branches, roles, free times, offers to lead; as Google Forms exports it.

Nobody answered these questions. The random numbers have a fixed seed: the same bytes every time.
Run `python tests/season/make_survey.py FILE` to look at it.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

SEED, PEOPLE = 417, 300
OPENED = datetime(2026, 10, 5, 8, 0, 0)  # noqa: DTZ001 - the export names no zone
BRANCHES = ("Harbor", "Elm Street", "Lakeside", "West End", "Old Mill")
ROLES = ("Librarian", "Library assistant", "Youth services", "Branch manager", "Technical services")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
TIMES = ("Morning", "Lunch time", "Afternoon", "Evening")
WISHES = {
    "Grant writing": 40,
    "Public speaking and presentations": 38,
    "Spanish for library work": 34,
    "Excel and other spreadsheets": 30,
    "Conflict resolution and de-escalation": 28,
    "Helping patrons find reliable health information": 24,
    "Artificial intelligence basics": 22,
    "Early literacy and storytime": 16,
    "Digital accessibility": 12,
    "Copyright and licensing": 9,
    "Genealogy": 6,
    "Bookbinding": 3,
}
"""What people tick, and how often out of a hundred."""
OFFERS = {"Yes": 8, "Maybe": 20, "No": 72}
QUESTIONS = (
    "Timestamp",
    "Which branch do you work at?",
    "What is your role?",
    "Which skills would you like to learn?",
    *(f"When are you available for a weekly session? [{day}]" for day in DAYS),
    "Would you be willing to lead a learning circle?",
    "How many hours per week could you give to leading a circle?",
)


def rows() -> list[list[str]]:
    """The headings and one row a person."""
    dice = random.Random(SEED)
    found = [list(QUESTIONS)]
    for number in range(PEOPLE):
        wished = [wish for wish, often in WISHES.items() if dice.random() * 130 < often] or [dice.choice(list(WISHES))]
        (offer,) = dice.choices(list(OFFERS), list(OFFERS.values()))
        # Shifts: most work early or late in a week, so that their free times hang together.
        likes = dice.sample(TIMES, 2)
        days = set(dice.sample(DAYS, dice.randint(2, 4)))
        found.append(
            [
                f"{OPENED + timedelta(minutes=17 * number):%Y/%m/%d %H:%M:%S}",
                dice.choices(BRANCHES, (5, 4, 3, 3, 2))[0],
                dice.choice(ROLES),
                ";".join(wished),
                *(";".join(likes[: dice.randint(1, 2)]) if day in days else "" for day in DAYS),
                offer,
                dice.choice(("3", "3-4", "5")) if offer == "Yes" else "",
            ]
        )
    return found


def survey() -> bytes:
    """The export."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows())
    return stream.getvalue().encode()


SPACES = """\
space,branch,capacity,free,equipment,serves
Harbor room,Harbor,16,"Mondays to Thursdays, mornings and afternoons",projector; computers,Elm Street; Lakeside
Reading room,Elm Street,12,Tuesday evening; Thursday evening,,Harbor
Lab,Lakeside,9,"Wednesdays, all day",computers,
Hall,West End,14,Friday mornings; Monday evenings,projector,all
Online meeting,Online,20,weekdays,,all
"""
"""Rooms of the same library."""

if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(survey())
