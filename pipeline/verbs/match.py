"""The verb `match`: what one goal would get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.flow.match import explain_text
from pipeline.flow.means import TEXTS_FOR_ONE, WEIGHTS, Ready, load_weights, make_ready
from pipeline.flow.taught import taught_reader
from pipeline.match.explain import read_aloud
from pipeline.match.index import primary
from pipeline.model import GoalMatch, MatchDecision, MatchSettings
from pipeline.store import Catalogue, MatchDecisions
from pipeline.survey import AnswerReader
from pipeline.verbs import house


@click.command()
@click.argument("text")
@click.option("-n", "n", type=click.IntRange(1, 100), default=5, show_default=True, help="Courses to show for a goal.")
@click.option("--language", help="Only courses in this language (BCP 47), such as es; unknown languages stay.")
@house.home_option
@house.config_option
@house.json_option
def match(*, text: str, n: int, language: str | None, home: Path | None, config: Path | None, as_json: bool) -> None:
    """What the goal TEXT would get from the published catalogue, with the explanation, or why nothing is offered."""
    here = house.published(home)
    settings = house.settings_of(here, config)
    tag = _language(language)
    ready = ready_for(settings.match, here.vectors, MatchDecisions(here.decisions).all(), here.words, TEXTS_FOR_ONE)
    if not ready.is_full:
        house.say(ready.said)
    with Catalogue(here.catalogue) as catalogue:
        found, courses = explain_text(catalogue, text, settings.match, n, tag, ready.means)
    if tag and not any(course.language and primary(course.language) == primary(tag) for course in courses.values()):
        house.say(f"no course is known to be in `{tag}`; those whose language is not known are left")
    if as_json:
        house.say_json({"text": text, "goals": [_goal(goal, courses) for goal in found]})
        return
    for goal in found:
        _tell(goal, courses)


def _language(text: str | None) -> str | None:
    """The language as a tag.

    Raises:
        UsageError: there is no such language.
    """
    if text is None:
        return None
    from pipeline.normalize.language import EXPECTED, tag

    if (found := tag(text.strip().casefold())) is None:
        raise UsageError(f"--language: found `{text}`, {EXPECTED} was expected")
    return found


def ready_for(
    settings: MatchSettings,
    vectors: Path | None,
    taught: Sequence[MatchDecision] = (),
    words: Path | None = None,
    new_texts: int | None = None,
) -> Ready:
    """What matching needs, from the files of the project, what people taught, and what courses said (`words`).

    Vectors of no more than `new_texts` new descriptions are made; None for all.
    """
    project = house.CONNECTORS.parent
    reader = taught_reader(AnswerReader(load_lexicon(project / FOLDER)), taught)
    return make_ready(reader, load_weights(project / WEIGHTS), settings, vectors, new_texts, taught, words)


def _goal(goal: GoalMatch, courses: dict[str, Any]) -> dict[str, Any]:
    return {
        "wording": goal.wording,
        "abstained": goal.abstained,
        "reason": goal.reason,
        "confidence": goal.confidence,
        "courses": [
            {
                "course_id": found.course_id,
                "title": courses[found.course_id].title,
                "provider": courses[found.course_id].provider,
                "url": courses[found.course_id].url,
                "score": found.score,
                "parts": [asdict(part) for part in found.parts],
            }
            for found in goal.courses
        ],
    }


def _tell(goal: GoalMatch, courses: dict[str, Any]) -> None:
    click.echo(f"{goal.wording}:  (confidence {goal.confidence:.2f}: {_chance(goal)})")
    if goal.reason and not goal.abstained:
        click.echo(f"  {goal.reason}")
    if goal.abstained:
        click.echo(f"  nothing is offered: {goal.reason}")
    for rank, found in enumerate(goal.courses, 1):
        course = courses[found.course_id]
        by = f" ({course.provider})" if course.provider else ""
        click.echo(f"  {rank}. {course.title}{by}")
        if course.url:
            click.echo(f"     {course.url}")
        click.echo(f"     score {found.score:.2f}, which is the sum of")
        for line in read_aloud(found.parts):
            click.echo(f"     {line}")


def _chance(goal: GoalMatch) -> str:
    """What the confidence of a goal says, in words."""
    of_ten = round(goal.confidence * 10)
    if goal.abstained:
        return f"a coordinator would accept what was found best in {of_ten} of 10 such cases"
    return f"a coordinator would accept the first course in {of_ten} of 10 such cases"
