"""With 2,000 topics and 250,000 courses no answer is larger than a slow line takes in a moment.

What each takes of the processor is measured, not tested: tests/bench/review.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asked import Asking
from crawl import ALONE, GET, Walk, route_of, walk
from large import COURSES, TOPICS, make_large
from programme import keep_everything
from signed import COOKIE, sign_in_as

from pipeline.review.pictures.sheets import NAMES
from pipeline.store import Catalogue, Home

from .catalogues import swap_in
from .conftest import NOW, wait_for
from .test_pictures import BEGAN, SEASONS, TREND, UNSERVED

pytestmark = pytest.mark.slow
MOST_BYTES = 200_000
NOT_LINKED = {
    "GET /assets/{name}",
    *(f"GET {path}" for path in GET if path.startswith("/circles/{")),  # addresses of before: they lead on
    "GET /outcomes/as/{shape}",  # no night has counted these circles
    "GET /surveys/{upload_id}/corrections",  # nobody corrected the export that waits
}
"""What no page leads to here."""
BEGIN = (*ALONE, "/bulk?q=grant", "/bulk?status=rejected", "/topics?q=grant&status=all")
"""Where a walk begins; `/bulk` asked for all 2,000 topics says that that is too many."""


@pytest.fixture(scope="module")
def large(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_large(demo_once, tmp_path_factory.mktemp("large") / "home")
    keep_everything(Home(home), NOW)
    return home


@pytest.fixture(scope="module")
def walked(large: Path) -> Iterator[Walk]:
    with Asking(large, clock=lambda: NOW) as asking:
        asking.cookies[COOKIE] = sign_in_as(large, "Ada", "administrator", NOW)
        yield walk(lambda address: asking.get(address).sent, BEGIN)


def test_the_catalogue_is_as_large_as_is_said(large: Path) -> None:
    with Catalogue(large / "catalogue.duckdb") as catalogue:
        ((topics,),) = catalogue.query("SELECT count(*) FROM out.topic WHERE NOT is_suppressed").rows
        ((courses,),) = catalogue.query("SELECT count(*) FROM out.course").rows
    assert topics >= TOPICS
    assert courses >= COURSES


def test_every_page_is_walked_through_and_answers(walked: Walk) -> None:
    wrong = {address: answer.status for address, answer in walked.answers.items() if answer.status not in (200, 303)}
    assert wrong == {}
    assert walked.strange == []
    assert {f"GET {path}" for path in GET} - set(walked.addresses) == NOT_LINKED


def test_no_answer_is_too_large(walked: Walk) -> None:
    sizes = {address: len(answer.text.encode()) for address, answer in walked.answers.items()}
    assert len(sizes) > 20
    assert any(route_of("GET", address) == "GET /topics/{topic_id}" for address in sizes)
    assert {address: size for address, size in sizes.items() if size >= MOST_BYTES} == {}


def test_the_page_of_all_pictures_is_not_too_large_when_they_are_drawn(large: Path, walked: Walk) -> None:
    """A walk meets the page before that; here each of the six has as much to draw as it takes."""
    swap_in(large, *SEASONS, *BEGAN, *TREND, *UNSERVED)
    with Asking(large, clock=lambda: NOW) as asking:
        asking.cookies[COOKIE] = sign_in_as(large, "Ada", "administrator", NOW)
        asking.get("/pictures")
        wait_for("pictures")
        answer = asking.get("/pictures")
    page = answer.body.decode()
    assert page.count('class="drawing ') == 3 * len(NAMES)
    assert len(answer.body) < MOST_BYTES
