"""Verbs about matching: one goal, and the measure over judgements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.flow.match import explain_text
from pipeline.flow.means import WEIGHTS, Ready, load_weights, make_ready
from pipeline.flow.taught import taught_reader
from pipeline.match.index import primary
from pipeline.model import GoalMatch, MatchDecision, MatchSettings
from pipeline.settings import load_settings
from pipeline.store import Catalogue, MatchDecisions
from pipeline.survey import AnswerReader
from pipeline.verbs import house

csv_file = click.Path(path_type=Path, exists=True, dir_okay=False)


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
    ready = ready_for(settings.match, here.vectors, MatchDecisions(here.decisions).all())
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


@click.command()
@click.option("--courses", required=True, type=csv_file, help="CSV: course_id, title, description, language, url.")
@click.option("--goals", required=True, type=csv_file, help="CSV: goal_id, text.")
@click.option("--qrels", required=True, type=csv_file, help="CSV: goal_id, course_id, grade.")
@click.option(
    "--method",
    type=click.Choice(["full", "embedding", "bm25", "char", "token_set", "wratio"]),
    default="full",
    show_default=True,
    help="Ours, or a simpler method measured in the same way.",
)
@click.option("--report", is_flag=True, help="Also goal by goal, the worst, and the difference to a frozen run.")
@click.option(
    "--frozen",
    type=csv_file,
    help="CSV of an earlier `--freeze` to compare with; with --report else the one in data/judgements/frozen, if any.",
)
@click.option("--freeze", type=click.Path(path_type=Path, dir_okay=False), help="Write this run for later comparison.")
@house.config_option
@house.json_option
def evaluate(
    *,
    courses: Path,
    goals: Path,
    qrels: Path,
    method: str,
    report: bool,
    frozen: Path | None,
    freeze: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Measure the matcher on relevance judgements."""
    from pipeline.match.evaluate import PerGoal
    from pipeline.match.evaluate import evaluate as measure
    from pipeline.match.judgements import read_judgements
    from pipeline.match.report import frozen_csv, read_frozen, report_of, report_text

    judgements = read_judgements(_read(courses), _read(goals), _read(qrels), (courses.name, goals.name, qrels.name))
    for sentence in judgements.odd:
        house.say(sentence)
    if not judgements.qrels:
        raise UsageError(f"{qrels} judges no goal of {goals}; do the files belong together?")
    settings = load_settings(config or house.PROJECT / "schedule.yaml").match
    ready = ready_for(settings, None)
    house.say(ready.said)
    if method == "embedding" and not ready.is_full:
        raise UsageError("--method embedding needs a model of meaning, and there is none")
    each: list[PerGoal] = []
    found = measure(
        judgements.courses,
        judgements.goals,
        judgements.qrels,
        settings,
        means=ready.means,
        method=method,
        per_goal=each,
    )
    frozen = frozen or _kept_run(goals, is_wanted=report)
    earlier = read_frozen(_read(frozen), frozen.name) if frozen else None
    if freeze:
        freeze.write_text(frozen_csv(each), encoding="utf-8")
    if as_json:
        house.say_json(found | ({"report": report_of(each, earlier)} if report or frozen else {}))
        return
    if report or frozen:
        click.echo(report_text(report_of(each, earlier)))
    for name, value in found.items():
        click.echo(f"{name:<16} {value if not isinstance(value, float) else f'{value:.4f}'}")


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


def _kept_run(goals: Path, *, is_wanted: bool) -> Path | None:
    """The frozen run in git for a file of goals: `FOLDER.FILE.csv`, by the names of both."""
    path = house.PROJECT / "data" / "judgements" / "frozen" / f"{goals.resolve().parent.name}.{goals.stem}.csv"
    return path if is_wanted and path.exists() else None


def ready_for(settings: MatchSettings, vectors: Path | None, taught: Sequence[MatchDecision] = ()) -> Ready:
    """What matching needs, from the files of the project and what people taught."""
    project = house.CONNECTORS.parent
    reader = taught_reader(AnswerReader(load_lexicon(project / FOLDER)), taught)
    return make_ready(reader, load_weights(project / WEIGHTS), settings, vectors, decisions=taught)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error


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
    click.echo(f"{goal.wording}:  (confidence {goal.confidence:.2f})")
    if goal.reason and not goal.abstained:
        click.echo(f"  {goal.reason}")
    if goal.abstained:
        click.echo(f"  nothing is offered: {goal.reason}")
    for rank, found in enumerate(goal.courses, 1):
        course = courses[found.course_id]
        by = f" ({course.provider})" if course.provider else ""
        click.echo(f"  {rank}. {course.title}{by}  score {found.score:.2f}")
        if course.url:
            click.echo(f"     {course.url}")
        for part in found.parts:
            click.echo(f"     {part.points:+6.2f}  {part.feature}: {part.because}")
