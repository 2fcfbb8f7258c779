"""What people decided about wordings, as the next build reads it: the latest decision that was not undone holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.model import GoalDecision


@dataclass(frozen=True, slots=True)
class Decided:
    """Where wordings were put by people. Wordings and goals are named by their ids, which hold nobody's words."""

    joined: Mapping[str, GoalDecision] = field(default_factory=dict)
    """By wording or goal: the decision that puts it into another goal."""
    apart: Mapping[tuple[str, str], GoalDecision] = field(default_factory=dict)
    """By wording and goal: the decision that keeps it out of that goal."""

    def place(self, wording_id: str, home: str) -> tuple[str, GoalDecision | None]:
        """The goal of a wording that the rules put into `home`, and the decision behind it where a person decided.

        A wording that is kept out of where it would come to is a goal of its own, whose id is the wording's.
        """
        if wording_id not in self.joined and (wording_id, home) in self.apart:
            return wording_id, self.apart[wording_id, home]
        why = self.joined.get(wording_id)
        goal = why.goal_id if why else home
        seen = {goal}
        while goal in self.joined:
            why = self.joined[goal]
            goal = why.goal_id
            if goal in seen:
                return home, None  # joined in a circle: the rules decide
            seen.add(goal)
        if (wording_id, goal) in self.apart:
            return wording_id, self.apart[wording_id, goal]
        return goal, None if goal == home else why


def decided(decisions: Iterable[GoalDecision]) -> Decided:
    """The decisions that hold, in the order made; a later one takes the place of an earlier one that it contradicts."""
    joined: dict[str, GoalDecision] = {}
    apart: dict[tuple[str, str], GoalDecision] = {}
    for decision in sorted(decisions, key=lambda each: each.decision_id):
        if decision.undone_at is not None:
            continue
        if decision.action == "join":
            joined[decision.subject] = decision
            apart.pop((decision.subject, decision.goal_id), None)
        elif decision.action == "keep_apart":
            apart[decision.subject, decision.goal_id] = decision
            before = joined.get(decision.subject)
            if before is not None and before.goal_id == decision.goal_id:
                del joined[decision.subject]
    return Decided(joined, apart)


NOTHING_DECIDED = Decided()
