"""The numbers of goals and topics that may be told: people, branches, roles, strength, shares.

Every number of one night is looked at together, so that none gives a small group away by subtraction from another: the
groups of people behind all of them are the cells that `hidden_cells` (pipeline.survey.privacy) chooses from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.model import GoalDemand, ToldGroup, Way
from pipeline.survey.earlier import earlier_cells
from pipeline.survey.privacy import Since, Told, hidden_cells, steady_counts, told_share

WAYS: tuple[Way, ...] = ("rating", "ranking", "chosen", "free_text")
People = frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """Everybody whose numbers are told under one id: the people of a goal, or those of a topic.

    `parts` are the goals of a topic; a goal has none. `wordings` are the people of each wording of a goal that has
    several. `strengths` and `ways` are as in GoalDemand.
    """

    crowd_id: str
    people: People
    strengths: Mapping[str, float] = field(default_factory=dict)
    ways: Mapping[Way, People] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    wordings: Mapping[str, People] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What may be told of one shown goal or topic. `branches` are those whose number may be told, by name.

    `n_branches` and `n_roles` count the branches and roles of which a number may be told, None where there is none: how
    many there are in all tells of the one person who is alone in theirs.
    """

    n_branches: int | None
    n_roles: int | None
    strength: float | None
    strength_from: tuple[Way, ...]
    branches: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessed:
    """Which numbers of a night may be told.

    `hidden` are the ids of cells that may not, `counts` the numbers told of all others (which may be ones told before),
    `groups` the people behind those, `figures` is by the id of a goal or topic that is shown.
    """

    hidden: frozenset[str]
    counts: Mapping[str, int]
    groups: frozenset[People]
    figures: Mapping[str, Figures]
    min_group: int

    def share(self, cell: str, of: str) -> float | None:
        """One cell as a share of another, both told; None where either is hidden or the share would tell too much."""
        if cell not in self.counts or of not in self.counts:
            return None
        return told_share(self.counts[cell], self.counts[of], self.min_group)


def crowd_of_goal(goal: GoalDemand) -> Crowd:
    """The people of a goal."""
    several = goal.wordings if len(goal.wordings) > 1 else ()
    return Crowd(
        crowd_id=goal.goal_id,
        people=goal.respondents,
        strengths=goal.strengths,
        ways=goal.ways,
        wordings={each.wording_id: each.respondents for each in several},
    )


def crowd_of_topic(topic_id: str, goals: Iterable[GoalDemand]) -> Crowd:
    """The people of all goals of a topic, each once; how strongly they want it is the strongest of their wishes."""
    strengths: dict[str, float] = {}
    ways: dict[Way, frozenset[str]] = {}
    people: set[str] = set()
    parts = tuple(goals)
    for goal in parts:
        people |= goal.respondents
        for respondent, strength in goal.strengths.items():
            strengths[respondent] = max(strength, strengths.get(respondent, 0.0))
        for way, who in goal.ways.items():
            ways[way] = ways.get(way, frozenset()) | who
    ids = tuple(goal.goal_id for goal in parts)
    return Crowd(crowd_id=topic_id, people=frozenset(people), strengths=strengths, ways=ways, parts=ids)


def assess(
    crowds: Iterable[Crowd],
    branches: Mapping[str, str],
    roles: Mapping[str, str],
    others: Mapping[str, People],
    min_group: int,
    before: Told | None = None,
    since: Since | None = None,
    earlier: Iterable[ToldGroup] = (),
) -> Assessed:
    """Decide which numbers of a night may be told, and work them out.

    First for goals, topics and surveys, of which the surveys give way; then the parts of those that are shown come in,
    and give way before they do.

    Args:
        crowds: every goal and every topic, with different ids.
        branches: the branch of each respondent who gave one.
        roles: the role of each respondent who gave one.
        others: further groups whose numbers are told, by an id of their own: who answered a survey, who of a topic did.
        min_group: the smallest group that may be told.
        before: numbers told on earlier nights by the id of their cell.
        since: as in `hidden_cells`, by the id of a crowd; its parts are there as long as it is.
        earlier: the groups of goals of which a number was told as that of a topic.
    """
    known = {crowd.crowd_id: crowd for crowd in crowds}
    cells = {name: crowd.people for name, crowd in known.items()} | dict(others)
    families = {name: [crowd.parts] for name, crowd in known.items() if crowd.parts}
    counts = steady_counts({name: len(who) for name, who in cells.items()}, before or {}, min_group)
    stands = earlier_cells(
        earlier,
        {name: crowd.people for name, crowd in known.items() if not crowd.parts},
        {name: frozenset(crowd.parts) for name, crowd in known.items() if crowd.parts},
        min_group,
    )
    cells |= stands.cells
    counts |= stands.counts
    for name, parts in stands.families.items():
        families[name] = [*families.get(name, ()), *parts]
    first = hidden_cells(cells, families, min_group, counts, before, since, others, stands.cells)
    shown = {name: crowd for name, crowd in known.items() if name not in first}
    by_branch = {name: _grouped(crowd.people, branches) for name, crowd in shown.items()}
    by_role = {name: _grouped(crowd.people, roles) for name, crowd in shown.items()}
    by_strength = {name: _grouped(crowd.people, crowd.strengths) for name, crowd in shown.items()}
    owner: dict[str, str] = {}
    for name, crowd in shown.items():
        at = {_at(name, branch): who for branch, who in by_branch[name].items()}
        by = {_strong(name, strength): who for strength, who in by_strength[name].items()}
        said = {_said(name, way): crowd.ways[way] for way in WAYS if crowd.ways.get(way)}
        doing = {_doing(name, role): who for role, who in by_role[name].items()}
        own = {**at, **doing, **by, **said, **crowd.wordings}
        owner |= dict.fromkeys(own, name)
        cells |= own
        families[name] = [*families.get(name, ()), tuple(at), tuple(doing), tuple(by), tuple(crowd.wordings)]
        for branch in by_branch[name]:
            shared = tuple(_at(part, branch) for part in crowd.parts if branch in by_branch.get(part, {}))
            if shared:
                families[_at(name, branch)] = [shared]
        for role in by_role[name]:
            shared = tuple(_doing(part, role) for part in crowd.parts if role in by_role.get(part, {}))
            if shared:
                families[_doing(name, role)] = [shared]
    counts |= steady_counts({name: len(cells[name]) for name in owner}, before or {}, min_group)
    of_owner = _of_owner(since, owner)
    hidden = hidden_cells(cells, families, min_group, counts, before, of_owner, others, stands.cells)
    hidden |= {cell for cell, name in owner.items() if name in hidden}
    told = {name: n for name, n in counts.items() if name not in hidden and name not in stands.cells}
    figures = {
        name: Figures(
            n_branches=sum(_at(name, branch) in told for branch in by_branch[name]) or None,
            n_roles=sum(_doing(name, role) in told for role in by_role[name]) or None,
            strength=_mean({strength: told.get(_strong(name, strength)) for strength in by_strength[name]}),
            strength_from=tuple(way for way in WAYS if _said(name, way) in told),
            branches=tuple(
                (branch, told[_at(name, branch)]) for branch in by_branch[name] if _at(name, branch) in told
            ),
        )
        for name, crowd in shown.items()
        if name not in hidden
    }
    groups = frozenset(cells[name] for name in told)
    return Assessed(hidden=hidden, counts=told, groups=groups, figures=figures, min_group=min_group)


def _of_owner(since: Since | None, owner: Mapping[str, str]) -> Since | None:
    """`since` for parts too: they are there as long as what they are parts of."""
    return None if since is None else lambda cell: since(owner.get(cell, cell))


def _grouped(people: People, values: Mapping[str, object]) -> dict[str, People]:
    """People by what is known of each; those of whom nothing is known are left out."""
    groups: dict[str, set[str]] = defaultdict(set)
    for person in people:
        if person in values:
            groups[str(values[person])].add(person)
    return {value: frozenset(groups[value]) for value in sorted(groups)}


def _mean(told: Mapping[str, int | None]) -> float | None:
    """The mean strength, from numbers that are told; None where one of them is not."""
    numbers = {float(strength): n for strength, n in told.items()}
    n_all = sum(n or 0 for n in numbers.values())
    if not n_all or None in numbers.values():
        return None
    return round(sum(strength * (n or 0) for strength, n in numbers.items()) / n_all, 2)


def _at(name: str, branch: str) -> str:
    return f"{name}@{branch}"


def _doing(name: str, role: str) -> str:
    return f"{name}!{role}"


def _strong(name: str, strength: str) -> str:
    return f"{name}={strength}"


def _said(name: str, way: Way) -> str:
    return f"{name}~{way}"
