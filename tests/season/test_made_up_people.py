"""An attacker adds a survey of made-up people and plans the season again: what changes would tell of real ones."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.store import Home, Surveys

pytestmark = pytest.mark.slow
N_MADE_UP = 9


@pytest.fixture
def own(home: Home, tmp_path: Path) -> Home:
    """That home, for one test."""
    return Home(Path(shutil.copytree(home.folder, tmp_path / "home")))


def planned_again(home: Home, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    asked = ["season", "--again", "--starts-on", "2026-12-21", "--home", str(home.folder), "--format", "json"]
    assert main(asked) in (0, 1)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_people_made_up_since_the_night_change_no_plan(
    own: Home,
    made_up: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They want everything, are free at any time and would lead; the last night has counted none of them."""
    before = planned_again(own, capsys)
    days = [";".join(made_up.TIMES)] * len(made_up.DAYS)
    with (tmp_path / "more.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(made_up.QUESTIONS)
        for n in range(N_MADE_UP):
            wants = ";".join(made_up.WISHES)
            writer.writerow([f"2026/11/24 09:00:{n:02}", "Harbor", "Librarian", wants, *days, "Yes", "5"])
    added = main(["survey", "add", str(tmp_path / "more.csv"), "--home", str(own.folder)])
    assert added == 0, capsys.readouterr()
    assert len(Surveys(own.surveys, own.salt()).ids()) == 3, "the demo's, that of the library, and this one"
    after = planned_again(own, capsys)
    later = "; answers to a survey that came since the last night are counted from the next night on"
    assert after["message"] == before["message"] + later
    assert (after["circles"], after["left_out"]) == (before["circles"], before["left_out"])
    every = dict.fromkeys(Surveys(own.surveys, own.salt()).ids(), 1)
    monkeypatch.setattr("pipeline.flow.what_if.counted_surveys", lambda _: every)
    counted = planned_again(own, capsys)
    assert (counted["circles"], counted["left_out"]) != (before["circles"], before["left_out"]), "the attack works"
