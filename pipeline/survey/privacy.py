"""Which counts and wordings may be told so that nothing about a small group can be had, not even by subtraction.

A *cell* is a group of people whose number would be published: a goal, a topic, a topic at one branch. A *whole* is a
cell with parts that lie within it, in one or more families: a topic's goals (which overlap), its branches (which do
not). For a smallest group of k people, `hidden_cells` hides until all of this holds:

1. A shown cell has at least k people.
2. Of two shown cells of which one lies within the other, the difference is nobody or at least k people.
3. Of a shown whole, those in none of the shown parts of a family are nobody or at least k people.
4. Where the shown parts of a family leave nobody out, the parts' sum less the whole, which tells how many are counted
   more than once, is 0 or at least k.
5. The shown parts of a hidden whole do not cover it but for fewer than k people: their sum would tell it.

Hidden is what matters least, then parts before wholes, the smaller before the larger, ties by id: the same answers
always hide the same counts.
Which wishes exist in how many combinations is taken as known to the attacker, since it often can be guessed.

Over time: `steady_counts` tells a number told before while it is off by fewer than k people; and an export that differs
from the one counted by fewer than k people is not taken in (`store.surveys`). docs/decisions/0013 says what this does
not guard against.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from pipeline.model import GoalDemand

Groups = Mapping[str, frozenset[str]]
"""Respondents by the id of a cell."""
Families = Mapping[str, Sequence[Iterable[str]]]
"""By the id of a whole: its families, each the ids of the cells that are its parts."""
Told = Mapping[str, Sequence[int]]
"""By the id of a cell: the different numbers told of it on earlier nights, the one told last at the end."""
Since = Callable[[str], Told]
"""By the id of a cell: what was told of all cells since this one is there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suppressed:
    """The ids of the goals and topics whose counts must not be shown, and what is told of the others."""

    goals: frozenset[str]
    topics: frozenset[str]
    counts: Mapping[str, int] = field(default_factory=dict)
    """The number told, by the id of every shown goal and topic; it may be one told before (`steady_counts`)."""


def suppress(
    groups: Groups,
    topics: Mapping[str, frozenset[str]],
    min_group: int,
    before: Told | None = None,
    since: Since | None = None,
) -> Suppressed:
    """Decide which counts of goals and topics to hide, and which number to tell of the others.

    `groups` are the respondents of each goal, `topics` the goals of each topic; a topic's respondents are those of all
    its goals, hidden ones included. Ids of goals and topics differ. `min_group` is the smallest group that may be
    shown, `before` what was told on earlier nights by the id of a goal or topic (None: nothing yet);
    `since` as in `hidden_cells`.
    """
    people = {topic: frozenset[str]().union(*(groups[goal] for goal in goals)) for topic, goals in topics.items()}
    cells = {**groups, **people}
    counts = steady_counts({name: len(group) for name, group in cells.items()}, before or {}, min_group)
    hidden = hidden_cells(cells, {topic: [goals] for topic, goals in topics.items()}, min_group, counts, before, since)
    return Suppressed(
        goals=frozenset(groups) & hidden,
        topics=frozenset(topics) & hidden,
        counts={name: n for name, n in counts.items() if name not in hidden},
    )


def told_goals(goals: Iterable[GoalDemand], min_group: int) -> frozenset[str]:
    """The ids of the goals whose wording, and whatever was found for it, may be told.

    A wording that the form itself names is told whoever asks for it; one that a person may have typed only where at
    least `min_group` people share it, and only where a wording may be shown at all (`has_telling_wording`). Its count
    may be hidden all the same, where it would give another one away.
    """
    return frozenset(
        goal.goal_id
        for goal in goals
        if goal.origin == "form" or (len(goal.respondents) >= min_group and goal.has_telling_wording)
    )


def hidden_cells(
    cells: Groups,
    families: Families,
    min_group: int,
    counts: Mapping[str, int] | None = None,
    before: Told | None = None,
    since: Since | None = None,
    least: Collection[str] = (),
    fixed: Collection[str] = (),
) -> frozenset[str]:
    """The ids of the cells whose number must be hidden, by the five rules above.

    Put every cell of one publication in: a topic's branches among the cells, with `{topic: [goals, branches]}` as its
    families, and, where goals are told by branch too, `{topic@branch: [goal@branch, …], goal: [[goal@branch, …]]}`.
    A cell that is in no family is compared with all others all the same (rule 2).

    Args:
        cells: the people of each cell.
        families: the parts of each whole; ids that are no cell are an error (KeyError).
        min_group: the smallest group that may be shown.
        counts: the number that would be told of each cell; as many as its people where not given.
        before: what was told on earlier nights, which nobody can take back: a cell is hidden whose number differs by
            few people from one told before of a cell within it or around it.
        since: of a cell, what was told before since it is there: what was told of others earlier, without its people,
            tells nothing of them. All of `before` where not given.
        least: cells that matter least, hidden before any other: how many answered a survey, say, since what nearly all
            of them want would be hidden for it.
        fixed: cells that were told before and are told no more: they cannot be hidden, so the others give way.
    """
    told = {name: len(group) for name, group in cells.items()} | dict(counts or {})
    wholes = {whole: [tuple(parts) for parts in of_whole] for whole, of_whole in families.items()}
    height = _heights(wholes)
    order = {name: (name in fixed, name not in least, height.get(name, 0), len(cells[name]), name) for name in cells}
    shown = {name for name, group in cells.items() if len(group) >= min_group and told[name] >= min_group}
    shown.update(fixed)
    numbers = [(told[name], name, True) for name in shown]
    numbers += [(n, name, False) for name, earlier in (before or {}).items() if name in cells for n in earlier]
    for one, other, earlier in _near(numbers, cells, min_group):
        if one not in shown or (other not in shown if earlier is None else not _was_there(one, other, earlier, since)):
            continue
        least_of_both = min(one, other, key=order.__getitem__) if earlier is None else one
        shown -= {least_of_both}.difference(fixed)
    is_settled = False
    while not is_settled:
        is_settled = True
        for whole, parts in ((name, parts) for name in sorted(wholes) for parts in wholes[name]):
            among = sorted(shown.intersection(parts), key=order.__getitem__)
            if among and _tells(cells[whole], [cells[part] for part in among], min_group, is_shown=whole in shown):
                gives_way = among[0] if among[0] not in fixed else whole
                if gives_way in shown and gives_way not in fixed:
                    shown.discard(gives_way)
                    is_settled = False
    return frozenset(cells) - shown


def shown_parts(whole: frozenset[str], parts: Groups, min_group: int) -> frozenset[str]:
    """Which parts of one shown group may be shown, such as the branches or roles of a topic's people.

    Enough where nothing else is told of these parts; where it is (goals by branch), put all into `hidden_cells`. Of a
    group that is not shown no part may be. People of `parts` who are not in `whole` are left out.
    """
    cells = {f"part {name}": group & whole for name, group in parts.items()}
    hidden = hidden_cells({**cells, "whole": whole}, {"whole": [tuple(cells)]}, min_group)
    return frozenset() if "whole" in hidden else frozenset(name for name in parts if f"part {name}" not in hidden)


def told_share(n: int, of: int, min_group: int) -> float | None:
    """`n` of `of` people as a share, to two digits; None where it would tell of a small group.

    Told only where `n` is nobody or at least `min_group`, and so are those who are not among them; `of` has to be.
    """
    if of < min_group or 0 < n < min_group or 0 < of - n < min_group:
        return None
    return round(n / of, 2)


def steady_counts(now: Mapping[str, int], before: Told, min_group: int) -> dict[str, int]:
    """The number to tell of each cell: one told before while it is off by fewer than `min_group`, else tonight's.

    Of several such, the one told last. So any two numbers that were ever told of a cell are the same or at least
    `min_group` apart, whichever nights are compared; and what is told is never off by `min_group` or more.
    """
    return {
        name: next((told for told in reversed(before.get(name, ())) if abs(n - told) < min_group), n)
        for name, n in now.items()
    }


def _was_there(cell: str, other: str, earlier: int, since: Since | None) -> bool:
    """Whether this number of the other cell was told since the cell is there."""
    return since is None or earlier in since(cell).get(other, ())


def _near(
    numbers: Sequence[tuple[int, str, bool]], cells: Groups, min_group: int
) -> Iterator[tuple[str, str, int | None]]:
    """Every two cells, one within the other, whose numbers differ by 1 to min_group - 1, one at least told tonight.

    The first cell's is; the third value is the other's number where it was told before. These pairs come first.
    """
    by_size = sorted(numbers)
    places: dict[str, list[int]] = {}
    for place, (_, name, _) in enumerate(by_size):
        places.setdefault(name, []).append(place)
    near = {
        (min(pair), max(pair))
        for one, other in _nested({name: cells[name] for name in places})
        for pair in product(places[one], places[other])
        if 0 < abs(by_size[pair[0]][0] - by_size[pair[1]][0]) < min_group
    }
    both_tonight = []
    for smaller, larger in sorted(near):
        (n, one, is_tonight), (n_larger, other, is_other_tonight) = by_size[smaller], by_size[larger]
        if is_tonight and is_other_tonight:
            both_tonight.append((one, other))
        elif is_tonight or is_other_tonight:
            yield (one, other, n_larger) if is_tonight else (other, one, n)
    yield from ((one, other, None) for one, other in both_tonight)


def _nested(cells: Groups) -> Iterator[tuple[str, str]]:
    """Every two cells of which the first has no people but those of the second; equal ones both ways.

    Whoever is in the fewest cells tells for each where to look: a library with 2,000 goals has 2 million pairs of them.
    """
    with_them: dict[str, list[str]] = {}
    for name, group in cells.items():
        for person in group:
            with_them.setdefault(person, []).append(name)
    for name, group in cells.items():
        around = min((with_them[person] for person in group), key=len) if group else cells
        yield from ((name, other) for other in around if other != name and group <= cells[other])


def _tells(whole: frozenset[str], parts: Sequence[frozenset[str]], min_group: int, *, is_shown: bool) -> bool:
    """Whether the shown parts of a whole tell of a small group: rules 3 and 4 if it is shown, rule 5 if it is not."""
    n_left = len(whole.difference(*parts))
    if not is_shown:
        return n_left < min_group
    n_twice = sum(map(len, parts)) - len(whole)
    return 0 < n_left < min_group or (n_left == 0 and 0 < n_twice < min_group)


def _heights(wholes: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, int]:
    """How many levels of parts lie below each whole; what is no whole has none."""
    found: dict[str, int] = {}

    def height(name: str, above: tuple[str, ...] = ()) -> int:
        if name in above:
            raise ValueError(f"a cell is a part of itself: {' > '.join((*above, name))}")
        if name not in found:
            below = (part for parts in wholes.get(name, ()) for part in parts)
            found[name] = 1 + max((height(part, (*above, name)) for part in below), default=-1)
        return found[name]

    for whole in wholes:
        height(whole)
    return found
