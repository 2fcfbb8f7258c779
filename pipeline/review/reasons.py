"""Why topics are rejected: the codes that are recorded, few and one key each; templates/words.html words them."""

from __future__ import annotations

REASONS = ("have_it", "weak_courses", "not_free", "too_long", "wrong_language", "not_now", "other")
"""In the order of the keys 1 to 7."""
