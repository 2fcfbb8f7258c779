"""Takes secrets out of what is logged or sent. Who reads a secret names it here; nothing guesses what might be one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "(a secret)"
SHORTEST = 4
"""Letters below which a secret is not looked for: `a1` is in half of all words."""


class Redactor:
    """Knows secrets, as they are and as an address would spell them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {
            form for secret in secrets for form in (secret, quote(secret, safe=""), quote(secret), quote_plus(secret))
        }
        self._forms = sorted((form for form in forms if len(form) >= SHORTEST), key=lambda form: (-len(form), form))

    def __call__(self, text: str) -> str:
        """The text with every secret replaced, the longest first: one may hold another."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text
