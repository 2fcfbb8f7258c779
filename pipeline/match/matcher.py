"""The one way in: a text to the courses its goals would get, explained, or the reason why nothing is offered."""

from __future__ import annotations

from pipeline.match.calibrate import confidence, reason
from pipeline.match.explain import explained
from pipeline.match.goal import goals_in, read_goal
from pipeline.match.index import Index, primary
from pipeline.match.score import rank
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
    return [match_goal(index, wording, settings, n, language) for wording in goals_in(text)]


def match_goal(
    index: Index, wording: str, settings: MatchSettings, n: int = 10, language: str | None = None
) -> GoalMatch:
    """What one goal gets: courses by score, then title, then course_id; none where the matcher abstains."""
    goal = read_goal(index, wording, language)
    ranking = rank(index, goal, n, primary(language))
    sure = confidence(goal, ranking)
    if not ranking.rows or sure < settings.min_confidence:
        return GoalMatch(
            wording=wording, abstained=True, reason=reason(index, goal, ranking), confidence=sure, courses=()
        )
    floor = settings.min_score_share * float(ranking.scores[ranking.rows[0]])
    courses = tuple(explained(index, goal, ranking, row) for row in ranking.rows if ranking.scores[row] >= floor)
    return GoalMatch(wording=wording, abstained=False, reason=_repairs(goal.repaired), confidence=sure, courses=courses)


def _repairs(repaired: dict[str, str]) -> str:
    """What was read differently than typed; empty where nothing was."""
    if not repaired:
        return ""
    return "read as typed but for " + ", ".join(f"“{typed}”: {meant}" for typed, meant in repaired.items())
