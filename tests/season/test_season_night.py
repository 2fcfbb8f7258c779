"""The season of a night: what is published, that it tells nobody, and what it would be under other settings."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from pipeline.__main__ import main
from pipeline.flow.facilitators import listed_facilitators
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.flow.season_problem import facilitator_ref
from pipeline.model import PARTS, WEEKDAYS
from pipeline.settings import load_settings
from pipeline.store import Catalogue, Decisions, Home, Surveys
from pipeline.survey import AnswerReader
from pipeline.topics.season import highs

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SETTINGS, LEXICON = load_settings(ROOT / "schedule.yaml"), ROOT / FOLDER


def rows(home: Home, sql: str) -> list[dict[str, Any]]:
    with Catalogue(home.catalogue) as catalogue:
        found = catalogue.query(sql)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def season(home: Home, capsys: pytest.CaptureFixture[str], *flags: str, status: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["season", "--home", str(home.folder), "--format", "json", *flags]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_survey_is_the_same_every_time(made_up: ModuleType) -> None:
    assert made_up.survey() == made_up.survey()
    assert len(made_up.rows()) == made_up.PEOPLE + 1


def test_the_night_plans_circles_that_can_run(home: Home) -> None:
    (plan,) = rows(home, "FROM out.season_plan")
    circles = rows(home, "FROM out.season ORDER BY circle")
    assert plan["status"] == "planned", plan
    assert plan["is_optimal"]
    assert plan["gap_pct"] == 0
    assert plan["starts_on"] == date(2026, 12, 21)  # the first Monday that is four weeks away
    assert plan["circles"] == len(circles) == 6
    spaces = {row["space"]: row for row in csv.DictReader(io.StringIO((home.folder / "spaces.csv").read_text()))}
    for circle in circles:
        assert circle["branch"] == spaces[circle["room"]]["branch"]
        assert circle["size"] is None or 5 <= circle["size"] < int(spaces[circle["room"]]["capacity"])
        assert WEEKDAYS[circle["starts_on"].weekday()] == circle["weekday"]
        assert plan["starts_on"] <= circle["starts_on"] <= plan["ends_on"]
        assert circle["part_of_day"] in PARTS
        assert 1 <= circle["weeks"] <= 10
    assert len({circle["facilitator_ref"] for circle in circles}) == len(circles)
    assert len({(circle["room"], circle["weekday"], circle["part_of_day"]) for circle in circles}) == len(circles)
    assert len({circle["topic_id"] for circle in circles}) == len(circles)


def test_every_topic_that_is_shown_has_a_circle_or_a_reason(home: Home) -> None:
    shown = {row["topic_id"] for row in rows(home, "SELECT topic_id FROM out.topic WHERE NOT is_suppressed")}
    running = {row["topic_id"] for row in rows(home, "SELECT topic_id FROM out.season")}
    left_out = {row["topic_id"]: row["reason"] for row in rows(home, "FROM out.season_left_out")}
    assert len(shown) >= 12
    assert running | set(left_out) == shown
    assert not running & set(left_out)
    assert all(reason.startswith("left out: ") for reason in left_out.values())
    assert len(set(left_out.values())) >= 2


def test_nobody_is_told(home: Home) -> None:
    answers = [answer for kept in Surveys(home.surveys, home.salt()).all() for answer in kept.export.answers]
    everyone = {answer.respondent for answer in answers}
    assert len(everyone) > 300
    held = home.catalogue.read_bytes()
    assert [who for who in everyone if who.encode() in held] == []
    counts = {row["topic_id"]: row["n"] for row in rows(home, "SELECT topic_id, n_respondents n FROM out.topic")}
    for circle in rows(home, "FROM out.season WHERE size IS NOT NULL"):
        assert counts[circle["topic_id"]] - circle["size"] not in range(1, 5)


def test_the_verb_shows_what_was_published(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    told = season(home, capsys)
    published = rows(home, "SELECT circle, topic_id, room, size FROM out.season ORDER BY circle")
    assert [{key: circle[key] for key in ("circle", "topic_id", "room", "size")} for circle in told["circles"]] == (
        published
    )
    assert told["left_out"]
    capsys.readouterr()
    assert main(["season", "--home", str(home.folder)]) == 0
    table = capsys.readouterr().out
    assert all(circle["because"] in table for circle in told["circles"])
    assert main(["season", "--home", str(home.folder), "--format", "csv"]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == len(published)


def test_a_plan_where_nothing_changed_counts_on_no_more_than_may_be_told(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """The night counts on all there is, and says nothing of a what-if; who asks again learns nothing beside it."""
    published, again = season(home, capsys), season(home, capsys, "--again", "--starts-on", "2026-12-21")
    assert "as a what-if it counts on no more people than may be told" in again["message"]
    assert "what-if" not in published["message"]
    assert "facilitators" not in published["message"], "how many could lead tells a small group"
    place = ("topic_id", "weekday", "part_of_day", "branch", "room", "facilitator_ref")
    led = [[circle[key] for key in place] for circle in again["circles"] if circle["facilitator_ref"]]
    known = [[circle[key] for key in place] for circle in published["circles"]]
    assert all(circle in known for circle in led)


def test_sessions_on_holidays_are_told(home: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A holiday that is listed after the night: the next plan says whose sessions fall on it, and stays as it was."""
    start = ("--again", "--starts-on", "2026-12-21")
    before = season(home, capsys, *start)
    first = before["circles"][0]
    config = tmp_path / "schedule.yaml"
    given = (ROOT / "schedule.yaml").read_text(encoding="utf-8")
    listed = f"\n  holidays: ['{first['starts_on']}', '2030-01-01']\n  max_circles:"
    assert given.count("\n  max_circles:") == 1
    config.write_text(given.replace("\n  max_circles:", listed), encoding="utf-8")
    again = season(home, capsys, *start, "--config", str(config))
    hit = [each for each in before["circles"] if first["starts_on"] in map(str, _days(each))]
    said = ", ".join(f"{first['starts_on']} (circle {each['circle']})" for each in hit)
    assert again["message"] == f"{before['message']}; sessions fall on holidays: {said}"


def _days(circle: dict[str, Any]) -> list[date]:
    """The days of its sessions, a week apart."""
    first = date.fromisoformat(circle["starts_on"])
    return [first + timedelta(weeks=n) for n in range(circle["weeks"])]


def test_what_if_answers(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    start = ("--starts-on", "2027-01-11")
    two = season(home, capsys, *start, "--max-circles", "2")
    assert len(two["circles"]) == 2
    assert "as a what-if it counts on no more people than may be told" in two["message"]
    hours = season(home, capsys, *start, "--max-circles", "3", "--max-staff-hours", "150")["circles"]
    assert sum(circle["staff_hours"] for circle in hours) <= 150
    (wanted,) = (row["topic_id"] for row in rows(home, "SELECT topic_id FROM out.topic WHERE title ILIKE 'Excel and%'"))
    locked = season(home, capsys, *start, "--max-circles", "1", "--lock", f"topic={wanted}")["circles"]
    assert [circle["topic_id"] for circle in locked] == [wanted]
    none = season(home, capsys, *start, "--max-circles", "2", "--forbid", "branch=Online")["circles"]
    assert "Online" not in {circle["branch"] for circle in none}


def test_a_what_if_tells_no_size_and_nobodys_timetable(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Of one who leads a published circle, every part of the week but the published one is the same refusal."""
    first = rows(home, "FROM out.season ORDER BY circle")[0]
    who, start, said = first["facilitator_ref"], ("--starts-on", "2026-12-21"), {}
    for weekday, part in product(WEEKDAYS, PARTS):
        if (weekday, part) != (first["weekday"], first["part_of_day"]):
            lock = f"facilitator={who},weekday={weekday},part_of_day={part}"
            assert main(["season", "--home", str(home.folder), *start, "--max-circles", "1", "--lock", lock]) == 2
            said[weekday, part] = capsys.readouterr().err
    assert len(said) == 27
    assert len(set(said.values())) == 1
    kept = season(home, capsys, *start, "--max-circles", "1", "--lock", f"facilitator={who}")["circles"]
    assert [(each["topic_id"], each["weekday"], each["facilitator_ref"]) for each in kept] == (
        [(first["topic_id"], first["weekday"], who)]
    )
    moved = season(home, capsys, *start, "--max-circles", "2", "--forbid", f"weekday={first['weekday']}")["circles"]
    published = [(row["topic_id"], row["weekday"], row["part_of_day"]) for row in rows(home, "FROM out.season")]
    for each in moved:
        is_published = (each["topic_id"], each["weekday"], each["part_of_day"]) in published
        assert is_published or each["facilitator_ref"] is None
    for size in ("6", "7", "8"):
        lock = ["--min-size", size, "--lock", f"topic={first['topic_id']}"]
        assert main(["season", "--home", str(home.folder), *start, *lock]) == 2
        assert "would tell how many people can come" in capsys.readouterr().err


@pytest.fixture
def ours(home: Home, tmp_path: Path) -> Home:
    """The home, for one test alone."""
    shutil.copytree(home.folder, tmp_path / "home")
    return Home(tmp_path / "home")


def imported(home: Home, sheet: str, *lines: str) -> None:
    folder = home.folder.parent / f"in-{sheet}"
    folder.mkdir()
    (folder / f"{sheet}.csv").write_text("\n".join(lines), encoding="utf-8")
    assert main(["circles", "import", str(folder), "--home", str(home.folder)]) == 0


def test_facilitators_of_the_library_lead_circles(ours: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """One who can lead at any time is locked in by a pseudonym as people of a survey have, in its topic only."""
    wanted, other = (row["topic_id"] for row in rows(ours, "SELECT topic_id FROM out.season ORDER BY circle LIMIT 2"))
    imported(ours, "facilitator", "person,branch,free,topics,max_circles", f"Ada 77,Main,any time,{wanted},1")
    (listed,) = listed_facilitators(ours, SETTINGS, AnswerReader(load_lexicon(LEXICON)))
    ref = facilitator_ref(listed.person, ours.salt())
    start = ("--starts-on", "2026-12-21")
    found = season(ours, capsys, *start, "--lock", f"facilitator={ref}")
    assert [circle["topic_id"] for circle in found["circles"] if circle["facilitator_ref"] == ref] == [wanted]
    clash = season(ours, capsys, *start, "--lock", f"facilitator={ref},topic={other}", status=1)
    assert "nobody offered to lead it" in clash["message"]
    assert b"Ada" not in ours.circles.read_bytes()


def test_what_circles_said_of_a_course_counts_in_a_what_if(ours: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Six people found that a planned course did not work: another one of its topic takes its place."""
    planned = rows(
        ours,
        "SELECT topic_id, course_id FROM out.season s WHERE (SELECT count(*) FROM out.topic_course c "
        "WHERE c.topic_id = s.topic_id AND c.is_free AND c.fit <> 'no') > 1 ORDER BY circle LIMIT 1",
    )
    topic, course = planned[0]["topic_id"], planned[0]["course_id"]
    imported(ours, "circle", "circle_id,title,status,course_id", f"c1,Tried,completed,{course}")
    imported(ours, "session", "circle_id,session,starts_at,minutes,status", "c1,1,2026-09-01 10:00,60,held")
    imported(ours, "attendance", "circle_id,session,person,state", *(f"c1,1,{n},present" for n in range(1, 7)))
    imported(
        ours, "closing_survey", "circle_id,asked,response,course_worked", *(f"c1,closing,{n},1" for n in range(1, 7))
    )
    lock = ("--starts-on", "2026-12-21", "--lock", f"topic={topic}")
    (circle,) = (each for each in season(ours, capsys, *lock)["circles"] if each["topic_id"] == topic)
    assert circle["course_id"] != course


def test_locked_choices_that_clash_say_which_limit_to_relax(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    topics = [row["topic_id"] for row in rows(home, "SELECT topic_id FROM out.season ORDER BY circle LIMIT 2")]
    locks = [flag for topic in topics for flag in ("--lock", f"topic={topic}")]
    clash = season(home, capsys, "--starts-on", "2027-01-11", "--max-circles", "1", *locks, status=1)
    assert clash["status"] == "clash"
    assert "season.max_circles: 1 is the limit, 2 would be needed" in clash["message"]
    assert clash["circles"] == []


def test_a_lock_on_a_rejected_topic_says_which_and_why(ours: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = rows(ours, "SELECT topic_id, t.title FROM out.season JOIN out.topic t USING (topic_id) LIMIT 1")
    topic, title = found["topic_id"], found["title"]
    Decisions(ours.decisions).add(topic, "reject", reason="other", decided_by="Ana", decided_at=AT)
    clash = season(ours, capsys, "--starts-on", "2027-01-11", "--lock", f"topic={topic}", status=1)
    assert clash["message"] == (
        f"the locked choices cannot all hold: the locked choice (topic “{title}”) cannot hold: it was rejected by a "
        "person: take that decision back, or the lock"
    )


def test_a_search_that_ended_is_not_told_as_a_clash_of_choices(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = highs._Found(np.zeros(0), -np.inf, np.inf)
    monkeypatch.setattr(highs._Search, "among", lambda *_, **__: ended)
    told = season(home, capsys, "--starts-on", "2027-01-11", status=1)
    assert told["message"].startswith("no season was found within the limits of the search, and it is not proved")


def test_without_rooms_the_verb_says_what_is_missing(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    spaces = home.folder / "spaces.csv"
    kept = spaces.read_bytes()
    try:
        spaces.write_bytes(b"space,branch,capacity,free\nA,Harbor,few,soon\n")
        broken = season(home, capsys, "--again")
        spaces.unlink()
        missing = season(home, capsys, "--again")
    finally:
        spaces.write_bytes(kept)
    assert broken["status"] == missing["status"] == "missing"
    assert "spaces.csv, row 2, column capacity: found `few`" in broken["message"]
    assert "circlewise season --template" in missing["message"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--max-circles", "0"], "season.max_circles: found 0, expected a number from 1 to 200"),
        (["--min-size", "9", "--max-size", "8"], "season.min_size: found 9, expected no more than season.max_size (8)"),
        (["--starts-on", "soon"], "season.starts_on: found 'soon', expected an ISO date"),
        (["--lock", "topik=t1"], "found `topik=t1`, expected KEY=VALUE with a key of topic, branch"),
        (["--lock", "weekday=mon"], "found weekday=mon, expected one of monday"),
        (["--forbid", "facilitator=f-1,room=Lab"], "expected one of the two"),
    ],
    ids=["limit", "sizes", "date", "key", "weekday", "both"],
)
def test_wrong_flags_are_told(flags: list[str], said: str, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["season", "--home", str(home.folder), *flags]) == 2
    assert said in capsys.readouterr().err
