"""Reads what pictures are made of: from the promised views alone, and only rows whose number is told there."""

from __future__ import annotations

from collections import defaultdict

from pipeline.model.picture import Coverage, Figures, PicturedTopic, SeasonFigure, UnservedGoal
from pipeline.store.reading import Catalogue

TOPICS = """
SELECT t.topic_id, coalesce(t.title, t.topic_id), t.n_respondents, d.respondents_share, d.previous_respondents_share,
       b.fit, coalesce(b.n_yes, 0), coalesce(b.n_signs, 0)
FROM out.topic t LEFT JOIN out.demand_trend d ON d.scope = 'topic' AND d.scope_id = t.topic_id LEFT JOIN (
    SELECT c.topic_id, any_value(c.fit) AS fit, count(*) FILTER (s.value = 'yes') AS n_yes, count(s.signal) AS n_signs
    FROM out.topic_course c LEFT JOIN out.fit_signal s USING (course_id) WHERE c.rank = 1 GROUP BY c.topic_id
) b ON b.topic_id = t.topic_id
WHERE NOT t.is_suppressed AND t.n_respondents IS NOT NULL
ORDER BY t.n_respondents DESC, t.title, t.topic_id
"""
BRANCHES = "SELECT topic_id, branch, n_respondents FROM out.topic_branch ORDER BY topic_id, n_respondents DESC, branch"
# One wish asked in several surveys is told once, with the number of the latest; a joined course is in each catalogue
# that lists it.
SERVED = """
WITH told AS (
    SELECT g.wording, g.goal_id, g.n_respondents, s.added_at FROM out.goal g JOIN out.survey s USING (survey_id)
    WHERE NOT g.is_suppressed AND g.wording IS NOT NULL AND g.n_respondents IS NOT NULL
), found AS (
    SELECT DISTINCT t.wording, coalesce(c.canonical_course_id, c.course_id) AS course
    FROM told t JOIN out.match m USING (goal_id) JOIN out.course c USING (course_id)
    WHERE c.is_free IS DISTINCT FROM false
), served AS (
    SELECT DISTINCT f.wording, c.source
    FROM found f JOIN out.course c ON coalesce(c.canonical_course_id, c.course_id) = f.course WHERE c.is_active
)
"""
COVERAGE = f"""
{SERVED.strip()}, counted AS (
    SELECT source, count(*) AS n_goals, count(*) FILTER (n_sources = 1) AS n_only
    FROM (SELECT source, count(*) OVER (PARTITION BY wording) AS n_sources FROM served) GROUP BY source
)
SELECT source, coalesce(n_goals, 0), coalesce(n_only, 0)
FROM (SELECT DISTINCT source FROM out.course WHERE is_active) LEFT JOIN counted USING (source)
ORDER BY 2 DESC, 3 DESC, 1
"""  # noqa: S608  # both parts are of this module
UNSERVED = f"""
{SERVED}
SELECT t.wording, arg_max(t.n_respondents, t.added_at), arg_max(a.reason, t.added_at),
       bool_or(t.wording IN (SELECT wording FROM served))
FROM told t LEFT JOIN out.abstention a USING (goal_id)
GROUP BY t.wording ORDER BY 2 DESC, 1
"""  # noqa: S608
SEASONS = """
SELECT o.scope_id, o.measure, o.unit, o.value, o.before
FROM out.outcome o LEFT JOIN (SELECT season, min(starts_on) AS began FROM out.circle GROUP BY season) c
  ON c.season = o.scope_id
WHERE o.scope = 'season' ORDER BY c.began, o.scope_id, o.measure, o.unit
"""


def read_figures(catalogue: Catalogue) -> Figures:
    """The figures of a catalogue; whatever is suppressed there is not among them.

    Raises:
        UsageError: the catalogue was made by an earlier release, and lacks a column.
        StoreError: it cannot be read.
    """
    branches: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for topic_id, branch, n in catalogue.query(BRANCHES).rows:
        branches[topic_id].append((branch, n))
    goals = catalogue.query(UNSERVED).rows
    return Figures(
        topics=tuple(
            PicturedTopic(
                topic_id=topic_id,
                title=title,
                n_respondents=n,
                share=share,
                previous_share=previous,
                fit=fit,
                n_yes=n_yes,
                n_signs=n_signs,
                branches=tuple(branches[topic_id]),
            )
            for topic_id, title, n, share, previous, fit, n_yes, n_signs in catalogue.query(TOPICS).rows
        ),
        coverage=tuple(
            Coverage(source=source, n_goals=n_goals, n_only=n_only)
            for source, n_goals, n_only in catalogue.query(COVERAGE).rows
        ),
        n_goals=len(goals),
        unserved=tuple(
            UnservedGoal(wording=wording, n_respondents=n, reason=reason)
            for wording, n, reason, is_served in goals
            if not is_served
        ),
        seasons=tuple(
            SeasonFigure(season=season, measure=measure, unit=unit, value=value, before=before)
            for season, measure, unit, value, before in catalogue.query(SEASONS).rows
        ),
    )
