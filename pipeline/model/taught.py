"""What people teach the matcher: verdicts on single courses, the sense of a word, terms of the library's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Says = Literal["accepted", "rejected", "wrong_sense"]
SAYS: tuple[Says, ...] = get_args(Says)
Lesson = Literal["accepted", "rejected", "wrong_sense", "synonym", "narrower"]
"""A verdict on a course for a goal, or a term for a concept of the library lexicon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchDecision:
    """What a person taught the matcher; append-only, undo is a row of its own.

    `text` is the goal, or the term, as the person typed it; `course_id` is the course of a verdict, else None. `means`
    is the concept of a term, or of a wrong sense what is meant instead: a concept of the library lexicon or free words.
    """

    decision_id: int
    lesson: Lesson
    text: str
    course_id: str | None
    means: str | None
    note: str | None
    decided_by: str
    decided_at: datetime
    undone_at: datetime | None

    @property
    def named(self) -> str:
        """Who decided it when, as explanations name it: `Ada on 2026-11-26, decision 3`."""
        return f"{self.decided_by} on {self.decided_at:%Y-%m-%d}, decision {self.decision_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a person said of one course for one goal, and still holds.

    `wording` is the goal's; `meant` is the sense meant, where the course is of another sense of a word and it is known.
    """

    decision_id: int
    wording: str
    course_id: str
    says: Says
    decided_by: str
    decided_at: datetime
    meant: str | None = None

    @property
    def named(self) -> str:
        """Who said it when, as explanations name it."""
        return f"{self.decided_by} on {self.decided_at:%Y-%m-%d}, decision {self.decision_id}"
