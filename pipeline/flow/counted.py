"""A number with its noun, as a person would write it."""

from __future__ import annotations


def counted(n: int, noun: str) -> str:
    """`1 row`, `2 rows`; of nouns whose plural takes an -s."""
    return f"{n} {noun}{'' if n == 1 else 's'}"
