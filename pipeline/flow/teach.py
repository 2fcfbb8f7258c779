"""Teaching the matcher: what a person says is checked against catalogue and lexicon, then kept as a decision."""

from __future__ import annotations

import difflib
from contextlib import nullcontext
from datetime import datetime

from pipeline.errors import UsageError
from pipeline.model import SUBJECT_KINDS, MatchDecision, Says
from pipeline.store import Catalogue, Home, MatchDecisions
from pipeline.survey import AnswerReader

MAX_TEXT = 200
"""Letters of a goal or term that somebody teaches; the longest term of the lexicon has under 60 (2026-11)."""
GOAL = "SELECT 1 FROM out.goal WHERE goal_id = ?"
COURSE = "SELECT 1 FROM out.course WHERE course_id = ?"


def say_of_course(
    home: Home,
    says: Says,
    goal: str,
    course_id: str,
    *,
    by: str,
    at: datetime,
    means: str | None = None,
    note: str | None = None,
    seen: int | None = None,
    published: Catalogue | None = None,
) -> MatchDecision:
    """Keep what a person says of a course for a goal; the next night ranks by it, and for goals that are close.

    Args:
        home: a home with a published catalogue.
        says: accepted, rejected, or of a wrong sense.
        goal: the goal in the person's own words: they outlive the survey, whose wordings are purged with it.
        course_id: a course of the catalogue.
        by: who says it.
        at: when.
        means: of a wrong sense, what is meant: a concept of the lexicon or free words.
        note: why.
        seen: what they have read, as `MatchDecisions.add` takes it.
        published: the catalogue of the home, where it is open already.

    Raises:
        OvertakenError: somebody taught something of the course since.
        UsageError: there is no such course, or the goal is an id or no words.
    """
    with nullcontext(published) if published else Catalogue(home.catalogue) as catalogue:
        courses = catalogue.query(COURSE, [course_id]).rows
        goals = catalogue.query(GOAL, [goal]).rows
    if not courses:
        raise UsageError(f"there is no course `{course_id}`; `circlewise match TEXT --json` names those of a goal")
    if goals:
        raise UsageError(f"`{goal}` is the id of a goal; say it in words, since what is taught outlives every survey")
    return _keep(home, says, _checked("goal", goal), course_id, means, note, by, at, seen)


def add_term(
    home: Home,
    reader: AnswerReader,
    term: str,
    concept: str,
    *,
    by: str,
    at: datetime,
    is_narrower: bool = False,
    note: str | None = None,
) -> MatchDecision:
    """Keep a term of the library's own: from the next night on it means a concept, or stands under it.

    `concept` is one of the library lexicon, or a term that means it.

    Raises:
        UsageError: the lexicon has no such concept (names those that may be meant), or the term means it already.
    """
    text = _checked("term", term)
    known = sorted({each.concept for each in reader.terms if each.kind in SUBJECT_KINDS})
    by_name = {name.casefold(): name for name in known}
    name = by_name.get(concept.strip().casefold()) or reader.lexicon.concept(concept.strip())
    if name is None:
        near = difflib.get_close_matches(concept, known, n=3, cutoff=0.5)
        hint = (
            f"did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else "try a word that it is known by"
        )
        raise UsageError(f"the library lexicon has no concept `{concept}`; {hint}")
    if reader.lexicon.concept(text) == name and not is_narrower:
        raise UsageError(f"`{text}` stands for {name} already; nothing was changed")
    return _keep(home, "narrower" if is_narrower else "synonym", text, None, name, note, by, at)


def _keep(
    home: Home,
    lesson: str,
    text: str,
    course_id: str | None,
    means: str | None,
    note: str | None,
    by: str,
    at: datetime,
    seen: int | None = None,
) -> MatchDecision:
    decisions = MatchDecisions(home.decisions)
    number = decisions.add(
        lesson,  # type: ignore[arg-type]
        text,
        course_id=course_id,
        means=_checked("sense", means) if means else None,
        note=note,
        decided_by=by,
        decided_at=at,
        seen=seen,
    )
    return next(each for each in decisions.all() if each.decision_id == number)


def _checked(what: str, text: str) -> str:
    """A text as it is kept, on one line.

    Raises:
        UsageError: it holds no letter or is too long.
    """
    found = " ".join(text.split())
    if not any(letter.isalnum() for letter in found):
        raise UsageError(f"found `{text}` as the {what}, expected words")
    if len(found) > MAX_TEXT:
        raise UsageError(f"the {what} has {len(found)} letters, at most {MAX_TEXT} were expected")
    return found
