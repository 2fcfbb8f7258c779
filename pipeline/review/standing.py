"""What people decided, as it stands at this moment: read anew for every answer, since colleagues decide, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import TALK, Decision
from pipeline.topics.decided import by_topic, latest, statuses


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The decisions of a home."""

    statuses: Mapping[str, str]
    """By topic; one that is not here is to be decided."""
    seen: Mapping[str, int]
    """The number of the latest decision of each topic, undoings included, comments not; what forms send back."""
    latest: Mapping[str, Decision]
    """By topic: the decision that gives it its status."""
    assigned: Mapping[str, str]
    """By topic: the colleague who takes care of it."""
    decisions: Sequence[Decision]

    def since(self, topic_id: str, seen: int) -> list[Decision]:
        """What was decided about a topic after the decision of this number, the latest first; comments are left out."""
        return [each for each in self.of(topic_id) if each.decision_id > seen and each.action not in TALK]

    def of(self, topic_id: str) -> list[Decision]:
        """The decisions about one topic, the latest first."""
        return [each for each in reversed(self.decisions) if each.topic_id == topic_id]

    def numbered(self, number: int) -> Decision | None:
        """One decision."""
        return next((each for each in self.decisions if each.decision_id == number), None)


def standing_of(decisions: Sequence[Decision]) -> Standing:
    """What holds after these decisions, given in the order made."""
    by = {topic_id: latest(each) for topic_id, each in by_topic(decisions).items()}
    return Standing(
        statuses=statuses(decisions),
        seen={each.topic_id: each.decision_id for each in decisions if each.action not in TALK},
        latest={topic_id: decision for topic_id, decision in by.items() if decision},
        assigned={
            each.topic_id: each.note
            for each in decisions
            if each.action == "assign" and each.undone_at is None and each.note
        },
        decisions=decisions,
    )
