"""What sources changed: one line a course, and one for a source that is new, has stopped, or is back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipeline.model import CourseFacts, DigestLine
from pipeline.model.digest import DigestKind
from pipeline.topics.digest.facts import Facts
from pipeline.topics.digest.happened import happened
from pipeline.topics.digest.words import short

LONGEST_REASON = 200
OF_SOURCE, OF_COURSE = 1.0, 0.0


def catalogue_lines(before: Facts, now: Facts, found_at: datetime) -> Iterator[DigestLine]:
    """By source; of a source that never succeeded before it is told that it is new, and not each of its courses."""
    new = now.known_sources - before.known_sources
    yield from _sources(before, now, new, found_at)
    for course_id in sorted(now.courses):
        course = now.courses[course_id]
        if course.source not in new:
            for found in happened(course_id, before, now):
                yield _line(found.kind, course.source, found_at, found.clause, course, found.before, found.after)


def _sources(before: Facts, now: Facts, new: frozenset[str], found_at: datetime) -> Iterator[DigestLine]:
    for source in sorted(now.runs):
        run, was = now.runs[source], before.runs.get(source)
        if source in new:
            yield _line("new_source", source, found_at, "its courses are here for the first time")
        elif was is None or (was.outcome == "succeeded") == (run.outcome == "succeeded"):
            continue
        elif run.outcome == "succeeded":
            yield _line("source_back", source, found_at, "it could be harvested again", None, was.outcome, run.outcome)
        else:
            why = f" ({short(run.reason, LONGEST_REASON)})" if run.reason else ""
            said = f"it was {run.outcome}{why}; its courses stay as they were"
            yield _line("source_stopped", source, found_at, said, None, was.outcome, run.outcome)


def _line(
    kind: DigestKind,
    source: str,
    found_at: datetime,
    sentence: str,
    course: CourseFacts | None = None,
    before: str | None = None,
    after: str | None = None,
) -> DigestLine:
    return DigestLine(
        place=0,
        part="catalogue",
        kind=kind,
        is_new=True,
        found_at=found_at,
        topic_id=None,
        topic_title=None,
        course_id=course.course_id if course else None,
        course_title=course.title if course else None,
        circle_id=None,
        source=source,
        before=before,
        after=after,
        sentence=sentence,
        weight=OF_COURSE if course else OF_SOURCE,
    )
