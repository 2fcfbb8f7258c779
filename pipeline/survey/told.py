"""Whether what a mapping says of a question fits what its cells hold; a slip in it is named, never guessed around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.errors import UsageError
from pipeline.model import QuestionMapping
from pipeline.survey import scales
from pipeline.survey.kinds import Shape
from pipeline.survey.wording import key

DATED = re.compile(
    r"(?i)\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\b|\b(?:today|tomorrow)\b"
)
SHARE_DATED = 0.5
SHARED = 5
"""People who gave a step before a message may name it; a rarer one may be what somebody typed."""
MAX_NAMED = 12


def told_strengths(name: str, told: QuestionMapping, shape: Shape, cells: Sequence[str]) -> dict[str, float | None]:
    """The steps that a person told, as the cells word them.

    A step of a known scale that nobody gave in this export is allowed: the mapping may be of a longer one.

    Args:
        name: the question's id and wording, for messages.
        told: what the mapping says of the question.
        shape: what the question is read as.
        cells: its filled cells, as shown.

    Raises:
        UsageError: a step is told that is on no scale and in no cell, or steps are told of what is no rating; or the
            kind told is a date or a rating, and the cells hold none.
    """
    if told.kind == "date" and sum(bool(DATED.search(cell)) for cell in cells) < SHARE_DATED * len(cells):
        raise UsageError(
            f"the mapping tells {name} to be a date, but most of its answers hold no date: take out its line `kind`"
        )
    if told.steps and shape.kind != "rating":
        raise UsageError(
            f"the mapping tells steps of {name}, which is read as {shape.kind}; only a rating has steps: take them "
            "out, or add `kind: rating`"
        )
    by_key = {key(step): step for step in shape.steps}
    strengths = {by_key.get(key(step), step): strength for step, strength in told.steps.items()}
    unknown = [step for step in strengths if not _is_of(step, shape.steps)]
    if unknown:
        raise UsageError(
            f"the mapping tells steps of {name}, which has no step {_listed(unknown)}; it has "
            f"{_listed(_nameable(shape.steps, cells)) or 'none that may be named'}: word each step as the export does"
        )
    if told.kind == "rating" and cells:
        found = scales.strengths(shape.steps)
        if not any(step in strengths or found[step] is not None for step in shape.steps):
            raise UsageError(
                f"the mapping tells {name} to be a rating, but no answer is a step of a known scale: take out its line "
                "`kind`, or tell how strongly each step says yes under `steps`"
            )
    return strengths


def _is_of(step: str, steps: Sequence[str]) -> bool:
    """True for a step of the export, or one that its scale may have although nobody gave it."""
    return step in steps or scales.is_no_step(step) or scales.strength(step, steps) is not None


def _nameable(steps: Iterable[str], cells: Sequence[str]) -> list[str]:
    counts = Counter(cells)
    return [step for step in steps if scales.is_bare_step(step) or counts[step] >= SHARED]


def _listed(steps: Sequence[str]) -> str:
    return ", ".join(f"{step[:60]!r}" for step in steps[:MAX_NAMED])
