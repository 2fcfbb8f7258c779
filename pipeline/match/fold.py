"""Letters in their plain form, so that *inglés*, *INGLES* and *ingles* are one word."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, compatibility forms resolved."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).lower()
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", kept)
