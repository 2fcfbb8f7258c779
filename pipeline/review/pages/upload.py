"""`/surveys/ID`: one upload: what is being done with it, what was understood, or what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import CirclewiseError
from pipeline.flow.uploads.task import ANSWER, MAPPING, SEEN, STEP, TASK
from pipeline.model import NO_MAPPING, SurveyMapping
from pipeline.review.attached import attached
from pipeline.review.corrections import (
    DIALECTS,
    KINDS,
    LEAVE_OUT,
    MOST_QUESTIONS,
    MOST_STEPS,
    ROLES,
    LeftOut,
    labels_text,
    left_out,
    place_of,
)
from pipeline.review.languages import language_of
from pipeline.review.pages.surveys import swept, title_of
from pipeline.review.site import Site, site_of
from pipeline.schedule.times import next_fire_times
from pipeline.store import Upload, Uploads
from pipeline.survey.unworded import MADE_UP
from pipeline.typed_yaml import load_typed, typed_text

GONE = "/surveys?gone=1"
SURE = 0.6
"""Confidence from which on the page does not ask whether the tool was told rightly."""
FEW_ANSWERS = 10
MOST_OPTIONS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as the page shows it: structure and rough numbers, nobody's words."""

    question: Mapping[str, Any]
    answered: str
    """`all`, `most`, `some`, `few` (too few to be told) or `none`."""
    is_unworded: bool
    has_labels: bool
    labels: str
    steps: list[tuple[str, float | None]]


def one_upload(request: Request) -> Response:
    """Where an upload stands. A script that asks for news gets some only once there are any."""
    site = site_of(request)
    uploads = swept(site)
    upload = uploads.found(request.path_params["upload_id"])
    if upload is None:
        return _gone(request)
    if uploads.is_working(upload.upload_id):
        return _working(request, uploads, upload)
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": f"/surveys/{upload.upload_id}"})
    answer = uploads.read(upload.upload_id, ANSWER) or {"kind": "look", "result": "broken", "why": "killed"}
    if upload.kind == "purge":
        return site.pages.answer(request, "surveys_purged.html", upload=upload, answer=answer)
    if answer.get("is_over"):
        return _added(request, upload, answer)
    seen = uploads.read(upload.upload_id, SEEN)
    if seen is None:
        return site.pages.answer(request, "upload_unread.html", upload=upload, answer=answer)
    return _understood(request, uploads, upload, seen, answer)


def corrections(request: Request) -> Response:
    """What was put right, as the mapping that the next export of the same form is uploaded with."""
    site = site_of(request)
    uploads = swept(site)
    upload = uploads.found(request.path_params["upload_id"])
    if upload is None:
        return _gone(request)
    text = typed_text(mapping_of(uploads, upload.upload_id))
    return attached(text.encode(), "corrections", "yaml")


def mapping_of(uploads: Uploads, upload_id: str) -> SurveyMapping:
    """The corrections with which the export was read."""
    path = uploads.path(upload_id, MAPPING)
    return load_typed(path, SurveyMapping) if path.exists() else NO_MAPPING


def _gone(request: Request) -> Response:
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": GONE})
    return RedirectResponse(GONE, 303)


def _working(request: Request, uploads: Uploads, upload: Upload) -> Response:
    site = site_of(request)
    task = uploads.read(upload.upload_id, TASK) or {}
    try:
        step = uploads.path(upload.upload_id, STEP).read_text(encoding="utf-8")
    except OSError:
        step = "starting"
    began = datetime.fromisoformat(task["began_at"]).replace(tzinfo=UTC) if "began_at" in task else site.clock()
    seconds = max(0, int((site.clock() - began).total_seconds()))
    return site.pages.answer(
        request, "upload_working.html", upload=upload, step=step, seconds=seconds, can_stop=task.get("kind") == "look"
    )


def _understood(
    request: Request, uploads: Uploads, upload: Upload, seen: Mapping[str, Any], answer: Mapping[str, Any]
) -> Response:
    """What each question is taken for, to be put right; or, after a try to add it, what a person has to say."""
    site = site_of(request)
    min_group = site.settings.demand.min_group
    try:
        mapping = mapping_of(uploads, upload.upload_id)
    except CirclewiseError:  # another worker exchanged it just now
        mapping = NO_MAPPING
    kept = seen["rows"]["kept"]
    asked = [_asked(each, mapping, kept, min_group) for each in seen["questions"]]
    return site.pages.answer(
        request,
        "upload.html",
        upload=upload,
        seen=seen,
        answer=answer,
        asked=asked[:MOST_QUESTIONS],
        n_more=max(0, len(asked) - MOST_QUESTIONS),
        n_goals=sum(each.question["role"] == "goal" for each in asked),
        n_kept=kept if kept >= min_group else None,
        is_empty=kept == 0,
        few=[
            each
            for each in asked
            if each.question["role"] != "none"
            and each.question["kind"] == "free_text"
            and 0 < each.question["answers"] < FEW_ANSWERS
        ],
        is_withheld=any(each.question["options_not_told"] for each in asked),
        cards=_cards(asked[:MOST_QUESTIONS], left_out(mapping, seen)),
        is_corrected=mapping != NO_MAPPING,
        is_unsure=seen["confidence"] < SURE and seen["dialect"] != "table",
        roles=(*ROLES, LEAVE_OUT),
        kinds=KINDS,
        dialects=DIALECTS,
        most_options=MOST_OPTIONS,
        titles={each: title_of(each) for each in _named(answer)},
        min_group=min_group,
        is_meanwhile="meanwhile" in request.query_params,
    )


def _cards(asked: Sequence[Asked], left: Sequence[LeftOut]) -> list[Asked | LeftOut]:
    """Every question in the order of the export, those that were left out by hand in their places."""
    return sorted(
        [*asked, *left],
        key=lambda each: place_of(each.question_id if isinstance(each, LeftOut) else each.question["id"]),
    )


def _asked(question: Mapping[str, Any], mapping: SurveyMapping, kept: int, min_group: int) -> Asked:
    told = mapping.questions.get(question["id"])
    has_steps = question["kind"] == "rating" and question["role"] == "goal"
    return Asked(
        question=question,
        answered=_answered(question["answers"], kept, min_group),
        is_unworded=MADE_UP in question["wording"],
        has_labels=question["in_codes"] or bool(told and told.labels),
        labels=labels_text(told),
        steps=list(question["steps"].items())[:MOST_STEPS] if has_steps else [],
    )


def _answered(n: int, of: int, min_group: int) -> str:
    """How many answered a question, in a word: none tells whether a few did or did not."""
    if n == 0:
        return "none"
    if n < min_group:
        return "few"
    if of - n < min_group:
        return "all"
    return "most" if 2 * n >= of else "some"


def _added(request: Request, upload: Upload, answer: Mapping[str, Any]) -> Response:
    """What was stored, what was not, and when it counts."""
    site = site_of(request)
    next_at = next_fire_times(site.settings, site.clock(), 1)[0]
    return site.pages.answer(
        request,
        "upload_added.html",
        upload=upload,
        answer=answer,
        title=title_of(answer["survey_id"]),
        min_group=site.settings.demand.min_group,
        next_at=language_of(request).moment(next_at, site.settings.timezone),
        command=_command(site),
    )


def _command(site: Site) -> str:
    """What whoever looks after the machine types to have it counted at once."""
    return f"circlewise run{' --demo' if site.home.is_demo else ''} --no-harvest"


def _named(answer: Mapping[str, Any]) -> set[str]:
    """The surveys that an answer names."""
    if answer.get("kind") != "add" or "survey_id" not in answer:
        return set()
    return {answer["survey_id"], *answer["also_in"]}
