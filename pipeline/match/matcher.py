"""The one way in: a text to the courses its goals would get, explained, or the reason why nothing is offered."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.match.calibrate import confidence, in_another_language, only_paid, ranked, reason
from pipeline.match.explain import explained
from pipeline.match.goal import ReadGoal, goals_in, read_goals
from pipeline.match.index import Index, primary
from pipeline.model import GoalMatch, MatchSettings


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
    return [_matched(index, goal, settings, n, language) for goal in read_goals(index, wordings, language)]


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
        is_elsewhere = language is not None and confidence(anywhere) >= settings.min_confidence
        why = in_another_language(anywhere) if is_elsewhere else reason(ranking)
        return _silent(goal, why, sure)
    floor = settings.min_score_share * float(ranking.scores[ranking.places[0]])
    shown = [place for place in ranking.places if ranking.scores[place] >= floor]
    if all(index.courses[ranking.asked.rows[place]].is_paid for place in shown):
        return _silent(goal, only_paid(ranking), sure)
    courses = tuple(explained(ranking, place) for place in shown)
    return GoalMatch(
        wording=goal.wording, abstained=False, reason=_repairs(goal.repaired), confidence=sure, courses=courses
    )


def _silent(goal: ReadGoal, why: str, sure: float) -> GoalMatch:
    return GoalMatch(wording=goal.wording, abstained=True, reason=why, confidence=sure, courses=())


def _repairs(repaired: dict[str, str]) -> str:
    """What was read differently than typed; empty where nothing was."""
    if not repaired:
        return ""
    return "read as typed but for " + ", ".join(f"“{typed}”: {meant}" for typed, meant in repaired.items())
