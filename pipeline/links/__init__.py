"""Judges whether the page of a course is still there, from what its address answered. Pure."""

from pipeline.links.judge import Verdict, judge
from pipeline.links.rules import days_until_due, has_left, is_missing, next_failures

__all__ = ["Verdict", "days_until_due", "has_left", "is_missing", "judge", "next_failures"]
