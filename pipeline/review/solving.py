"""The season planned again while people wait: one process at a time, and what came of the latest."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from pipeline.errors import StoreError
from pipeline.flow.season import SPACES
from pipeline.flow.season_shown import ShownSeason
from pipeline.flow.season_worker import work
from pipeline.model import Settings
from pipeline.store import Decisions, GoalDecisions, Home, Ledger, MatchDecisions, Regroupings
from pipeline.store.season_decisions import SeasonDecisions
from pipeline.store.survey_list import listed_surveys

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 300.0
"""Large seasons took 10 s of a busy core (2026-11); a process that takes longer than this is ended."""
State = Literal["running", "planned", "refused", "broken", "late"]
Stamp = tuple[int, int, int]
"""Inode, time of change and size: another one after every swap."""


@dataclass(frozen=True, kw_only=True)
class Solved:
    """A plan that was asked for, and how far it is."""

    asked_by: str
    asked_at: datetime
    """UTC time."""
    choices: tuple[int, ...]
    """Numbers of the choices under which it is planned; the page says where others hold by now."""
    state: State = "running"
    season: ShownSeason | None = None
    why: str = ""
    """Why it was refused."""


class Solver:
    """Plans seasons of one home, one at a time. Safe to use from several threads.

    What was planned is kept in memory, as long as the catalogue it came from is the published one: a purge or a night
    takes it away.
    """

    def __init__(self, home: Home, settings: Callable[[], Settings], longest_seconds: float = LONGEST_SECONDS) -> None:
        """`settings` gives those that hold at this moment."""
        self._home, self._settings, self._longest = home, settings, longest_seconds
        self._lock = threading.Lock()
        self._latest: Solved | None = None
        self._catalogue: Stamp | None = None
        self._basis: object = None
        self._process: BaseProcess | None = None

    def start(self, by: str, at: datetime) -> Solved:
        """Plan with everything as it is now; who asks for what is being planned already gets that.

        One that began with anything else, be it a decision, a survey, a room or a setting, is given up.
        """
        settings, catalogue = self._settings(), self._stamp()
        choices, basis = tuple(held_choices(self._home)), (settings, catalogue, _basis(self._home))
        with self._lock:
            latest = self._latest
            if latest and latest.state == "running" and self._basis == basis:
                return latest
            if self._process and self._process.is_alive():
                self._process.terminate()
            spawned = multiprocessing.get_context("spawn")  # threads of a server and a fork do not go together
            ours, theirs = spawned.Pipe(duplex=False)
            process = spawned.Process(
                target=work, args=(theirs, self._home, settings, PROJECT, at), daemon=True, name="season"
            )
            process.start()
            theirs.close()
            asked = Solved(asked_by=by, asked_at=at, choices=choices)
            self._latest, self._catalogue, self._basis, self._process = asked, catalogue, basis, process
            threading.Thread(target=self._wait, args=(asked, process, ours), daemon=True).start()
            return asked

    def latest(self) -> Solved | None:
        """What was asked for last; None where nothing was, or a catalogue was published since."""
        with self._lock:
            if self._latest and self._latest.state != "running" and self._catalogue != self._stamp():
                self._latest = None
            return self._latest

    def _wait(self, asked: Solved, process: BaseProcess, answer: Connection) -> None:
        done = replace(asked, state="late")
        try:
            if answer.poll(self._longest):
                state, found = answer.recv()
                if state == "planned":
                    done = replace(asked, state="planned", season=found)
                else:
                    done = replace(asked, state=state, why=found)
        except (EOFError, OSError):  # it was ended before it could say all
            done = replace(asked, state="broken")
        finally:
            answer.close()
        process.terminate()
        process.join()
        with self._lock:
            if self._latest is asked:
                self._latest = done

    def _stamp(self) -> Stamp | None:
        """Which version of the catalogue is published; None where there is none."""
        try:
            about = self._home.catalogue.stat()
        except OSError:
            return None
        return about.st_ino, about.st_mtime_ns, about.st_size


def _basis(home: Home) -> object:
    """What a plan is made of besides the settings and the published catalogue; equal where nothing of it changed.

    Where a file cannot be read it is like nothing else; the plan says which.
    """
    spaces = [home.folder / name for name in SPACES]
    try:
        return _rows(home), [path.read_bytes() if path.is_file() else None for path in spaces]
    except (StoreError, OSError):
        return object()


def _rows(home: Home) -> object:
    return (
        Decisions(home.decisions).all(),
        Regroupings(home.decisions).all(),
        GoalDecisions(home.decisions).all(),
        MatchDecisions(home.decisions).all(),
        SeasonDecisions(home.decisions).all(),
        listed_surveys(home.surveys),
        Ledger(home.circles).intakes(),
    )


def held_choices(home: Home) -> list[int]:
    """The numbers of the choices about the season that hold now."""
    return [each.decision_id for each in SeasonDecisions(home.decisions).all() if each.undone_at is None]
