"""Codes where answers should be: "1", "2" and "A3" name nothing that anybody could learn.

Tools export them on demand (Qualtrics as numeric values, LimeSurvey as answer codes, REDCap as raw data). In boxes with
a column each they do no harm, since headings name the options; and a rating in numbers is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Export, Question
from pipeline.survey.kinds import JOINTS
from pipeline.survey.wording import key, wording

CODE = re.compile(r"^(?:a|ao|sq)?\d{1,5}$")
CHOOSE = re.compile(
    r"\b(?:which|what|select|choose|pick|check|tick|mark|cu[aá]l(?:es)?|qu[eé]|elija|seleccione|marque)\b"
)
DEGREE = re.compile(
    r"\b(?:how|rate|rating|rank|scale|extent|degree|level|likely|cu[aá]nto|tan|escala|nivel|califique|valore)\b"
    r"|\d+ ?(?:to|-|–|=|a) ?\d+"
)
SHOWN = 60
SHARE = 0.8
"""Of what was answered to a question: how much has to be codes."""
HINT = (
    "export again with the words of the answers (Qualtrics: choice text; LimeSurvey: full answers; REDCap: labels, or "
    "give its data dictionary), or tell under `labels` in the mapping what each code stands for"
)


def is_code(text: str) -> bool:
    """True for a bare code, or several of them joined."""
    return all(CODE.match(key(piece)) for piece in JOINTS.split(text))


def _is_coded(question: Question, texts: Sequence[str]) -> bool:
    """True where a question about what to learn was answered in codes; what was typed beside options is no code."""
    if question.options_are_headings or (question.options and question.kind in ("rating", "ranking")):
        return False
    said = question.options or question.steps or texts
    if not said or sum(map(is_code, said)) < SHARE * len(said):
        return False
    words = wording(question.wording).casefold()
    return question.kind != "rating" or bool(CHOOSE.search(words) and not DEGREE.search(words))


def coded(export: Export) -> tuple[Question, ...]:
    """The questions of role goal whose answers are bare codes."""
    goals = {question.question_id: question for question in export.questions if question.role == "goal"}
    texts: dict[str, list[str]] = {question_id: [] for question_id in goals}
    for answer in export.answers:
        if answer.question_id in goals and answer.option is None and answer.text is not None:
            texts[answer.question_id].append(answer.text)
    return tuple(question for question_id, question in goals.items() if _is_coded(question, texts[question_id]))


def sentence(question: Question) -> str:
    """What to tell a person about it."""
    return (
        f"`{question.question_id}` ({question.wording[:SHOWN]}) asks what people want to learn, but its answers are "
        f"bare codes, which name nothing: {HINT}"
    )
