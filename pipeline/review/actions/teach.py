"""`POST /topics/ID/teach` and `POST /taught/undo`: what a coordinator teaches the matcher, and takes back."""

from __future__ import annotations

from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError, UsageError
from pipeline.flow.teach import MAX_TEXT, say_of_course
from pipeline.model import SAYS, ListedCourse, ListedTopic
from pipeline.review.actions.sent import LONGEST_NOTE, back_to, fields_of, number_in, text_in
from pipeline.review.pages.taught import SaidOf, said_of_course
from pipeline.review.pages.topic import listed_topic
from pipeline.review.said import say
from pipeline.review.site import author_of, site_of


async def teach(request: Request) -> Response:
    """Keep what somebody says of a course for a wish, unless somebody taught of the course since the page was read."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_teach, request, fields)


async def undo_taught(request: Request) -> Response:
    """Take back one thing that was taught; where somebody did so already, that is told as done."""
    fields = dict(await fields_of(request))
    return await run_in_threadpool(_undo, request, fields)


def _teach(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    topic = listed_topic(site, request.path_params["topic_id"])
    says = next((each for each in SAYS if each == fields.get("says")), None)
    seen = number_in(fields, "seen")
    course = next((each for each in topic.courses if each.course_id == fields.get("course")), None)
    text, means = text_in(fields, "text", MAX_TEXT), text_in(fields, "means", MAX_TEXT)
    note = text_in(fields, "note", LONGEST_NOTE)
    if says is None or course is None:
        raise HTTPException(400)
    if text is None or not any(letter.isalnum() for letter in text):
        raise HTTPException(400, "wish")
    if says != "wrong_sense":
        means = None
    elif means is None or not any(letter.isalnum() for letter in means):
        raise HTTPException(400, "sense")
    try:
        with site.live.open() as catalogue:
            number = say_of_course(
                site.home,
                says,
                text,
                course.course_id,
                by=author_of(request),
                at=site.clock(),
                means=means,
                note=note,
                seen=seen,
                published=catalogue,
            ).decision_id
    except OvertakenError:
        now = said_of_course(site, course.course_id)
        meanwhile = [each for each in now.decisions if each.decision_id > seen]
        ours = [(says, text, means, note, author_of(request), None)]
        if [(m.lesson, m.text, m.means, m.note, m.decided_by, m.undone_at) for m in meanwhile] != ours:
            return _quicker(request, topic, course, now, fields)
        number = meanwhile[0].decision_id  # the button was pressed twice
    except UsageError as error:  # the wish is an id, not words
        raise HTTPException(400, "wish") from error
    response = RedirectResponse(back_to(fields), 303)
    say(response, request, number, "taught")
    return response


def _quicker(
    request: Request, topic: ListedTopic, course: ListedCourse, now: SaidOf, fields: dict[str, str]
) -> Response:
    """What was taught meanwhile, and the way on: leave it, or say it all the same."""
    sent = ("course", "says", "text", "means", "note", "back")
    return site_of(request).pages.answer(
        request,
        "taught_meanwhile.html",
        409,
        topic=topic,
        course=course,
        said_before=now,
        fields={name: fields[name] for name in sent if fields.get(name)},
        back=back_to(fields),
    )


def _undo(request: Request, fields: dict[str, str]) -> Response:
    site = site_of(request)
    number = number_in(fields, "number")
    found = next((each for each in site.taught.all() if each.decision_id == number), None)
    if found is None:
        raise HTTPException(400, "undo")
    if found.undone_at is None:
        with suppress(UsageError):  # somebody took it back just now
            site.taught.undo(number, decided_by=author_of(request), decided_at=site.clock())
    response = RedirectResponse(back_to(fields), 303)
    say(response, request, number, "taught")
    return response
