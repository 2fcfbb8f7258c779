"""The set of circles worth running together: what is known in, an exact plan with its reasons out; pure."""

from pipeline.topics.season.problem import (
    Choice,
    Facilitator,
    Limits,
    Person,
    Problem,
    Room,
    Theme,
    facilitator_minutes,
)
from pipeline.topics.season.result import Circle, Clash, Plan, Relaxation

__all__ = [
    "Choice",
    "Circle",
    "Clash",
    "Facilitator",
    "Limits",
    "Person",
    "Plan",
    "Problem",
    "Relaxation",
    "Room",
    "Theme",
    "facilitator_minutes",
]
