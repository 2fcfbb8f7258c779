"""From answers to wishes: what each person of one survey wants to learn, and how strongly they said so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.model import Answer, DemandSettings, Export, Question, Way, Wish
from pipeline.survey import scales
from pipeline.survey.asked_about import is_rated_whole, subject
from pipeline.survey.bare_codes import coded, is_code
from pipeline.survey.contact import has_contact
from pipeline.survey.nonanswers import says_nothing
from pipeline.survey.reader import AnswerReader, Said
from pipeline.survey.wording import wording

MIN_LETTERS = 2
MAX_LETTERS = 300
MAX_ANSWER_LETTERS = 4_000  # longer than any list of wishes; nothing beyond is taken apart
SHORT_NAMES = frozenset({"R", "C"})  # programming languages of one letter
NUMBER = re.compile(r"^\s*\d+(?:[.,]\d+)?\s*%?\s*$")
"""What a slider from 0 to 100 gives, and no subject."""
NOT = re.compile(r"(?i)\s*(?:not|no|never|nunca|none)\b")


def wishes(export: Export, settings: DemandSettings, reader: AnswerReader) -> tuple[tuple[Wish, ...], dict[str, int]]:
    """What each respondent wants to learn, and how many answers to goal questions were dropped, by reason.

    A question that is rated as a whole, in steps or with yes and no, is a wish for its subject. What somebody typed
    beside rated rows ("Other, please specify") is a wish of its own, and no step; the row "Other" itself names none.

    Only what a heading of the export names is of the form. An option learned from the cells may be what two people
    typed under "other", so it counts as a person's.

    Reasons: `non_answer` (says nothing), `no_training_goal` (what no course teaches: "more staff"),
    `contact_in_answer` (the whole answer goes), `too_short`, `too_long`, `below_min_strength` (a step or place weaker
    than settings.min_strength), `no_step` ("don't know", or a word that is on no known scale),
    `bare_code` ("3" where nothing says what 3 stands for).
    """
    questions = {question.question_id: question for question in export.questions if question.role == "goal"}
    steps = {question_id: _steps(question) for question_id, question in questions.items()}
    in_codes = {question.question_id for question in coded(export)}
    found: dict[tuple[str, str, str], Wish] = {}
    dropped: Counter[str] = Counter()
    said_before: dict[tuple[str, str | None, str | None], tuple[tuple[Wish, ...], Counter[str]]] = {}
    for answer in export.answers:
        question = questions.get(answer.question_id)
        if question is None or answer.state != "chosen":
            continue
        if answer.question_id in in_codes and is_code(answer.option or answer.text or ""):
            dropped["bare_code"] += 1
            continue
        # Many people give the same answer, chosen or typed: it is read once.
        same = (answer.question_id, answer.option, answer.text)
        if same not in said_before:
            why: Counter[str] = Counter()
            read = tuple(_of_answer(answer, question, steps[answer.question_id], settings, reader, why))
            said_before[same] = (read, why)
        said, why = said_before[same]
        for reason, n in why.items():
            dropped[reason] += n
        for wish in said:
            seen = (answer.respondent, wish.question_id, wish.wording)
            if seen not in found or found[seen].strength < wish.strength:
                is_own = wish.respondent == answer.respondent
                found[seen] = wish if is_own else replace(wish, respondent=answer.respondent)
    return tuple(found.values()), dict(sorted(dropped.items()))


def _steps(question: Question) -> dict[str, float | None]:
    """How strongly each step of a question says yes; what a person said goes before what its words say."""
    return scales.strengths(question.steps or question.options) | dict(question.strengths)


def _of_answer(
    answer: Answer,
    question: Question,
    steps: dict[str, float | None],
    settings: DemandSettings,
    reader: AnswerReader,
    dropped: Counter[str],
) -> Iterator[Wish]:
    is_whole = is_rated_whole(question)
    is_rated = question.kind in ("rating", "ranking") and (is_whole or answer.option is not None)
    if is_rated or (is_whole and answer.option is not None):
        step = answer.option if question.kind == "choice" else answer.text
        strength = _rank(step, question) if question.kind == "ranking" else _strength(step, steps)
        names_none = None if is_whole else reader.why_dropped(answer.option or "")
        if names_none and step is not None and not _is_step(step, question):
            yield from _of_text(answer, step, reader, dropped)
            return
        if strength is None or strength < settings.min_strength:
            dropped["no_step" if strength is None else "below_min_strength"] += 1
            return
        if names_none:
            dropped[names_none] += 1
            return
        way: Way = "ranking" if question.kind == "ranking" else "rating"
        wanted = reader.option(subject(question.wording) if is_whole else answer.option or "")
        yield _wish(answer, wanted, way, strength, is_of_form=is_whole or question.options_are_headings)
    elif answer.option is not None and question.kind != "free_text":
        reason = reader.why_dropped(answer.option) or _refused_in_grid(answer.text, settings)
        if reason:
            dropped[reason] += 1
            return
        yield _wish(answer, reader.option(answer.option), "chosen", 1.0, is_of_form=question.options_are_headings)
    elif answer.text is not None and question.kind == "rating" and _is_step(answer.text, question):
        dropped["no_step"] += 1
    elif answer.text is not None:
        yield from _of_text(answer, answer.text, reader, dropped)


def _is_step(text: str, question: Question) -> bool:
    """True for a step of a scale, whoever says so; what else stands among rated rows was typed."""
    return scales.is_step(text) or text in dict(question.strengths)


def _refused_in_grid(text: str | None, settings: DemandSettings) -> str | None:
    """Why a cell of a grid does not choose its row: "not interested", "none of these"; None where it does."""
    if text is None:
        return None
    strength = scales.strength(text)
    if strength is not None and scales.number(text) is None:
        return "below_min_strength" if strength < settings.min_strength else None
    return "no_step" if says_nothing(text) or scales.is_no_step(text) or NOT.match(text) else None


def _of_text(answer: Answer, text: str, reader: AnswerReader, dropped: Counter[str]) -> Iterator[Wish]:
    if len(text) > MAX_ANSWER_LETTERS:
        dropped["too_long"] += 1
        return
    if has_contact(text):
        dropped["contact_in_answer"] += 1
        return
    reason = "bare_code" if NUMBER.match(text) else reader.why_dropped(text)
    if reason:
        dropped[reason] += 1
        return
    for said in reader.text(text):
        reason = reader.why_dropped(said.phrase) or _refused(said.phrase)
        if reason:
            dropped[reason] += 1
        else:
            yield _wish(answer, said, "free_text", 1.0, is_of_form=False)


def _refused(phrase: str) -> str | None:
    if len(phrase) < MIN_LETTERS and phrase.upper() not in SHORT_NAMES:
        return "too_short"
    return "too_long" if len(phrase) > MAX_LETTERS else None


def _rank(step: str | None, question: Question) -> float | None:
    """A place as a strength: 1 for the first, 0 for the last."""
    place, n_places = scales.number(step or ""), max(len(question.options), 2)
    return None if place is None or not 1 <= place <= n_places else 1 - (place - 1) / (n_places - 1)


def _strength(step: str | None, steps: dict[str, float | None]) -> float | None:
    if step is None:
        return None
    return steps[step] if step in steps else scales.strength(step, steps)


def _wish(answer: Answer, said: Said, way: Way, strength: float, *, is_of_form: bool) -> Wish:
    return Wish(
        respondent=answer.respondent,
        question_id=answer.question_id,
        wording=wording(said.phrase),
        origin="form" if is_of_form else "person",
        strength=strength,
        matching_text=said.matching_text,
        level=said.level,
        language=said.language,
        way=way,
        typed=said.typed,
    )
