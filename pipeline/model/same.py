"""data/reference/same_courses.yaml: what people know better about which listings are of the same course."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class PairByHand:
    """Two listings that a person joined or keeps apart."""

    same: tuple[str, ...] | None = setting(
        "two course_ids of the same course, such as [edx:A+B, coursera:abc]", default=None
    )
    different: tuple[str, ...] | None = setting("two course_ids of different courses that were joined", default=None)
    why: str = setting("what shows it, in a sentence: it is told beside the course")
    date: str = setting("the day it was decided, as YYYY-MM-DD")

    @property
    def ids(self) -> tuple[str, ...]:
        """The two course_ids."""
        return self.same or self.different or ()


@dataclass(frozen=True, kw_only=True)
class SameCourses:
    """What same_courses.yaml may say."""

    pairs: tuple[PairByHand, ...] = setting("pairs of listings, each `same` or `different`; the order does not matter")
