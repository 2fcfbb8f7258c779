"""What each picture shows, as rows: the drawing, the table beside it and the CSV are made of the same ones; pure.

Every number about people is one that a promised view tells, or stands in none of the rows. Nothing is added up over
people here, so that no sum can be taken apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median_high
from typing import Any

from pipeline.model.picture import Figures, PicturedTopic, SeasonFigure

NAMES = ("demand", "branches", "coverage", "fit", "trend", "outcomes")
"""In the order of the page; `unserved`, the list below the picture of catalogues, is no picture of its own."""
MOST_BARS, MOST_BRANCHES, MOST_POINTS = 15, 10, 150
MEASURES = ("participants", "completion_pct", "course_worked", "applied")
"""The measures of a season that are drawn; the table has them all."""
MOST_SEASONS = 6
Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One picture as rows."""

    name: str
    columns: tuple[str, ...]
    """Codes of the headings; templates/picture_words.html words them."""
    rows: Sequence[Row]
    """All of them, for the CSV; the first ones are drawn and shown."""
    drawn: Sequence[Row]
    """Those that the drawing shows."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the finding is told from; empty where there is nothing to tell."""


def sheets_of(figures: Figures, sources: Mapping[str, str]) -> dict[str, Sheet]:
    """Every picture by its name; `sources` are the titles of catalogues by their id."""
    found = (
        _demand(figures),
        _branches(figures),
        _coverage(figures, sources),
        _fit(figures),
        _trend(figures),
        _outcomes(figures),
        _unserved(figures),
    )
    return {sheet.name: sheet for sheet in found}


def _demand(figures: Figures) -> Sheet:
    rows = [(topic.title, topic.n_respondents) for topic in figures.topics]
    facts = {"title": rows[0][0], "n": rows[0][1]} if rows else {}
    return Sheet(name="demand", columns=("topic", "people"), rows=rows, drawn=rows[:MOST_BARS], facts=facts)


def _branches(figures: Figures) -> Sheet:
    """The cells that are told; a pair that is not here is hidden or nobody's, and nobody can say which."""
    topics = [topic for topic in figures.topics if topic.branches]
    rows = [(topic.title, branch, n) for topic in topics for branch, n in topic.branches]
    common = Counter(branch for _, branch, _ in rows)
    shown = sorted(common, key=lambda branch: (-common[branch], branch))[:MOST_BRANCHES]
    first = [topic.title for topic in topics if any(branch in shown for branch, _ in topic.branches)][:MOST_BARS]
    drawn = [row for row in rows if row[0] in first and row[1] in shown]
    title, branch, n = max(rows, key=lambda row: row[2], default=("", "", 0))
    facts = {"title": title, "branch": branch, "n": n} if rows else {}
    return Sheet(name="branches", columns=("topic", "branch", "people"), rows=rows, drawn=drawn, facts=facts)


def _coverage(figures: Figures, sources: Mapping[str, str]) -> Sheet:
    rows = [(sources.get(each.source, each.source), each.n_goals, each.n_only) for each in figures.coverage]
    facts: dict[str, Any] = {}
    if rows and figures.n_goals:
        facts = {
            "n": figures.n_goals,
            "n_unserved": len(figures.unserved),
            "source": rows[0][0],
            "n_most": rows[0][1],
        }
    drawn = [row for row in rows if row[1]][:MOST_BARS]
    return Sheet(name="coverage", columns=("catalogue", "wishes", "only_here"), rows=rows, drawn=drawn, facts=facts)


def _unserved(figures: Figures) -> Sheet:
    """Wishes that no catalogue serves; a list, with nothing to draw."""
    rows = [(each.wording, each.n_respondents, each.reason) for each in figures.unserved]
    return Sheet(name="unserved", columns=("wish", "people", "reason"), rows=rows, drawn=())


def _fit(figures: Figures) -> Sheet:
    rows = [(topic.title, topic.n_respondents, _signs(topic), topic.fit or "none") for topic in figures.topics]
    facts: dict[str, Any] = {}
    if rows:
        line = median_high(n for _, n, _, _ in rows)
        wanted = [row for row in rows if row[1] >= line]
        facts = {"line": line, "n": len(wanted), "n_fit": sum(row[3] == "yes" for row in wanted)}
    return Sheet(
        name="fit", columns=("topic", "people", "good_signs", "fit"), rows=rows, drawn=rows[:MOST_POINTS], facts=facts
    )


def _signs(topic: PicturedTopic) -> float:
    return topic.n_yes / topic.n_signs if topic.n_signs else 0.0


def _trend(figures: Figures) -> Sheet:
    rows = [
        (topic.title, topic.previous_share, topic.share)
        for topic in figures.topics
        if topic.share is not None and topic.previous_share is not None
    ]
    rows.sort(key=lambda row: (-abs(row[2] - row[1]), row[0]))
    facts = {"title": rows[0][0], "before": rows[0][1], "now": rows[0][2], "n": len(rows)} if rows else {}
    return Sheet(name="trend", columns=("topic", "before", "now"), rows=rows, drawn=rows[:MOST_BARS], facts=facts)


def _outcomes(figures: Figures) -> Sheet:
    rows = [
        (each.season, each.measure, each.unit, _number(each.value), _number(each.before)) for each in figures.seasons
    ]
    told = [each for each in figures.seasons if each.value is not None and each.measure in MEASURES]
    last = list(dict.fromkeys(each.season for each in told))[-MOST_SEASONS:]
    drawn = [(each.season, each.measure, each.unit, _number(each.value), None) for each in told if each.season in last]
    return Sheet(
        name="outcomes",
        columns=("season", "measure", "unit", "value", "before"),
        rows=rows,
        drawn=drawn,
        facts=_of_season(told, last[-1]) if last else {},
    )


def _of_season(told: Sequence[SeasonFigure], season: str) -> dict[str, Any]:
    """The first of the drawn measures that the latest season tells, in the order of what says most."""
    found = {each.measure: each for each in told if each.season == season}
    first = next(found[each] for each in ("completion_pct", "participants", *MEASURES) if each in found)
    return {"season": season, "measure": first.measure, "value": _number(first.value)}


def _number(value: Decimal | None) -> float | int | None:
    """A figure as JSON and tables hold it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
