"""Every file of a home, and how a survey is taken out of it: the one place to look when a file is added.

A test holds that no file of a home after a night is missing here, and that docs/privacy.md names each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pipeline.store.forget import Forgotten, forget_in_catalogues, forget_logs, forget_near
from pipeline.store.goal_decisions import GoalDecisions
from pipeline.store.home import Home
from pipeline.store.surveys import Surveys
from pipeline.store.uploads import Uploads
from pipeline.store.wordings import Wordings

Forget = Callable[[Home, Sequence[Path], str], Iterator[Forgotten]]
"""Takes the home, its files of these patterns that exist, and the id of a survey; says what it did to each file."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Files of a home that hold the same kind of thing."""

    patterns: tuple[str, ...]
    """Paths inside the home, as fnmatch reads them (`*` matches `/` too)."""
    what: str
    forget: Forget | None = None
    """How a survey is taken out; None where nothing of a survey is in it."""

    def files(self, home: Home) -> list[Path]:
        """Those that exist, by path."""
        return [path for path in files_of(home) if self.holds(path.relative_to(home.folder).as_posix())]

    def holds(self, name: str) -> bool:
        """Whether this path inside the home is one of these files."""
        return any(fnmatchcase(name, pattern) for pattern in self.patterns)


def _forget_answers(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    if home.surveys in paths:
        removed = Surveys(home.surveys, home.salt()).forget(survey_id)
        note = "" if removed else "nothing of it is in it"
        yield Forgotten(home.surveys.name, "rewritten" if removed else "untouched", removed, note)


def _forget_wordings(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    for path in paths:
        n_gone = Wordings(path).forget(survey_id)
        action: Literal["rewritten", "removed", "untouched"] = "rewritten" if n_gone else "untouched"
        if not path.exists():
            yield Forgotten(path.name, "removed", {}, "it could not be read; the next night makes another")
        else:
            yield Forgotten(
                path.name, action, {"wordings": n_gone} if n_gone else {}, "" if n_gone else "nothing of it"
            )


def _forget_decided(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    if home.decisions in paths:
        n_gone = GoalDecisions(home.decisions).forget(survey_id)
        if n_gone:
            removed = {"decisions about its goals, undoings included": n_gone}
            yield Forgotten(home.decisions.name, "rewritten", removed, "they decide nothing without it")
        else:
            yield Forgotten(home.decisions.name, "untouched", note="no decision is about its goals")


def _forget_uploads(home: Home, paths: Sequence[Path], survey_id: str) -> Iterator[Forgotten]:
    """Whether an export is of this survey cannot be told by its bytes, so all that wait go; they can be sent again."""
    if n_gone := Uploads(home.uploads).forget():
        yield Forgotten("uploads", "removed", {"exports that waited to be added": n_gone}, "upload them again")


# The answers first: from then on no night can count them, wherever a purge is cut off.
HOLDINGS = (
    Holding(
        patterns=("surveys.sqlite", "surveys.sqlite-*"),
        what="de-identified answers, respondents as salted hashes",
        forget=_forget_answers,
    ),
    Holding(
        patterns=("demand.sqlite",),
        what="wordings of goals for coordinators, without those that may name somebody",
        forget=_forget_wordings,
    ),
    Holding(
        patterns=("uploads/*",),
        what="exports that were uploaded and wait to be added or discarded: everything in them, as it was exported",
        forget=_forget_uploads,
    ),
    Holding(
        patterns=("near.npz", "near.npz.*", "pools.bin", "pools.bin.*", "goals.bin", "goals.bin.*"),
        what="which courses are how close to which wishes, and what these mean, as hashes; each night makes it anew",
        forget=forget_near,
    ),
    Holding(
        patterns=("catalogue.duckdb", "builds/*.duckdb"),
        what="goals, topics and suppressed counts; wordings that the form names or enough people share",
        forget=forget_in_catalogues,
    ),
    Holding(
        patterns=("catalogue.duckdb.wal", "builds/*.stale-wal"),
        what="what another tool wrote into a catalogue",
        forget=forget_logs,
    ),
    Holding(
        patterns=("decisions.sqlite", "decisions.sqlite-*"),
        what="what people decided about topics, wordings and matches: in their own words, never a survey's text",
        forget=_forget_decided,
    ),
    Holding(
        patterns=("circles.sqlite", "circles.sqlite-*"),
        what="the ledger of running circles, persons as salted hashes; nothing in it is taken from a survey",
    ),
    Holding(
        patterns=("accounts.sqlite", "accounts.sqlite-*"),
        what="who may open the coordinators' page: names, roles, hashes of passwords, and a log of sign-ins",
    ),
    Holding(patterns=("salt",), what="the secret behind the hashes"),
    Holding(patterns=("purge.pending",), what="which purge is under way, until it is done"),
    Holding(
        patterns=("pages/*", "readings/*", "vectors.npy", "words.bin", "words.bin.*", "blocks.bin", "blocks.bin.*"),
        what="archived pages of sources, what was made of them, and what courses say and mean as numbers",
    ),
    Holding(
        patterns=("courses/*", "spaces.csv", "spaces.xlsx", "schedule.yaml"),
        what="the library's own lists of courses and rooms, and its settings",
    ),
    Holding(
        patterns=("logs/*",),
        what="one summary a night (counts of courses, goals and topics), one a purge (what was removed), and logs",
    ),
    Holding(patterns=("lake.json", "lake.*.tmp"), what="which night the lake has, and why it lacks a later one"),
    Holding(
        patterns=("told.json", "told.*.tmp"), what="which troubles of sources people were told, and what was not sent"
    ),
    Holding(
        patterns=("night.lock", "night.owner", "*.sqlite.making", "*.sqlite.partial*", "schedule.last", "demo"),
        what="locks and marks without content, and files that are being made and hold nothing yet",
    ),
)


def files_of(home: Home) -> list[Path]:
    """Every file of the home, by path."""
    return sorted(path for path in home.folder.rglob("*") if path.is_file())


def unknown_files(home: Home) -> list[str]:
    """Files of the home that no holding names: nobody can say what of a survey is in them."""
    names = (path.relative_to(home.folder).as_posix() for path in files_of(home))
    return [name for name in names if not any(holding.holds(name) for holding in HOLDINGS)]
