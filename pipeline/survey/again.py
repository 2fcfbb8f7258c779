"""Whether two exports are of one survey, told by what people said: a form is exported on Monday and on Friday again.

What is kept names nobody, so a person is known again by all that they said. What one person alone said is known
wherever it stands. What several said alike is evidence in its own row only, counted from the first row or from the
last (the tools add rows at one end): a later survey with the same questions has many such answers by chance, but not
in the same rows. Who gave fewer than two answers is no evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from pipeline.model import Answer, Export, Question
from pipeline.survey.unworded import MADE_UP
from pipeline.survey.wording import key

MIN_ANSWERS = 2
SHARE = 0.5

Said = frozenset[tuple[str, ...]]
"""All that one person said, in a form that does not depend on which options were known when the file was read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """What a new export has in common with an old one."""

    n_shared: int
    """People who are known to be in both."""
    n_old: int
    n_new: int
    n_added: int
    """People of the new export who said what nobody left over in the old one said."""

    @property
    def n_gone(self) -> int:
        """People of the old export who said what nobody of the new one says."""
        return self.n_old - (self.n_new - self.n_added)

    @property
    def is_one_survey(self) -> bool:
        """True where at least half of the smaller one's people are known to be in the larger one."""
        return 0 < self.n_shared >= SHARE * min(self.n_old, self.n_new)


def overlap(old: Export, new: Export) -> Overlap | None:
    """Compare two exports, the respondents of both named by their row (`r1`, `r2`, …) as they are read.

    None where the questions asked in both are fewer than half of the longer one's. A question that one of them lacks, a
    mapping left out or somebody added to the form, and a wording that was made up of options, are not compared.
    """
    common = _asked_by_both(old, new)
    if not common:
        return None
    old, new = _only(old, {old_id: old_id for old_id in common.values()}), _only(new, common)
    said_old, said_new = _said(old), _said(new)
    return Overlap(
        n_shared=_shared(old, new),
        n_old=len(said_old),
        n_new=len(said_new),
        n_added=(Counter(said_new.values()) - Counter(said_old.values())).total(),
    )


def _asked_by_both(old: Export, new: Export) -> dict[str, str]:
    """The questions of the new one that the old one asks, too: new id to old id; none where they are too few.

    A wording that stands once in each is one question wherever its column is; one that is repeated, by its id.
    """
    before, after = _asks(old), _asks(new)
    only_before, only_after = _by_wording(before), _by_wording(after)
    common = {only_after[wording]: only_before[wording] for wording in only_after.keys() & only_before.keys()}
    common |= {
        question_id: question_id
        for question_id, wording in set(before) & set(after)
        if wording not in only_before and wording not in only_after
    }
    return common if len(common) >= SHARE * max(len(before), len(after)) else {}


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
    return [
        (question.question_id, question.wording) for question in export.questions if MADE_UP not in question.wording
    ]


def _shared(old: Export, new: Export) -> int:
    before, after = _said(old, MIN_ANSWERS), _said(new, MIN_ANSWERS)
    alone = _said_alone(before) & _said_alone(after)
    shifts = (0, new.rows_read - old.rows_read)
    return sum(
        said in alone or any(after.get(_moved(who, shift)) == said for shift in shifts) for who, said in before.items()
    )


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
