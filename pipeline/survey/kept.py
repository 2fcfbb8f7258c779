"""An export as it may be kept: what people typed is looked at before it reaches the disk.

Three things never do: contact data, words that may name somebody, and free text that nothing is read from. Of a wish
that stands beside such words the part without them is kept, where the library lexicon knows every word of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from pipeline.model import Answer, Export, Question, QuestionRole
from pipeline.survey import scales
from pipeline.survey.branch_names import full_names, is_place, parts
from pipeline.survey.contact import Contact
from pipeline.survey.kinds import OPEN
from pipeline.survey.names import names_somebody
from pipeline.survey.nonanswers import says_nothing
from pipeline.survey.reader import AnswerReader
from pipeline.survey.tokens import tokens
from pipeline.survey.wording import wording

CUTS = re.compile(r"\s[-–—]+\s|[;:,\n()|•]|(?<=[.!?])\s")
RUNNING = ("function", "prose", "leading", "trailing", "preposition", "joiner")
"""Kinds of the lexicon whose single words may stand beside a term in a part that is kept."""
BESIDE = "{} (what was typed beside the options)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The export as it may be kept.

    `n_withheld` are typed answers of which nothing is kept, `n_parted` those of which a part is; answers in a column
    that is not kept at all are in neither.
    """

    export: Export
    n_withheld: int
    n_parted: int


def as_kept(export: Export, reader: AnswerReader, min_group: int) -> Kept:
    """Blank what may not be kept; every respondent stays, also one of whom nothing else is known.

    Words that at least `min_group` people give alike are told anyway and name nobody of them; contact data goes even
    then. A library may be named after somebody, and is kept where it is called one.
    """
    sieve = _Sieve(export, reader, min_group)
    answers = tuple(sieve.kept(answer) for answer in export.answers)
    changed = [(one, other) for one, other in zip(export.answers, answers, strict=True) if one is not other]
    n_unused = sum(sieve.is_unused(before) for before, _ in changed)
    n_parted = sum(after.state != "blank" for _, after in changed)
    kept = replace(
        export,
        questions=tuple(map(sieve.question, export.questions)),
        answers=answers,
        not_stored=not_stored(export),
    )
    return Kept(export=kept, n_withheld=len(changed) - n_unused - n_parted, n_parted=n_parted)


def not_stored(export: Export) -> tuple[str, ...]:
    """The headings of all columns that are not kept: contact data and the like, and free text of no use."""
    beside = {answer.question_id for answer in export.answers if answer.option is None and answer.text is not None}
    unused = [
        question.wording if _is_open(question) else BESIDE.format(question.wording)
        for question in export.questions
        if not question.is_kept and (_is_open(question) or question.question_id in beside)
    ]
    return (*export.not_stored, *unused)


class _Sieve:
    """Tells of each answer what of it may be kept; each distinct text is looked at once."""

    def __init__(self, export: Export, reader: AnswerReader, min_group: int) -> None:
        self._questions = {question.question_id: question for question in export.questions}
        self._lexicon, self._min_group = reader.lexicon, min_group
        self._contact = Contact()
        self._names: dict[str, bool] = {}
        self._running = frozenset[str]().union(*(reader.lexicon.words_of(kind) for kind in RUNNING))
        self._who: dict[tuple[str, str], set[str]] = defaultdict(set)
        for answer in export.answers:
            for words in (answer.option, answer.text):
                if words is not None and len(self._who[answer.question_id, words]) < min_group:
                    self._who[answer.question_id, words].add(answer.respondent)

    def question(self, question: Question) -> Question:
        """The question without options and steps that may not be kept."""
        if not question.is_kept and _is_open(question):
            return replace(question, options=(), steps=())
        is_learned = not question.options_are_headings
        return replace(
            question,
            options=tuple(each for each in question.options if self._is_allowed(each, question, is_typed=is_learned)),
            steps=tuple(step for step in question.steps if self._is_allowed(step, question, is_typed=True)),
            strengths=tuple(each for each in question.strengths if self._is_allowed(each[0], question, is_typed=True)),
        )

    def is_unused(self, answer: Answer) -> bool:
        """True for a typed answer that nothing is read from."""
        question = self._questions[answer.question_id]
        is_typed = answer.option is None and answer.text is not None
        return answer.state == "chosen" and not question.is_kept and (is_typed or _is_open(question))

    def kept(self, answer: Answer) -> Answer:
        """The answer, a part of it, or a blank in its place."""
        question = self._questions[answer.question_id]
        if self.is_unused(answer) or (
            answer.option is not None
            and not self._is_allowed(answer.option, question, is_typed=not question.options_are_headings)
        ):
            return replace(answer, option=None, text=None, state="blank")
        if answer.text is None or self._is_allowed(answer.text, question, is_typed=True):
            return answer
        part = self._part(answer.text) if question.role in ("goal", "facilitate") and answer.option is None else ""
        return replace(answer, text=part) if part else replace(answer, text=None, state="blank")

    def _is_allowed(self, words: str, question: Question, *, is_typed: bool) -> bool:
        if self._contact[words]:
            return False
        is_told = not is_typed or len(self._who[question.question_id, words]) >= self._min_group
        return is_told or scales.is_bare_step(words) or not self._is_somebody(words, question.role)

    def _is_somebody(self, words: str, role: QuestionRole) -> bool:
        """True for words that may name somebody; a branch and a wish to lead hold nobody's full name either."""
        if role == "branch":
            return self._is_no_place(words)
        is_named = role == "facilitate" and any(not self._is_answer(name) for name in full_names(words))
        return is_named or self._may_name(words)

    def _is_no_place(self, words: str) -> bool:
        others = [part for part in parts(words) if not is_place(part)]
        held = others if len(others) < len(parts(words)) else [words, *others]
        return any(map(self._may_name, held)) or any(map(full_names, others))

    def _is_answer(self, words: str) -> bool:
        """True for what has a word that sentences have or a thing to learn: "Maybe Later"."""
        has_running = not self._running.isdisjoint(word.plain for word in tokens(words))
        return has_running or says_nothing(words) or bool(self._lexicon.concepts(words))

    def _may_name(self, text: str) -> bool:
        if text not in self._names:
            self._names[text] = names_somebody(text, self._lexicon)
        return self._names[text]

    def _part(self, text: str) -> str:
        """The parts that name something to learn, and of which every word is known; empty where there is none."""
        pieces = [wording(piece).strip(" .!?\"'") for piece in CUTS.split(text)]
        return "; ".join(piece for piece in pieces if self._is_known(piece))

    def _is_known(self, piece: str) -> bool:
        if self._contact[piece] or self._may_name(piece) or not self._lexicon.concepts(piece):
            return False
        spans = self._lexicon.spans(piece)
        return all(
            word.plain in self._running or any(span.start <= word.start and word.end <= span.end for span in spans)
            for word in tokens(piece)
        )


def _is_open(question: Question) -> bool:
    """True where all answers were typed; under "Any comments?" that is so even where several say the same."""
    return question.kind == "free_text" or (not question.options_are_headings and bool(OPEN.search(question.wording)))
