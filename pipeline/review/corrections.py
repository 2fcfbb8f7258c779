"""What a coordinator put right on the page of an upload, as the mapping that reads the export; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from pipeline.errors import UsageError
from pipeline.model import Dialect, QuestionKind, QuestionMapping, QuestionRole, SurveyMapping

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
ROLES: tuple[QuestionRole, ...] = get_args(QuestionRole)
KINDS: tuple[QuestionKind, ...] = tuple(kind for kind in get_args(QuestionKind) if kind != "contact")
LEAVE_OUT = "leave_out"
"""Chosen in place of a role: the question is left out, as if it had not been asked."""
MOST_QUESTIONS = 300
"""Questions that the page offers to correct."""
MOST_STEPS = 12
MOST_LABELS = 200
_LABEL = re.compile(r"\s*([^=]{1,40}?)\s*=\s*(.{1,200}?)\s*")

Sent = Mapping[str, Sequence[str]]
Asked = Mapping[str, Any]
"""A question as the worker left it: `survey inspect --json` and a little more."""


class LabelError(UsageError):
    """A line of codes without what each stands for."""


def corrected(mapping: SurveyMapping, seen: Mapping[str, Any], sent: Sent) -> SurveyMapping:
    """The mapping with what was changed in the form; what was sent as it was shown changes nothing.

    Args:
        mapping: the corrections so far.
        seen: what was understood under them, as it was shown.
        sent: the fields of the form.

    Raises:
        LabelError: a line of codes has no `=`.
    """
    questions = dict(mapping.questions)
    for question_id in sent.get("take_back", ()):
        _take_back(questions, question_id)
    for asked in seen["questions"][:MOST_QUESTIONS]:
        before = questions.get(asked["id"]) or QuestionMapping()
        after = _question(before, asked, sent)
        if after != before:
            questions[asked["id"]] = replace(after, wording=after.wording or asked["wording"])
    dialect = _one(sent, "dialect")
    is_other = dialect in DIALECTS and dialect != seen["dialect"]
    return SurveyMapping(dialect=cast("Dialect", dialect) if is_other else mapping.dialect, questions=questions)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A question that was left out by hand, as the page lists it among the others."""

    question_id: str
    wording: str


def left_out(mapping: SurveyMapping, seen: Mapping[str, Any]) -> list[LeftOut]:
    """The questions that were left out by hand, in the order of the export."""
    there = {asked["id"] for asked in seen["questions"]}
    found = [
        LeftOut(question_id=question_id, wording=told.wording or question_id)
        for question_id, told in mapping.questions.items()
        if question_id not in there and _is_left_out(told)
    ]
    return sorted(found, key=lambda each: place_of(each.question_id))


def place_of(question_id: str) -> tuple[int, str]:
    """Where a question stands in its export: ids carry the number of their first column."""
    number = re.search(r"\d+", question_id)
    return (int(number[0]) if number else 0, question_id)


def labels_text(told: QuestionMapping | None) -> str:
    """What codes stand for, a line each, as the form shows it."""
    return "\n".join(f"{code} = {words}" for code, words in told.labels.items()) if told else ""


def _is_left_out(told: QuestionMapping) -> bool:
    return told.is_stored is False or told.kind == "contact"


def _take_back(questions: dict[str, QuestionMapping], question_id: str) -> None:
    """Read a question after all: with what else was told of it, or as it is guessed."""
    told = questions.get(question_id)
    if told is None or not _is_left_out(told):
        return
    kind = None if told.kind == "contact" else told.kind
    before = replace(told, is_stored=None, kind=kind)
    if replace(before, wording=None) == QuestionMapping():
        del questions[question_id]
    else:
        questions[question_id] = before


def _question(before: QuestionMapping, asked: Asked, sent: Sent) -> QuestionMapping:
    """One question as it is told now."""
    question_id, told = asked["id"], before
    role, kind = _one(sent, f"role-{question_id}"), _one(sent, f"kind-{question_id}")
    if role == LEAVE_OUT:
        return replace(told, is_stored=False)
    if role in ROLES and role != asked["role"]:
        told = replace(told, role=role)
    if kind in KINDS and kind != asked["kind"]:
        told = replace(told, kind=kind)
    if f"labels-{question_id}" in sent:
        told = replace(told, labels=dict(_labels(_one(sent, f"labels-{question_id}"), question_id)))
    wording = _one(sent, f"wording-{question_id}").strip()
    if wording and wording != asked["wording"]:
        told = replace(told, wording=wording)
    if f"can-split-{question_id}" in sent:
        starts = tuple(option for option in asked["options"] if option in sent.get(f"split-{question_id}", ()))
        told = replace(told, split_at=starts or told.split_at)
    if f"can-keep-{question_id}" in sent:
        told = replace(told, is_stored=True if sent.get(f"keep-{question_id}") else None)
    steps = dict(_steps(asked, sent))
    return replace(told, steps=told.steps | steps) if steps else told


def _labels(text: str, question_id: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:MOST_LABELS]:
        if not line.strip():
            continue
        found = _LABEL.fullmatch(line)
        if found is None:
            raise LabelError(f"{question_id}: a line of codes has no `=`; a line such as `1 = Excel` was expected")
        yield found[1], found[2]


def _steps(asked: Asked, sent: Sent) -> Iterator[tuple[str, float | None]]:
    """The steps of a scale that are told otherwise than they were shown; an empty field is no step."""
    for number, (step, strength) in enumerate(list(asked["steps"].items())[:MOST_STEPS]):
        name = f"step-{asked['id']}-{number}"
        if name not in sent:
            continue
        typed = _one(sent, name).strip().replace(",", ".")
        wanted = float(typed) if re.fullmatch(r"[01]|[01]?\.[0-9]{1,3}", typed) else None
        if wanted != strength and (wanted is not None or not typed):
            yield step, wanted


def _one(sent: Sent, name: str) -> str:
    return next(iter(sent.get(name, ())), "")
