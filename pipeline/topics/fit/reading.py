"""How easily a text reads, by the formulas of textstat.

Its English formulas that count syllables load a word list from the network and are not used (textstat 0.7.13).
"""

from __future__ import annotations

from functools import cache
from typing import Any


def grade(text: str) -> float:
    """The US school grade of an English text by Coleman and Liau (1975): letters and sentences per 100 words."""
    return float(_reader("en").coleman_liau_index(text))


def reading_ease(text: str) -> float:
    """The ease of a Spanish text by Fernández Huerta (1959): 0 is hardest, 100 easiest; 60 to 70 is plain."""
    return float(_reader("es").fernandez_huerta(text))


@cache
def _reader(language: str) -> Any:
    from textstat.textstat import textstatistics

    reader = textstatistics()
    reader.set_lang(language)
    return reader
