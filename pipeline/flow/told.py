"""What of tonight's demand is told: the rows of goals, branches and strategic goals, and the figures of topics."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.flow.demand import Demand
from pipeline.model import Goal, GoalBranch, GoalDemand, GoalStrategy, Topic, TopicBranch
from pipeline.survey.figures import Assessed, assess, crowd_of_goal, crowd_of_topic
from pipeline.survey.trend import Earlier, Trends
from pipeline.topics.group import TopicDraft


@dataclass(frozen=True)
class Told:
    """Every number that may be told tonight, and the surveys that goals and topics are compared with."""

    assessed: Assessed
    earlier: Mapping[str, Earlier]
    """By goal or topic; only of those that enough people share."""
    shares: Mapping[str, tuple[float | None, float | None]]
    """By goal or topic: the share of its survey's people, and that of the earlier survey."""

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
            **self.figures(goal.goal_id, has_branches=True),
        )

    def figures(self, subject: str, *, has_branches: bool) -> dict[str, Any]:
        """The further columns of a goal or topic; none where it is suppressed."""
        if subject not in self.assessed.figures:
            return {}
        figures = self.assessed.figures[subject]
        return {
            **({"n_branches": figures.n_branches} if has_branches else {}),
            "n_roles": figures.n_roles,
            "strength": figures.strength,
            "strength_from": figures.strength_from,
            **self._trend(subject),
        }

    def topics(self, topics: Sequence[Topic]) -> Iterator[dict[str, Any]]:
        """The further columns of topics, in their order."""
        return (self.figures(topic.topic_id, has_branches=False) for topic in topics)

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
        now, then = self.shares[subject]
        found = self.earlier[subject]
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


def tell(demand: Demand, drafts: Sequence[TopicDraft], min_group: int, before: Mapping[str, Sequence[int]]) -> Told:
    """Work out every number that may be told tonight; `before` is what was told on earlier nights, by its cell."""
    by_id = {goal.goal_id: goal for goal in demand.goals}
    members = {draft.topic_id: [by_id[goal_id] for goal_id in draft.goal_ids] for draft in drafts}
    crowds = [crowd_of_goal(goal) for goal in demand.goals]
    crowds += [crowd_of_topic(topic_id, goals) for topic_id, goals in members.items()]
    trends = Trends(demand.goals, demand.asked)
    latest = {topic_id: trends.latest(goals) for topic_id, goals in members.items()}
    compared = {goal.goal_id: [goal] for goal in demand.goals} | latest
    large = {crowd.crowd_id for crowd in crowds if len(crowd.people) >= min_group}
    earlier = {subject: trends.earlier(goals) for subject, goals in compared.items() if subject in large}
    others = dict(demand.people)
    cells: dict[str, tuple[str, str]] = {}
    for subject, found in earlier.items():
        goals = compared[subject]
        now = subject if subject in by_id else f"{subject}#{goals[0].survey_id}"
        then = f"{now}<{found.survey_id}"
        cells[subject] = now, then
        if now != subject:
            others[now] = _people(goals)
        if found.survey_id is not None:
            others[then] = _people(found.goals)
    assessed = assess(crowds, demand.branches, demand.roles, others, min_group, before)
    shares = {
        subject: (
            assessed.share(now, compared[subject][0].survey_id),
            assessed.share(then, found.survey_id) if (found := earlier[subject]).survey_id else None,
        )
        for subject, (now, then) in cells.items()
    }
    return Told(assessed, earlier, shares)


def _people(goals: Sequence[GoalDemand]) -> frozenset[str]:
    return frozenset[str]().union(*(goal.respondents for goal in goals))
