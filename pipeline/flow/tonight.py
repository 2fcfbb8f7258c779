"""Gets a night ready: which sources, with which credentials, under which settings."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import SettingsError, UsageError
from pipeline.fetch import Files, SystemClock
from pipeline.flow.added import LOCAL, with_added
from pipeline.flow.fit import FILE as FIT_WORDS
from pipeline.flow.fit import load_fit_words
from pipeline.flow.harvested import Harvest
from pipeline.flow.lake import lake_of
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.flow.means import WEIGHTS, load_weights
from pipeline.flow.night import Tonight
from pipeline.flow.plans import Wired
from pipeline.flow.same import FILE, load_pairs
from pipeline.flow.subjects import FILE as SUBJECTS
from pipeline.flow.subjects import load_subjects
from pipeline.model import SUBJECT_KINDS, Settings, SourceRules
from pipeline.sources import credentials, find_sources, fingerprint, load_connector
from pipeline.store import Home
from pipeline.survey import AnswerReader
from pipeline.survey.strategy import unknown_concepts

FIRST_YEAR, LAST_YEAR = 2000, 2999  # a night in another year is a slip of the pen


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person or the schedule asks of a night."""

    sources: tuple[str, ...] | None = None
    """Only these sources, or None for all that are enabled."""
    is_offline: bool = False
    files: Files | None = None
    """Read these lists instead of the source's own folder."""
    progress: Callable[[str, Harvest | None], None] = field(default=lambda stage, harvest: None)


def prepare(
    home: Home, settings: Settings, connectors: Path, environ: Mapping[str, str], clock: SystemClock, wanted: Wanted
) -> Tonight:
    """A night on this home, ready to run.

    Raises:
        UsageError: an unknown source was asked for.
        SettingsError: a source.yaml, a connector or a file of data/reference that nights read is wrong.
    """
    known = find_sources(connectors)
    for source in settings.sources:
        check_known(source, known, "schedule.yaml, `sources`: ")
    reader = AnswerReader(load_lexicon(connectors.parent / FOLDER))
    _check_strategy(settings, reader)
    chosen = _choose(known, settings, wanted.sources)
    ready: dict[str, SourceRules] = {}
    wired: dict[str, Wired] = {}
    files: dict[str, Files] = {}
    skipped: list[tuple[str, str]] = []
    for source in chosen:
        if (place := known[source].files) is not None:
            files[source] = wanted.files or Files.at(_place(place, home, connectors.parent), place)
            if source == LOCAL and wanted.files is None:
                files[source] = with_added(files[source], home)
            if files[source].is_empty:
                where = _place(place, home, connectors.parent)
                skipped.append((source, f"there is no list of courses in {where}; see docs/local-courses.md"))
                continue
        held, missing = credentials(known[source], environ)
        if missing and not wanted.is_offline:
            names = " and ".join(missing)
            skipped.append(
                (
                    source,
                    f"its credentials are not set: {names} (or {missing[0]}_FILE); see connectors/{source}/source.yaml",
                )
            )
            continue
        ready[source] = known[source]
        wired[source] = Wired(load_connector(source, connectors), held, fingerprint(source, connectors), connectors)
    return Tonight(
        home=home,
        settings=settings,
        sources=ready,
        wired=wired,
        files=files,
        same_courses=load_pairs(connectors.parent / FILE),
        reader=reader,
        subjects=load_subjects(connectors.parent / SUBJECTS, reader),
        weights=load_weights(connectors.parent / WEIGHTS),
        fit_words=load_fit_words(connectors.parent / FIT_WORDS),
        skipped=tuple(skipped),
        as_of=clock.started_at,
        lake=lake_of(settings, known, environ),
        is_offline=wanted.is_offline,
        user_agent=user_agent(settings),
        clock=clock,
        progress=wanted.progress,
    )


def _place(files: str, home: Home, project: Path) -> Path:
    """Where `home/…` and `project/…` of a source.yaml lie."""
    root, _, inner = files.partition("/")
    return (home.folder if root == "home" else project) / inner


def user_agent(settings: Settings) -> str:
    """Who we are, and how to reach a person."""
    return f"Circlewise/{version('circlewise')} (+{settings.contact})"


def parse_moment(text: str) -> datetime:
    """An ISO date or time, UTC where it names no zone.

    Raises:
        UsageError: it is neither, or its year is before 2000 or after 2999.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"`{text}` is no ISO time; something like 2026-11-24T02:30 was expected") from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(f"`{text}` is in the year {moment.year}; one from {FIRST_YEAR} to {LAST_YEAR} was expected")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _choose(known: Mapping[str, SourceRules], settings: Settings, wanted: Sequence[str] | None) -> list[str]:
    if wanted is None:
        off = {source for source, plan in settings.sources.items() if not plan.is_enabled}
        return [source for source in known if source not in off]
    for source in wanted:
        check_known(source, known)
    return sorted(set(wanted))


def check_known(source: str, known: Iterable[str], where: str = "") -> None:
    """Take the id of a source only if there is one.

    Raises:
        UsageError: there is none; names the one that was probably meant, else all of them.
    """
    names = list(known)
    if source not in names:
        near = difflib.get_close_matches(source.lower(), names, n=2, cutoff=0.7)
        meant = (
            f"did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else f"there are {', '.join(names)}"
        )
        raise UsageError(f"{where}no source is called `{source}`; {meant}")


def _check_strategy(settings: Settings, reader: AnswerReader) -> None:
    """Only the lexicon knows its concepts, so they are checked here and not where the settings are read."""
    known = sorted({term.concept for term in reader.lexicon.terms if term.kind in SUBJECT_KINDS})
    problems = []
    for number, place, concept in unknown_concepts(settings.strategic_goals, reader.lexicon):
        near = difflib.get_close_matches(concept, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "see the column `concept` in data/reference/lexicon/en.csv"
        problems.append(
            f"schedule.yaml, strategic_goals[{number}].concepts[{place}]: found `{concept}`, expected a concept of the "
            f"library lexicon; {hint}"
        )
    if problems:
        raise SettingsError("\n".join(problems))
