"""`POST /surveys/…`: an export is uploaded, corrected, added or discarded; a survey is purged."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import CirclewiseError, StoreError
from pipeline.flow.uploads import Task, TaskKind, start, stop
from pipeline.flow.uploads.task import ANSWER, SEEN
from pipeline.model import AccessKind
from pipeline.review.actions.sent import fields_of, many_fields_of, number_in
from pipeline.review.corrections import MOST_QUESTIONS, LabelError, corrected
from pipeline.review.forms import FIELD
from pipeline.review.pages.surveys import MOST_WAITING, may_purge, show_upload_form, swept
from pipeline.review.pages.upload import GONE, mapping_of
from pipeline.review.received import NoFormError, Received, TooLargeError, receive
from pipeline.review.site import Site, author_of, site_of
from pipeline.store import Upload, Uploads, listed_surveys
from pipeline.survey import NOTHING_TOLD, Told
from pipeline.typed_yaml import typed_text

FILES = frozenset({"export", "dictionary", "mapping"})
MIB = 1 << 20
MOST_MAPPING = MIB
CORRECTIONS_BYTES, CORRECTIONS_FIELDS = MIB, 20 * MOST_QUESTIONS
_SURVEY = re.compile(r"[a-z0-9-]{1,80}")


async def upload(request: Request) -> Response:
    """Take an export in, into a private folder, and have it read."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        await fields_of(request)
        return await run_in_threadpool(show_upload_form, request, 400, what="none")
    try:
        return await _take_in(request)
    except OSError as error:
        raise StoreError(f"the upload could not be kept ({error.strerror}), and nothing of it was") from error


async def _take_in(request: Request) -> Response:
    site = site_of(request)
    uploads = await run_in_threadpool(swept, site)
    upload_id = await run_in_threadpool(uploads.begin_export, MOST_WAITING)
    if upload_id is None:
        return await run_in_threadpool(show_upload_form, request, 400, what="many")
    try:
        folder = uploads.path(upload_id, "export").parent
        received = await receive(request, folder, FILES, site.settings.serve.max_upload_mb * MIB)
        return await run_in_threadpool(_uploaded, request, upload_id, received)
    except (TooLargeError, NoFormError) as error:
        await run_in_threadpool(uploads.discard, upload_id)
        is_large = isinstance(error, TooLargeError)
        code, what = (413, "large") if is_large else (400, "broken")
        return await run_in_threadpool(show_upload_form, request, code, what=what)
    except BaseException:
        uploads.discard(upload_id)
        raise


async def correct(request: Request) -> Response:
    """Look again with what was put right, or without all of it."""
    fields = await many_fields_of(request, CORRECTIONS_BYTES, CORRECTIONS_FIELDS)
    return await run_in_threadpool(_correct, request, fields)


async def add_upload(request: Request) -> Response:
    """Add the export to the surveys of this home; once, however often that is pressed."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_add, request, fields)


async def discard(request: Request) -> Response:
    """Remove an upload with all that is in it."""
    await fields_of(request)
    return await run_in_threadpool(_discard, request)


async def purge(request: Request) -> Response:
    """Take a survey out of every file of the home."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_purge, request, fields)


def _uploaded(request: Request, upload_id: str, received: Received) -> Response:
    site = site_of(request)
    uploads = Uploads(site.home.uploads)
    if not site.tokens.is_ours(request, received.fields.get(FIELD, "")):
        raise HTTPException(403)
    try:
        mapping = _sent_mapping(uploads, upload_id, received)
    except ValueError:
        uploads.discard(upload_id)
        return show_upload_form(request, 400, what="mapping")
    if "export" not in received.sizes:
        uploads.discard(upload_id)
        return show_upload_form(request, 400, what="none")
    uploads.keep(
        Upload(
            upload_id=upload_id,
            name=received.called["export"],
            dictionary=received.called.get("dictionary"),
            by=author_of(request),
            address=site.access.address(request),
            at=site.clock(),
            size=received.sizes["export"],
        )
    )
    start(_task(request, "look", upload_id), mapping)
    _note(request, "survey_uploaded", received.called["export"])
    return RedirectResponse(f"/surveys/{upload_id}", 303)


def _sent_mapping(uploads: Uploads, upload_id: str, received: Received) -> str | None:
    """Corrections that were sent beside the export, as text.

    Raises:
        ValueError: they are no text, or too much of it.
    """
    if "mapping" not in received.sizes:
        return None
    path = uploads.path(upload_id, "mapping")
    if received.sizes["mapping"] > MOST_MAPPING:
        raise ValueError("too large")
    text = path.read_text(encoding="utf-8-sig")
    path.unlink()
    return text


def _correct(request: Request, fields: Mapping[str, list[str]]) -> Response:
    found = _found(request)
    if found is None:
        return RedirectResponse(GONE, 303)
    uploads, upload_id = Uploads(site_of(request).home.uploads), found.upload_id
    seen = uploads.read(upload_id, SEEN)
    here = f"/surveys/{upload_id}"
    if seen is None or uploads.is_working(upload_id):
        return RedirectResponse(here, 303)
    if fields.get("reading") != [str(seen["reading"])]:
        return RedirectResponse(f"{here}?meanwhile=1", 303)
    if "forget" in fields:
        start(_task(request, "look", upload_id))
        return RedirectResponse(here, 303)
    try:
        mapping = corrected(mapping_of(uploads, upload_id), seen, fields)
    except LabelError as error:
        raise HTTPException(400, "labels") from error
    except CirclewiseError as error:
        raise HTTPException(400) from error
    start(_task(request, "look", upload_id), typed_text(mapping))
    return RedirectResponse(here, 303)


def _add(request: Request, fields: Mapping[str, str]) -> Response:
    found = _found(request)
    if found is None:
        return RedirectResponse(GONE, 303)
    uploads, upload_id = Uploads(site_of(request).home.uploads), found.upload_id
    seen, here = uploads.read(upload_id, SEEN), f"/surveys/{upload_id}"
    if seen is None or uploads.is_working(upload_id):
        return RedirectResponse(here, 303)  # it was added, or is being added: that page says so
    if number_in(fields, "reading") != seen["reading"]:
        return RedirectResponse(f"{here}?meanwhile=1", 303)
    which, survey = fields.get("told", ""), fields.get("survey", "")
    if which == "replaces" and _SURVEY.fullmatch(survey):
        told = Told(replaces=survey)
    elif which in ("", "new"):
        told = Told(is_new=which == "new")
    else:
        raise HTTPException(400)
    start(_task(request, "add", upload_id, told, seen["reading"]))
    return RedirectResponse(here, 303)


def _discard(request: Request) -> Response:
    found = _found(request)
    if found is None:
        return RedirectResponse(GONE, 303)
    uploads = Uploads(site_of(request).home.uploads)
    is_adding = (uploads.read(found.upload_id, "task.json") or {}).get("kind") != "look"
    if is_adding and uploads.is_working(found.upload_id):
        return RedirectResponse(f"/surveys/{found.upload_id}", 303)  # too late: that page says what becomes of it
    was_over = bool((uploads.read(found.upload_id, ANSWER) or {}).get("is_over")) or found.kind == "purge"
    stop(found.upload_id)
    uploads.discard(found.upload_id)
    if not was_over:
        _note(request, "survey_discarded", found.name)
    return RedirectResponse("/surveys" if was_over else "/surveys?discarded=1", 303)


def _purge(request: Request, fields: Mapping[str, str]) -> Response:
    site = site_of(request)
    survey_id = fields.get("survey", "")
    if not may_purge(request) or fields.get("sure") != "yes":
        raise HTTPException(400, "purge")
    if survey_id not in {each.survey_id for each in listed_surveys(site.home.surveys)}:
        return RedirectResponse("/surveys", 303)
    uploads = Uploads(site.home.uploads)
    running = [each for each in uploads.all() if each.kind == "purge" and each.name == survey_id]
    for each in running:
        if uploads.is_working(each.upload_id):
            return RedirectResponse(f"/surveys/{each.upload_id}", 303)  # the button was pressed twice
    upload_id = uploads.begin()
    uploads.keep(
        Upload(
            upload_id=upload_id,
            kind="purge",
            name=survey_id,
            by=author_of(request),
            address=site.access.address(request),
            at=site.clock(),
        )
    )
    start(_task(request, "purge", upload_id))
    return RedirectResponse(f"/surveys/{upload_id}", 303)


def _found(request: Request) -> Upload | None:
    site = site_of(request)
    return swept(site).found(request.path_params["upload_id"])


def _task(
    request: Request, kind: TaskKind, upload_id: str, told: Told = NOTHING_TOLD, reading: int | None = None
) -> Task:
    site: Site = site_of(request)
    return Task(
        kind=kind,
        home=site.home,
        upload_id=upload_id,
        settings=site.settings,
        lexicon=site.lexicon,
        by=author_of(request),
        address=site.access.address(request),
        at=site.clock(),
        told=told,
        reading=reading,
    )


def _note(request: Request, kind: AccessKind, what: str) -> None:
    site = site_of(request)
    keep_days = site.settings.serve.keep_log_days
    site.access.accounts.note(
        kind, author_of(request), by=site.access.address(request), at=site.clock(), keep_days=keep_days, note=what[:80]
    )
