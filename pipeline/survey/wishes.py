"""From answers to wishes: what each person of one survey wants to learn, and how strongly they said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.model import Answer, DemandSettings, Export, Question, Way, Wish
from pipeline.survey import scales
from pipeline.survey.contact import has_contact
from pipeline.survey.reader import AnswerReader, Said
from pipeline.survey.wording import wording

MIN_LETTERS = 2
MAX_LETTERS = 300
MAX_ANSWER_LETTERS = 4_000  # longer than any list of wishes; nothing beyond is taken apart
SHORT_NAMES = frozenset({"R", "C"})  # programming languages of one letter


def wishes(export: Export, settings: DemandSettings, reader: AnswerReader) -> tuple[tuple[Wish, ...], dict[str, int]]:
    """What each respondent wants to learn, and how many answers to goal questions were dropped, by reason.

    Only what a heading of the export names is of the form. An option learned from the cells may be what two people
    typed under "other", so it counts as a person's.

    Reasons: `non_answer` (says nothing), `no_training_goal` (what no course teaches: "more staff"),
    `contact_in_answer` (the whole answer goes), `too_short`, `too_long`, `below_min_strength` (a step or place weaker
    than settings.min_strength), `no_step` ("don't know", or a word that is on no known scale).
    """
    questions = {question.question_id: question for question in export.questions if question.role == "goal"}
    found: dict[tuple[str, str, str], Wish] = {}
    dropped: Counter[str] = Counter()
    for answer in export.answers:
        question = questions.get(answer.question_id)
        if question is None or answer.state != "chosen":
            continue
        for wish in _of_answer(answer, question, settings, reader, dropped):
            seen = (wish.respondent, wish.question_id, wish.wording)
            if seen not in found or found[seen].strength < wish.strength:
                found[seen] = wish
    return tuple(found.values()), dict(sorted(dropped.items()))


def _of_answer(
    answer: Answer, question: Question, settings: DemandSettings, reader: AnswerReader, dropped: Counter[str]
) -> Iterator[Wish]:
    if answer.option is not None and question.kind in ("rating", "ranking"):
        strength = _strength(answer, question)
        if strength is None or strength < settings.min_strength:
            dropped["no_step" if strength is None else "below_min_strength"] += 1
            return
        way: Way = "rating" if question.kind == "rating" else "ranking"
        yield _wish(answer, reader.option(answer.option), way, strength, is_of_form=question.options_are_headings)
    elif answer.option is not None and question.kind != "free_text":
        reason = reader.why_dropped(answer.option)
        if reason:
            dropped[reason] += 1
            return
        yield _wish(answer, reader.option(answer.option), "chosen", 1.0, is_of_form=question.options_are_headings)
    elif answer.text is not None and question.kind != "rating":
        yield from _of_text(answer, answer.text, reader, dropped)
    elif answer.text is not None:
        dropped["no_step"] += 1


def _of_text(answer: Answer, text: str, reader: AnswerReader, dropped: Counter[str]) -> Iterator[Wish]:
    if len(text) > MAX_ANSWER_LETTERS:
        dropped["too_long"] += 1
        return
    if has_contact(text):
        dropped["contact_in_answer"] += 1
        return
    reason = reader.why_dropped(text)
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


def _strength(answer: Answer, question: Question) -> float | None:
    if answer.text is None:
        return None
    if question.kind == "ranking":
        place, n_places = scales.number(answer.text), max(len(question.options), 2)
        return None if place is None or not 1 <= place <= n_places else 1 - (place - 1) / (n_places - 1)
    told = dict(question.strengths)
    return told[answer.text] if answer.text in told else scales.strength(answer.text, question.steps)


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
