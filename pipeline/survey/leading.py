"""Who could lead a circle: those who offered, and those who rate themselves advanced and did not refuse."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model import Answer, Export, GoalDemand, Question, Slot
from pipeline.survey import scales
from pipeline.survey.asked_about import subject
from pipeline.survey.availability import asks_for_hours, free_slots, weekly_hours
from pipeline.survey.reader import AnswerReader
from pipeline.survey.tokens import plain

ADVANCED = 0.75
"""Strength of a step from which somebody counts as advanced: `advanced`, `very experienced`, 4 of 5."""
_YES = re.compile(
    r"^(?:yes|yeah|sure|gladly|happily|happy to|absolutely|definitely|of course|willing|i (?:would|could|can)|si\b"
    r"|claro|con gusto)"
)
_NO = re.compile(r"^(?:no\b|not\b|never|none|nunca|ningun)")
_MAYBE = re.compile(r"^(?:maybe|perhaps|possibly|unsure|not sure|depends|quizas?|tal vez|no se\b|no estoy segur)")


@dataclass
class Staff:
    """What the answers to one or several surveys say about people's time; respondents are pseudonyms."""

    slots: dict[str, frozenset[Slot]] = field(default_factory=dict)
    """When each is free, where understood."""
    weekly_hours: dict[str, float] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    """Who would lead a circle, on whatever topic."""
    offered_goals: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Goals, as `goal_key` words them, that each would lead."""
    advanced_goals: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    refused: set[str] = field(default_factory=set)
    asks_availability: bool = False
    asks_to_lead: bool = False

    def may_lead(self, respondent: str, goals: frozenset[str]) -> bool:
        """Whether somebody may lead a circle on any of these goals."""
        named = self.offered_goals.get(respondent, set()) | self.advanced_goals.get(respondent, set())
        return respondent not in self.refused and (respondent in self.offered or not goals.isdisjoint(named))


def goal_key(goal: GoalDemand, reader: AnswerReader) -> str:
    """What a goal and an option that offers to lead it have in common: their meaning, whatever level was asked for."""
    return reader.meanings.of(goal.matching_text or goal.wording).key


def read_staff(staff: Staff, export: Export, reader: AnswerReader, min_strength: float) -> None:
    """Add what one export says; what is not understood adds nothing."""
    asked = {question.question_id: question for question in export.questions}
    free: Mapping[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for question in export.questions:
        staff.asks_availability |= question.role == "availability" and not asks_for_hours(question.wording)
        staff.asks_to_lead |= question.role == "facilitate"
    for answer in export.answers:
        if answer.question_id not in asked or answer.state != "chosen":
            continue
        question = asked[answer.question_id]
        if question.role == "availability":
            hours = weekly_hours(question.wording, answer.option or answer.text or "")
            if hours is not None:
                staff.weekly_hours[answer.respondent] = hours
            elif not asks_for_hours(question.wording):
                free[answer.respondent].append((answer.option, answer.text))
        elif question.role == "facilitate":
            _offer(staff, answer, question, reader, min_strength)
        elif question.role == "level" and question.kind == "rating" and answer.text is not None:
            strength = scales.strength(answer.text, question.steps)
            if strength is not None and strength >= ADVANCED:
                rated = answer.option or subject(question.wording)
                staff.advanced_goals[answer.respondent].add(_key(rated, reader))
    for respondent, answers in free.items():
        slots = free_slots(answers)
        if slots:
            staff.slots[respondent] = slots


def _offer(staff: Staff, answer: Answer, question: Question, reader: AnswerReader, min_strength: float) -> None:
    """A general yes or no, or the goals that somebody would lead; "maybe" is no offer."""
    if answer.option is not None and answer.text is not None:
        strength = scales.strength(answer.text, question.steps)
        if strength is not None and strength >= min_strength:
            staff.offered_goals[answer.respondent].add(_key(answer.option, reader))
        return
    said = answer.option or answer.text or ""
    words = " ".join(plain(said).split())
    if _MAYBE.match(words):
        return
    if _NO.match(words):
        staff.refused.add(answer.respondent)
    elif _YES.match(words):
        staff.offered.add(answer.respondent)
    elif answer.option is not None:
        staff.offered_goals[answer.respondent].add(_key(answer.option, reader))
    elif not reader.why_dropped(said):
        for each in reader.text(said):
            staff.offered_goals[answer.respondent].add(reader.meanings.of(each.matching_text or each.phrase).key)


def _key(option: str, reader: AnswerReader) -> str:
    said = reader.option(option)
    return reader.meanings.of(said.matching_text or said.phrase).key
