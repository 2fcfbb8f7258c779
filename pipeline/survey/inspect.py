"""What `survey inspect` shows before a survey is added: structure and counts, nobody's words."""

from __future__ import annotations

from collections import defaultdict

from pipeline.model import Export, Question
from pipeline.survey.bare_codes import coded, sentence
from pipeline.survey.kept import not_stored
from pipeline.survey.scales import is_bare_step, strengths


def inspection(export: Export, file_name: str, min_group: int) -> dict[str, object]:
    """The document that `survey inspect --json` prints; `answers` counts the respondents who answered a question.

    An option learned from the cells is printed where at least `min_group` people chose it: a rarer one may be what
    somebody typed under "other". `options_not_told` counts those; the headings of the form are printed always.
    """
    chosen = _chosen(export)
    told = {question.question_id: _told(question, chosen, min_group) for question in export.questions}
    return {
        "file": file_name,
        "dialect": export.dialect,
        "confidence": export.confidence,
        "encoding": export.encoding,
        "rows": {
            "read": export.rows_read,
            "kept": export.rows_kept,
            "dropped": sum(export.dropped_because.values()),
        },
        "dropped_because": dict(export.dropped_because),
        "questions": [
            {
                "id": question.question_id,
                "wording": question.wording,
                "kind": question.kind,
                "role": question.role,
                "options": told[question.question_id],
                "steps": told_steps(question, export, min_group),
                "options_not_told": len(question.options) - len(told[question.question_id]),
                "answers": question.n_answers,
            }
            for question in export.questions
        ],
        "not_stored": list(not_stored(export)),
        "in_codes": [sentence(question) for question in coded(export)],
    }


def told_steps(question: Question, export: Export, min_group: int) -> dict[str, float | None]:
    """The steps of a rating and how strongly each says yes (0 to 1, None for "don't know"), weak ones first.

    A step with words that no known scale has may be what somebody typed: it is told where `min_group` people gave it.
    """
    who: dict[str, set[str]] = defaultdict(set)
    for answer in export.answers:
        if answer.question_id == question.question_id and answer.text in question.steps:
            who[answer.text].add(answer.respondent)
    told = dict(question.strengths)
    found = strengths(question.steps) | told
    return {
        step: found[step]
        for step in question.steps
        if step in told or is_bare_step(step) or len(who[step]) >= min_group
    }


def _chosen(export: Export) -> dict[tuple[str, str], set[str]]:
    """The respondents who chose an option, by question and option."""
    chosen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for answer in export.answers:
        if answer.option is not None and answer.state == "chosen":
            chosen[answer.question_id, answer.option].add(answer.respondent)
    return chosen


def _told(question: Question, chosen: dict[tuple[str, str], set[str]], min_group: int) -> list[str]:
    return [
        option
        for option in question.options
        if question.options_are_headings or len(chosen.get((question.question_id, option), ())) >= min_group
    ]
