"""The parts of the season that need no night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.flow.season import find_spaces
from pipeline.flow.season_problem import facilitator_ref
from pipeline.model import Job, SeasonSettings, Settings
from pipeline.settings import load_settings
from pipeline.store import Home
from pipeline.survey import read_spaces
from pipeline.topics.first_day import first_day, planned_day

PLAIN = Settings(timezone="America/New_York", night=Job(at="02:30"), contact="a@example.org")
HEAD = "timezone: America/New_York\ncontact: a@example.org\nnight: {at: '02:30'}\n"


def test_the_template_is_read_back(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from pipeline.__main__ import main

    assert main(["season", "--template"]) == 0
    assert len(read_spaces(capfdbinary.readouterr().out, "spaces.csv")) == 3


@pytest.mark.parametrize(
    ("started_on", "expected"),
    [(date(2026, 11, 24), date(2026, 12, 28)), (date(2026, 11, 23), date(2026, 12, 21))],
    ids=["tuesday", "monday"],
)
def test_a_season_begins_on_a_monday_that_leaves_time(started_on: date, expected: date) -> None:
    assert first_day(PLAIN, started_on) == expected == planned_day(PLAIN, started_on)


def test_a_day_that_is_set_counts_until_it_is_past() -> None:
    settings = replace(PLAIN, season=SeasonSettings(starts_on="2026-12-01"))
    assert first_day(settings, date(2026, 12, 1)) == planned_day(settings, date(2026, 12, 1)) == date(2026, 12, 1)
    assert first_day(settings, date(2026, 12, 2)) == date(2026, 12, 1), "the plan says that it is past"
    assert planned_day(settings, date(2026, 12, 2)) == date(2027, 1, 4), "a course has to be open on a day to come"


def test_facilitators_go_by_a_pseudonym_of_their_own() -> None:
    ref = facilitator_ref("a1b2c3", b"secret")
    assert ref == facilitator_ref("a1b2c3", b"secret")
    assert ref != facilitator_ref("a1b2c3", b"another")
    assert ref != facilitator_ref("a1b2c4", b"secret")
    assert ref.startswith("f-")
    assert "a1b2c3" not in ref


def test_two_lists_of_spaces_are_refused(tmp_path: Path) -> None:
    for name in ("spaces.csv", "spaces.xlsx"):
        (tmp_path / name).write_text("space\n")
    assert find_spaces(Home(tmp_path)) == ((), "the home holds spaces.csv and spaces.xlsx: keep one of them")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{max_circels: 3}", "season.max_circels: found a key that is not known; is `max_circles` meant?"),
        ("{max_size: 3}", "season.min_size: found 4, expected no more than season.max_size (3)"),
        ("{starts_on: '2026-13-01'}", "season.starts_on: found '2026-13-01', expected an ISO date"),
        ("{holidays: [2027-01-18, soon]}", "season.holidays[1]: found 'soon', expected an ISO date such as 2027-01-18"),
        ("{fairness: 2}", "season.fairness: found 2, expected a number from 0 to 1"),
        ("{locked: [{day: monday}]}", "season.locked[0].day: found a key that is not known"),
        ("{locked: [{weekday: 1}]}", "season.locked[0].weekday: found 1, expected a weekday by name"),
        ("{forbidden: [{facilitator: f-1, room: A}]}", "season.forbidden[0]: found a facilitator and a place"),
    ],
    ids=["key", "sizes", "date", "holiday", "fairness", "lock", "weekday", "both"],
)
def test_wrong_settings_are_told(said: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "schedule.yaml"
    path.write_text(f"{HEAD}season: {said}\n")
    with pytest.raises(SettingsError, match=r".") as error:
        load_settings(path)
    assert expected in str(error.value)


def test_locked_choices_are_read(tmp_path: Path) -> None:
    path = tmp_path / "schedule.yaml"
    path.write_text(f"{HEAD}season: {{locked: [{{topic: t1, part_of_day: midday}}], equipment: [projector]}}\n")
    season = load_settings(path).season
    assert season == SeasonSettings(locked=season.locked, equipment=("projector",))
    assert (season.locked[0].topic, season.locked[0].part_of_day, season.locked[0].room) == ("t1", "midday", None)
