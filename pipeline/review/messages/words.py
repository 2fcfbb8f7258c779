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
DOC = "what it means stands in the documentation, docs/settings.md"
"""In place of what a setting is about, which the documentation says at length."""
WORDS: tuple[str, ...] = (OF_CIRCLE, QUOTED, DOC, *SLOT.values(), *CHOICE, *CHOSEN.values())
