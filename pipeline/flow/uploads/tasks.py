"""The tasks themselves: the same functions as the verbs, and their findings as documents for a page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.contract.workbook import ZIP
from pipeline.errors import UsageError
from pipeline.flow.intake import ways_on
from pipeline.flow.lexicon import load_lexicon
from pipeline.flow.purge import purge_survey
from pipeline.flow.survey import Added, Files, add_survey, look_into
from pipeline.flow.uploads.task import MAPPING, NEXT, SEEN, STEP, Task, TaskKind
from pipeline.model import AccessKind, Export
from pipeline.store import Accounts, Upload, Uploads
from pipeline.survey import AnswerReader, coded

AGAIN = ("unsure", "not_new", "several", "unmapped", "few_reread")
"""What became of an export with which a person can go on: it stays until they do, or discard it."""
PARTS = ("export", "dictionary")


def _look(task: Task, uploads: Uploads) -> dict[str, Any]:
    """Read the export as it is corrected, and leave what was understood; corrections that do not fit are not kept."""
    upload = _upload(task, uploads)
    uploads.write_text(task.upload_id, STEP, "reading")
    mapping, tried = (uploads.path(task.upload_id, name) for name in (MAPPING, NEXT))
    answer: dict[str, Any] = {"result": "done"}
    if tried.exists():
        try:
            seen = _seen(task, uploads, upload, tried)
            tried.replace(mapping)
        except UsageError as error:
            answer = {"result": "not_taken", "sentence": without_paths(str(error), task)}
            tried.unlink()
            if uploads.read(task.upload_id, SEEN) is not None:
                return answer
            seen = _seen(task, uploads, upload, mapping)
    else:
        mapping.unlink(missing_ok=True)
        seen = _seen(task, uploads, upload, mapping)
    uploads.write(task.upload_id, SEEN, seen)
    return answer


def _seen(task: Task, uploads: Uploads, upload: Upload, mapping: Path) -> dict[str, Any]:
    """What `survey inspect` tells, and what a page needs beside it to have it corrected."""
    files = _files(uploads, upload, mapping)
    found, export = look_into(files, task.settings.demand.min_group)
    in_codes = {question.question_id for question in coded(export)}
    by_id = {question.question_id: question for question in export.questions}
    for question in found["questions"]:
        asked = by_id[question["id"]]
        question["in_codes"] = asked.question_id in in_codes
        question["is_kept"] = asked.is_kept
        question["can_be_split"] = _can_be_split(export, asked.question_id)
    before = uploads.read(task.upload_id, SEEN) or {}
    return found | {"reading": before.get("reading", 0) + 1, "has_macros": _has_macros(files.export)}


def _can_be_split(export: Export, question_id: str) -> bool:
    """Whether two questions may have been taken for this one, as Typeform's tables have them."""
    asked = next(each for each in export.questions if each.question_id == question_id)
    return export.dialect == "typeform" and asked.kind == "multi_select" and asked.options_are_headings


def _add(task: Task, uploads: Uploads) -> dict[str, Any]:
    """Take the export into the home; its bytes are gone as soon as nobody has to decide anything any more."""
    upload = _upload(task, uploads)
    if (uploads.read(task.upload_id, SEEN) or {}).get("reading") != task.reading:
        raise UsageError("somebody corrected it just now, so nothing was added: look at it as it is read now")
    uploads.write_text(task.upload_id, STEP, "adding")
    files = _files(uploads, upload, uploads.path(task.upload_id, MAPPING))
    task.home.prepare()
    task.home.claim(is_demo=task.home.is_demo)
    reader = AnswerReader(load_lexicon(task.lexicon))
    added = add_survey(task.home, files, task.settings, task.at, reader, task.told)
    if added.is_new:
        _note(task, "survey_added", f"{added.intake.survey_id}, {added.intake.outcome}")
    is_over = added.intake.outcome not in AGAIN
    if is_over:
        uploads.strip(task.upload_id)
    return {"result": "done", "is_over": is_over} | _told(added)


def _told(added: Added) -> dict[str, Any]:
    """What `survey add --json` tells, and the ways on of an export that was not stored."""
    to_purge, options = ways_on(added.intake) if added.is_refused else ((), ())
    changes = added.intake.reread
    return added.as_json() | {
        "n_respondents": added.n_respondents if added.n_respondents >= added.min_group else None,
        "to_purge": list(to_purge),
        "options": list(options),
        "changed": list(changes.changed) if changes else [],
        "has_less": bool(changes and changes.has_less),
        "n_gone": max(0, added.intake.common.n_unasked - added.intake.common.n_reworded) if added.intake.common else 0,
    }


def _purge(task: Task, uploads: Uploads) -> dict[str, Any]:
    """Take a survey out of every file of the home."""
    survey_id = _upload(task, uploads).name
    uploads.write_text(task.upload_id, STEP, "purging")
    task.home.prepare()
    with task.home.lock("purge-survey"):
        purged = purge_survey(
            task.home, survey_id, task.at, task.settings.demand.min_group, reason=f"asked for on the page by {task.by}"
        )
    _note(task, "survey_purged", purged.survey_id)
    return {"result": "done", "survey_id": purged.survey_id, "purged": purged.as_json() | {"purged_at": None}}


DO: Mapping[TaskKind, Callable[[Task, Uploads], dict[str, Any]]] = {"look": _look, "add": _add, "purge": _purge}


def without_paths(sentence: str, task: Task) -> str:
    """A message without where the files of an upload lie, which nobody at a page has to know."""
    folder = task.home.uploads / task.upload_id
    for path in (folder / NEXT, folder / MAPPING):
        sentence = sentence.replace(f"{path}: ", "")
    return (
        sentence.replace(f"{folder}/", "")
        .replace(f"{task.home.folder}/", "")
        .replace(str(task.home.folder), "this home")
    )


def _upload(task: Task, uploads: Uploads) -> Upload:
    upload = uploads.found(task.upload_id)
    if upload is None:
        raise UsageError("the upload is not here any more; upload the export again")
    return upload


def _files(uploads: Uploads, upload: Upload, mapping: Path) -> Files:
    export, dictionary = (uploads.path(upload.upload_id, name) for name in PARTS)
    return Files(
        export,
        dictionary if upload.dictionary else None,
        mapping if mapping.exists() else None,
        called=upload.name,
        is_apart=False,
    )


def _note(task: Task, kind: AccessKind, what: str) -> None:
    keep_days = task.settings.serve.keep_log_days
    Accounts(task.home.accounts).note(kind, task.by, by=task.address, at=task.at, keep_days=keep_days, note=what)


def _has_macros(path: Path) -> bool:
    """Whether a workbook has programs in it. They are never run; who added it should know."""
    with path.open("rb") as file:
        if file.read(len(ZIP)) != ZIP:
            return False
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return any(name.casefold().endswith("vbaproject.bin") for name in archive.namelist())
