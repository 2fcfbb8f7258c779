"""When people are free: answers such as "Mondays, mornings" or "martes por la tarde, menos los lunes" as slots.

A part of an answer that names days and times is exactly these; days alone and times alone, in one answer or in two
questions, are every such time on every such day. What an answer excludes is taken off. What is not understood gives no
slot: nobody is taken for free who did not say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import EVERY_SLOT, PARTS, Slot
from pipeline.survey.tokens import plain

MAX_LETTERS = 2_000
WEEK, WEEKEND = frozenset(range(5)), frozenset({5, 6})
ALL_DAYS, ALL_PARTS = WEEK | WEEKEND, frozenset(range(len(PARTS)))
_DAYS = {
    word: frozenset(days)
    for days, words in (
        ({0}, "monday mondays mon lunes"),
        ({1}, "tuesday tuesdays tue tues martes"),
        ({2}, "wednesday wednesdays wed weds miercoles"),
        ({3}, "thursday thursdays thu thur thurs jueves"),
        ({4}, "friday fridays fri viernes"),
        ({5}, "saturday saturdays sat sabado sabados"),
        ({6}, "sunday sundays sun domingo domingos"),
        (WEEK, "weekday weekdays workdays laborables"),
        (WEEKEND, "weekend weekends findes"),
        (ALL_DAYS, "daily everyday diario diariamente"),
    )
    for word in words.split()
}
_PARTS = {
    word: frozenset(parts)
    for parts, words in (
        ({0}, "morning mornings mananas breakfast"),
        ({1}, "noon midday lunch lunchtime lunchtimes lunchbreak mediodia almuerzo"),
        ({2}, "afternoon afternoons tardes"),
        ({3}, "evening evenings night nights noche noches"),
        ({0, 1, 2, 3}, "anytime whenever flexible"),
    )
    for word in words.split()
}
_PHRASES = (
    (re.compile(r"\b(?:fin(?:es)? de semana)\b"), "weekend"),
    (re.compile(r"\b(?:entre semana|dias laborables|week days|during the week)\b"), "weekdays"),
    (re.compile(r"\b(?:week ends?)\b"), "weekend"),
    (re.compile(r"\b(?:de|por|en|a) la manana\b|\bla manana\b|^manana$"), "morning"),
    (re.compile(r"\bmedio dia\b|\blunch (?:time|hour|break)s?\b|\bhora de(?:l)? almuerzo\b|\bmid day\b"), "midday"),
    (re.compile(r"\b(?:de|por|en|a) la tarde\b|\bla tarde\b|^tarde$"), "afternoon"),
    (re.compile(r"\ball day(?: long)?\b|\btodo el dia\b|\bany time\b|\bcualquier (?:hora|momento)\b"), "anytime"),
    (re.compile(r"\b(?:any|all) (?:the )?days?\b|\bevery day\b|\bcualquier dia\b|\btodos los dias\b"), "daily"),
)
_EXCEPT = re.compile(
    r"\b(?:except|but not|besides|not|never|no|excepto|menos|salvo|nunca|cannot|can t|cant|unavailable)\b"
)
_NO_STEP = re.compile(
    r"^(?:no|never|not available|unavailable|not at all|cannot|can t|cant|nunca|no disponible|busy|0|false)$"
)
_NONE = re.compile(r"^(?:none|none of (?:the|these).*|n a|not available|no|nunca|ninguno|ninguna)$")
_CLAUSES = re.compile(r"[;,/&+]|\b(?:and|or|y|o|e)\b")
_RANGE = re.compile(
    r"(?<![\d:])(\d{1,2})(?:[:.h]([0-5]\d))?\s*(am|pm|h)?\s*(?:-|–|—|to|until|till|a)\s*"
    r"(\d{1,2})(?:[:.h]([0-5]\d))?\s*(am|pm|h)?(?![\w:])"
)
_FROM = re.compile(
    r"\b(after|from|before|until|despues de|a partir de|antes de|hasta)(?: las?)? "
    r"(\d{1,2})(?:[:.]([0-5]\d))?\s*(am|pm|h)?\b"
)
_DAY_RANGE = re.compile(
    rf"\b({'|'.join(word for word in _DAYS if len(_DAYS[word]) == 1)})\s*(?:-|–|—|to|through|thru|a|al)\s*"
    rf"({'|'.join(word for word in _DAYS if len(_DAYS[word]) == 1)})\b"
)
_BOUNDS = ((0, 12 * 60), (12 * 60, 14 * 60), (14 * 60, 17 * 60), (17 * 60, 24 * 60))
"""Minutes in which each part begins and ends."""
_SHARED = 60
"""Minutes of a part that a stated time has to cover before somebody counts as free in it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Days and times named together; an empty set where the answer names none."""

    days: frozenset[int]
    parts: frozenset[int]
    is_excluded: bool = False


def free_slots(answers: Iterable[tuple[str | None, str | None]]) -> frozenset[Slot]:
    """The slots that one respondent's answers to all questions about availability name.

    Args:
        answers: option or row of a matrix, and free text or the step given to that row, of what was chosen.

    Returns:
        Slots; empty where nothing was understood, or everything was excluded.
    """
    found = [mention for option, text in answers for mention in _of_answer(option, text)]
    named = [mention for mention in found if not mention.is_excluded]
    days = frozenset[int]().union(*(mention.days for mention in named if not mention.parts))
    parts = frozenset[int]().union(*(mention.parts for mention in named if not mention.days))
    slots = {Slot(day, part) for mention in named for day in mention.days for part in mention.parts}
    if days or parts:
        slots |= {Slot(day, part) for day in days or ALL_DAYS for part in parts or ALL_PARTS}
    if not named and found:
        slots = set(EVERY_SLOT)  # "any day but Friday" worded as "not Friday"
    for mention in found:
        if mention.is_excluded:
            out_days, out_parts = mention.days or ALL_DAYS, mention.parts or ALL_PARTS
            slots = {slot for slot in slots if slot.day not in out_days or slot.part not in out_parts}
    return frozenset(slots)


def weekly_hours(question: str, answer: str) -> float | None:
    """Hours a week that an answer to "how many hours a week" gives, the lower end of a range; None for other questions.

    More than 40 hours is nobody's answer and read as none.
    """
    if not asks_for_hours(question):
        return None
    number = re.search(r"\d{1,3}(?:[.,]\d+)?", answer[:MAX_LETTERS])
    if number is None:
        return None
    hours = float(number[0].replace(",", "."))
    return hours if hours <= 40 else None


def asks_for_hours(question: str) -> bool:
    """Whether a question asks how much time a week, and not which times."""
    words = plain(question[:MAX_LETTERS])
    return bool(re.search(r"\bhours?\b.{0,20}\b(?:per|a|each|every) week\b|\bhoras\b.{0,20}\bsemana", words))


def _of_answer(option: str | None, text: str | None) -> list[Mention]:
    """The mentions of one answer: a row and its step are read together, as `Monday` and `Morning`."""
    row = _words(option)
    said = _words(text)
    if _NONE.match(row) and not said:
        return []
    if row and said:
        if _NO_STEP.match(said):
            return []
        of_row, of_step = _mentions(row), _mentions(said)
        if of_row and not any(mention.is_excluded for mention in of_row):
            return [
                Mention(row.days | step.days, row.parts | step.parts, step.is_excluded)
                for row in of_row
                for step in of_step or [Mention(frozenset(), frozenset())]
            ]
        return of_row or of_step
    return [] if _NONE.match(said) else _mentions(row or said)


def _words(text: str | None) -> str:
    """Lower case without accents, spaces single, lines as clauses."""
    lines = plain((text or "")[:MAX_LETTERS]).splitlines()
    return ";".join(" ".join(line.split()) for line in lines)


def _mentions(words: str) -> list[Mention]:
    """What each clause names; days and times in one clause belong together, as do those of a list: `Mon, Tue evening`.

    "Mondays and Tuesdays, mornings only" has clauses of days alone and of times alone.
    """
    is_excluded = False
    waiting: frozenset[int] = frozenset()
    found: list[Mention] = []
    for clause in _clauses(words):
        excepting = _EXCEPT.search(clause)
        before, after = (clause[: excepting.start()], clause[excepting.end() :]) if excepting else (clause, "")
        if excepting and not any(_named(before)):
            is_excluded = True
            before, after = after, ""
        days, parts = _named(before)
        if days and not parts:
            waiting |= days
            found += [Mention(days, frozenset(), is_excluded)]
        elif days and parts:
            together = [m for m in found if not m.parts and m.is_excluded == is_excluded] if waiting else []
            found = [m for m in found if m not in together]
            found += [Mention(m.days, parts, is_excluded) for m in together]
            found += [Mention(days, parts, is_excluded)]
            waiting = frozenset()
        elif parts:
            found += [Mention(frozenset(), parts, is_excluded)]
        if after:
            out_days, out_parts = _named(after)
            is_excluded = True
            if out_days or out_parts:
                found += [Mention(out_days, out_parts, is_excluded)]
    return found


def _clauses(words: str) -> list[str]:
    """Parts between commas, semicolons and words such as `and`; ranges of days and hours stay whole."""
    return [clause.strip() for clause in _CLAUSES.split(words) if clause.strip()]


def _named(clause: str) -> tuple[frozenset[int], frozenset[int]]:
    """Days and parts of a day that a clause names."""
    days: set[int] = set()
    parts = set(_hours(clause))
    for pattern, word in _PHRASES:
        clause = pattern.sub(f" {word} ", clause)
    for first, last in _DAY_RANGE.findall(clause):
        (start,), (end,) = _DAYS[first], _DAYS[last]
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    for word in re.findall(r"[a-z]+", clause):
        days |= _DAYS.get(word, frozenset())
        parts |= _PARTS.get(word, frozenset())
    if not parts and not re.search(r"\d", clause) and (half := re.search(r"\b[ap]m\b", clause)):
        parts = {0} if half[0] == "am" else {2, 3}
    return frozenset(days), frozenset(parts)


def _hours(clause: str) -> frozenset[int]:
    """Parts of a day that stated hours cover for an hour or more: `10am-12pm`, `after 3 pm`, `14:00-16:00`."""
    found: frozenset[int] = frozenset()
    for start_hour, start_minute, start_half, end_hour, end_minute, end_half in _RANGE.findall(clause):
        end = _minute(end_hour, end_minute, end_half)
        start = _minute(
            start_hour, start_minute, start_half or ("am" if int(end_hour) < int(start_hour) < 12 else end_half)
        )
        if start is not None and end is not None:
            found |= _covered(start, end if end > start else end + 12 * 60)
    for word, hour, minute, half in _FROM.findall(clause):
        at = _minute(hour, minute, half or ("pm" if int(hour) < 8 else ""))
        if at is not None:
            is_until = word in ("before", "until", "antes de", "hasta")
            found |= _covered(0, at) if is_until else _covered(at, 24 * 60)
    return found


def _minute(hour: str, minute: str, half: str) -> int | None:
    """Minutes since midnight; hours of 1 to 7 without am or pm are after noon, since libraries are closed at night."""
    number = int(hour)
    if number > 24:
        return None
    if half == "pm" and number < 12:
        number += 12
    elif half == "am" and number == 12:
        number = 0
    elif not half and 1 <= number <= 7:
        number += 12
    return number * 60 + int(minute or 0)


def _covered(start: int, end: int) -> frozenset[int]:
    return frozenset(
        part for part, (begin, stop) in enumerate(_BOUNDS) if min(end, stop) - max(start, begin) >= _SHARED
    )
