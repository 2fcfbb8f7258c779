"""What `survey goals` tells a coordinator at the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.flow.goals import GoalSeen, GoalsSeen
from pipeline.model import GoalDecision


def tell_goals(seen: GoalsSeen) -> None:
    """A table a survey, what its words mean, and what people decided."""
    console = Console()
    for survey_id in dict.fromkeys(goal.survey_id for goal in seen.goals):
        table = Table(
            title=f"Goals of survey {survey_id}", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
        )
        for heading in ("goal", "people"):
            table.add_column(heading, no_wrap=True)
        table.add_column("wording", ratio=3)
        table.add_column("wording id", no_wrap=True)
        table.add_column("used by", no_wrap=True)
        table.add_column("because", ratio=2)
        for goal in seen.goals:
            if goal.survey_id == survey_id:
                _add_goal(table, goal, f"under {seen.min_group}")
        console.print(table)
    for note in _notes(seen):
        console.print(Text(note, style="dim"))
    for decision in seen.decisions:
        console.print(Text(_told(decision, seen.titles)))


def _told(decision: GoalDecision, titles: Mapping[str, str]) -> str:
    """A decision in a sentence, with the words it is about where they may be seen, and why it was made."""

    def named(each: str) -> str:
        return f"{each} “{titles[each]}”" if each in titles else each

    what = f"{decision.action.replace('_', ' ')} {named(decision.subject)} / {named(decision.goal_id)}"
    who = f"by {decision.decided_by} on {decision.decided_at:%Y-%m-%d}"
    note = f" ({decision.note})" if decision.note else ""
    undone = (
        f", undone on {decision.undone_at:%Y-%m-%d} by decision {decision.undone_by_id}" if decision.undone_at else ""
    )
    return f"decision {decision.decision_id}: {what} {who}{note}{undone}"


def _add_goal(table: Table, goal: GoalSeen, few: str) -> None:
    """A goal with a line a wording; under its id what keeps it apart from goals of the same meaning."""
    facets = "\n".join(facet for facet in (goal.level, goal.language) if facet)
    for place, each in enumerate(goal.wordings):
        said = Text(each.wording) if each.wording else Text(f"withheld: {each.withheld_because}", style="dim")
        if each.also:
            said += Text(f"\nalso typed: {'; '.join(each.also)}", style="dim")
        hidden = few if len(goal.wordings) == 1 and each.is_few else "not told"
        people = hidden if goal.n_respondents is None else str(goal.n_respondents)
        used_by = few if each.is_few else "not told" if each.n_told is None else str(each.n_told)
        about = (Text(goal.goal_id) + Text(f"\n{facets}" if facets else "", style="dim"), people)
        because = each.because
        if place == 0 and goal.apart_from:
            because += f"; apart from {', '.join(goal.apart_from)} by level or language"
        table.add_row(*(about if place == 0 else ("", "")), said, each.wording_id, used_by, Text(because))


def _notes(seen: GoalsSeen) -> Iterator[str]:
    """What the words of the table mean, those that stand in it."""
    if any(goal.apart_from for goal in seen.goals):
        yield (
            "Goals of one subject stand together. The level and language under its number keep a goal apart, since a "
            "course has one of each; a topic holds them all."
        )
    if any(goal.n_respondents is not None for goal in seen.goals):
        yield (
            f"people: a number once told stays until it is off by {seen.min_group} or more, lest two nights side by "
            "side tell what few people said."
        )
    if any(each.is_few for goal in seen.goals for each in goal.wordings):
        yield (
            f"under {seen.min_group}: nobody but coordinators sees such a wording; published are "
            f"words of the form, of at least {seen.min_group} people, or of the library lexicon, where at least "
            f"{seen.min_group} share the goal."
        )
    if any(goal.n_respondents is None for goal in seen.goals):
        yield "not told: the number would give away a smaller group by subtraction, or is of such a group."
    if any(each.wording is None for goal in seen.goals for each in goal.wordings):
        yield "withheld: what may name somebody is shown to nobody."
