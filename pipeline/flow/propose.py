"""Propose: goals become topics, small groups are suppressed, people's decisions come on top."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from pipeline.flow.demand import Demand
from pipeline.flow.told import strategy_rows, tell
from pipeline.model import (
    Abstention,
    Course,
    Decision,
    FitSignal,
    Goal,
    GoalBranch,
    GoalMatch,
    GoalStrategy,
    Match,
    Part,
    Settings,
    ToldCount,
    ToldGroup,
    Topic,
    TopicBranch,
    TopicCourse,
    TopicGoal,
)
from pipeline.survey import told_goals
from pipeline.topics.alike import Grounds
from pipeline.topics.fit import FitBasis
from pipeline.topics.group import Standing, TopicDraft, group
from pipeline.topics.propose import Proposal, propose
from pipeline.topics.title import Headings

PART = tuple(field.name for field in fields(Part))
PART_VALUES = attrgetter(*PART)
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
UNTOLD = "what was asked for is not told: too few people share it"


@dataclass(frozen=True)
class Proposed:
    """Every row that a night proposes, fit to be published."""

    goals: tuple[Goal, ...]
    matches: tuple[Match, ...]
    abstentions: tuple[Abstention, ...]
    proposal: Proposal
    told_counts: tuple[ToldCount, ...]
    goal_branches: tuple[GoalBranch, ...]
    topic_branches: tuple[TopicBranch, ...]
    strategy: tuple[GoalStrategy, ...]
    counts: Mapping[str, int]
    """Every number told tonight, by the id of its goal, topic, wording or cell."""
    told: frozenset[str]
    """The goals whose wording may be told."""
    drafts: tuple[TopicDraft, ...]
    """Every topic with all its goals, those included that are not told; stays inside the night."""
    groups: tuple[ToldGroup, ...]
    """Every group of goals of which a number was told as that of a topic, tonight's included; kept privately."""
    told_groups: frozenset[frozenset[str]]
    """The people behind every count that is shown; stays inside the night."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Shown and suppressed topics."""
        return self.proposal.topics

    def tables(self) -> Iterator[tuple[type, Sequence[Any]]]:
        """Rows by the class of their table."""
        yield Goal, self.goals
        yield Match, self.matches
        yield Abstention, self.abstentions
        yield Topic, self.proposal.topics
        yield TopicGoal, self.proposal.topic_goals
        yield TopicCourse, self.proposal.topic_courses
        yield FitSignal, self.proposal.fit_signals
        yield ToldCount, self.told_counts
        yield GoalBranch, self.goal_branches
        yield TopicBranch, self.topic_branches
        yield GoalStrategy, self.strategy


def propose_topics(
    courses: Sequence[Course],
    demand: Demand,
    found: Mapping[str, GoalMatch],
    decisions: Sequence[Decision],
    grounds: Grounds,
    standing: Standing,
    headings: Headings,
    settings: Settings,
    basis: FitBasis,
    before: Sequence[ToldCount],
    told_at: datetime,
    groups: Sequence[ToldGroup] = (),
) -> Proposed:
    """Topics, shortlists, goals and matches of tonight.

    What a person typed and too few share leaves no trace: no wording, no courses found for it, no reason that names it.
    Rows are in the order of goal_id, not of demand: their places in the catalogue would rank the hidden counts.
    `grounds` and `standing` are what goals are grouped by, `headings` how titles are written;
    `basis` is what makes a course fit;
    `before` is every number told on earlier nights, the one told last at the end; `told_at` is the UTC time of tonight.
    `groups` are the groups of goals of which a number was told as that of a topic on an earlier night.
    """
    told = told_goals(demand.goals, settings.demand.min_group)
    drafts = group(demand.goals, grounds, standing, told)
    told_tonight = tell(demand, drafts, settings.demand.min_group, _by_subject(before), _since(before, demand), groups)
    counts = told_tonight.assessed.counts
    shown = frozenset(goal.goal_id for goal in demand.goals if goal.goal_id in counts)
    found_for_told = {goal_id: match for goal_id, match in found.items() if goal_id in told}
    proposal = propose(
        drafts,
        demand.goals,
        found_for_told,
        {course.course_id: course for course in courses},
        decisions,
        shown_goals=shown,
        told_goals=told,
        shown_topics=frozenset(draft.topic_id for draft in drafts if draft.topic_id in counts),
        basis=basis,
        counts=counts,
        abouts=grounds.abouts,
        headings=headings,
    )
    proposal = replace(
        proposal,
        topics=tuple(
            replace(topic, **figures)
            for topic, figures in zip(proposal.topics, told_tonight.topics(proposal.topics), strict=True)
        ),
    )
    return Proposed(
        goals=tuple(
            told_tonight.goal(goal, is_told=goal.goal_id in told)
            for goal in sorted(demand.goals, key=lambda goal: goal.goal_id)
        ),
        matches=tuple(row for goal_id, match in sorted(found_for_told.items()) for row in _matches(goal_id, match)),
        abstentions=tuple(
            Abstention(goal_id=goal_id, reason=match.reason if goal_id in told else UNTOLD)
            for goal_id, match in sorted(found.items())
            if match.abstained
        ),
        proposal=proposal,
        told_counts=tuple(_told_counts(before, counts, told_at)),
        goal_branches=tuple(told_tonight.goal_branches(demand.goals, told)),
        topic_branches=tuple(told_tonight.topic_branches(proposal.topics)),
        strategy=tuple(strategy_rows(demand, told)),
        counts=counts,
        told=told,
        drafts=tuple(drafts),
        groups=tuple(_told_groups(groups, drafts, counts, {goal.goal_id for goal in demand.goals})),
        told_groups=told_tonight.assessed.groups,
    )


def _told_groups(
    before: Sequence[ToldGroup], drafts: Sequence[TopicDraft], counts: Mapping[str, int], goals: Collection[str]
) -> Iterator[ToldGroup]:
    """Those of earlier nights whose goals are all here still, and tonight's."""
    tonight = [
        ToldGroup(topic_id=draft.topic_id, n_respondents=counts[draft.topic_id], goal_ids=frozenset(draft.goal_ids))
        for draft in drafts
        if draft.topic_id in counts
    ]
    yield from dict.fromkeys([*(group for group in before if group.goal_ids <= set(goals)), *tonight])


def _by_subject(before: Sequence[ToldCount]) -> dict[str, list[int]]:
    told: dict[str, list[int]] = {}
    for row in before:
        told.setdefault(row.subject_id, []).append(row.n_respondents)
    return told


def _since(before: Sequence[ToldCount], demand: Demand) -> Callable[[str], Mapping[str, Sequence[int]]]:
    """By goal: what was told since its survey is here. A topic may have been there before under another id."""
    added_at = {survey.survey_id: survey.added_at for survey in demand.surveys}
    survey_of = {goal.goal_id: goal.survey_id for goal in demand.goals}
    ever = _by_subject(before)
    told = {survey: _by_subject([row for row in before if row.told_at >= at]) for survey, at in added_at.items()}
    return lambda subject: told[survey_of[subject]] if subject in survey_of else ever


def _told_counts(before: Sequence[ToldCount], counts: Mapping[str, int], told_at: datetime) -> Iterator[ToldCount]:
    """Every number told so far, tonight's included; of one subject the latest has the highest place."""
    told: dict[str, dict[int, datetime]] = {}
    for row in before:
        told.setdefault(row.subject_id, {})[row.n_respondents] = row.told_at
    for subject_id, n in counts.items():
        told.setdefault(subject_id, {}).pop(n, None)
        told[subject_id][n] = told_at
    for subject_id in sorted(told):
        for place, (n, at) in enumerate(told[subject_id].items(), start=1):
            yield ToldCount(subject_id=subject_id, place=place, n_respondents=n, told_at=at)


def _matches(goal_id: str, match: GoalMatch) -> Iterator[Match]:
    for rank, course in enumerate(match.courses, 1):
        parts = [dict(zip(PART, PART_VALUES(part), strict=True)) for part in course.parts]
        yield Match(
            goal_id=goal_id,
            course_id=course.course_id,
            rank=rank,
            score=course.score,
            explanation=AS_JSON(parts),
        )
