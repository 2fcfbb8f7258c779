"""Which questions of two exports are one although a wording is missing: told by their options.

Typeform's CSV has no wording for a multi-select or for a grid, and which columns are one question is told by who ticked
what, so that a later export may be cut in other places. Questions that share options are therefore put together on both
sides, under one id and one wording, before the exports are compared. A question that a mapping has worded since takes
part, too. "None of these" and the like tell nothing: they stand in questions of every kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.model import Answer, Export, Question
from pipeline.survey.unworded import MADE_UP, is_neutral
from pipeline.survey.wording import key

ENOUGH = 0.25
"""Share of the smaller question's options from which on it may be the other one: a form is edited between two exports.

Low on purpose. Two questions wrongly held for one are told apart by what people said; two wrongly held apart have
everybody counted twice.
"""
MOVED = 0.5
"""Share of the options that one question lacks and another has from which on the columns were cut in other places."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What is one question: the ids on each side."""

    old: frozenset[str]
    new: frozenset[str]

    def __or__(self, other: _Group) -> _Group:
        return _Group(self.old | other.old, self.new | other.new)


@dataclass(frozen=True, slots=True)
class _Side:
    """The questions of one export that may be one of the other without its wording."""

    options: Mapping[str, frozenset[str]]
    """What each offers, in the form's order; a grid's rows are apart from options."""
    unworded: frozenset[str]

    def of(self, question_ids: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self.options[each] for each in question_ids))


def joined_by_options(old: Export, new: Export) -> tuple[Export, Export]:
    """Both exports, with questions that are one by their options under one id and wording; the others as they were."""
    before, after = _side(old, new), _side(new, old)
    if not before.unworded and not after.unworded:
        return old, new
    groups = [each for each in _groups(before, after) if each.old and each.new]
    unread = {each.question_id for each in (*old.questions, *new.questions) if each.role == "none"}
    for n, group in enumerate(groups, start=1):
        drops_typed = bool((group.old | group.new) & unread)
        old = _as_one(old, group.old, n, drops_typed=drops_typed)
        new = _as_one(new, group.new, n, drops_typed=drops_typed)
    return old, new


def _side(export: Export, other: Export) -> _Side:
    worded = {question.wording for question in other.questions}
    options = {
        question.question_id: frozenset(
            f"{question.kind == 'rating'}: {key(option)}" for option in question.options if not is_neutral(option)
        )
        for question in export.questions
        if MADE_UP in question.wording or question.wording not in worded
    }
    return _Side(
        options={question_id: offered for question_id, offered in options.items() if offered},
        unworded=frozenset(each.question_id for each in export.questions if MADE_UP in each.wording),
    )


def _groups(before: _Side, after: _Side) -> list[_Group]:
    """Each question with the likeliest one; then those with what the other export has cut from them."""
    likely = sorted(
        (-len(shared) / len(offered | wanted), abs(at_old - at_new), old_id, new_id)
        for at_old, (old_id, offered) in enumerate(before.options.items())
        for at_new, (new_id, wanted) in enumerate(after.options.items())
        if (old_id in before.unworded or new_id in after.unworded)
        and len(shared := offered & wanted) >= ENOUGH * min(len(offered), len(wanted))
    )
    pairs: dict[str, str] = {}
    for _, _, old_id, new_id in likely:
        if old_id not in pairs and new_id not in pairs.values():
            pairs[old_id] = new_id
    groups = [_Group(frozenset({old_id}), frozenset({new_id})) for old_id, new_id in pairs.items()]
    groups += [_Group(frozenset({each}), frozenset()) for each in before.options if each not in pairs]
    groups += [_Group(frozenset(), frozenset({each})) for each in after.options if each not in pairs.values()]
    while two := _cut_apart(groups, before, after):
        groups = [two[0] | two[1], *(each for each in groups if each not in two)]
    return groups


def _cut_apart(groups: list[_Group], before: _Side, after: _Side) -> tuple[_Group, _Group] | None:
    """Two groups of which one has options on the old side only that the other has on the new side only."""
    lost = {each: before.of(each.old) - after.of(each.new) for each in groups}
    found = {each: after.of(each.new) - before.of(each.old) for each in groups}
    finders: dict[str, list[_Group]] = defaultdict(list)
    for each in groups:
        for option in found[each]:
            finders[option].append(each)
    for one in groups:
        n_shared = Counter(other for option in lost[one] for other in finders[option] if other != one)
        for other in sorted(n_shared, key=groups.index):
            is_told = bool((one.old | other.old) & before.unworded or (one.new | other.new) & after.unworded)
            if is_told and n_shared[other] >= MOVED * min(len(lost[one]), len(found[other])):
                return one, other
    return None


def _as_one(export: Export, question_ids: frozenset[str], n: int, *, drops_typed: bool) -> Export:
    """The export with these questions as one, which something is read from where something is from any of them."""
    parts = [question for question in export.questions if question.question_id in question_ids]
    roles = [part.role for part in parts if part.role != "none"]
    name = f"by-options-{n}"
    whole = replace(
        parts[0],
        question_id=name,
        wording=f"{name}, {MADE_UP}",
        role="goal" if "goal" in roles else roles[0] if roles else "none",
        options=tuple(dict.fromkeys(option for part in parts for option in part.options)),
        options_are_headings=True,
    )
    questions = (_in_place(each, parts[0], whole) for each in export.questions if each not in parts[1:])
    answers = (
        _answered(answer, name, is_grid=whole.kind == "rating") if answer.question_id in question_ids else answer
        for answer in export.answers
        if answer.question_id not in question_ids or answer.option is not None or not drops_typed
    )
    return replace(export, questions=tuple(questions), answers=tuple(answers))


def _in_place(question: Question, before: Question, after: Question) -> Question:
    return after if question is before else question


def _answered(answer: Answer, question_id: str, *, is_grid: bool) -> Answer:
    """The answer to the whole: what was typed counts as an option, which it may be where more people typed it."""
    if is_grid:
        return replace(answer, question_id=question_id)
    said = answer.option if answer.option is not None else answer.text
    return replace(answer, question_id=question_id, option=said, text=None)
