"""What of tonight's demand is told: the rows of goals, branches and strategic goals, and the figures of topics."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.flow.demand import Demand
from pipeline.model import Goal, GoalBranch, GoalDemand, GoalStrategy, ToldGroup, Topic, TopicBranch
from pipeline.survey.figures import Assessed, assess, crowd_of_goal, crowd_of_topic
from pipeline.survey.privacy import Since
from pipeline.survey.trend import Earlier, Trends
from pipeline.topics.group import TopicDraft


@dataclass(frozen=True)
class Told:
    """Every number that may be told tonight, and the surveys that goals and topics are compared with."""

    assessed: Assessed
    earlier: Mapping[str, Earlier]
    """By goal; only of those that are shown."""
    shares: Mapping[str, tuple[float | None, float | None]]
    """By goal: the share of its survey's people, and that of the earlier survey."""
    leading: Mapping[str, str]
    """By topic: the goal whose trend stands for it."""

    def goal(self, goal: GoalDemand, *, is_told: bool) -> Goal:
        """The row of a goal; `is_told` says whether its wording may be told."""
        n_told = self.assessed.counts.get(goal.goal_id)
        return Goal(
            goal_id=goal.goal_id,
            survey_id=goal.survey_id,
            wording=goal.wording if is_told else None,
            origin="group" if is_told and goal.origin == "person" else goal.origin,
            n_respondents=n_told,
            is_suppressed=n_told is None,
            level=goal.level if is_told else None,
            language=goal.language if is_told else None,
            **self.figures(goal.goal_id),
        )

    def figures(self, subject: str) -> dict[str, Any]:
        """The further columns of a goal or topic; none where it is suppressed."""
        if subject not in self.assessed.figures:
            return {}
        figures = self.assessed.figures[subject]
        return {
            "n_branches": figures.n_branches,
            "n_roles": figures.n_roles,
            "strength": figures.strength,
            "strength_from": figures.strength_from,
            **self._trend(subject),
        }

    def topics(self, topics: Sequence[Topic]) -> Iterator[dict[str, Any]]:
        """The further columns of topics, in their order."""
        return (self.figures(topic.topic_id) for topic in topics)

    def goal_branches(self, goals: Sequence[GoalDemand], told: Collection[str]) -> Iterator[GoalBranch]:
        """The branches of goals whose wording may be told, by goal_id."""
        for goal in sorted(goals, key=lambda goal: goal.goal_id):
            if goal.goal_id in told and goal.goal_id in self.assessed.figures:
                for branch, n in self.assessed.figures[goal.goal_id].branches:
                    yield GoalBranch(goal_id=goal.goal_id, branch=branch, n_respondents=n)

    def topic_branches(self, topics: Sequence[Topic]) -> Iterator[TopicBranch]:
        """The branches of topics, by topic_id."""
        for topic_id in sorted(topic.topic_id for topic in topics):
            if topic_id in self.assessed.figures:
                for branch, n in self.assessed.figures[topic_id].branches:
                    yield TopicBranch(topic_id=topic_id, branch=branch, n_respondents=n)

    def _trend(self, subject: str) -> dict[str, Any]:
        goal_id = self.leading.get(subject, subject)
        if goal_id not in self.earlier:
            return {"trend": "suppressed", "trend_because": "no goal of it may be told"}
        now, then = self.shares[goal_id]
        found = self.earlier[goal_id]
        if found.survey_id is None:
            trend = "no_earlier_survey" if found.is_first else "not_comparable"
        else:
            trend = "suppressed" if now is None or then is None else "comparable"
        return {
            "respondents_share": now,
            "previous_survey_id": found.survey_id,
            "previous_respondents_share": then,
            "trend": trend,
            "trend_because": found.because,
        }


def strategy_rows(demand: Demand, told: Collection[str]) -> Iterator[GoalStrategy]:
    """Which strategic goals are served by goals whose wording may be told, by goal_id."""
    for goal_id in sorted(told):
        for name, because in demand.strategy.get(goal_id, ()):
            yield GoalStrategy(goal_id=goal_id, strategic_goal=name, because=because)


def tell(
    demand: Demand,
    drafts: Sequence[TopicDraft],
    min_group: int,
    before: Mapping[str, Sequence[int]],
    since: Since | None = None,
    earlier: Sequence[ToldGroup] = (),
) -> Told:
    """Work out every number that may be told tonight.

    `before` is what was told on earlier nights, by its cell; `since` what of it was told since a goal is here;
    `earlier` are the groups of goals of which a number was told as that of a topic.
    """
    by_id = {goal.goal_id: goal for goal in demand.goals}
    crowds = [crowd_of_goal(goal) for goal in demand.goals]
    crowds += [crowd_of_topic(draft.topic_id, [by_id[goal_id] for goal_id in draft.goal_ids]) for draft in drafts]
    assessed = assess(crowds, demand.branches, demand.roles, demand.people, min_group, before, since, earlier)
    trends = Trends(demand.goals, demand.asked)
    found = {goal.goal_id: trends.earlier(goal) for goal in demand.goals if goal.goal_id in assessed.counts}
    shares = {goal_id: _shares(by_id[goal_id], earlier, assessed) for goal_id, earlier in found.items()}
    leading = {
        draft.topic_id: trends.leading(
            [by_id[goal_id] for goal_id in draft.goal_ids if goal_id in found], assessed.counts
        )
        for draft in drafts
    }
    return Told(assessed, found, shares, {topic_id: goal.goal_id for topic_id, goal in leading.items() if goal})


def _shares(goal: GoalDemand, earlier: Earlier, assessed: Assessed) -> tuple[float | None, float | None]:
    then = earlier.goal
    return (
        assessed.share(goal.goal_id, goal.survey_id),
        assessed.share(then.goal_id, then.survey_id) if then else None,
    )
