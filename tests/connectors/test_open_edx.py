"""Open edX: pages whose next address is wrong by a letter, courses that are not for everyone, words for hours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.platforms.open_edx import OpenEdX
from pipeline.contract import Page, PageChangedError, RawListing, Request, StatedTotal

LMS = "https://lms.example.org"
URL = f"{LMS}/api/courses/v1/courses/?page=1&page_size=100"


class Example(OpenEdX):
    source = "example"
    lms = LMS


def _course(key: str = "course-v1:Org+Clay+2026", **values: Any) -> dict[str, Any]:
    return {"id": key, "course_id": key, "name": "Clay", "hidden": False} | values


def _read(*courses: Any, following: Any = None, **pagination: Any) -> tuple[list[Any], Page]:
    told = {"next": following, "previous": None, "count": len(courses), "num_pages": 1} | pagination
    body = {"results": list(courses), "pagination": told}
    page = Page(Request(URL, "courses"), URL, 200, {}, json.dumps(body).encode())
    return list(Example().courses(page)), page


def _listing(**values: Any) -> RawListing:
    found, page = _read(_course(**values))
    assert (page.rejected, page.notes, page.audit()) == (0, [], [])
    (listing,) = [each for each in found if isinstance(each, RawListing)]
    return listing


def test_first_page_is_asked_for_without_a_key() -> None:
    (request,) = Example().start()
    assert isinstance(request, Request)
    assert (request.url, dict(request.headers)) == (URL, {})


def test_next_page_keeps_the_scheme_of_this_one() -> None:
    """Behind a proxy the platform believes that it is reached by http."""
    found, _ = _read(
        _course(), following="http://lms.example.org/api/courses/v1/courses/?page=2&page_size=100", count=2
    )
    assert [each.url for each in found if isinstance(each, Request)] == [URL.replace("page=1", "page=2")]


@pytest.mark.parametrize(
    "following",
    ["https://other.example.org/api/courses/v1/courses/?page=2", "http://192.168.33.10:8000/?page=2", URL],
)
def test_next_page_elsewhere_is_a_changed_page(following: str) -> None:
    with pytest.raises(PageChangedError):
        _read(_course(), following=following)


def test_count_includes_what_is_left_out() -> None:
    hidden = _course("course-v1:Org+Test+1", hidden=True, unheard_of="x")
    invited = _course("course-v1:Org+Staff+1", invitation_only=True)
    found, page = _read(_course(), hidden, invited, _course("course-v1:Org+Bad+1", name=" "))
    assert [each.n for each in found if isinstance(each, StatedTotal)] == [4]
    assert [each.key for each in found if isinstance(each, RawListing)] == ["course-v1:Org+Clay+2026"]
    assert (page.left_out, page.rejected, page.audit()) == (2, 1, [])


@pytest.mark.parametrize("body", [{"results": []}, {"results": [], "pagination": None}, {"pagination": {"count": 0}}])
def test_page_without_its_frame_has_changed(body: Any) -> None:
    page = Page(Request(URL, "courses"), URL, 200, {}, json.dumps(body).encode())
    with pytest.raises(PageChangedError):
        list(Example().courses(page))


@pytest.mark.parametrize("missing", ["id", "course_id"])
def test_either_name_of_the_key_will_do(missing: str) -> None:
    course = _course()
    del course[missing]
    found, page = _read(course)
    assert ([each.key for each in found if isinstance(each, RawListing)], page.rejected) == ([_course()["id"]], 0)


def test_course_without_a_key_is_rejected() -> None:
    found, page = _read({"name": "Clay"})
    assert ([each for each in found if isinstance(each, RawListing)], page.rejected) == ([], 1)


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ({}, "url", f"{LMS}/courses/course-v1:Org+Clay+2026/about"),
        ({"short_description": "", "overview": "<p>Mud.</p>"}, "description", "<p>Mud.</p>"),
        ({"short_description": "Mud.", "overview": "<p>More mud.</p>"}, "description", "Mud."),
        ({"effort": "7 hours"}, "effort", "7 hours/week"),
        ({"effort": "3-5 hrs"}, "effort", "3-5 hrs/week"),
        ({"effort": "06:30"}, "effort", "6.5 hours/week"),
        ({"effort": "00:00"}, "effort", None),
        ({"effort": "09:08@07#04:03$06:05"}, "effort", "09:08@07#04:03$06:05"),
        ({"effort": "two evenings"}, "effort", "two evenings"),
        ({"effort": "10 hours per week"}, "effort", "10 hours per week"),
        ({"effort": None}, "effort", None),
        ({"start": "2030-01-01T00:00:00Z", "start_type": "timestamp"}, "starts", None),
        ({"start": "2027-01-01T00:00:00Z", "start_type": "empty"}, "starts", None),
        ({"start": "2027-01-01T00:00:00Z", "start_type": "timestamp"}, "starts", "2027-01-01T00:00:00Z"),
        ({"start": None}, "starts", None),
        ({"enrollment_start": "2026-01-01T00:00:00Z", "enrollment_end": "2026-02-01T00:00:00Z"}, "enrol_until",
         "2026-02-01T00:00:00Z"),
        ({"license": "creative-commons: ver=4.0 BY NC SA"}, "licence", "CC BY-NC-SA 4.0"),
        ({"license": "creative-commons: BY"}, "licence", "CC BY"),
        ({"license": "all-rights-reserved"}, "licence", "all-rights-reserved"),
        ({"license": ""}, "licence", None),
        ({"pacing": "self"}, "pacing", "self-paced"),
        ({"pacing": "instructor,"}, "pacing", "instructor-paced"),
        ({"media": {"course_image": {"uri": "/asset-v1:x"}, "image": {"raw": "http://x/y.jpg"}}}, "description", None),
        ({"mobile_available": None, "org": "Org"}, "provider", "Org"),
    ],
)  # fmt: skip
def test_fields(values: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(_listing(**values), field) == expected


def test_nothing_is_said_about_cost_language_or_subject() -> None:
    listing = _listing()
    assert (listing.free, listing.price, listing.language, listing.level, listing.topics) == (
        None,
        None,
        None,
        None,
        (),
    )


def test_unknown_pacing_is_a_note() -> None:
    _, page = _read(_course(pacing="drifting"))
    assert [(note.kind, note.field) for note in page.notes] == [("unknown_value", "pacing")]


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({"effort": st.text(max_size=20), "license": st.text(max_size=40)}))
def test_any_words_are_read(values: dict[str, str]) -> None:
    found, page = _read(_course(**values))
    assert len([each for each in found if isinstance(each, RawListing)]) + page.rejected == 1
