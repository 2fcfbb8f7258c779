"""Two nights compared: every line of a digest, in the order in which a coordinator reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.model import DIGEST_PARTS, Decision, DigestLine, TopicChange
from pipeline.topics.decided import statuses
from pipeline.topics.digest.about_topics import better_matches, new_topics, topic_changes
from pipeline.topics.digest.by_source import catalogue_lines
from pipeline.topics.digest.concerned import concerned_lines
from pipeline.topics.digest.facts import Facts
from pipeline.topics.digest.undecided import still_open

ORDER: dict[str, int] = {part: place for place, part in enumerate(DIGEST_PARTS)}


def compare(
    before: Facts,
    now: Facts,
    *,
    found_at: datetime,
    changes: Sequence[TopicChange] = (),
    decisions: Sequence[Decision] = (),
    earlier: Sequence[DigestLine] = (),
    min_gain: float = 0.0,
) -> tuple[DigestLine, ...]:
    """Every line of tonight, and those of earlier nights that still wait for a decision.

    Args:
        before: the night before.
        now: tonight.
        found_at: UTC time of tonight, without zone.
        changes: what became of topics tonight.
        decisions: all decisions of people.
        earlier: the lines of the night before.
        min_gain: as `digest.min_gain`.
    """
    better = list(better_matches(before, now, min_gain, found_at))
    first = {(line.topic_id, line.course_id) for line in better}  # how these came on their shortlist is told there
    found = [
        *(
            line
            for line in concerned_lines(before, now, found_at)
            if line.kind != "new_course" or (line.topic_id, line.course_id) not in first
        ),
        *new_topics(before, now, found_at),
        *topic_changes(changes, statuses(decisions), before, now, found_at),
        *better,
        *catalogue_lines(before, now, found_at),
    ]
    found += still_open(earlier, decisions, now, found)
    found.sort(key=_order)
    return tuple(replace(line, place=place) for place, line in enumerate(found, start=1))


def _order(line: DigestLine) -> tuple[int, float, str, str, str, str, str]:
    return (
        ORDER[line.part],
        -line.weight,
        line.source or "" if line.part == "catalogue" else "",
        line.topic_id or "",
        line.course_id or "",
        line.circle_id or "",
        line.kind,
    )
