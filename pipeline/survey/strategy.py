"""Which learning goals serve which goal of the library's strategic plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import SUBJECT_KINDS, GoalDemand, StrategicGoal
from pipeline.survey.forms import Forms
from pipeline.survey.lexicon import Lexicon, Words


class Strategy:
    """The strategic goals of one library, ready to be looked up."""

    def __init__(self, strategic_goals: Sequence[StrategicGoal], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._forms = Forms(lexicon)
        self._goals = [
            (goal.name, goal.concepts, [(words, self._forms.of(words)) for words in goal.words])
            for goal in strategic_goals
        ]

    def links(self, goal: GoalDemand) -> Iterator[tuple[str, str]]:
        """The names of the strategic goals that a goal serves, each with why, in the order of the settings.

        A concept counts wherever the goal names it, also by a term below it (*phishing* under online safety).
        """
        subject = goal.matching_text or goal.wording
        named = self._lexicon.concepts(subject) | goal.concepts
        said = self._forms.of(subject)
        for name, concepts, entries in self._goals:
            concept = next((each for each in concepts if each in named), None)
            words = next((entry for entry, forms in entries if _holds(said, forms)), None)
            if concept is not None:
                yield name, f"it names the concept {concept}"
            elif words is not None:
                yield name, f"it holds the words “{words}”"


def unknown_concepts(strategic_goals: Sequence[StrategicGoal], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Concepts that the lexicon does not have: number of the strategic goal, number in its list, and the concept."""
    known = {term.concept for term in lexicon.terms if term.kind in SUBJECT_KINDS}
    for number, goal in enumerate(strategic_goals):
        for place, concept in enumerate(goal.concepts):
            if concept not in known:
                yield number, place, concept


def _holds(said: Words, wanted: Words) -> bool:
    """True where the words stand side by side in what was said."""
    size = len(wanted)
    return size > 0 and any(said[at : at + size] == wanted for at in range(len(said) - size + 1))
