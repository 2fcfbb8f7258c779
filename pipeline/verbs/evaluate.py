"""The verb `evaluate`: how good matching is on judgements, beside simpler methods and beside an earlier run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.match.evaluate import PerGoal
from pipeline.match.evaluate import evaluate as measure
from pipeline.match.judgements import read_judgements
from pipeline.match.reliability import calibration_text
from pipeline.match.report import frozen_csv, read_frozen, report_of, report_text
from pipeline.settings import load_settings
from pipeline.verbs import house
from pipeline.verbs.match import ready_for

csv_file = click.Path(path_type=Path, exists=True, dir_okay=False)
SAYS = {
    "ndcg_at_10": "how good the first ten are; 1: the best order there is",
    "recall_at_20": "share of the relevant courses among the first 20",
    "recall_at_50": "the same among the first 50",
    "mrr": "1 / rank of the first relevant course",
    "precision_at_5": "share of the first five that is relevant",
    "judged_at_10": "share of the first ten that anybody judged; the others count as not relevant",
    "goals": "goals in the file",
    "abstained": "goals for which nothing would be offered",
    "abstain_auroc": "how well confidence parts goals with a relevant course from those without; 0.5: not at all",
}


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
@click.option(
    "--report",
    is_flag=True,
    help="Also goal by goal, the worst, whether confidence holds, and the difference to a frozen run.",
)
@click.option(
    "--frozen",
    type=csv_file,
    help="CSV of an earlier `--freeze` to compare with; with --report else the one in data/judgements/frozen, if any.",
)
@click.option("--freeze", type=click.Path(path_type=Path, dir_okay=False), help="Write this run for later comparison.")
@click.option(
    "--vectors",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that keeps vectors of courses, so that the next run on the same courses is fast; made where missing.",
)
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
    vectors: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Measure the matcher on relevance judgements."""
    judgements = read_judgements(_read(courses), _read(goals), _read(qrels), (courses.name, goals.name, qrels.name))
    for sentence in judgements.odd:
        house.say(sentence)
    if not judgements.qrels:
        raise UsageError(f"{qrels} judges no goal of {goals}; do the files belong together?")
    settings = load_settings(config or house.PROJECT / "schedule.yaml").match
    ready = ready_for(settings, vectors)
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
    if ready.kept and not ready.kept.write(others=True):
        house.say(f"--vectors: {vectors} could not be written, so the next run makes the vectors again")
    frozen = frozen or _kept_run(goals, is_wanted=report)
    earlier = read_frozen(_read(frozen), frozen.name) if frozen else None
    if freeze:
        _write(freeze, frozen_csv(each))
    calibrated = found.pop("calibration")
    told = report_of(each, earlier) | {"calibration": calibrated} if report or frozen else None
    if as_json:
        house.say_json(found | ({"report": told} if told else {}))
    else:
        _tell(found, calibrated, told)


def _tell(found: Mapping[str, Any], calibrated: Mapping[str, Any] | None, report: Mapping[str, Any] | None) -> None:
    if report:
        click.echo(report_text(report))
        if calibrated:
            click.echo(calibration_text(calibrated))
    for name, meaning in SAYS.items():
        value = found[name]
        shown = "-" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
        click.echo(f"{name:<16} {shown:<8} {meaning}")
    if calibrated:
        click.echo(
            f"{'brier':<16} {calibrated['as_delivered']['brier']:<8.4f} how far confidence is from what was accepted; "
            f"0: never wrong, {calibrated['always_the_share']:.4f}: always saying the same"
        )
    index, match = found["seconds"]["index"], found["seconds"]["match"]
    click.echo(
        f"{'seconds':<16} {index + match:<8.1f} {index:.1f} to prepare the courses, {match:.1f} to match the goals"
    )


def _kept_run(goals: Path, *, is_wanted: bool) -> Path | None:
    """The frozen run in git for a file of goals: `FOLDER.FILE.csv`, by the names of both."""
    path = house.PROJECT / "data" / "judgements" / "frozen" / f"{goals.resolve().parent.name}.{goals.stem}.csv"
    return path if is_wanted and path.exists() else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--freeze: {path} cannot be written ({error.strerror})") from error
