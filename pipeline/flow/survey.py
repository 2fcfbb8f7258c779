"""Takes a survey export into the home: read, de-identified, kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.flow.counted import counted
from pipeline.flow.intake import REFUSED, band, to_replace, what_changed, why_it_stays, why_not_stored
from pipeline.flow.read_files import read_apart
from pipeline.model import NO_MAPPING, Export, Settings, SurveyMapping
from pipeline.store import Home, Surveys
from pipeline.survey import (
    NOTHING_TOLD,
    AnswerReader,
    Intake,
    Kept,
    Told,
    as_kept,
    code_sentence,
    coded,
    goals,
    inspection,
    mapping_text,
    read_export,
    wishes,
    without_contact,
)
from pipeline.typed_yaml import load_typed


@dataclass(frozen=True)
class Added:
    """A survey that is in the home now, and what became of this export of it."""

    intake: Intake
    export: Export
    n_goals: int
    kept: Kept
    """What of it was kept, and how many typed answers were not."""
    n_respondents: int
    min_group: int
    """Surveys answered by fewer people are kept but not counted."""
    file: str
    """The name of the export."""
    is_mapped: bool = False
    """Whether a mapping said how to read it."""

    @property
    def is_new(self) -> bool:
        """Whether the next night counts something that the last one did not."""
        return self.intake.outcome in ("added", "updated", "reread")

    @property
    def is_refused(self) -> bool:
        """Whether nothing was stored because a person has to say which survey it is of, or to remove one."""
        return self.intake.outcome in REFUSED

    @property
    def sentence(self) -> str:
        """What to tell a person."""
        if (refused := why_not_stored(self.intake, self.file, self.min_group)) is not None:
            return refused
        name = f"survey {self.intake.survey_id}"
        if (why := why_it_stays(self.intake, self.min_group, is_mapped=self.is_mapped)) is not None:
            return f"{name} is already here{why}"
        hold = "holds" if self.kept.n_withheld == 1 else "hold"
        return (
            f"{name}{what_changed(self.intake)}: {self.export.dialect}, "
            f"{self.export.rows_kept} of {counted(self.export.rows_read, 'row')} kept, "
            f"{counted(self.n_goals, 'goal')}; not stored: {counted(len(self.export.not_stored), 'column')}, "
            f"{counted(self.kept.n_withheld, 'typed answer')} that {hold} contact data or may name somebody, and a "
            f"part of {self.kept.n_parted} more{self._too_few}"
        )

    @property
    def _too_few(self) -> str:
        if self.n_respondents >= self.min_group:
            return ""
        return (
            f"; it is not counted, since fewer than {self.min_group} people answered: "
            "add a later export when there are more"
        )

    @property
    def _shared(self) -> dict[str, Any] | None:
        """What it shares with the survey that is here, where a person has to decide; people in bands."""
        common = self.intake.common
        if common is None or not self.is_refused:
            return None
        return {
            "questions": common.n_questions,
            "questions_reworded": common.n_reworded,
            "questions_held": common.n_questions_old,
            "questions_given": common.n_questions_new,
            "people": band(common, self.min_group),
        }

    def as_json(self) -> dict[str, Any]:
        """The shape of `survey add --json`."""
        return {
            "survey_id": self.intake.survey_id,
            "added": self.is_new,
            "updated": self.intake.outcome == "updated",
            "outcome": self.intake.outcome,
            "shared": self._shared,
            "also_in": list(self.intake.others),
            "dialect": self.export.dialect,
            "rows": {"read": self.export.rows_read, "kept": self.export.rows_kept},
            "dropped_because": self.export.dropped_because,
            "goals": self.n_goals,
            "not_stored": list(self.export.not_stored),
            "answers_withheld": self.kept.n_withheld,
            "answers_withheld_in_part": self.kept.n_parted,
        }


@dataclass(frozen=True)
class Files:
    """An export, and what comes with it."""

    export: Path
    dictionary: Path | None = None
    """The data dictionary of a REDCap export."""
    mapping: Path | None = None
    """What a person put right, as YAML."""
    called: str | None = None
    """What people call the export, where it lies under another name."""
    is_apart: bool = True
    """Whether it is read in a process of its own, under limits; false for a process that is under limits itself."""

    @property
    def name(self) -> str:
        """What the export is called in messages and in the id of a survey."""
        return self.called or self.export.name


def read_files(files: Files) -> tuple[bytes, Export]:
    """The bytes of an export and what they say, contact columns left out; what people typed is all there.

    Raises:
        UsageError: a file cannot be read, is no survey export, or is of another one; reading it was ended.
        SettingsError: the mapping is no YAML or says what it may not.
    """
    data = _bytes(files.export)
    told = (_bytes(files.dictionary), files.dictionary.name) if files.dictionary else None
    mapping = load_typed(files.mapping, SurveyMapping) if files.mapping else NO_MAPPING
    if files.is_apart:
        return data, read_apart(data, files.name, told, mapping)
    return data, read_export(data, files.name, told, mapping)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error


def inspect_survey(files: Files, min_group: int, mapping_to: Path | None = None) -> dict[str, Any]:
    """What `survey inspect` shows; nothing is kept. The mapping goes to `mapping_to`, which must not exist yet.

    Words that fewer than `min_group` people chose or typed are not told.

    Raises:
        UsageError: there is a file already where the mapping is to go, or it cannot be written.
    """
    found, export = look_into(files, min_group)
    if mapping_to is not None:
        try:
            with mapping_to.open("x", encoding="utf-8") as file:
                file.write(mapping_text(export, files.name, min_group))
        except FileExistsError as error:
            raise UsageError(f"{mapping_to} is there already, and may hold your work: name another file") from error
        except OSError as error:
            raise UsageError(f"{mapping_to} cannot be written ({error.strerror})") from error
    return found


def look_into(files: Files, min_group: int) -> tuple[dict[str, Any], Export]:
    """What `survey inspect` shows, and the export that it is of, contact data left out.

    Raises:
        UsageError: a file cannot be read, is no survey export, or is of another one.
        SettingsError: the mapping is no YAML or says what it may not.
    """
    export, _ = without_contact(read_files(files)[1])
    return inspection(export, files.name, min_group), export


def add_survey(
    home: Home, files: Files, settings: Settings, added_at: datetime, reader: AnswerReader, told: Told = NOTHING_TOLD
) -> Added:
    """Read an export and keep it, respondents as salted hashes; one survey counts once, however often it is exported.

    Where it cannot be told whether it is another export of a survey that is here, nothing is stored; `told` says which
    it is, a survey by its id or the beginning of one. Of what people typed nothing is kept that holds contact data or
    may name somebody, nor what nothing is read from.

    Raises:
        UsageError: the file cannot be read, is no survey export, names no goal, or names goals in codes; the survey
            to replace is not here.
    """
    surveys = Surveys(home.surveys, home.salt())
    if told.replaces is not None:
        told = replace(told, replaces=to_replace(told.replaces, surveys.ids()))
    data, found = read_files(files)
    if in_codes := coded(found):
        raise UsageError(
            "\n".join(f"{files.name}: {code_sentence(question)}" for question in in_codes)
            + "\nNothing was added. A question that asks no such thing: tell `role: none` in the mapping."
        )
    kept = as_kept(found, reader, settings.demand.min_group)
    export, salt = kept.export, home.salt()
    wanted, _ = wishes(export, settings.demand, reader)
    if not export.rows_kept:
        raise UsageError(
            f"{files.name}: there are no answers in it ({counted(export.rows_read, 'row')} under the headings, "
            "none kept), so nothing was added; export the individual responses again"
        )
    if not wanted:
        raise UsageError(
            f"{files.name}: no question was understood to ask what people want to learn, so nothing was added; "
            f"`circlewise survey inspect --write-mapping FILE.yaml` shows how each question was read, and "
            f"`circlewise survey add --mapping FILE.yaml` takes what you put right"
        )
    is_mapped = files.mapping is not None
    intake = surveys.add(files.name, data, export, added_at, settings.demand.min_group, is_mapped=is_mapped, told=told)
    return Added(
        intake,
        export,
        len(goals(wanted, intake.survey_id, salt, reader.meanings, settings.demand.min_group)),
        kept,
        export.rows_kept,
        settings.demand.min_group,
        files.name,
        is_mapped,
    )
