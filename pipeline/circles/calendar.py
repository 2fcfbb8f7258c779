"""Sessions as an iCalendar file (RFC 5545) that calendars can read again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, date
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from pipeline.circles.book import ends_at
from pipeline.model import CircleEntry, Recorded, SessionEntry

PRODUCER = "-//Circlewise//Learning circles//EN"


def calendar(recorded: Iterable[Recorded], zone: ZoneInfo, key: bytes, wanted: Collection[str] = ()) -> bytes:
    """All sessions, cancelled ones as cancelled, by time; the same ledger gives the same bytes.

    A session keeps its UID for good; SEQUENCE and the stamp move on whenever the session or its circle is corrected, so
    that calendars take the newer word.

    Args:
        recorded: the ledger.
        zone: the time zone of its local times.
        key: the home's secret, so that sessions of two libraries never share a UID.
        wanted: circle_ids; all circles where empty.
    """
    rows = list(recorded)
    circles = {row.entry.circle_id: (row, row.entry) for row in rows if isinstance(row.entry, CircleEntry)}
    sessions = [(row, row.entry) for row in rows if isinstance(row.entry, SessionEntry)]
    found = Calendar.new(prodid=PRODUCER, name="Learning circles")
    del found["UID"]
    for row, session in sorted(sessions, key=lambda each: (each[1].starts_at, each[1].circle_id, each[1].session)):
        if session.circle_id not in circles or (wanted and session.circle_id not in wanted):
            continue
        of_circle, circle = circles[session.circle_id]
        changed_at = max(row.changed_at, of_circle.changed_at).replace(tzinfo=UTC, microsecond=0)
        is_off = session.status == "cancelled" or (circle.status == "cancelled" and session.status == "planned")
        event = Event.new(
            uid=_uid(session, key),
            sequence=row.revision + of_circle.revision,
            stamp=changed_at,
            last_modified=changed_at,
            start=session.starts_at.replace(tzinfo=zone),
            end=ends_at(session).replace(tzinfo=zone),
            summary=f"{circle.title} ({session.session})",
            location=session.place or circle.branch,
        )
        event.add("STATUS", "CANCELLED" if is_off else "CONFIRMED")
        found.add_component(event)
    if years := [event.start.year for event in found.events]:
        found.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return bytes(found.to_ical())


def _uid(session: SessionEntry, key: bytes) -> str:
    words = f"{session.circle_id}\x00{session.session}".encode()
    return f"{hashlib.blake2b(words, key=key, person=b'session', digest_size=16).hexdigest()}@circlewise"
