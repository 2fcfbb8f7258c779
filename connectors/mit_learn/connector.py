"""MIT Learn: courses of OpenCourseWare, the Open Learning Library, MITx Online and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.mit_learn import left_aside, words
from connectors.platforms.changes import change_second, latest
from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request, StatedTotal, Watermark

COURSES = "https://api.learn.mit.edu/api/v1/courses/?limit=100&offset=0"  # 100 is the most it gives
OPEN_MATERIAL = frozenset({"ocw", "oll"})  # platforms without runs
NEWEST_FIRST = f"{COURSES}&sortby=-last_modified"


class MITLearn(Connector):
    """Pages by limit and offset; `next` is null on the last one.

    Records come in two shapes: of 2024 (no `free`, no `license_cc`, no prices) and as described in 2026. What is free
    differs from platform to platform, so the free word joins both, such as `ocw:true`; source.yaml says what it means.
    There is no filter by date of change, but a sort: what changed is read newest first, up to the watermark.
    """

    source = "mit_learn"
    tells_changes = True

    def start(self) -> Iterator[Produced]:
        """The first page: of all courses, or of those that changed last."""
        if self.since is None:
            yield Request(COURSES, reader="courses")
        else:
            yield Request(NEWEST_FIRST, reader="changes")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page."""
        body = page.json()
        body.ignore("previous")
        courses = body.entries("results")
        modified = latest([change_second(page, course, "last_modified") for course in courses])
        yield from page.each(courses, lambda course: _listing(page, course))
        if modified:
            yield Watermark(modified)
        yield StatedTotal(body.take("count", int))
        following = body.text("next")
        if following is not None:
            yield page.follow(following)

    def changes(self, page: Page) -> Iterator[Produced]:
        """A page of courses, newest change first, before any date was seen: databases may put empty dates first."""
        yield from self._changes(page, has_seen_dates=False)

    def further_changes(self, page: Page) -> Iterator[Produced]:
        """A later page: one without a single course as new as the watermark ends the walk."""
        yield from self._changes(page, has_seen_dates=True)

    def _changes(self, page: Page, *, has_seen_dates: bool) -> Iterator[Produced]:
        """The courses that are as new as the watermark; those without a date are left to the next full walk."""
        body = page.json()
        body.ignore("previous")
        body.take("count", int)  # of all courses, not of those that changed
        since, dated, new = self.since or "", [], []
        for course in body.entries("results"):
            modified = change_second(page, course, "last_modified")
            dated += [modified] if modified else []
            if modified and modified >= since:
                new.append(course)
            else:
                course.drop()
        yield from page.each(new, lambda course: _listing(page, course))
        if dated:
            yield Watermark(max(dated))
        has_seen_dates = has_seen_dates or bool(dated)
        following = body.text("next")
        if following is not None and (new or not has_seen_dates):
            yield page.follow(following, reader="further_changes" if has_seen_dates else "changes")


def _listing(page: Page, course: Record) -> RawListing | None:
    key = str(course.take("id", int))  # `readable_id` comes twice: platforms and runs share it
    if course.maybe("published", bool) is False or course.maybe("test_mode", bool) is True:
        page.leave_out(course, f"course `{key}` is not published, or a test")
        return None
    course.ignore(*left_aside.OF_COURSES.split(), "test_mode")
    platform = words.joined([course.object("platform")], "code") or "no platform"
    run = _run_words(course.objects("runs"))
    short = course.text("description")
    return RawListing(
        key=key,
        title=course.take("title", str),
        url=course.text("url") or run.get("url"),
        provider=words.joined([course.object("offered_by")], "name"),
        description=course.text("full_description") or short,
        language=" | ".join(course.texts("languages") or run.get("languages", ())) or None,
        topics=_topics(course.objects("topics")),
        level=run.get("level"),
        duration=words.duration(course),
        effort=course.text("time_commitment"),
        free=f"{platform}:{words.free_word(course.maybe('free', bool))}",
        licence=f"{platform}:license_cc" if course.maybe("license_cc", bool) else None,
        pacing=words.joined(course.objects("pace"), "name")
        or run.get("pacing")
        or (platform if platform in OPEN_MATERIAL else None),
        starts=run.get("starts"),
        ends=run.get("ends"),
        enrol_until=run.get("enrol_until"),
        **words.lowest_price(course),
    )


def _run_words(runs: list[Record]) -> dict[str, Any]:
    """What the run says that starts last, or the last one named where none has a start."""
    if not runs:
        return {}
    starts = [run.text("start_date") or "" for run in runs]
    number = max(range(len(runs)), key=lambda place: (starts[place], place))
    run = runs[number]
    for other in runs:
        if other is not run:
            other.drop()
    run.ignore(*left_aside.OF_RUNS.split())
    return {
        "url": run.text("url"),
        "languages": run.texts("languages"),
        "level": words.joined(run.objects("level"), "name"),
        "pacing": words.joined(run.objects("pace"), "name"),
        "starts": starts[number] or None,
        "ends": run.text("end_date"),
        "enrol_until": run.text("enrollment_end"),
    }


def _topics(topics: list[Record]) -> tuple[str, ...]:
    for topic in topics:
        topic.ignore("id", "parent", "channel_url", "icon")
    return tuple(topic.take("name", str) for topic in topics)
