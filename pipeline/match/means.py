"""What matching is given from outside, since it reads no file: how goals are understood, and what texts mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.match.shares import Spread
from pipeline.match.weights import PLAIN
from pipeline.model import MatchWeights, Understood, Verdict

if TYPE_CHECKING:
    from pipeline.match.base import Base
    from pipeline.match.dense import Dense
    from pipeline.match.index import CourseText, Index
    from pipeline.match.nearest import Near
    from pipeline.match.pools import Pools
    from pipeline.match.wordlist import Lexicon

Vectors = NDArray[np.float32]
"""One row a text; every row has length 1."""
Embed = Callable[[Sequence[str]], Vectors]
FindNear = Callable[["Dense", Sequence[str], Vectors, int], "Near"]
"""Vectors of courses, their ids, vectors of goals (all different) and n, to what may be among the n closest."""

FindBase = Callable[[Sequence["CourseText"], NDArray[np.uint64], "Lexicon"], "Base"]
"""Courses, the hashes of what they say, and known words, to a base for them."""

OpenPools = Callable[["Index"], "Pools"]

Asked = Callable[[], Vectors]
"""Vectors of the goals that are about to be asked; made only where somebody wants to know."""
ChooseTexts = Callable[[Sequence[str], Vectors, Asked | None], NDArray[np.bool_]]
"""Descriptions, the vectors of their titles and what will be asked, to which of them are read by meaning now."""


def as_typed(text: str) -> tuple[Understood, ...]:
    """A text as one goal, without a lexicon."""
    return (Understood(phrase=text, text=text),)


@dataclass(frozen=True, kw_only=True)
class Means:
    """The library lexicon and a model of meaning. Without a model (None, None) matching is lesser, and works."""

    understand: Callable[[str], tuple[Understood, ...]] = as_typed
    """The goals in a text, in its order: at least one."""
    embed_courses: Embed | None = None
    embed_goals: Embed | None = None
    choose_texts: ChooseTexts | None = None
    """Which descriptions are read by meaning now, where making vectors of all would take too long; None: all."""
    asked: Asked | None = None
    """What will be asked, so that descriptions near to it are chosen first; None: in their order."""
    find_near: FindNear | None = None
    """Finds the courses close to goals with the help of what was found before; None: looks at every course."""
    find_base: FindBase | None = None
    """Finds what was read of the courses before; None: all are read."""
    open_pools: OpenPools | None = None
    """Finds what was worked out for goals before; None: all is worked out."""
    spread: Spread | None = None
    """Deals work on many goals or courses out to other processes; None: all is done here."""
    weights: MatchWeights = PLAIN
    verdicts: tuple[Verdict, ...] = ()
    """What people said of single courses for single goals, and still holds."""

    @property
    def is_full(self) -> bool:
        """Whether there is a model of meaning."""
        return self.embed_courses is not None and self.embed_goals is not None
