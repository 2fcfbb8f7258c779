"""SWAYAM: the list behind the course explorer, GraphQL over GET."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, Request

QUERY = "https://swayam.gov.in/modules/gql/query"
PREFIX = ")]}'"
FILTERS = (
    'includeClosed:false,filterText:"",category:"",status:"all",tags:"",duration:"all",examDate:"all",credits:"all",'
    'ncCode:"all"'
)
FIELDS = (
    "id,title,url,explorerSummary,showInExplorer,startDate,endDate,enrollmentEndDate,estimatedWorkload,weeks,"
    "courseLanguage,instructorInstitute,ncCode,category{name},tags{name}"
)
PAGE_SIZE = 100


class Swayam(Connector):
    """Pages of `edges` until `hasNextPage` is false; only what is asked for comes, so no person is in it."""

    source = "swayam"

    def start(self) -> Iterator[Produced]:
        """The first page."""
        yield Request(_address(None), reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses, and the next page. Errors may come with status 200 and without `data`."""
        body = page.json(behind=PREFIX)
        errors = body.maybe("errors", list)
        if errors:
            raise PageChangedError(f"{page.url}: the body has errors ({str(errors)[:200]}), courses were expected")
        data = body.object("data")
        course_list = data.object("courseList") if data else None
        about = course_list.object("pageInfo") if course_list else None
        if course_list is None or about is None:
            raise PageChangedError(f"{page.url}: `data.courseList` or its `pageInfo` is missing, both were expected")
        yield from page.each(course_list.entries("edges"), lambda edge: _listing(page, edge))
        cursor = about.text("endCursor")
        if about.take("hasNextPage", bool):
            if cursor is None:
                raise PageChangedError(
                    f"{page.url}: `hasNextPage` is true and `endCursor` empty, a cursor was expected"
                )
            yield page.follow(_address(cursor))


def _address(cursor: str | None) -> str:
    """The address of a page; the cursor as a GraphQL text, whatever is in it."""
    after = f",after:{json.dumps(cursor)}" if cursor else ""
    query = (
        f"{{courseList(args:{{{FILTERS}}},first:{PAGE_SIZE}{after})"
        f"{{edges{{node{{{FIELDS}}}}} pageInfo{{endCursor,hasNextPage}}}}}}"
    )
    return f"{QUERY}?{urlencode({'q': query, 'expanded_gcb_tags': 'gcb-markdown'})}"


def _listing(page: Page, edge: Record) -> RawListing | None:
    course = edge.object("node")
    if course is None:
        page.leave_out(edge, "an edge without a course")
        return None
    key = course.take("id", str)
    if course.maybe("showInExplorer", bool) is False:
        page.leave_out(course, f"course `{key}` is not shown in the site's own explorer")
        return None
    weeks = course.maybe("weeks", int)
    names = [*_names(course.objects("category", or_one=True)), *_names(course.objects("tags"))]
    institute, coordinator = course.text("instructorInstitute"), course.text("ncCode")
    return RawListing(
        key=key,
        title=course.take("title", str),
        url=course.text("url"),
        provider=institute or coordinator,
        description=course.text("explorerSummary"),
        language=course.text("courseLanguage"),
        topics=tuple(dict.fromkeys(names)),
        duration=f"{weeks} weeks" if weeks else None,
        effort=course.text("estimatedWorkload"),
        starts=course.text("startDate"),
        ends=course.text("endDate"),
        enrol_until=course.text("enrollmentEndDate"),
    )


def _names(records: list[Record]) -> list[str]:
    """Names of categories and tags; codes such as `Humanities_and_Arts` as the source has them."""
    return [name for name in (record.text("name") for record in records) if name]
