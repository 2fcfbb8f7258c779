"""What planning a season gives: circles with the people in them, or the limits that locked choices clash with."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """One circle; its people are pseudonyms and stay inside the night."""

    topic_id: str
    slot: Slot
    room: str
    branch: str
    facilitator: str
    people: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relaxation:
    """A limit that would have to give way for all locked choices to hold, and by how much."""

    limit: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The best season found. `bound` is what no season can be worth more than; equal to `worth` where it is best."""

    circles: tuple[Circle, ...]
    worth: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether no better season exists."""
        return self.worth >= self.bound

    @property
    def gap(self) -> float:
        """How much better a season could be at most, as a share of the bound; 0 where this one is best."""
        return 0.0 if self.is_optimal else (self.bound - self.worth) / max(1, abs(self.bound))


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """Locked choices that cannot all hold."""

    relaxations: tuple[Relaxation, ...]
    is_proved: bool = True
    """Whether no season holds them all; False where the search ended before it found one or proved that."""
