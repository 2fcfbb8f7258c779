"""What a corrected mapping changes in a survey that is here already: whose answers are read in another way.

The people stay the same, so nobody's answers can be had by comparing who is in. What moves are counts, and a question
that few answered moves them by what these few said. So a reading is exchanged only where each question that it reads in
another way concerns nobody, or enough people, or is of no use to any count before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model import Answer, Export, Question

Said = tuple[str, str | None, str | None, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reread:
    """How two readings of one export differ; respondents of both are named alike."""

    changed: tuple[str, ...]
    """Questions that are read in another way, that are left out now, or that were left out."""
    fewest: tuple[str, int] | None
    """Of those that counts are made from, the one that concerns the fewest people, and how many; None without any."""
    n_people: int
    """How many people the reading that is kept is of."""
    has_less: bool
    """Whether something that is kept would be kept no more."""

    def tells_of_few(self, min_group: int) -> bool:
        """Whether the counts would move by what fewer than `min_group` people said; fewer are not counted at all."""
        return self.n_people >= min_group and self.fewest is not None and 0 < self.fewest[1] < min_group


def reread(old: Export, new: Export) -> Reread:
    """Compare two readings of the same people."""
    before, after = _by_question(old), _by_question(new)
    changed = [
        question_id
        for question_id in {**before, **after}
        if _read_as(before.get(question_id)) != _read_as(after.get(question_id))
    ]
    used = [each for each in changed if any(_is_used(side.get(each)) for side in (before, after))]
    fewest = min(((each, len(_concerned(before.get(each), after.get(each)))) for each in used), key=_n, default=None)
    kept, kept_now = _all_said(old), _all_said(new)
    n_people = len({answer.respondent for answer in old.answers})
    return Reread(changed=tuple(changed), fewest=fewest, n_people=n_people, has_less=not kept <= kept_now)


_Read = tuple[Question, frozenset[tuple[str, Said]]]


def _by_question(export: Export) -> dict[str, _Read]:
    said: dict[str, set[tuple[str, Said]]] = {question.question_id: set() for question in export.questions}
    for answer in export.answers:
        said[answer.question_id].add((answer.respondent, _words(answer)))
    return {question.question_id: (question, frozenset(said[question.question_id])) for question in export.questions}


def _words(answer: Answer) -> Said:
    return answer.question_id, answer.option, answer.text, answer.state


def _read_as(read: _Read | None) -> object:
    return read and (replace(read[0], n_answers=0), read[1])


def _is_used(read: _Read | None) -> bool:
    return read is not None and read[0].role != "none"


def _concerned(before: _Read | None, after: _Read | None) -> set[str]:
    """Who answered the question; where only answers are read in another way, those who gave these."""
    old, new = (frozenset[tuple[str, Said]]() if read is None else read[1] for read in (before, after))
    is_one = before and after and replace(before[0], n_answers=0) == replace(after[0], n_answers=0)
    return {who for who, said in (old ^ new if is_one else old | new) if said[3] == "chosen"}


def _all_said(export: Export) -> set[tuple[str, Said]]:
    return {(answer.respondent, _words(answer)) for answer in export.answers}


def _n(found: tuple[str, int]) -> int:
    return found[1]
