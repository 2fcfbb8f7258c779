"""How a night grows: what was measured at two sizes, and what follows for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from benchbook.book import Book

STAGES = ("harvest", "build", "match", "propose", "publish")
KINDS = ("of_all", "first", "second")
"""Of nights: the first of all, a first whose vectors are there, the one after."""
LINEAR = 1.1
"""A power up to this counts as a line: two sizes on a busy machine do not tell it from one."""
LEAST_CPU_S = 0.5
"""What took less at the smaller size says nothing about how it grows."""
Night = dict[str, Any]


@dataclass(frozen=True)
class Growth:
    """One figure of a night at two sizes, and between which powers of the size it lies."""

    small: tuple[float, float]
    large: tuple[float, float]

    @property
    def power(self) -> float:
        """1 where twice the size takes twice as much."""
        (n, few), (m, many) = self.small, self.large
        return log(many / few) / log(m / n) if few > 0 and many > 0 else 1.0

    @property
    def each(self) -> float:
        """What one more takes between the two sizes."""
        return max(0.0, (self.large[1] - self.small[1]) / (self.large[0] - self.small[0]))

    def at(self, n: float) -> float:
        """What n take: along the line through both, or along the power where it bends up."""
        if self.power > LINEAR:
            return self.large[1] * float((n / self.large[0]) ** self.power)
        return max(0.0, self.large[1] + self.each * (n - self.large[0]))


def two_sizes(book: Book, by: str, other: str) -> tuple[Night, Night]:
    """The two largest nights in `by` that are the same in `other`; both are `courses` or `goals`.

    Raises:
        ValueError: there are no two such nights.
    """
    nights = sorted(book.nights.values(), key=lambda night: float(night[by]))
    pairs = [(a, b) for a in nights for b in nights if a[other] == b[other] and a[by] < b[by]]
    if not pairs:
        raise ValueError(f"no two nights of the run differ in {by} alone")
    return max(pairs, key=lambda pair: (pair[1][by], pair[0][by]))


def growth(pair: Sequence[Night], by: str, figure: Callable[[Night], float]) -> Growth:
    """How this figure grows from the first night to the second."""
    small, large = pair
    return Growth((small[by], figure(small)), (large[by], figure(large)))


def cpu(kind: str, stage: str) -> Callable[[Night], float]:
    """Seconds of CPU of a stage in a kind of night (`of_all`, `first`, `second`)."""
    return lambda night: float(night[kind]["cpu_s"].get(stage, 0.0))


def figure(kind: str, name: str) -> Callable[[Night], float]:
    """Another figure of a kind of night, such as `peak_mib`."""
    return lambda night: float(night[kind][name])


def memory_at(pair: Sequence[Night], n: float) -> float:
    """MiB of the night that takes most, at so many courses."""
    return max(growth(pair, "courses", figure(kind, "peak_mib")).at(n) for kind in KINDS)


def whole_at(pair: Sequence[Night], by: str, kind: str, n: float) -> float:
    """Seconds of CPU of all stages, each along its own line, and of what belongs to none."""
    parts = [growth(pair, by, cpu(kind, stage)) for stage in STAGES]
    rest = growth(pair, by, lambda night: cpu(kind, "whole")(night) - sum(cpu(kind, s)(night) for s in STAGES))
    return sum(part.at(n) for part in parts) + max(0.0, rest.at(n))
