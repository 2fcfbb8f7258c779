"""How every decision about one topic is written: unless a colleague was quicker, and then what they did is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import OvertakenError, UsageError
from pipeline.model import Decision, ListedTopic
from pipeline.review.actions.sent import back_to
from pipeline.review.pages.topic import titles_of_courses
from pipeline.review.said import say
from pipeline.review.site import author_of, site_of
from pipeline.review.standing import Standing, standing_of

DOORS = {"pin": "choose", "drop": "choose", "add": "add"}
"""Where a form goes that does not go to `decide`, by its action."""
ENTERED = ("title", "url", "provider", "language", "weeks", "hours", "cost")
SENT = ("action", "reason", "note", "course", "back", "next", *ENTERED)
"""What a form is sent with once more, where a colleague was quicker."""


def write_about(
    request: Request,
    topic: ListedTopic,
    fields: Mapping[str, str],
    write: Callable[[], int],
    *,
    seen: int,
    ours: Mapping[str, object],
    wrong: str,
    then: str,
) -> Response:
    """Write a decision and go on, or show what was decided about the topic since the page was read.

    Args:
        request: the form.
        topic: what it is about.
        fields: what was sent, its action among it.
        write: writes it, and returns its number.
        seen: the number of the latest decision that was read.
        ours: by field of a decision what it would hold: the same once more is a button that was pressed twice.
        wrong: what the page says of a decision that cannot be written.
        then: where it goes on.

    Raises:
        HTTPException: it cannot be written (400).
    """
    try:
        number = write()
    except OvertakenError:
        standing = standing_of(site_of(request).decisions.all())
        meanwhile = standing.since(topic.topic_id, seen)
        made = {**ours, "decided_by": author_of(request)}
        if [{name: getattr(each, name) for name in made} for each in meanwhile] != [made]:
            return _overtaken(request, topic, fields, standing, meanwhile)
        number = meanwhile[0].decision_id  # the button was pressed twice
    except UsageError as error:
        raise HTTPException(400, wrong) from error
    response = RedirectResponse(then, 303)
    say(response, request, number)
    return response


def _overtaken(
    request: Request, topic: ListedTopic, fields: Mapping[str, str], standing: Standing, meanwhile: list[Decision]
) -> Response:
    """What was decided meanwhile, by whom, and the way on: as it is, or decide all the same."""
    return site_of(request).pages.answer(
        request,
        "overtaken.html",
        409,
        topic=topic,
        status=standing.statuses.get(topic.topic_id, "proposed"),
        meanwhile=meanwhile,
        can_go_on=fields["action"] != "undo" or topic.topic_id in standing.latest,
        door=DOORS.get(fields["action"], "decide"),
        titles=titles_of_courses(topic),
        fields={name: fields[name] for name in SENT if fields.get(name)},
        seen=standing.seen[topic.topic_id],
        back=back_to(fields),
    )
