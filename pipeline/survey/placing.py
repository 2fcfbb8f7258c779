"""What becomes of an export, given the surveys that are here and what a person said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Export
from pipeline.survey.again import Overlap, overlap
from pipeline.survey.reread import Reread

Act = Literal[
    "add", "replace", "ask_more", "reread", "known", "smaller", "few", "unmapped", "unsure", "not_new", "several"
]
"""`add`: a survey of its own. `replace`: it takes the place of the one that is here. `ask_more`: it does so where that
tells nothing of few people, since the same people were asked more. `reread`: the same people, who are read anew where a
mapping says so. With all others what is here stays, and nothing is stored; `Intake` says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a person said of an export: which survey it is another export of, or that it is a survey of its own."""

    replaces: str | None = None
    is_new: bool = False


NOTHING_TOLD = Told()


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A survey that is here: respondents named by their row, and whether a mapping has it read."""

    survey_id: str
    export: Export
    is_mapped: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """What is to be done with an export, with which survey, and what it shares with that one."""

    act: Act
    survey_id: str = ""
    common: Overlap | None = None
    others: tuple[str, ...] = ()
    """Surveys that share most people with it, too."""


Outcome = Literal[
    "added", "updated", "known", "smaller", "few", "reread", "few_reread", "unmapped", "unsure", "not_new", "several"
]


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of an export that was added.

    `added`: a survey of its own. `updated`: it took the place of an older export of the same form. `known`: it holds
    nobody who is not here already. `smaller`: it is of a form that is here with more respondents, which stays. `few`:
    it differs from the one that is here by too few people, which stays. `reread`: the same people, read as another
    mapping has it. `few_reread`: that would move counts by what too few people said, so the reading stays. `unmapped`:
    a mapping has the one that is here read, and this export came without one, so nothing was changed. `unsure`: it may
    be another export of the one that is here or a survey of its own, so nothing was stored. `not_new`: it was said to
    be a survey of its own, and is surely not; nothing was stored. `several`: it holds the people of more than one
    survey that is here, who would be counted twice beside it; nothing was stored.
    """

    survey_id: str
    """The survey it went to, or that is here already."""
    outcome: Outcome
    reread: Reread | None = None
    """What a mapping changes in a survey that is here already."""
    common: Overlap | None = field(default=None, compare=False)
    """What the export shares with the one that is here, where that decided."""
    others: tuple[str, ...] = ()
    """The other surveys whose people it holds, by id."""


def placed(held: Iterable[Held], export: Export, told: Told, min_group: int, *, is_mapped: bool) -> Placed:
    """Find the survey of which this is another export, and say what is to be done; what a person told goes first.

    Args:
        held: the surveys that are here; the one that `told` names is among them.
        export: what is to be taken in, respondents named by their row.
        told: what a person said of it.
        min_group: the fewest people by whom two exports of one survey have to differ to be exchanged, or to stand
            beside each other: else who compares the counts learns what fewer people said.
        is_mapped: whether a mapping has the export read.
    """
    found = [(each, overlap(each.export, export)) for each in held]
    same = [pair for pair in found if pair[1].verdict == "same"]
    most = [pair for pair in found if pair[1].has_most]
    if told.replaces is not None:
        most = same
        same = [pair for pair in found if pair[0].survey_id == told.replaces]
    likely = same or (most if len(most) > 1 and not told.is_new else [])
    if likely:
        one, common = max(likely, key=lambda pair: (pair[1].n_shared, pair[0].survey_id))
        others = tuple(sorted(each.survey_id for each, _ in most if each is not one))
        if others:
            return Placed("several", one.survey_id, common, others)
        act = "not_new" if told.is_new else _newer(common, min_group, one, told, is_mapped=is_mapped)
        return Placed(act, one.survey_id, common)
    unsure = [pair for pair in found if pair[1].verdict == "unsure"]
    if not told.is_new and unsure:
        one, common = max(unsure, key=lambda pair: (pair[1].n_alike, pair[0].survey_id))
        return Placed("unsure", one.survey_id, common)
    for one, common in unsure:
        if _is_few(common, min_group):
            return Placed("few", one.survey_id, common)
    return Placed("add")


def _newer(common: Overlap, min_group: int, one: Held, told: Told, *, is_mapped: bool) -> Act:
    """What becomes of another export of a survey that is here."""
    is_told = told.replaces is not None
    is_other_form = common.n_more > 0 or (is_told and common.n_unasked > 0)
    if common.n_added == common.n_gone == 0:
        if is_mapped or not is_other_form:
            return "reread"
        return "unmapped" if one.is_mapped else "ask_more"
    if not is_told and common.n_added == 0 and not common.n_more:
        return "known"
    if not is_told and common.n_new < common.n_old:
        return "smaller"
    if _is_few(common, min_group):
        return "few"
    return "unmapped" if one.is_mapped and not is_mapped else "replace"


def _is_few(common: Overlap, min_group: int) -> bool:
    return common.n_old >= min_group > max(common.n_added, common.n_gone)
