"""Whether two exports are of one survey, told by what people said: a form is exported on Monday and on Friday again.

What is kept names nobody, so a person is known again by all that they said. What one person alone said is known
wherever it stands. What several said alike is evidence in its own row only, counted from the first row or from the
last (the tools add rows at one end): a later survey with the same questions has many such answers by chance, but not
in the same rows. Who gave fewer than two answers is no evidence.

There are three verdicts, since a wrong one counts people twice or loses them:

- `same`: at least half of the smaller export's people are known in the larger one, over at least half of the longer
  form, or over all that the old form asked. Whoever had answered anew would have said something else.
- `another`: they share no question on goals, so no wish can be in both; or no more people are known in both than two
  halves of one export seem to share, which are different people; and not nearly everybody's answers are in both.
- `unsure`: everything between, for a person to decide. A tenth of the smaller export above chance is enough, since so
  many would be counted twice; and so is a form with few different answers that nearly all occur in both (one branch
  of an export, or its rows in another order, looks like that, and so may a small survey of other people).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.model import Answer, Export, Question
from pipeline.survey.by_options import joined_by_options
from pipeline.survey.wording import key

MIN_ANSWERS = 2
SHARE = 0.5
SOME = 0.1
"""Share of the smaller export's people, above those known by chance, from which on it may be the same survey."""
MOST = 0.9
"""Share of the smaller export's people whose answers are in the other from which on nobody can tell them apart."""

Said = frozenset[tuple[str, ...]]
"""All that one person said, in a form that does not depend on which options were known when the file was read."""
Verdict = Literal["same", "unsure", "another"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """What a new export has in common with an old one."""

    n_shared: int
    """People who are known to be in both."""
    n_old: int
    n_new: int
    n_added: int
    """People of the new export who said what nobody left over in the old one said."""
    n_questions: int
    """Questions that both ask in the same words, or with the same options where a wording is missing."""
    n_questions_old: int
    n_questions_new: int
    n_reworded: int = 0
    """Questions that both seem to ask in other words, as far as their answers tell."""
    n_by_chance: float = 0.0
    """People who would seem to be in both though nobody is: as the halves of the larger export share."""
    n_more: int = 0
    """Questions that only the new one asks, which something is read from and somebody answered."""
    is_about_goals: bool = True
    """Whether both ask one of the same questions on goals."""

    @property
    def n_gone(self) -> int:
        """People of the old export who said what nobody of the new one says."""
        return self.n_old - self.n_alike

    @property
    def n_alike(self) -> int:
        """People of the new export who said the same as somebody in the old one, each counted once."""
        return self.n_new - self.n_added

    @property
    def n_smaller(self) -> int:
        """People of the smaller export."""
        return min(self.n_old, self.n_new)

    @property
    def n_unasked(self) -> int:
        """Questions of the old export that the new one lacks."""
        return self.n_questions_old - self.n_questions

    @property
    def has_most(self) -> bool:
        """Whether the people of one are counted in the other, too: surely the same survey, or half of the smaller one.

        A person may have counted both as two surveys, or one was made of a part of the answers.
        """
        is_half = self.n_shared - self.n_by_chance >= max(1, SHARE * self.n_smaller)
        return self.verdict == "same" or (self.is_about_goals and is_half)

    @property
    def verdict(self) -> Verdict:
        """Whether both are of one survey."""
        half_of_form = self.n_questions >= SHARE * max(self.n_questions_old, self.n_questions_new)
        if (half_of_form or self.n_questions == self.n_questions_old) and 0 < self.n_shared >= SHARE * self.n_smaller:
            return "same"
        if not self.is_about_goals:
            return "another"
        is_more_than_chance = self.n_shared - self.n_by_chance > max(1, SOME * self.n_smaller)
        is_one_form = self.n_questions + self.n_reworded >= SHARE * min(self.n_questions_old, self.n_questions_new)
        nobody_can_tell = is_one_form and self.n_questions > 0 and 0 < self.n_alike >= MOST * self.n_smaller
        return "unsure" if is_more_than_chance or nobody_can_tell else "another"


def overlap(old: Export, new: Export) -> Overlap:
    """Compare two exports, the respondents of both named by their row (`r1`, `r2`, …) as they are read.

    A question that one of them lacks, a mapping left out or somebody added to the form, is not compared; one whose
    wording the export lacks is known by its options. Where no question is the same, nobody is known to be in both.
    """
    old, new = joined_by_options(old, new)
    same = _asked_by_both(old, new)
    reworded = _reworded(old, new, same)
    common = same | reworded
    only_new = {question_id for question_id, _ in _asks(new)} - common.keys()
    answered = {
        answer.question_id for answer in new.answers if answer.state == "chosen" and answer.question_id in only_new
    }
    asked = {
        "n_questions": len(same),
        "n_reworded": len(reworded),
        "n_questions_old": len(_asks(old)),
        "n_questions_new": len(_asks(new)),
        "n_more": sum(each.question_id in answered and each.role != "none" for each in new.questions),
    }
    goals = {question.question_id for question in new.questions if question.role == "goal"}
    goals_old = {question.question_id for question in old.questions if question.role == "goal"}
    if not common:
        n_old, n_new = len(_said(old)), len(_said(new))
        return Overlap(n_shared=0, n_old=n_old, n_new=n_new, n_added=n_new, is_about_goals=False, **asked)
    unread = _typed_unread(old), _typed_unread(new)
    common = {each: other for each, other in common.items() if other not in unread[0] and each not in unread[1]}
    old, new = _only(old, {old_id: old_id for old_id in common.values()}), _only(new, common)
    said_old, said_new = _said(old), _said(new)
    larger = old if len(said_old) >= len(said_new) else new
    return Overlap(
        n_shared=_shared(_said(old, MIN_ANSWERS), _said(new, MIN_ANSWERS), new.rows_read - old.rows_read),
        n_old=len(said_old),
        n_new=len(said_new),
        n_added=(Counter(said_new.values()) - Counter(said_old.values())).total(),
        n_by_chance=_share_by_chance(larger) * min(len(said_old), len(said_new)),
        is_about_goals=any(new_id in goals or old_id in goals_old for new_id, old_id in common.items()),
        **asked,
    )


def _asked_by_both(old: Export, new: Export) -> dict[str, str]:
    """The questions of the new one that the old one asks in the same words, too: new id to old id.

    A wording that stands once in each is one question wherever its column is; one that is repeated, by its id.
    """
    before, after = _asks(old), _asks(new)
    only_before, only_after = _by_wording(before), _by_wording(after)
    common = {only_after[wording]: only_before[wording] for wording in only_after.keys() & only_before.keys()}
    return common | {
        question_id: question_id
        for question_id, wording in set(before) & set(after)
        if wording not in only_before and wording not in only_after
    }


def _reworded(old: Export, new: Export, same: dict[str, str]) -> dict[str, str]:
    """Questions of which most answers are in one of the other, though their wordings differ: new id to old id."""
    before = _cells(old, [question_id for question_id, _ in _asks(old) if question_id not in same.values()])
    after = _cells(new, [question_id for question_id, _ in _asks(new) if question_id not in same])
    alike = [
        (n, new_id, old_id)
        for new_id, said in after.items()
        for old_id, said_before in before.items()
        if 0 < (n := (said & said_before).total()) >= SHARE * min(said.total(), said_before.total())
    ]
    found: dict[str, str] = {}
    for _, new_id, old_id in sorted(alike, key=lambda each: (-each[0], each[1], each[2])):
        if new_id not in found and old_id not in found.values():
            found[new_id] = old_id
    return found


def _cells(export: Export, question_ids: Iterable[str]) -> dict[str, Counter[Said]]:
    """How often each answer was given to these questions, whatever they are called."""
    questions = {question.question_id: question for question in export.questions}
    cells: dict[str, Counter[Said]] = {question_id: Counter() for question_id in question_ids}
    for answer in export.answers:
        if answer.state == "chosen" and answer.question_id in cells:
            words = _words(answer, questions[answer.question_id])
            cells[answer.question_id][frozenset(said[1:] for said in words)] += 1
    return cells


def _by_wording(asked: list[tuple[str, str]]) -> dict[str, str]:
    """The id of each wording that stands once."""
    times = Counter(wording for _, wording in asked)
    return {wording: question_id for question_id, wording in asked if times[wording] == 1}


def _only(export: Export, named: dict[str, str]) -> Export:
    """The questions that are named, each under the id it is given here."""
    return replace(
        export,
        questions=tuple(
            replace(question, question_id=named[question.question_id])
            for question in export.questions
            if question.question_id in named
        ),
        answers=tuple(
            replace(answer, question_id=named[answer.question_id])
            for answer in export.answers
            if answer.question_id in named
        ),
    )


def _asks(export: Export) -> list[tuple[str, str]]:
    """The questions by id and wording; kinds and options are learned, and more answers may teach others."""
    return [(question.question_id, question.wording) for question in export.questions]


def _typed_unread(export: Export) -> set[str]:
    """Questions that nothing is read from and whose answers count as typed here: those of few people often do."""
    return {each.question_id for each in export.questions if each.role == "none" and each.kind == "free_text"}


def _shared(before: dict[str, Said], after: dict[str, Said], n_rows_more: int) -> int:
    """How many people are known in both; the other export has so many rows more."""
    alone = _said_alone(before) & _said_alone(after)
    return sum(
        said in alone or any(after.get(_moved(who, shift)) == said for shift in (0, n_rows_more))
        for who, said in before.items()
    )


def _share_by_chance(export: Export) -> float:
    """What share of the people in every other row of one export seems to be in the rows between: nobody is."""
    said = _said(export, MIN_ANSWERS)
    rows = sorted(said, key=lambda who: int(who.removeprefix("r")))
    halves = [{f"r{n}": said[who] for n, who in enumerate(rows[start::2])} for start in (0, 1)]
    return _shared(halves[1], halves[0], len(halves[0]) - len(halves[1])) / len(halves[1]) if halves[1] else 0.0


def _said_alone(said: dict[str, Said]) -> set[Said]:
    return {what for what, n in Counter(said.values()).items() if n == 1}


def _moved(respondent: str, n_rows: int) -> str:
    return f"r{int(respondent.removeprefix('r')) + n_rows}"


def _said(export: Export, min_answers: int = 1) -> dict[str, Said]:
    """What each respondent said who gave at least so many answers."""
    questions = {question.question_id: question for question in export.questions}
    said: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    n_answers: Counter[str] = Counter()
    for answer in export.answers:
        if answer.state == "chosen" and not _is_unused(answer, questions[answer.question_id]):
            said[answer.respondent] |= _words(answer, questions[answer.question_id])
            n_answers[answer.respondent] += 1
    return {who: frozenset(words) for who, words in said.items() if n_answers[who] >= min_answers}


def _is_unused(answer: Answer, question: Question) -> bool:
    """True for what was typed where nothing is read from it: one export may have kept it, and another not."""
    is_typed = question.kind == "free_text" or (answer.option is None and question.kind in ("choice", "multi_select"))
    return question.role == "none" and is_typed


def _words(answer: Answer, question: Question) -> set[tuple[str, ...]]:
    """An answer under a heading with that heading; the answers in one cell as its words, however they were parted."""
    if question.options_are_headings:
        return {(answer.question_id, key(answer.option or ""), key(answer.text or ""))}
    cell = answer.option if answer.option is not None else answer.text
    return {(answer.question_id, word) for word in key(cell or "").split()}
