"""FutureLearn: the public course feed, one JSON list."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request

FEED = "https://www.futurelearn.com/feeds/courses"


class FutureLearn(Connector):
    """Everything in one body. Length and dates belong to runs; the cost is not in the feed."""

    source = "futurelearn"

    def start(self) -> Iterator[Produced]:
        """The feed."""
        yield Request(FEED, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """All courses."""
        yield from page.each(page.json_list(), _listing, by_itself=True)


def _listing(course: Record) -> RawListing:
    course.ignore("image_url", "educator", "trailer")
    course.ignore("has_certificates")  # true for nearly every course: says nothing about the cost (2017 recording)
    organisation = course.object("organisation")
    if organisation is not None:
        organisation.ignore("url", "logo_url", "uuid")
    introduction = course.text("introduction")
    weeks, starts = _latest_run(course.objects("runs"))
    return RawListing(
        key=course.take("uuid", str),
        title=course.take("name", str),
        url=course.take("url", str),
        provider=organisation.text("name") if organisation else None,
        description=course.text("description") or introduction,
        language=course.text("language"),
        topics=course.texts("categories"),
        duration=f"{weeks} weeks" if weeks else None,
        effort=_per_week(course.maybe("hours_per_week", int)),
        starts=starts,
    )


def _latest_run(runs: list[Record]) -> tuple[int | None, str | None]:
    """Weeks and start of the run that starts last; a run without a date counts as the earliest."""
    found = []
    for run in runs:
        run.ignore("uuid")
        found.append((run.text("start_date"), run.maybe("duration_in_weeks", int)))
    starts, weeks = max(found, key=lambda run: run[0] or "", default=(None, None))
    return weeks, starts


def _per_week(hours: int | None) -> str | None:
    return f"{hours} hours/week" if hours else None
