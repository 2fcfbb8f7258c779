"""The verb that shows the proposed topics, for people and in every format for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import StoreError
from pipeline.escape import one_line
from pipeline.store import Answer, Catalogue, Decisions, Home
from pipeline.topics.decided import statuses
from pipeline.topics.fit.cost import COST
from pipeline.verbs import house
from pipeline.verbs.as_of import as_of_option, kept_catalogue
from pipeline.verbs.look import emit

TOPICS_SHOWN = 12
WIDE = 110  # letters of a terminal from which every result of a look has a column of its own
TOPICS = """
SELECT t.topic_id, t.title, t.n_respondents, t.n_branches, t.priority, t.status,
       tc.rank AS course_rank, c.title AS course, c.provider, c.url, c.language, c.free_kind, c.duration_weeks,
       c.weekly_effort_hours, tc.fit, round(tc.score, 4) AS score,
       l.result AS link, l.checked_at::DATE AS link_checked_on
FROM out.topic t
LEFT JOIN out.topic_course tc USING (topic_id)
LEFT JOIN out.course c USING (course_id)
LEFT JOIN out.link_check l USING (course_id, url)
WHERE NOT t.is_suppressed
ORDER BY t.priority DESC, t.title, t.topic_id, tc.rank
"""
BEST_COURSE = """
SELECT t.topic_id, t.title, t.n_respondents, t.status, c.title AS course, c.provider, c.is_free, tc.fit,
       l.result, l.checked_at, CASE WHEN c.language <> asked.language THEN c.language END AS other_language
FROM out.topic t
LEFT JOIN (
    SELECT tg.topic_id, max_by(g.language, (g.n_respondents, g.goal_id)) AS language
    FROM out.topic_goal tg JOIN out.goal g USING (goal_id)
    WHERE g.language IS NOT NULL AND NOT g.is_suppressed GROUP BY ALL
) asked ON asked.topic_id = t.topic_id
LEFT JOIN out.topic_course tc ON tc.topic_id = t.topic_id AND tc.rank = 1
LEFT JOIN out.course c USING (course_id)
LEFT JOIN out.link_check l USING (course_id, url)
WHERE NOT t.is_suppressed
ORDER BY t.priority DESC, t.title, t.topic_id
"""
"""`other_language` is the course's, where the goal that most people share is worded in another one."""
HIDDEN = "SELECT count(*) FROM out.topic WHERE is_suppressed"
HEADINGS = {
    "topic_id": "Topic number",
    "title": "What people want to learn",
    "n_respondents": "People",
    "n_branches": "Branches",
    "priority": "Priority (0 to 1)",
    "status": "Decision",
    "course_rank": "Course no.",
    "course": "Course",
    "provider": "Provider",
    "url": "Address",
    "language": "Language",
    "free_kind": "Cost",
    "duration_weeks": "Weeks",
    "weekly_effort_hours": "Hours a week",
    "fit": "Fits a circle",
    "score": "Match score",
    "link": "Page",
    "link_checked_on": "Page looked at on",
}
"""What the columns are called in a sheet, which people read; the other formats keep the names."""


@dataclass(frozen=True)
class Topics:
    """The topics as a terminal shows them."""

    rows: list[dict[str, Any]]
    """Best first, without those that people rejected; each with its best course."""
    rejected: int
    hidden: int


@click.command()
@as_of_option
@house.home_option
@house.format_option
def topics(*, as_of: str | None, home: Path | None, shape: str) -> None:
    """The proposed circle topics, best first, each with its shortlist. Groups too small to show are left out.

    What was decided since the last night counts at once, but not with --as-of, which needs a catalogue that is still
    kept. On a terminal rejected topics are left out.
    """
    here = house.published(home)
    path = kept_catalogue(here, as_of, "topics with all that is told of them") if as_of else here.catalogue
    decided = None if as_of else decided_now(here)
    if shape == "table":
        console = Console()
        console.print(topics_table(_read(path, decided), console.width))
        return
    with Catalogue(path) as catalogue:
        found = catalogue.query(TOPICS)
    found = _with_statuses(found, decided)
    if shape == "json":
        house.say_json(_nested(found))
        return
    emit(_for_people(found) if shape == "xlsx" else found, shape, "Circle topics")


def _for_people(found: Answer) -> Answer:
    """As a sheet tells it: headings in words, and what a course costs."""
    cost = found.columns.index("free_kind")
    rows = [(*row[:cost], COST.get(row[cost], row[cost]), *row[cost + 1 :]) for row in found.rows]
    return Answer(tuple(HEADINGS[name] for name in found.columns), rows)


def read_topics(home: Home) -> Topics:
    """The topics of a home, under the decisions as they stand now."""
    return _read(home.catalogue, decided_now(home))


def _read(path: Path, decided: Mapping[str, str] | None) -> Topics:
    with Catalogue(path) as catalogue:
        found = _with_statuses(catalogue.query(BEST_COURSE), decided)
        ((hidden,),) = catalogue.query(HIDDEN).rows
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    kept = [row for row in rows if row["status"] != "rejected"]
    return Topics(kept, len(rows) - len(kept), hidden)


def topics_table(topics: Topics, width: int) -> Table:
    """The topics, best first, for a terminal of so many letters: what was decided, and the first course of each."""
    table = Table(
        title="Proposed circle topics",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("topic", no_wrap=True)
    table.add_column("what people want to learn", ratio=1)
    table.add_column("people", justify="right", no_wrap=True)
    table.add_column("best course", ratio=1)
    table.add_column("free", no_wrap=True)
    table.add_column("fit", no_wrap=True)
    has_page = width >= WIDE and any(row["checked_at"] for row in topics.rows)
    if has_page:
        table.add_column("page", no_wrap=True)
    for row in topics.rows[:TOPICS_SHOWN]:
        course = _course(row, has_page=has_page)
        status = Text("" if row["status"] == "proposed" else f"\n{row['status']}", style="green")
        table.add_row(
            Text(row["topic_id"]) + status,
            Text(one_line(row["title"] or "")),
            str(row["n_respondents"]),
            course,
            ("unknown" if row["is_free"] is None else "yes") if row["course"] else "",
            row["fit"] or "",
            *([_looked_at(row["result"], row["checked_at"]) if row["course"] else ""] if has_page else []),
        )
    table.caption = "; ".join(_notes(topics))
    return table


def _notes(topics: Topics) -> list[str]:
    notes = ["best first: half of the order is how many want it, half how surely a course matches and fits a circle"]
    more = len(topics.rows) - TOPICS_SHOWN
    if more > 0:
        notes.append(f"{more} more in the exports of `circlewise topics`")
    if topics.rejected:
        notes.append(f"{topics.rejected} rejected")
    if topics.hidden:
        notes.append(f"{topics.hidden} more are wished for by too few people to be shown")
    return notes


def _course(row: Mapping[str, Any], *, has_page: bool) -> Text:
    """The course and who gives it; what may keep people out too, where the page has no column."""
    if not row["course"]:
        return Text("none found", style="dim")
    named = Text(one_line(f"{row['course']} ({row['provider']})" if row["provider"] else row["course"]))
    if row.get("other_language"):
        named += Text(f"\nin {one_line(row['other_language'])}, asked for in another language", style="yellow")
    if not has_page and row["result"] not in (None, "alive", "moved"):
        named += Text("\npage ") + _looked_at(row["result"], row["checked_at"])
    return named


def _looked_at(result: str | None, checked_at: datetime | None) -> Text:
    """What a look at the course's page came to, and on which day; what may keep people out stands out."""
    if result is None:
        return Text("not checked", style="dim")
    return Text(f"{result} {checked_at:%Y-%m-%d}", style="" if result in ("alive", "moved") else "yellow")


def decided_now(home: Home) -> dict[str, str] | None:
    """The status of the decided topics; None, and a word about it, where the decisions cannot be read now."""
    try:
        return dict(statuses(Decisions(home.decisions).all()))
    except StoreError as error:
        house.say(f"Decisions are shown as the last night knew them: {error}")
        return None


def _with_statuses(answer: Answer, decided: Mapping[str, str] | None) -> Answer:
    """The rows with the status that holds now in place of that of the last night."""
    if decided is None:
        return answer
    topic, status = answer.columns.index("topic_id"), answer.columns.index("status")
    rows = [(*row[:status], decided.get(row[topic], "proposed"), *row[status + 1 :]) for row in answer.rows]
    return Answer(answer.columns, rows)


def _nested(answer: Answer) -> list[dict[str, Any]]:
    """Topics with their courses inside, for scripts."""
    start = answer.columns.index("course_rank")
    found: dict[str, dict[str, Any]] = {}
    for row in answer.rows:
        topic = found.setdefault(row[0], dict(zip(answer.columns[:start], row, strict=False)) | {"courses": []})
        if row[start] is not None:
            names = ("rank", "title", *answer.columns[start + 2 :])
            topic["courses"].append(dict(zip(names, row[start:], strict=True)))
    return list(found.values())
