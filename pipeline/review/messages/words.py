"""Words of which places of messages are made; see places.py."""

OF_CIRCLE = "(circle %(n)s)"
QUOTED = "“%(text)s”"
SLOT = {
    "morning": "%(weekday)s morning",
    "midday": "%(weekday)s midday",
    "afternoon": "%(weekday)s afternoon",
    "evening": "%(weekday)s evening",
}
"""By part of a day."""
CHOICE = ("any circle", "morning", "midday", "afternoon", "evening")
CHOSEN = {
    "topic": "topic %(value)s",
    "branch": "branch %(value)s",
    "room": "room %(value)s",
    "by": "led by %(value)s",
}
"""By the first word of what was chosen."""
WAYS = {
    "rated": "asked with a scale",
    "ranked": "asked for an order",
    "chosen": "asked as one of several",
    "ticked": "asked with boxes to tick",
    "said in people's own words": "asked in people's own words",
    "not asked for": "not asked about",
}
"""By how a survey asked for a goal, as a trend says it."""
DOC = "what it means stands in docs/settings.md, of corrections in docs/surveys.md"
"""In place of what a setting is about, which the documentation says at length."""
WORDS: tuple[str, ...] = (OF_CIRCLE, QUOTED, DOC, *WAYS.values(), *SLOT.values(), *CHOICE, *CHOSEN.values())
