"""Proposals of a night on a survey of 300 people: complete, and telling nothing but what the night published."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook

from pipeline.__main__ import main
from pipeline.model import PARTS, WEEKDAYS
from pipeline.settings import load_settings
from pipeline.store import Catalogue, Decisions, Home, Surveys
from pipeline.survey import AnswerReader
from pipeline.verbs import house

pytestmark = pytest.mark.slow
SECTIONS = (
    "Demand",
    "Courses side by side",
    "Circle fit",
    "Plan",
    "People and times",
    "Rooms and equipment",
    "Season",
    "Credentials",
    "Risks",
    "Next steps",
)


def rows(home: Home, sql: str) -> list[dict[str, Any]]:
    with Catalogue(home.catalogue) as catalogue:
        found = catalogue.query(sql)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def proposal(
    home: Home, capfdbinary: pytest.CaptureFixture[bytes], topic: str, shape: str = "json", status: int = 0
) -> bytes:
    capfdbinary.readouterr()
    assert main(["proposal", topic, "--home", str(home.folder), "--format", shape]) == status
    out, err = capfdbinary.readouterr()
    assert b"Traceback" not in err
    return out if status == 0 else err


@pytest.fixture
def best(home: Home) -> list[str]:
    """The first five topics."""
    sql = "SELECT topic_id FROM out.topic WHERE NOT is_suppressed ORDER BY priority DESC, title, topic_id LIMIT 5"
    return [row["topic_id"] for row in rows(home, sql)]


def test_the_first_five_hold_every_section_in_every_format(
    home: Home, best: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert len(best) == 5
    for topic_id in best:
        sheet = json.loads(proposal(home, capfdbinary, topic_id))
        assert all(
            sheet[key] for key in ("demand", "courses", "plan", "people", "rooms", "season", "risks", "next_steps")
        )
        assert sheet["demand"]["branches"]
        assert 1 <= len(sheet["courses"]) <= 3
        assert all(len(course["signals"]) == 17 and course["because"] for course in sheet["courses"])
        assert len(sheet["plan"]["weeks"]) == sheet["plan"]["sessions"]
        assert sheet["people"]["times"]
        page = html.document_fromstring(proposal(home, capfdbinary, topic_id, "html").decode())
        assert [each.text_content() for each in page.xpath("//h2")] == list(SECTIONS)
        text = proposal(home, capfdbinary, topic_id, "text").decode()
        assert all(f"\n{name} ──" in text for name in SECTIONS)
        assert max(map(len, text.splitlines())) <= 80
        markdown = proposal(home, capfdbinary, topic_id, "md").decode()
        assert [line[3:] for line in markdown.splitlines() if line.startswith("## ")] == list(SECTIONS)
        book = load_workbook(BytesIO(proposal(home, capfdbinary, topic_id, "xlsx")))
        assert {row[0] for row in book["Proposal"].iter_rows(min_row=2, values_only=True)} >= {*SECTIONS} - {
            "Courses side by side",
            "Circle fit",
        }


def test_a_sheet_says_what_the_season_says(home: Home, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    circles = rows(home, "FROM out.season ORDER BY circle")
    for circle in circles:
        sheet = json.loads(proposal(home, capfdbinary, circle["topic_id"]))
        plan = sheet["plan"]
        assert (plan["course_id"], plan["sessions"]) == (circle["course_id"], circle["weeks"])
        assert plan["weeks"][0]["on"] == circle["starts_on"].isoformat()
        assert sheet["people"]["facilitators"] == [circle["facilitator_ref"]]
        assert f"{circle['weekday']} {circle['part_of_day']}" in sheet["people"]["times"]
        if circle["size"] is not None:
            (hours,) = (each for each in plan["sizes"] if each["participants"] == circle["size"])
            assert hours["total_hours"] == circle["staff_hours"]
    left_out = rows(home, "FROM out.season_left_out ORDER BY topic_id")[0]
    (said,) = json.loads(proposal(home, capfdbinary, left_out["topic_id"]))["season"]
    assert said.casefold() == f"{left_out['reason']}.".casefold()


def test_fit_and_plan_go_by_the_same_first_day(home: Home, best: list[str]) -> None:
    (plan,) = rows(home, "SELECT starts_on FROM out.season_plan")
    days = rows(
        home, "SELECT DISTINCT evidence FROM out.fit_signal WHERE signal IN ('open_for_enrolment', 'dates_fit')"
    )
    said = {day for row in days for day in re.findall(r"circles? (?:can )?start (?:on|from) (\S+)", row["evidence"])}
    assert said == {f"{plan['starts_on']}"}


def test_no_count_is_told_that_is_not_published(home: Home, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for topic in rows(home, "SELECT topic_id, n_respondents FROM out.topic WHERE NOT is_suppressed"):
        sheet = json.loads(proposal(home, capfdbinary, topic["topic_id"]))
        branches = rows(home, f"FROM out.topic_branch WHERE topic_id = '{topic['topic_id']}'")
        assert sheet["demand"]["people"] == topic["n_respondents"]
        assert {each["name"]: each["people"] for each in sheet["demand"]["branches"]} == {
            each["branch"]: each["n_respondents"] for each in branches
        }
        told = [n for (n,) in _counts(home, topic["topic_id"])]
        assert sorted(each["people"] for each in sheet["demand"]["wishes"]) == sorted(told)
        assert all(each["people"] >= 5 for each in [*sheet["demand"]["wishes"], *sheet["demand"]["branches"]])


def _counts(home: Home, topic_id: str) -> list[tuple[int]]:
    found = rows(
        home,
        f"SELECT n_respondents n FROM out.goal WHERE topic_id = '{topic_id}' AND NOT is_suppressed",
    )
    return [(row["n"],) for row in found]


def test_times_and_leads_are_told_only_of_enough_people(home: Home) -> None:
    from pipeline.flow.lexicon import FOLDER, load_lexicon
    from pipeline.flow.season import known_staff

    settings = load_settings(house.PROJECT / "schedule.yaml")
    kept = Surveys(home.surveys, home.salt()).all()
    staff = known_staff(kept, settings, AnswerReader(load_lexicon(house.PROJECT / FOLDER)))
    everybody = Counter(slot for slots in staff.slots.values() for slot in slots)
    told = rows(home, "FROM out.season_time")
    assert len(told) > 50
    shown = {row["topic_id"]: row["n"] for row in rows(home, "SELECT topic_id, n_respondents n FROM out.topic")}
    assert all(shown[row["topic_id"]] is not None for row in told)
    per_slot = {(WEEKDAYS[slot.day], PARTS[slot.part]) for slot, n in everybody.items() if n >= 5}
    assert {(row["weekday"], row["part_of_day"]) for row in told} <= per_slot
    leads = rows(home, "FROM out.season_lead")
    assert len(staff.offered - staff.refused) >= 5
    assert {row["way"] for row in leads} == {"offered"}  # nobody was asked how advanced they are
    assert {row["topic_id"] for row in leads} == {topic_id for topic_id, n in shown.items() if n is not None}
    columns = {column for row in [*told, *leads] for column in row}
    assert columns == {"season_id", "topic_id", "weekday", "part_of_day", "way"}  # no number at all


def test_nobody_is_named_and_a_hidden_topic_shows_nothing(
    home: Home, best: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    everyone = {
        answer.respondent for kept in Surveys(home.surveys, home.salt()).all() for answer in kept.export.answers
    }
    written = proposal(home, capfdbinary, best[0]).decode()
    assert [who for who in everyone if who in written] == []
    hidden = rows(home, "SELECT topic_id FROM out.topic WHERE is_suppressed ORDER BY topic_id LIMIT 1")[0]["topic_id"]
    assert b"too few people to be told about" in proposal(home, capfdbinary, hidden, status=2)
    assert b"did you mean" in proposal(home, capfdbinary, "Grant writting", status=2)


def test_what_was_decided_today_counts_at_once(
    home: Home, best: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert json.loads(proposal(home, capfdbinary, best[0]))["status"] == "proposed"
    assert main(["decide", best[0], "shortlist", "--by", "a", "--home", str(home.folder)]) == 0
    try:
        assert json.loads(proposal(home, capfdbinary, best[0]))["status"] == "shortlisted"
    finally:
        assert main(["decide", best[0], "undo", "--by", "a", "--home", str(home.folder)]) == 0
    assert len(Decisions(home.decisions).all()) >= 1


def test_a_purge_takes_back_who_could_lead_and_when_people_could_meet(home: Home, tmp_path: Path) -> None:
    mine = Home(Path(shutil.copytree(home.folder, tmp_path / "home")))
    survey = rows(mine, "SELECT survey_id, n_respondents n FROM out.survey ORDER BY n DESC LIMIT 1")[0]["survey_id"]
    assert main(["purge-survey", survey, "--home", str(mine.folder)]) == 0
    left = {row["topic_id"] for row in rows(mine, "FROM out.season_time")}
    shown = {row["topic_id"] for row in rows(mine, "SELECT topic_id FROM out.topic WHERE NOT is_suppressed")}
    assert left <= shown
    assert rows(mine, "FROM out.season_lead") == []
    before = {row["topic_id"] for row in rows(home, "FROM out.season_time")}
    assert left < before


def test_a_catalogue_of_an_earlier_release_is_told_without_what_it_does_not_hold(
    home: Home, best: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    import duckdb

    older = Home(Path(shutil.copytree(home.folder, tmp_path / "home")))
    with duckdb.connect(str(older.catalogue)) as connection:
        for name in ("season_time", "season_lead", "season"):
            connection.execute(f"DROP VIEW out.{name}; DROP TABLE core.{name}")
    sheet = json.loads(proposal(older, capfdbinary, best[0]))
    assert sheet["people"]["times"] == sheet["people"]["facilitators"] == []
    assert "No facilitator is known" in " ".join(sheet["risks"])
