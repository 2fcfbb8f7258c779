"""What a topic is called: a wording of its goals as a person would write a heading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from pipeline.model import GoalDemand

MAX_LENGTH = 80
_INTRODUCTION = re.compile(
    r"^(?:"
    r"(?:i|we)(?:'d| would| am| are)? (?:like|want|love|wish|need|hope)(?: to)?"
    r"(?: (?:learn|know|see|understand|get))?(?: (?:more|better))?(?: (?:about|how to|of))?"
    r"|learn(?:ing)?(?: more)?(?: about| how to)"
    r"|(?:more )?training (?:on|in)"
    r"|how (?:do i|can i|to)"
    r")\s+(?=\S)",
    re.IGNORECASE,
)


def topic_title(
    goals: Sequence[GoalDemand],
    shown_goals: Collection[str],
    told_goals: Collection[str],
    counts: Mapping[str, int] | None = None,
) -> str | None:
    """The wording of the goal most people share, of those whose wording may be told; None where there is none.

    `told_goals` are the ids of the goals whose wording may be told, `shown_goals` those whose count may be shown too.
    Goals that are not shown come last and in the order of their ids, so that a title never tells which is larger.
    `counts` is the number of people told of each shown goal; as many as there are where not given.
    """
    told = {goal.goal_id: len(goal.respondents) for goal in goals} | dict(counts or {})
    shown = sorted(
        (goal for goal in goals if goal.goal_id in shown_goals),
        key=lambda goal: (-told[goal.goal_id], len(goal.wording), goal.goal_id),
    )
    others = sorted(
        (goal for goal in goals if goal.goal_id in told_goals and goal.goal_id not in shown_goals),
        key=lambda goal: goal.goal_id,
    )
    titles = (tidy(goal.wording) for goal in [*shown, *others])
    return next((title for title in titles if title), None)


def tidy(wording: str) -> str:
    """A wording as a heading: without *I want to learn*, capitalised, no closing punctuation, at most 80 characters."""
    text = _INTRODUCTION.sub("", one_line(wording).strip(" -–—•*·\"'“”‘’"), count=1)
    text = text.rstrip(" .,;:!?…-–—\"'”’*")
    text = _cut(text)
    return text[:1].upper() + text[1:] if text[:1].islower() and not _is_name(text) else text


def one_line(text: str) -> str:
    """The text on one line, without control and direction characters."""
    return " ".join(
        "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text).split()
    )


def _cut(text: str) -> str:
    """At most MAX_LENGTH characters, cut between words where possible."""
    if len(text) <= MAX_LENGTH:
        return text
    kept = text[: MAX_LENGTH - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip(" .,;:!?-–—") + "…"


def _is_name(text: str) -> bool:
    """Whether the first word is written with capitals of its own, as in `iPad` or `eBooks`."""
    return any(char.isupper() for char in text.split(" ", 1)[0])
