"""What must hold between the rows of the ledger: nothing hangs in the air, and days are in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.model import (
    SHEETS,
    AttendanceEntry,
    CircleEntry,
    ClosingAnswer,
    CredentialEntry,
    Entry,
    FacilitatorEntry,
    GrantEntry,
    MeasureEntry,
    SessionEntry,
)

REACH = ("circles", "sessions", "participants", "engagements", "participations", "completions", "completion_pct")
EFFORT = ("facilitator_hours", "participant_hours", "staff_hours")
ANSWERS = ("course_worked", "goal_met", "confidence", "would_apply", "applied")
RESULTS = ("credential_holders", "grants_asked", "grants_awarded")
OURS = (*REACH, *EFFORT, *ANSWERS, *RESULTS)
"""Measures that are counted from the other sheets."""


def wrong_links(entries: Iterable[Entry], where: Mapping[Entry, str]) -> list[str]:
    """A sentence for each thing that does not hold; `where` names rows of the file that is being read."""
    held = list(entries)
    sheets = {row: sheet for sheet, row in SHEETS.items()}
    circles = {entry.circle_id for entry in held if isinstance(entry, CircleEntry)}
    sessions = {(e.circle_id, e.session): e.status for e in held if isinstance(e, SessionEntry)}
    wrong = []
    for entry in held:
        place = where.get(entry, f"{sheets[type(entry)]}, a row recorded before")
        wrong += [f"{place}: {sentence}" for sentence in _of_circle(entry, circles)]
        wrong += [f"{place}: {sentence}" for sentence in _of_entry(entry, sessions)]
    return wrong


def _of_circle(entry: Entry, circles: set[str]) -> Iterator[str]:
    if (
        isinstance(entry, CredentialEntry | CircleEntry | FacilitatorEntry)
        or entry.circle_id is None
        or entry.circle_id in circles
    ):
        return
    yield f"there is no circle `{entry.circle_id}`; give it a row in the sheet circle"


def _of_entry(entry: Entry, sessions: Mapping[tuple[str, int], str]) -> Iterator[str]:
    match entry:
        case AttendanceEntry():
            yield from _of_attendance(entry, sessions.get((entry.circle_id, entry.session)))
        case ClosingAnswer() if (entry.confidence_before is None) != (entry.confidence_after is None):
            yield "confidence is compared: both confidence_before and confidence_after were expected, or neither"
        case CredentialEntry() if entry.expires_on is not None and entry.expires_on < entry.issued_on:
            yield f"expires_on is {entry.expires_on}, before issued_on {entry.issued_on}"
        case GrantEntry():
            yield from _of_grant(entry)
        case MeasureEntry() if entry.measure in OURS:
            yield f"`{entry.measure}` is counted from the other sheets; take another name for the measure"


def _of_attendance(entry: AttendanceEntry, status: str | None) -> Iterator[str]:
    session = f"session {entry.session} of circle `{entry.circle_id}`"
    if status is None:
        yield f"there is no {session}; give it a row in the sheet session"
    elif status != "held" and entry.state == "present":
        yield f"{session} is {status}; somebody can be present at a session that is held: record it as held first"


def _of_grant(entry: GrantEntry) -> Iterator[str]:
    if (entry.status == "awarded") != (entry.awarded is not None):
        yield f"the status is {entry.status}: awarded holds an amount where the status is awarded, else nothing"
    if entry.asked_on and entry.decided_on and entry.decided_on < entry.asked_on:
        yield f"decided_on is {entry.decided_on}, before asked_on {entry.asked_on}"
