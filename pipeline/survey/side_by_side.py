"""Multi-selects that stand side by side with nothing between them: where one ends and the next begins.

Typeform writes an option a column, headed by the option alone, so two questions in a row look like one. A cut is made
only where something tells it; where nothing does, a person says so (`split_at` in the mapping).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb, log

from pipeline.survey.nonanswers import says_nothing
from pipeline.survey.unworded import is_english, is_neutral, sort_of
from pipeline.survey.wording import key

MIN_SIDE = 2
"""Options on each side of a cut that is told by who ticked what."""
MIN_SEVERAL = 3
"""People on each side who ticked several options there, and none on the other."""
SKILLS_TOO = frozenset({"channels", "devices"})
"""Sorts of option that may as well be skills: "Email, Social media", "Tablets"."""
MIN_LOG = log(10_000)
"""How unlikely (one in ten thousand) it must be that everybody ticked on both sides by chance."""
Ticks = Sequence[frozenset[int]]
"""Of each respondent who ticked anything: the places of the options ticked."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a stretch of columns, and who ticked which."""

    labels: tuple[str, ...]
    ticks: Ticks

    def part(self, start: int, end: int) -> Options:
        """Those from one place to another; who ticked none of them is left out."""
        inside = (frozenset(at - start for at in each if start <= at < end) for each in self.ticks)
        return Options(self.labels[start:end], tuple(each for each in inside if each))


def cuts(options: Options) -> tuple[int, ...]:
    """The places at which a new question begins, in rising order; none where the options are of one question.

    A question ends behind "None of the above", where skills give way to days or languages, where two groups of people
    ticked several options each and none of the other's, where everybody ticked on both sides although chance would
    hardly have it, and before an option that it has already.
    """
    place = next(_places(options), None)
    if place is None:
        return ()
    before, after = options.part(0, place), options.part(place, len(options.labels))
    return (*cuts(before), place, *(place + cut for cut in cuts(after)))


def _places(options: Options) -> Iterator[int]:
    labels = [key(label) for label in options.labels]
    yield from _behind_none(options)
    yield from _between_sorts(options)
    yield from _between_people(options)
    yield from (at for at, label in enumerate(labels) if label in labels[:at])


def _behind_none(options: Options) -> Iterator[int]:
    """Behind "None of the above", unless nobody who ticked it ticked a later option: it may stand among the others."""
    for at in range(1, len(options.labels) - 1):
        if not says_nothing(options.labels[at]) and not is_neutral(options.labels[at]):
            continue
        if is_neutral(options.labels[at + 1]):
            continue
        who = [each for each in options.ticks if at in each]
        if not who or any(max(each) > at for each in who):
            yield at + 1


def _between_sorts(options: Options) -> Iterator[int]:
    """Where at least two options that are days, languages, jobs and so on stand together behind or before others."""
    sorts = [sort_of(label) for label in options.labels]
    for at in range(MIN_SIDE, len(sorts) - 1):
        before, after = sorts[at - MIN_SIDE : at], sorts[at : at + MIN_SIDE]
        if sorts[at - 1] != sorts[at] and len(set(before)) == len(set(after)) == 1:
            is_told = not any(is_neutral(label) for label in options.labels[at - MIN_SIDE : at + MIN_SIDE])
            is_told = is_told and not {sorts[at - 1], sorts[at]} & SKILLS_TOO
            if is_told and _is_pure(sorts, at) and _are_spoken(options.labels, sorts, at):
                yield at


def _is_pure(sorts: Sequence[str | None], at: int) -> bool:
    """True where what stands on one side of the cut does not come back on the other."""
    return sorts[at] not in sorts[:at] or sorts[at - 1] not in sorts[at:]


def _are_spoken(labels: Sequence[str], sorts: Sequence[str | None], at: int) -> bool:
    """False where one side is languages without English, which are languages to learn and so skills."""
    for sort in (sorts[at - 1], sorts[at]):
        if sort == "languages" and not any(is_english(label) for label in labels):
            return False
    return True


def _between_people(options: Options) -> Iterator[int]:
    told = []
    for at in range(MIN_SIDE, len(options.labels) - MIN_SIDE + 1):
        sides = [(sum(place < at for place in each), sum(place >= at for place in each)) for each in options.ticks]
        if _are_apart(sides):
            yield at
        elif sides and all(left and right for left, right in sides):
            told.append(at)
    for at in told:
        is_alone = not {at - 1, at + 1} & set(told)  # else nobody knows on which side the option between belongs
        if is_alone and _surprise(options, at) >= MIN_LOG:
            yield at


def _are_apart(sides: Sequence[tuple[int, int]]) -> bool:
    """True where nobody ticked on both sides, although several people ticked several options on each."""
    n_left = sum(left >= MIN_SIDE for left, right in sides if not right)
    n_right = sum(right >= MIN_SIDE for left, right in sides if not left)
    return n_left >= MIN_SEVERAL and n_right >= MIN_SEVERAL and not any(left and right for left, right in sides)


def _surprise(options: Options, at: int) -> float:
    """How surprising it is (-log of the chance) that everybody ticked on both sides, were it one question.

    Of two ways to reckon the chance of a person the higher is taken: so many ticks thrown at random, and each option
    ticked as often as it was.
    """
    n_options, n_people = len(options.labels), len(options.ticks)
    shares = [sum(place in each for each in options.ticks) / n_people for place in range(n_options)]
    by_share = _hit(shares[:at]) * _hit(shares[at:])
    found = 0.0
    for each in options.ticks:
        n = len(each)
        missed = (comb(at, n) + comb(n_options - at, n)) / comb(n_options, n)
        found -= log(max(by_share, 1 - missed, 1e-9))
    return found


def _hit(shares: Sequence[float]) -> float:
    missed = 1.0
    for share in shares:
        missed *= 1 - share
    return 1 - missed
