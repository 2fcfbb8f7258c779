"""The ledger of a whole programme of circles, and an export that waits to be added, in a home."""

from __future__ import annotations

import runpy
import shutil
from datetime import datetime
from pathlib import Path

from season_and_circles import CIRCLE, keep_ledger, plan_season
from served import SETTINGS

from pipeline.flow.circles import import_files
from pipeline.flow.uploads.task import Task, leave
from pipeline.flow.uploads.work import answered
from pipeline.review.ground import LEXICON
from pipeline.settings import load_settings
from pipeline.store import Home, Upload, Uploads

ROOT = Path(__file__).resolve().parents[2]


def keep_everything(home: Home, at: datetime) -> None:
    """Whatever a page may be about besides topics: a planned season, circles, and an export that waits."""
    plan_season(home.folder)
    keep_programme(home, at)
    keep_upload(home, at)


def keep_programme(home: Home, at: datetime) -> None:
    """A circle that runs, with thirteen people, and the ledger of a programme of twenty that are completed."""
    keep_ledger(home.folder)
    states = ("present", "present", "absent", "present", "excused")
    rows = "".join(
        f"{CIRCLE},{session},47{person},{states[(person + session) % 5]}\n"
        for session in range(1, 6)
        for person in range(11, 24)
    )
    days = "".join(f"{CIRCLE},{n},2026-10-{7 * n - 6:02} 10:00,90,held\n" for n in range(1, 5))
    more = {
        "session.csv": f"circle_id,session,starts_at,minutes,status\n{days}{CIRCLE},5,2026-11-16 10:00,90,held\n",
        "attendance.csv": f"circle_id,session,person,state\n{rows}",
    }
    made_up = runpy.run_path(str(ROOT / "tests" / "circles" / "made_up.py"))
    ledger = {sheet: of_sheet for sheet, of_sheet in made_up["ledger"]().items() if sheet != "facilitator"}
    programme = {f"{sheet}.csv": made_up["as_csv"](sheet, of_sheet) for sheet, of_sheet in ledger.items()}
    settings = load_settings(SETTINGS)
    import_files(home, settings, {name: text.encode() for name, text in more.items()}, "weeks", by="Rosa", at=at)
    import_files(home, settings, programme, "programme", by="Rosa", at=at)


def keep_upload(home: Home, at: datetime) -> str:
    """An export that waits to be added: the demo's own, once more."""
    uploads = Uploads(home.uploads)
    upload_id = uploads.begin()
    shutil.copy(ROOT / "data" / "demo" / "survey.csv", uploads.path(upload_id, "export"))
    uploads.keep(Upload(upload_id=upload_id, name="staff needs.csv", by="Rosa", address="127.0.0.1", at=at))
    task = Task(
        kind="look",
        home=home,
        upload_id=upload_id,
        settings=load_settings(SETTINGS),
        lexicon=LEXICON,
        by="Rosa",
        address="127.0.0.1",
        at=at,
    )
    leave(task, answered(task, uploads))
    return upload_id
