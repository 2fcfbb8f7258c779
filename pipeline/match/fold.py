"""Letters in their plain form, so that *inglés*, *INGLES* and *ingles* are one word."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, compatibility forms resolved."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).lower()
    # Each mark once, not each letter: a text has few different ones, and there are many texts.
    for mark in filter(unicodedata.combining, set(folded)):
        folded = folded.replace(mark, "")
    return folded if folded.isascii() else unicodedata.normalize("NFKC", folded)
