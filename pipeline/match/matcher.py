"""The one way in: a text to the courses its goals would get, explained, or the reason why nothing is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.match.calibrate import confidence, decided_against, in_another_language, only_paid, ranked, reason
from pipeline.match.explain import explained
from pipeline.match.features import decision
from pipeline.match.goal import ReadGoal, goals_in, read_goals
from pipeline.match.index import Index, primary
from pipeline.match.looks import found_by_both
from pipeline.match.pools import Noted
from pipeline.match.score import Ranking
from pipeline.match.shares import dealt_out
from pipeline.model import GoalMatch, MatchSettings


@dataclass(frozen=True)
class Matching:
    """What is done with a share of the goals, here or on another machine: their matches, and what their pools noted."""

    index: Index
    settings: MatchSettings
    n: int
    language: str | None

    def __call__(self, share: Sequence[ReadGoal]) -> tuple[list[GoalMatch], Noted | None]:
        """The matches in the order of the goals."""
        found = [_matched(self.index, goal, self.settings, self.n, self.language) for goal in share]
        return found, self.index.pools.handed_over() if self.index.pools else None


def match(
    index: Index, text: str, settings: MatchSettings, n: int = 10, language: str | None = None
) -> list[GoalMatch]:
    """What every goal of a text gets, in the order of the text; a text that is one goal gives one.

    Args:
        index: the catalogue, from `build_index`.
        text: what a person typed; any text will do.
        settings: `min_confidence` decides when to abstain.
        n: courses for a goal at most.
        language: BCP 47 tag; leaves out courses known to be taught in another language.
    """
    phrases = [part.phrase for wording in goals_in(text) for part in index.means.understand(wording)]
    return match_goals(index, phrases or [text], settings, n, language)


def match_goals(
    index: Index, wordings: Sequence[str], settings: MatchSettings, n: int = 10, language: str | None = None
) -> list[GoalMatch]:
    """What each goal gets: courses by score, then title, then course_id; none where the matcher abstains."""
    found = []
    work = Matching(index, settings, n, language)
    for matches, noted in dealt_out(index.means.spread, work, read_goals(index, wordings, language)):
        found += matches
        if index.pools is not None and noted is not None:
            index.pools.take_over(noted)
    return found


def match_goal(
    index: Index, wording: str, settings: MatchSettings, n: int = 10, language: str | None = None
) -> GoalMatch:
    """What one goal gets."""
    return match_goals(index, [wording], settings, n, language)[0]


def _matched(index: Index, goal: ReadGoal, settings: MatchSettings, n: int, language: str | None) -> GoalMatch:
    ranking = ranked(index, goal, n, settings.min_confidence, primary(language))
    sure = confidence(ranking)
    if not ranking.places or sure < settings.min_confidence:
        anywhere = ranked(index, goal, 1, settings.min_confidence) if language else ranking
        is_elsewhere = bool(language and anywhere.places) and confidence(anywhere) >= settings.min_confidence
        why = in_another_language(anywhere) if is_elsewhere else reason(ranking, settings.min_confidence)
        return _silent(goal, why, sure)
    floor = settings.min_score_share * float(ranking.scores[ranking.places[0]])
    left_out: dict[int, str] = {}
    shown = []
    for look, place in found_by_both(index, goal, ranking, n, settings.min_confidence, primary(language)):
        left_out |= _left_out(look, floor)
        if look.scores[place] >= floor and int(look.asked.rows[place]) not in left_out:
            shown.append((look, place))
    if not shown:
        return _silent(goal, decided_against(ranking.asked, ranking.rows[0]), sure)
    if all(index.courses[look.asked.rows[place]].is_paid for look, place in shown):
        return _silent(goal, only_paid(ranking), sure)
    courses = tuple(explained(look, place) for look, place in shown)
    told = "; ".join((*_read_as(goal), *left_out.values()))
    return GoalMatch(wording=goal.wording, abstained=False, reason=told, confidence=sure, courses=courses)


def _silent(goal: ReadGoal, why: str, sure: float) -> GoalMatch:
    return GoalMatch(wording=goal.wording, abstained=True, reason=why, confidence=sure, courses=())


def _left_out(ranking: Ranking, floor: float) -> dict[int, str]:
    """What people decided against for this very goal and would be near enough to be offered: row to who and when."""
    asked = ranking.asked
    found: dict[int, str] = {}
    if not asked.heard:
        return found
    before = ranking.scores - ranking.points("decision")
    for place in np.flatnonzero(before >= floor).tolist():
        heard = asked.heard.get(int(asked.rows[place]))
        if heard is not None and heard.is_against:
            title = asked.index.courses[heard.row].title
            found[heard.row] = f"left out: “{title}”, {decision.because(asked, heard.row)}"
    return found


def _read_as(goal: ReadGoal) -> list[str]:
    """What was read differently than typed, or in a sense that a person decided."""
    told = [f"read as {concept.told}" for concept in goal.concepts if concept.decision]
    if goal.read_as:
        told.append(f"read as “{goal.read_as}”, as it is meant in libraries")
    if goal.repaired:
        repairs = ", ".join(f"“{typed}”: {meant}" for typed, meant in goal.repaired.items())
        told.append(f"read as typed but for {repairs}")
    return told
