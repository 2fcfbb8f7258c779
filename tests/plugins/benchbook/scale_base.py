"""What the parts of docs/scale.md share: the sizes that are told, how a table is written, the disk of a home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from benchbook.growth import Night, figure, growth

WIDTH = 120
COURSES = (10_000, 50_000, 250_000, 1_000_000, 10_000_000)
LIKENESS_BYTES = 4
"""Of how alike two goals are, single precision; pipeline/topics/alike.py keeps all, several times."""
BUILDS = 7
"""Catalogues that a home keeps, the published one among them: `keep_builds` in schedule.yaml, its default."""


def table(heading: str, words: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a section of one table."""
    yield f"## {heading}\n"
    if words:
        yield f"{fill(words, WIDTH, break_on_hyphens=False)}\n"
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def disk_at(pair: tuple[Night, Night], n: float) -> float:
    """Bytes of a home with its catalogues of n courses each."""
    catalogue, rest = (
        growth(pair, "courses", figure("first", name)).at(n) for name in ("catalogue_bytes", "rest_bytes")
    )
    return BUILDS * catalogue + rest
