"""Choices of the page hold for every plan, and the page solves the season as the command line does."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import SETTINGS, served

from pipeline.__main__ import main
from pipeline.flow.season_shown import ShownSeason
from pipeline.review.season_view import rows_of
from pipeline.review.solving import Solved, Solver
from pipeline.settings import load_settings
from pipeline.store import Catalogue, Decisions, GoalDecisions, Home, MatchDecisions
from pipeline.store.season_decisions import SeasonDecisions

pytestmark = pytest.mark.slow
LEFT_OUT = "SELECT topic_id FROM out.season_left_out"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def own(home: Home, tmp_path: Path) -> Home:
    """That home, for one test."""
    return Home(Path(shutil.copytree(home.folder, tmp_path / "home")))


@pytest.fixture
def page(own: Home) -> Iterator[httpx.Client]:
    with served(own.folder, lambda: NOW) as address, httpx.Client(base_url=address, follow_redirects=True) as client:
        yield client


def planned(home: Home) -> list[dict[str, Any]]:
    with Catalogue(home.catalogue) as catalogue:
        found = catalogue.query("SELECT topic_id, weekday, part_of_day, branch, room FROM out.season ORDER BY circle")
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def asked(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with Catalogue(home.catalogue) as catalogue:
        return catalogue.query(sql).rows


def wait(solver: Solver) -> Solved:
    """What came of it; it has four minutes, since it may be one of many processes here."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        found = solver.latest()
        assert found is not None
        if found.state != "running":
            return found
        time.sleep(0.05)  # another process works
    raise AssertionError("the season was not solved within four minutes")


def test_the_page_solves_as_the_command_line_does(
    own: Home, page: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    first = planned(own)
    SeasonDecisions(own.decisions).add("forbid", first[0]["topic_id"], decided_by="ana", decided_at=NOW)
    locked = {name: value for name, value in first[1].items() if name != "topic_id"}
    SeasonDecisions(own.decisions).add("lock", first[1]["topic_id"], decided_by="ana", decided_at=NOW, **locked)
    token = re.search(r'name="token" value="([^"]+)"', page.get("/season").text)
    assert token
    answer = page.post("/season/again", data={"token": token[1]})
    assert answer.url.path == "/season/again"
    assert "Working:" in answer.text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in answer.text
    capsys.readouterr()
    assert main(["season", "--again", "--home", str(own.folder), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert "1 locked, 1 forbidden" in err
    told = json.loads(out)
    until = time.monotonic() + 240
    while "Working:" in (shown := page.get("/season/again").text) and time.monotonic() < until:
        time.sleep(0.2)  # another process works
    assert "The season, solved again" in shown
    for circle in told["circles"]:
        assert f'id="circle-{circle["circle"]}"' in shown
        assert circle["because"] in shown
    assert shown.count('<tr id="circle-') == len(told["circles"])
    assert first[0]["topic_id"] not in {circle["topic_id"] for circle in told["circles"]}
    assert first[1] in [{name: circle[name] for name in first[1]} for circle in told["circles"]]
    led = {circle["facilitator_ref"] for circle in told["circles"]} - {None}
    assert set(re.findall(r"<code>(f-\w+)</code>", shown)) == led
    assert planned(own) == first  # nothing is kept


def test_the_next_night_follows_the_choices(own: Home) -> None:
    first = planned(own)
    decisions = SeasonDecisions(own.decisions)
    decisions.add("forbid", first[0]["topic_id"], decided_by="ana", decided_at=NOW)
    ((left_out,), *_) = asked(own, f"{LEFT_OUT} WHERE reason LIKE '%meet more demand for the hours spent' ORDER BY 1")
    decisions.add("lock", left_out, decided_by="ana", decided_at=NOW)
    night = ["run", "--demo", "--no-harvest", "--as-of", "2026-11-25T02:30", "--home", str(own.folder), "--json"]
    assert main(night) == 0
    now = {circle["topic_id"] for circle in planned(own)}
    assert left_out in now
    assert first[0]["topic_id"] not in now
    (row,) = asked(own, f"{LEFT_OUT.replace('topic_id', 'reason')} WHERE topic_id = '{first[0]['topic_id']}'")
    assert row == ("left out: forbidden by a choice that people made",)


def test_one_plan_is_solved_at_a_time_and_goes_with_its_catalogue(own: Home) -> None:
    settings = load_settings(SETTINGS)
    solver = Solver(own, lambda: settings)
    assert solver.latest() is None
    first = solver.start("ana", NOW)
    assert solver.start("ben", NOW) is first  # the same is asked
    number = SeasonDecisions(own.decisions).add("forbid", planned(own)[0]["topic_id"], decided_by="a", decided_at=NOW)
    second = solver.start("ben", NOW)
    assert (second.asked_by, second.choices) == ("ben", (number,))
    done = wait(solver)
    assert (done.state, done.asked_by) == ("planned", "ben")
    assert isinstance(done.season, ShownSeason)
    assert len(rows_of(done.season.circles)) == done.season.plan.circles
    shutil.copyfile(own.catalogue, own.catalogue.with_suffix(".new"))
    own.catalogue.with_suffix(".new").replace(own.catalogue)
    assert solver.latest() is None


def test_what_goes_wrong_while_solving_is_told(own: Home) -> None:
    settings = load_settings(SETTINGS)
    late = Solver(own, lambda: settings, longest_seconds=0)
    late.start("ana", NOW)
    assert wait(late).state == "late"
    broken = Solver(own, lambda: None)  # type: ignore[arg-type,return-value]
    broken.start("ana", NOW)
    assert wait(broken).state == "broken"
    own.surveys.write_bytes(b"no database" * 1000)
    for log in own.folder.glob("surveys.sqlite-*"):
        log.unlink()
    refused = Solver(own, lambda: settings)
    refused.start("ana", NOW)
    found = wait(refused)
    assert (found.state, found.season) == ("refused", None)
    assert "surveys.sqlite is damaged" in found.why


def test_a_plan_begins_anew_where_anything_changed_that_it_is_made_of(own: Home) -> None:
    settings = load_settings(SETTINGS)
    solver = Solver(own, lambda: settings)
    latest = solver.start("ana", NOW)

    def begins_anew() -> bool:
        nonlocal latest
        before, latest = latest, solver.start("ben", NOW)
        return latest is not before

    by: dict[str, Any] = {"decided_by": "ana", "decided_at": NOW}
    topic = planned(own)[0]["topic_id"]
    assert not begins_anew()
    Decisions(own.decisions).add(topic, "reject", reason="other", **by)
    assert begins_anew()
    MatchDecisions(own.decisions).add("synonym", "excel", means="spreadsheets", **by)
    assert begins_anew()
    GoalDecisions(own.decisions).add("s", "a" * 16, "g0", "join", **by)
    assert begins_anew()
    spaces = own.folder / "spaces.csv"
    spaces.write_text(spaces.read_text(encoding="utf-8").replace("Lab,Lakeside,9", "Lab,Lakeside,8"), encoding="utf-8")
    assert begins_anew()
    settings = replace(settings, season=replace(settings.season, max_circles=2))
    assert begins_anew()
    assert not begins_anew()
    wait(solver)
    assert isinstance(latest, Solved)


def test_every_plan_that_no_night_published_is_a_what_if(own: Home, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["season", "--again", "--starts-on", "2026-12-21", "--home", str(own.folder), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert "counts on no more people than may be told" in out + err
