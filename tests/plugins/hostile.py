"""Texts that strangers could put into catalogues and surveys to do harm, and homes that are full of them."""

from __future__ import annotations

import csv
import shutil
from io import StringIO
from pathlib import Path

import duckdb
from season_and_circles import RECORDED_AT
from served import SETTINGS

from pipeline.__main__ import main
from pipeline.flow.circles import import_files
from pipeline.model import TABLES
from pipeline.settings import load_settings
from pipeline.store import Home

HOST = "evil.example"
TEXTS = (
    "Grant writing <script>document.title='taken';alert(1)</script>",
    "Storytime\" onmouseover='alert(1)' autofocus onfocus=alert(1) x=\"",
    f"Zines </script></title></textarea></option><img src=https://{HOST}/x.png onerror=alert(1)>",
    "Podcasting <svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    f"Gardening <style>*{{display:none}}@import 'https://{HOST}/x.css'</style> x{{background:url(https://{HOST}/y)}}",
    f'=HYPERLINK("https://{HOST}/","Genealogy research")',
    "@SUM(1+1)*cmd|' /C calc'!A0 chess openings",
    "-2+3 knitting patterns",
    "Weeding \u202egnp.exe\u202c the \u2067collection\u2069 \u200f\u200e",
    "\u05e9\u05dc\u05d5\u05dd Hebrew storytelling (\u05e2\u05d5\u05dc\u05dd)",
    "\u0627\u0644\u0645\u0643\u062a\u0628\u0629 Arabic calligraphy!",
    "Puppetry {{7*7}} ${7*7} {% raw %} %(title)s %s {0}",
    f"[Excel tables](javascript:alert(1)) ![x](https://{HOST}/x.png) `code` | a | b",
    "Photography " + "x" * 400,
)
"""Each has words of its own, so that each is a topic where people wish for it."""
NUL = "Board games \x00 night\x1b[31m\x07"
ADDRESSES = (
    "javascript:alert(document.domain)",
    "JaVaScRiPt:alert(1)//https://library.example.org",
    "data:text/html,<script>alert(1)</script>",
    f"//{HOST}/",
    f'https://{HOST}/"><script>alert(1)</script>',
    f"https://library.example.org@{HOST}/\u202e",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "https://library.example.org/courses/\u2066x",
)
LONGEST = 1_000_000
COLUMNS = (
    *("title", "provider", "description", "wording", "branch", "evidence", "reason", "message", "because"),
    *("trend_because", "strategic_goal", "free_evidence", "topic_title", "course_title", "sentence", "before", "after"),
    *("licence", "language", "decided_by", "note", "room", "place", "funder", "facilitator_ref", "dialect"),
)
"""Columns of the catalogue that hold words of strangers, whichever table they are in."""
LINKS = ("url", "final_url")
PEOPLE = 24


def write_survey(path: Path) -> Path:
    """An export in which every text is a wish of enough people, asked as a grid, from branches of hostile names."""
    asked = [f"How much do you need training in the following? [{each}]" for each in TEXTS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        free = "In your own words: what else would you like to learn?"
        writer.writerow(["Timestamp", "Which branch do you work in?", *asked, free])
        for number in range(PEOPLE):
            stamp, branch = f"2026/09/14 2:{number:02}:13 PM EST", f"North \u202e<b>{TEXTS[number % 2]}"
            needed = ["Very needed" if (number + at) % 4 else "Not needed" for at in range(len(TEXTS))]
            writer.writerow([stamp, branch, *needed, TEXTS[0] * 20 + NUL])
    return path


def night(folder: Path) -> Path:
    """A home after a night on such courses and such wishes, and on nothing else."""
    home = folder / "home"
    write_courses(home / "courses")
    survey = write_survey(folder / "needs.csv")
    config = folder / "schedule.yaml"
    config.write_text("timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\n")
    assert main(["survey", "add", str(survey), "--home", str(home)]) == 0
    arguments = ["run", "--home", str(home), "--config", str(config), "--source", "local_courses", "--json"]
    assert main([*arguments, "--as-of", "2026-11-24T07:30"]) == 0
    return home


def write_courses(folder: Path) -> Path:
    """A list of courses for each text, kept by hand as a library does: two courses each, one of them without end."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "title", "url", "provider", "topics", "weeks", "language", "free", "description"])
        for number, text in enumerate((*TEXTS, NUL.replace("\x00", ""))):
            for copy in (1, 2):
                filler = "x" * LONGEST if number == 0 and copy == 2 else text * 3
                address = ADDRESSES[(2 * number + copy) % len(ADDRESSES)]
                row = [f"h{number}-{copy}", f"{text} {copy}", address, text, text, "6", "en", "yes", f"{text} {filler}"]
                writer.writerow(row)
    return path


def fill(home: Path) -> None:
    """Put these texts over every word of strangers in a published catalogue, past all that a build would refuse."""
    path = home / "catalogue.duckdb"
    other = home / "hostile.duckdb"
    shutil.copyfile(path, other)
    texts = [*TEXTS, NUL, "without end " * (LONGEST // 12)]
    with duckdb.connect(str(other)) as connection:
        connection.execute(
            "CREATE TEMP TABLE said AS SELECT row_number() OVER () AS n, t FROM (SELECT unnest(?) AS t)", [texts]
        )
        connection.execute(
            "CREATE TEMP TABLE led AS SELECT row_number() OVER () AS n, t FROM (SELECT unnest(?) AS t)", [ADDRESSES]
        )
        for table in TABLES.values():
            if table.schema != "core":
                continue
            for column in table.columns:
                if column.sql_type != "VARCHAR" or column.name not in (*COLUMNS, *LINKS):
                    continue
                source, n = ("led", len(ADDRESSES)) if column.name in LINKS else ("said", len(texts))
                own = " || ' ' || rowid" if column.is_key else ""
                connection.execute(
                    f"UPDATE {table.qualified} SET {column.name} = "
                    f"(SELECT t FROM {source} WHERE n = 1 + ({table.qualified}.rowid + {len(column.name)}) % {n}){own} "
                    f"WHERE {column.name} IS NOT NULL"
                )
        connection.execute("CHECKPOINT")
    other.replace(path)


def keep_hostile_ledger(home: Path) -> None:
    """Record a circle for each text: as its title, branch, season, place and funder.

    A ledger refuses words that begin as a formula does, and long ones: these begin with another word, and are cut.
    """
    circles, sessions, grants = StringIO(), StringIO(), StringIO()
    rows = {each: csv.writer(each) for each in (circles, sessions, grants)}
    rows[circles].writerow(["circle_id", "title", "status", "branch", "season"])
    rows[sessions].writerow(["circle_id", "session", "starts_at", "minutes", "status", "place"])
    rows[grants].writerow(["grant_id", "funder", "asked", "currency", "status", "circle_id"])
    for number, words in enumerate(TEXTS):
        text = (words if words[0] not in "=@-+" else f"On {words}")[:300]
        name = f"circle-{number}"
        rows[circles].writerow([name, text, "running", text, text])
        rows[sessions].writerow([name, 1, "2026-11-16 10:00", 90, "planned", text])
        rows[grants].writerow([f"grant-{number}", text, "100.00", "USD", "asked", name])
    files = {"circle.csv": circles, "session.csv": sessions, "grant.csv": grants}
    given = {name: each.getvalue().encode() for name, each in files.items()}
    import_files(Home(home), load_settings(SETTINGS), given, "ledger", by="Ana", at=RECORDED_AT)
