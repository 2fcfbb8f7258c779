"""Rating words to a strength from 0 to 1: "Very needed" in one block and "Highly needed" in another are one step.

"Don't know" and "N/A" are no step: they say nothing about how much somebody wants a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.survey.wording import key

NO_STEP = re.compile(
    r"^(?:(?:i )?(?:don t|do not|dont) know.*|.*\bn a\b|na|not applicable|does(?: not|n t) apply|not"
    r" sure|unsure|unfamiliar.*"
    r"|no opinion|prefer not to (?:say|answer)|no answer)$"
)
WHOLE = {
    "no": 0.0, "none": 0.0, "never": 0.0, "low": 0.25, "rarely": 0.25, "seldom": 0.25, "poor": 0.0, "fair": 0.25,
    "beginner": 0.25, "basic": 0.25, "novice": 0.0, "medium": 0.5, "moderate": 0.5, "neutral": 0.5, "sometimes": 0.5,
    "occasionally": 0.5, "maybe": 0.5, "intermediate": 0.5, "average": 0.5, "good": 0.5, "often": 0.75,
    "frequently": 0.75, "high": 1.0, "very high": 1.0, "very low": 0.0, "very often": 1.0, "always": 1.0, "yes": 1.0,
    "advanced": 0.75, "expert": 1.0, "very good": 0.75, "excellent": 1.0, "interested": 0.75, "important": 0.75,
    "useful": 0.75, "needed": 0.75, "agree": 0.75, "like": 0.75, "disagree": 0.25, "dislike": 0.25, "essential": 1.0,
    "critical": 1.0, "must have": 1.0, "nice to have": 0.5, "neither": 0.5, "satisfied": 0.75, "dissatisfied": 0.25,
    "likely": 0.75, "unlikely": 0.25, "relevant": 0.75, "uninterested": 0.0, "unimportant": 0.0, "probably": 0.75,
    "definitely": 1.0, "probably not": 0.25, "definitely not": 0.0, "a lot": 1.0, "a little": 0.25, "a great deal": 1.0,
}  # fmt: skip
SUBJECT = (
    r"(?:needed|need|interested|interest|important|importance|useful|usefulness|relevant|helpful"
    r"|valuable|likely|confident"
    r"|comfortable|familiar|satisfied|experienced|priority|barrier|essential|critical|necessary|proficient|skilled"
    r"|interesting|knowledgeable|well)"
)
TAIL = r"(?: (?:to|for|in|of) .*| at all)?$"
RULES: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern), strength)
    for pattern, strength in (
        (r"^strongly (?:disagree|dislike|oppose)" + TAIL, 0.0),
        (r"^(?:somewhat|slightly) (?:disagree|dislike)" + TAIL, 0.25),
        (r"^(?:neither|neutral)\b.*$", 0.5),
        (r"^(?:strongly|completely|totally) (?:agree|like|support)" + TAIL, 1.0),
        (r"^(?:somewhat|slightly) (?:agree|like)" + TAIL, 0.75),
        (r"^very (?:unfavou?rabl[ey]|dissatisfied|unlikely)" + TAIL, 0.0),
        (r"^somewhat (?:unfavou?rabl[ey]|dissatisfied|unlikely)" + TAIL, 0.25),
        (r"^somewhat favou?rabl[ey]" + TAIL, 0.75),
        (r"^very favou?rabl[ey]" + TAIL, 1.0),
        (rf"^(?:not|no|not at all|not really|un) ?{SUBJECT}" + TAIL, 0.0),
        (r"^not at all$", 0.0),
        (rf"^(?:slightly|a little|a bit|low|small|minor|of little) {SUBJECT}" + TAIL, 0.25),
        (rf"^(?:moderately|somewhat|fairly|moderate|medium|partly) {SUBJECT}" + TAIL, 0.5),
        (rf"^(?:very|highly|quite|large|major|high|big|really|of high) {SUBJECT}" + TAIL, 0.75),
        (rf"^(?:absolutely|extremely|critical|critically|strongly|top|of greatest) {SUBJECT}" + TAIL, 1.0),
        (rf"^{SUBJECT}" + r" to me$", 1.0),
    )
)
NUMBER = re.compile(r"^\s*(\d{1,3})(?:[.,]0+)?\s*(?:$|[-–—:=.(])")
TOPS = (5, 7, 10)
BARE = frozenset(
    f"""{" ".join(WHOLE)} {SUBJECT[3:-1].replace("|", " ")}
    strongly somewhat slightly moderately fairly very highly quite completely totally absolutely extremely critically
    really partly neither nor favorable favorably unfavorable unfavorably favourable favourably unfavourable
    unfavourably support oppose not at all no un a an bit lot small minor large major big top greatest of to me i am
    don t do dont know n na applicable does doesn apply sure unsure unfamiliar opinion prefer say answer or and is it
    only""".split()
)
"""Words that steps are made of; with any other word a step may be what somebody typed."""
MAX_BARE = 8


def strength(step: str, steps: Iterable[str] = ()) -> float | None:
    """How strongly a step says yes (0 to 1), or None where it is no step or not known.

    `steps` are all the steps in use; with numbers they tell where the scale ends: 5 unless more is seen, then 7 or
    10; it starts at 1 unless 0 is seen.
    """
    words = key(step)
    if NO_STEP.match(words):
        return None
    value = number(step)
    if value is not None:
        seen = [found for found in (number(other) for other in steps) if found is not None] + [value]
        bottom = 0 if min(seen) == 0 else 1
        top = next((end for end in TOPS if end >= max(seen)), None)
        return None if top is None else (value - bottom) / (top - bottom)
    if words in WHOLE:
        return WHOLE[words]
    return next((found for rule, found in RULES if rule.match(words)), None)


def number(step: str) -> int | None:
    """The number of a step such as `3`, `3.0` or `5 - very interested`."""
    match = NUMBER.match(step)
    return int(match[1]) if match else None


def is_step(step: str) -> bool:
    """True for a word or number of a scale, "don't know" included."""
    return strength(step) is not None or bool(NO_STEP.match(key(step)))


def is_bare_step(step: str) -> bool:
    """True for a step that holds nothing but words of scales: "5 - very useful", and not "5, ask Pat"."""
    words = key(step).split()
    return is_step(step) and len(words) <= MAX_BARE and all(word in BARE or _is_place(word) for word in words)


def _is_place(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2


def ordered(steps: Iterable[str]) -> tuple[str, ...]:
    """Distinct steps from weak to strong; those without a strength last, by alphabet."""
    known = set(steps)
    placed = {step: strength(step, known) for step in known}
    return tuple(sorted(known, key=lambda step: (placed[step] is None, placed[step] or 0.0, step)))
