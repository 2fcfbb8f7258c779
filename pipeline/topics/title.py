"""What a topic is called: a wording of its goals as a person would write a heading."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import About, GoalDemand

MAX_RENAMED = 80
"""Letters of a title that a person gave."""
MAX_LENGTH = 60
SHORT = 40
"""Letters of a wording that is read at a glance; longer ones come after these."""
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
LIKE = 0.75
"""How like a repaired word is to what was typed; one that stands for an abbreviation is not."""
_EXPLANATION = re.compile(r"(?<=\S)\s*\([^()]*\)$")


@dataclass(frozen=True)
class Headings:
    """How headings are written: `of_subject` names a subject, `proper` gives names in a wording their capitals."""

    of_subject: Callable[[str], str] = lambda subject: subject[:1].upper() + subject[1:]
    proper: Callable[[str], str] = str


def titles(
    topics: Mapping[str, Sequence[GoalDemand]],
    abouts: Mapping[str, About],
    headings: Headings,
    told_goals: Collection[str],
    counts: Mapping[str, int],
) -> dict[str, str | None]:
    """What each topic is called; no two alike. None where no wording of its goals may be told.

    A topic of several wordings, or of a long one, is called by the subject that all of its told goals name, if there is
    one; else by the wording that most people share, a short one first. What another topic is called already is left to
    that one.

    Args:
        topics: the goals of each topic; those of which more people, then goals, are told come first.
        abouts: what goals are about, by goal_id.
        headings: how headings are written.
        told_goals: the goals whose wording may be told.
        counts: the number told of each goal or topic that is shown: nothing else ranks wordings, or a title would tell
            which of two hidden goals is larger.
    """
    taken: set[str] = set()
    found: dict[str, str | None] = {}
    told_of = {topic_id: [goal for goal in topics[topic_id] if goal.goal_id in told_goals] for topic_id in topics}
    for topic_id in sorted(topics, key=lambda each: (-counts.get(each, 0), -len(told_of[each]), each)):
        told = told_of[topic_id]
        offered = list(dict.fromkeys(_offered(told, abouts, headings, counts)))
        title = next((each for each in offered if each.casefold() not in taken), None)
        if title is None and offered:
            title = _numbered(offered[0], taken)
        if title is not None:
            taken.add(title.casefold())
        found[topic_id] = title
    return found


def _offered(
    told: Sequence[GoalDemand], abouts: Mapping[str, About], headings: Headings, counts: Mapping[str, int]
) -> Iterator[str]:
    """Titles that a topic could have, the best first."""
    named = [abouts.get(goal.goal_id, About()).subjects for goal in told]
    shared = sorted(frozenset.intersection(*named)) if named else []
    subject = headings.of_subject(shared[0]) if len(shared) == 1 else None
    ranked = sorted(told, key=lambda goal: (-counts.get(goal.goal_id, 0), goal.goal_id))
    wordings = [title for goal in ranked if (title := tidy(headings.proper(one_line(_rightly_spelled(goal)))))]
    short = [title for title in wordings if len(title) <= SHORT]
    if subject and (len({title.casefold() for title in wordings}) > 1 or wordings[:1] != short[:1]):
        yield subject
    yield from short
    if subject:
        yield subject
    yield from wordings


def _rightly_spelled(goal: GoalDemand) -> str:
    """The wording; where the spelling of a word was repaired, what of it names the subject, rightly spelled."""
    typed, meant = (re.findall(r"\w+", text.casefold()) for text in (goal.wording, goal.matching_text))
    fresh = [word for word in meant if word not in typed]
    repaired = any(difflib.get_close_matches(word, fresh, 1, LIKE) for word in typed if word not in meant)
    return goal.matching_text if repaired else goal.wording


def _numbered(title: str, taken: Collection[str]) -> str:
    return next(each for n in itertools.count(2) if (each := f"{title} ({n})").casefold() not in taken)


def tidy(wording: str) -> str:
    """A wording as a heading: without *I want to learn* and closing punctuation, capitalised, short enough.

    What a form explains in brackets is left out: *Accessibility (websites, captions)*.
    """
    text = _INTRODUCTION.sub("", one_line(wording).strip(" -–—•*·\"'“”‘’"), count=1)
    text = text.rstrip(" .,;:!?…-–—\"'”’*")
    text = _cut(_EXPLANATION.sub("", text) if len(text) > SHORT else text)
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
