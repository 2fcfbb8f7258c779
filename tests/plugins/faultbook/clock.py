"""The clock: it goes back, it was far ahead, days are missed, and twice a year a night is an hour short or long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from faultbook.fault import Fault, Stage, plain
from faultbook.kills import mends_itself
from faultbook.small import DAY, SmallHome, unlike
from pipeline.model import Job
from pipeline.schedule.once import run_due_once
from pipeline.settings import load_settings


def play_back(stage: Stage, back: timedelta) -> str:
    """A night begins earlier than the last one did."""
    small: SmallHome = stage["small_home"]
    shown, decisions, last = small.shown(), small.decisions(), small.nights[-1]
    earlier = last - back
    night = small.night(earlier)
    assert night.status == 0, night
    assert list(unlike(small.shown(), shown)) == []
    told = [finding.what for finding in small.doctor(earlier + timedelta(minutes=10))]
    assert len(told) == 1
    assert "the clock went back" in told[0]
    small.nights.append(last)
    mends_itself(small, shown, decisions)
    return f"the night published the same; doctor: {plain(told[0])}; the clock right again, the next night is as ever"


def play_ahead(stage: Stage, ahead: timedelta) -> str:
    """A night under a clock that is far ahead, and the next under one that is right."""
    small: SmallHome = stage["small_home"]
    shown, decisions, last = small.shown(), small.decisions(), small.nights[-1]
    surveys = small.verb("survey", "list", "--json").json
    assert small.night(last + ahead).status == 0
    told = [finding.what for finding in small.doctor(last + DAY)]
    assert any("the clock went back, or was ahead then" in text for text in told), told
    small.nights.append(last)
    assert small.night().status == 0
    assert list(unlike(small.shown(), shown)) == []
    assert small.decisions() == decisions
    assert small.verb("survey", "list", "--json").json == surveys
    told = "the clock went back, or was ahead then"
    return f"both nights published the same; doctor: {told}; no course, answer or decision went"


def due_nights(small: SmallHome, times: Sequence[str], zone: str, at: str) -> list[date]:
    """Ask at each of these times (UTC) what is due, as a timer does; the real nights that were run, by their date."""
    settings = replace(load_settings(small.config), timezone=zone, night=Job(at=at))
    ran: list[date] = []
    for text in times:
        now = datetime.fromisoformat(text).replace(tzinfo=UTC)

        def night(on: date, now: datetime = now) -> None:
            small.home.note_due(now)
            assert small.night(now).status == 0
            ran.append(on)

        run_due_once(settings, small.home.last_due(), now, night, str)
    return ran


def play_due(stage: Stage, times: Sequence[str], zone: str, at: str, dates: Sequence[str], seen: str) -> str:
    """The nights that a timer runs."""
    small: SmallHome = stage["small_home"]
    shown = small.shown()
    ran = due_nights(small, times, zone, at)
    assert [each.isoformat() for each in ran] == list(dates)
    assert list(unlike(small.shown(), shown)) == []
    return seen


NEW_YORK = "America/New_York"
TABLE = (
    Fault(
        group="clock",
        name="a clock that goes back by two days",
        expected="the night publishes; doctor says “the clock went back”; once it is right “the next night is as ever”",
        play=partial(play_back, back=2 * DAY),
        is_slow=True,
    ),
    Fault(
        group="clock",
        name="a clock that goes back by an hour",
        expected="the night publishes; doctor says “the clock went back”; once it is right “the next night is as ever”",
        play=partial(play_back, back=timedelta(hours=1)),
        is_slow=True,
    ),
    Fault(
        group="clock",
        name="a clock that was a month ahead for a night",
        expected="doctor says “the clock went back, or was ahead then”; “no course, answer or decision went”",
        play=partial(play_ahead, ahead=timedelta(days=31)),
        is_slow=True,
    ),
    Fault(
        group="clock",
        name="a night at an hour that the clocks skip",
        expected="run once, as much later: “02:30 that is not there is run at 03:30, once”",
        play=partial(
            play_due,
            times=("2027-03-14T06:45", "2027-03-14T07:29", "2027-03-14T07:31", "2027-03-14T08:31"),
            zone=NEW_YORK,
            at="02:30",
            dates=("2027-03-14",),
            seen="02:30 that is not there is run at 03:30, once",
        ),
        is_slow=True,
    ),
    Fault(
        group="clock",
        name="a night at an hour that comes twice",
        expected="run the first time: “01:30 that comes twice is run once”",
        play=partial(
            play_due,
            times=("2026-11-01T05:29", "2026-11-01T05:31", "2026-11-01T06:31", "2026-11-01T07:31"),
            zone=NEW_YORK,
            at="01:30",
            dates=("2026-11-01",),
            seen="01:30 that comes twice is run once",
        ),
        is_slow=True,
    ),
    Fault(
        group="clock",
        name="a machine that was off for five nights",
        expected="“one night is run, not five”",
        play=partial(
            play_due,
            times=("2026-11-24T07:31", "2026-11-29T09:00", "2026-11-29T09:30", "2026-11-30T07:31"),
            zone=NEW_YORK,
            at="02:30",
            dates=("2026-11-24", "2026-11-29", "2026-11-30"),
            seen="one night is run, not five",
        ),
        is_slow=True,
    ),
)
