"""Structured logs: one JSON object a line, clean, without secrets, and bounded."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.logbook import LONGEST, Logbook, sweep
from pipeline.model.unattended import LogSettings
from pipeline.redact import Redactor

START = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


class Ticking:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def book(tmp_path: Path, said: list[str]) -> Callable[..., Logbook]:
    def make(**settings: Any) -> Logbook:
        clock = Ticking()
        return Logbook(tmp_path, "run", settings=LogSettings(**settings), clock=clock, say=said.append)

    return make


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="ascii").splitlines():
            yield json.loads(line)


def test_an_event_is_a_line_with_its_time_and_values(book: Callable[..., Logbook], tmp_path: Path) -> None:
    log = book()
    log(
        "source",
        source="edx",
        listings=12,
        seconds=0.12345,
        is_full=True,
        reason=None,
        at_most={"n": (1, date(2026, 1, 2))},
    )
    log("stage", level="warning", stage="build")
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("20261124T073003-run-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first, second = lines(tmp_path)
    assert first == {
        "at": "2026-11-24T07:30:01.000+00:00", "level": "info", "source": "edx", "listings": 12, "seconds": 0.123,
        "is_full": True, "reason": None, "at_most": {"n": [1, "2026-01-02"]}, "event": "source",
    }  # fmt: skip
    assert (second["event"], second["level"], second["stage"]) == ("stage", "warning", "build")


def test_secrets_control_characters_and_turned_text_never_reach_the_disk(
    book: Callable[..., Logbook], tmp_path: Path
) -> None:
    log = book()
    log.begin(Redactor(["hunter22", "tok/en 9"]))
    nasty = "a\x1b[31m\x00b\r\nc\u202ed\u2028e\ud800 hun\x00ter22 tok%2Fen%209"
    log(nasty, **{"key hunter22": nasty, "deep": [{"in\x07ner": (nasty, ValueError(nasty))}], "blob": b"hunter22\x00"})
    text = next(tmp_path.iterdir()).read_text(encoding="ascii")
    assert text.count("\n") == 1
    whole = json.dumps(json.loads(text), ensure_ascii=False)
    assert "hunter22" not in whole
    assert "tok%2Fen" not in whole
    assert [letter for letter in whole if not letter.isprintable()] == []
    assert "a[31mb cde (a secret) (a secret)" in whole


def test_long_texts_and_lists_are_cut(book: Callable[..., Logbook], tmp_path: Path) -> None:
    book()("many", text="x" * 10_000, rows=list(range(10_000)), keys={str(n): n for n in range(10_000)})
    (event,) = lines(tmp_path)
    assert len(event["text"]) == LONGEST
    assert len(event["rows"]) == len(event["keys"]) == 200


def test_a_night_begins_a_file_and_a_full_file_goes_on_in_the_next(
    book: Callable[..., Logbook], tmp_path: Path
) -> None:
    log = book(max_file_mb=0.001)
    for n in range(20):
        log("tick", n=n)
    assert [event["n"] for event in lines(tmp_path)] == list(range(20))
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) > 1
    assert max(sizes) <= 1000
    log.begin(Redactor())
    log("tick", n=20)
    assert len(list(tmp_path.iterdir())) == len(sizes) + 1


def test_all_files_together_are_bounded_and_the_oldest_go(book: Callable[..., Logbook], tmp_path: Path) -> None:
    log = book(max_file_mb=0.1, max_mb=1)
    for n in range(1000):
        log("tick", n=n, **{f"text{i}": "x" * 400 for i in range(5)})
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1_000_000
    told = [event["n"] for event in lines(tmp_path)]
    assert told == list(range(told[0], 1000))
    assert len(told) > 300


def test_several_processes_that_write_without_end_stay_within_the_bound(tmp_path: Path, said: list[str]) -> None:
    """At every moment: the bound, and for each other process the one file that it has open."""
    settings, clock = LogSettings(max_file_mb=0.1, max_mb=1), Ticking()
    books = [Logbook(tmp_path, name, settings=settings, clock=clock, say=said.append) for name in ("run", "schedule")]
    most = 0
    for n in range(1500):
        books[n % 3 % 2]("tick", n=n, **{f"text{i}": "x" * 400 for i in range(5)})
        if n % 20 == 0:
            most = max(most, sum(path.stat().st_size for path in tmp_path.iterdir()))
    assert 900_000 < most <= 1_100_000
    assert max(path.stat().st_size for path in tmp_path.iterdir()) <= 100_000
    assert said == []


def test_one_event_fills_no_file(book: Callable[..., Logbook], tmp_path: Path) -> None:
    log = book(max_file_mb=0.2)
    log("flood", level="error", lists=[["x" * 500] * 200] * 20)
    log("after")
    told = list(lines(tmp_path))
    assert [(event["event"], event["level"]) for event in told] == [("flood", "error"), ("after", "info")]
    assert told[0]["cut"] > 1_000_000
    assert "lists" not in told[0]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 1000


def test_what_is_older_than_its_days_goes_and_other_files_stay(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    gone = ["20260825T235959-run-1.jsonl", "20260825T235959-run-1.3.jsonl", "20260101T000000-k3f.json"]
    stay = [
        "20260826T000000-run-1.jsonl",
        "20260826T000000-k3f.json",
        "20269999T000000-run-1.jsonl",
        "notes.jsonl",
        "a.txt",
    ]
    for name in (*gone, *stay):
        (tmp_path / name).write_text("{}\n")
    sweep(tmp_path, LogSettings(keep_days=90), now)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stay)
    sweep(tmp_path / "none", LogSettings(), now)


def test_a_log_that_cannot_be_written_stops_nothing_and_is_told_once(
    book: Callable[..., Logbook],
    tmp_path: Path,
    said: list[str],
    read_only: Callable[[Path], AbstractContextManager[None]],
) -> None:
    log = book()
    with read_only(tmp_path):
        log("one")
        log("two")
    assert len(said) == 1
    assert "cannot be written" in said[0]
    log("three")
    assert [event["event"] for event in lines(tmp_path)] == ["three"]
