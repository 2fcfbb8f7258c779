"""The verb that tells a board what circles came to."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from pipeline.flow.outcomes import BY, outcomes_of
from pipeline.store import Catalogue
from pipeline.verbs import house
from pipeline.verbs.look import emit
from pipeline.verbs.outcomes_table import outcomes_table


@click.command()
@click.option("--by", type=click.Choice(BY), help="A row for each season, branch, topic, course or circle.")
@house.home_option
@house.format_option
def outcomes(*, by: str | None, home: Path | None, shape: str) -> None:
    """What circles came to: reach, hours, completion, Kirkpatrick levels 1 to 4, grants.

    Figures about few people are left empty, and so are those from which such a figure would follow. With --by, a
    terminal shows what parts are compared by; the other formats hold every figure.
    """
    with Catalogue(house.published(home).catalogue) as catalogue:
        found = outcomes_of(catalogue, by)
    if not found.rows:
        house.say(
            "no circle has been counted yet; `circlewise circles import` records circles, `circlewise run` counts them"
        )
    if by and shape == "table":
        console = Console()
        console.print(outcomes_table(found, by, f"Outcomes by {by}", console.width))
    else:
        emit(found, shape, f"Outcomes by {by}" if by else "Outcomes")
