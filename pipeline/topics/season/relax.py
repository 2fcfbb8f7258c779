"""Locked choices that cannot all hold: which limits would have to give way, as few of them as possible."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.topics.season.explain import why_nowhere
from pipeline.topics.season.highs import SearchEndedError, solve
from pipeline.topics.season.problem import Choice, Problem, topic_words
from pipeline.topics.season.program import IMPLIED, Program, Row, Terms, build
from pipeline.topics.season.result import Relaxation

LOCK_COST, LIMIT_COST, COUNT_COST = 1_000_000, 10_000, 10
"""A lock is given up last; then as few limits as possible; then by as little as possible (a minute costs 1)."""
MINUTES = frozenset({"staff_hours", "facilitator_hours", "person_hours"})


def relaxations(problem: Problem) -> tuple[Relaxation, ...]:
    """The limits to relax so that all locked choices hold, one sentence each; at least one where they clash.

    None where the limits of the search ended it. What a person can give is never told, nor whose limit it is: both are
    answers to a survey.
    """
    program = build(problem)
    impossible = tuple(_impossible(problem, program))
    if impossible:
        return impossible
    program.rows = [row for row in program.rows if row.limit != (IMPLIED,)]
    worth: Terms = {}
    slacks: list[tuple[tuple[str, ...], int, Row]] = []
    for number, row in enumerate(program.rows):
        if row.limit is not None:
            slack = _loosen(program, number, row, worth)
            slacks.append((row.limit, slack, row))
    try:
        solved = solve(program, worth, whole=program.people.values(), is_sized=False)
    except SearchEndedError:
        return ()
    if solved is None:
        return ()
    return tuple(
        _relaxation(problem, limit, row, solved.values[slack]) for limit, slack, row in slacks if solved.values[slack]
    )


def _loosen(program: Program, number: int, row: Row, worth: Terms) -> int:
    """Let a row be broken at a cost; returns the variable that tells by how much."""
    assert row.limit is not None
    kind = row.limit[0]
    if kind == "lock":
        slack = program.variable(1)
        worth[slack] = -LOCK_COST
        program.rows[number] = Row({**row.terms, slack: 1}, row.least, None, row.limit)
        return slack
    room = sum(c * program.most[v] for v, c in row.terms.items() if c > 0) + sum(
        -c * program.most[v] for v, c in row.terms.items() if c < 0
    )
    slack, is_loose = program.variable(room), program.variable(1)
    worth[slack] = -1 if kind in MINUTES else -COUNT_COST
    worth[is_loose] = -LIMIT_COST
    sign = -1 if row.most is not None else 1
    program.rows[number] = Row({**row.terms, slack: sign}, row.least, row.most, row.limit)
    program.row({slack: 1, is_loose: -room}, most=0)
    return slack


def _impossible(problem: Problem, program: Program) -> Iterator[Relaxation]:
    """Locked choices that no circle can be, whatever else is locked."""
    for row in program.rows:
        if row.limit is None or row.limit[0] != "lock" or row.terms:
            continue
        lock = problem.locked[int(row.limit[1])]
        themes = {theme.topic_id: theme for theme in problem.themes}
        if lock.topic_id is None:
            why = "no topic has enough people, a facilitator and a room there"
        elif lock.topic_id not in themes:
            why = problem.unplanned.get(
                lock.topic_id,
                "tonight's topics that can be planned do not hold it: it was merged, or too few people want it, so "
                "take the lock back",
            )
        else:
            why = _why(problem, lock)
        yield Relaxation(limit="lock", sentence=f"the locked choice ({lock.words(problem.titles)}) cannot hold: {why}")


def _why(problem: Problem, lock: Choice) -> str:
    theme = next(theme for theme in problem.themes if theme.topic_id == lock.topic_id)
    return why_nowhere(problem, theme, lock) or "a forbidden choice rules it out"


def _relaxation(problem: Problem, limit: tuple[str, ...], row: Row, by: int) -> Relaxation:
    kind, limits = limit[0], problem.limits
    least = f"{row.most or 0} is the limit, {(row.most or 0) + by} would be needed"
    topic = topic_words(limit[-1], problem.titles)
    hours = f"{(row.most or 0) / 60:.3g} is the limit, {((row.most or 0) + by) / 60:.3g} would be needed"
    sentences = {
        "circles": f"season.max_circles: {least}",
        "topic_circles": f"season.max_circles_per_topic: {least} for {topic}",
        "staff_hours": f"season.max_staff_hours: {hours}",
        "person_hours": f"season.max_hours_per_person: {hours} of one person",
        "facilitator_circles": "one facilitator would have to lead more circles than they may",
        "facilitator_hours": "one facilitator would have to give more hours a week than they can",
        "size": f"season.min_size: {limits.min_size} is the limit, a circle on {topic} would be smaller",
        "lock": "",
    }
    if kind == "lock":
        lock = problem.locked[int(limit[1])]
        return Relaxation(
            limit="lock", sentence=f"the locked choice ({lock.words(problem.titles)}) cannot hold beside the others"
        )
    return Relaxation(limit=kind, sentence=sentences[kind])
