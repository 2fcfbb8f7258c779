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
    night_id: str,
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
        night_id: tonight's; tells runs of tonight from older ones.
        found_at: UTC time of tonight, without zone.
        changes: what became of topics tonight.
        decisions: all decisions of people.
        earlier: the lines of the night before.
        min_gain: as `digest.min_gain`.
    """
    found = [
        *concerned_lines(before, now, found_at),
        *new_topics(before, now, found_at),
        *topic_changes(changes, statuses(decisions), before, now, found_at),
        *better_matches(before, now, min_gain, found_at),
        *catalogue_lines(before, now, night_id, found_at),
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
