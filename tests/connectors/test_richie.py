"""Richie: pages by offset, the run that counts, what an offer says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.fun_mooc.connector import FunMooc
from pipeline.contract import Page, PageChangedError, RawListing, Request, StatedTotal
from pipeline.normalize.listing import normalise
from pipeline.sources import load_rules

URL = "https://www.fun-mooc.fr/api/v1.0/courses/?scope=objects&limit=500&offset="


def _course(key: str = "1", **values: Any) -> dict[str, Any]:
    return {"id": key, "title": "Lire", "absolute_url": "/fr/cours/lire/"} | values


def _run(start: str, end: str | None = None, until: str | None = None, *languages: str) -> dict[str, Any]:
    return {"start": start, "end": end, "enrollment_end": until, "languages": list(languages)}


def _page(*courses: Any, total: Any = None, offset: int = 0) -> Page:
    meta = {"count": len(courses), "offset": offset, "total_count": len(courses) if total is None else total}
    body = {"meta": meta, "objects": list(courses), "filters": {"subjects": {"values": []}}}
    return Page(Request(f"{URL}{offset}", "courses"), f"{URL}{offset}", 200, {}, json.dumps(body).encode())


def _listing(**values: Any) -> RawListing:
    page = _page(_course(**values))
    (listing,) = [each for each in FunMooc().courses(page) if isinstance(each, RawListing)]
    assert (page.rejected, page.notes, page.audit()) == (0, [], [])
    return listing


def _asked(page: Page) -> list[str]:
    return [each.url for each in FunMooc().courses(page) if isinstance(each, Request)]


def test_texts_are_asked_for_in_one_language() -> None:
    (request,) = FunMooc().start()
    assert isinstance(request, Request)
    assert (request.url, dict(request.headers)) == (f"{URL}0", {"Accept-Language": "fr"})


def test_next_page_begins_after_what_came() -> None:
    """A server that sends fewer than asked for loses nothing."""
    assert _asked(_page(_course("1"), _course("2"), total=5, offset=500)) == []
    assert _asked(_page(_course("1"), _course("2"), total=503, offset=500)) == [f"{URL}502"]
    assert _asked(_page(total=5, offset=3)) == []


def test_total_is_stated() -> None:
    (total,) = [each for each in FunMooc().courses(_page(_course(), total=7)) if isinstance(each, StatedTotal)]
    assert total.n == 7


@pytest.mark.parametrize("body", [{"objects": []}, {"objects": [], "meta": None}, {"meta": {"total_count": 0}}])
def test_page_without_its_frame_has_changed(body: Any) -> None:
    page = Page(Request(f"{URL}0", "courses"), f"{URL}0", 200, {}, json.dumps(body).encode())
    with pytest.raises(PageChangedError):
        list(FunMooc().courses(page))


def test_the_run_that_starts_last_counts_and_all_languages() -> None:
    listing = _listing(
        course_runs=[
            _run("2026-01-05T08:00:00Z", "2026-02-05T08:00:00Z", "2026-01-20T08:00:00Z", "fr"),
            _run("2027-01-04T08:00:00Z", "2027-02-04T08:00:00Z", "2027-01-20T08:00:00Z", "en", "fr"),
        ]
    )
    assert (listing.starts, listing.ends, listing.enrol_until, listing.language) == (
        "2027-01-04T08:00:00Z", "2027-02-04T08:00:00Z", "2027-01-20T08:00:00Z", "fr | en",
    )  # fmt: skip


def test_the_year_9999_is_no_end() -> None:
    listing = _listing(course_runs=[_run("2026-01-05T08:00:00Z", "9999-12-31T00:00:00Z", "9999-12-31T00:00:00Z")])
    assert (listing.starts, listing.ends, listing.enrol_until) == ("2026-01-05T08:00:00Z", None, None)


@pytest.mark.parametrize("runs", [[], None])
def test_a_course_without_a_run_has_no_days(runs: Any) -> None:
    assert _listing(course_runs=runs).starts is None


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"offer": "free"}, "free"),
        ({"offer": "free", "certificate_offer": "free"}, "free"),
        ({"offer": "free", "certificate_offer": "paid", "certificate_price": "49.00"}, "free_audit"),
        ({"offer": "partially_free"}, "free_limited"),
        ({"offer": "paid", "price": "59.99", "price_currency": "EUR"}, "paid"),
        ({"offer": "paid", "price": 59.99, "price_currency": "EUR"}, "paid"),
        ({"offer": "subscription"}, "paid"),
        ({"offer": "free", "price": "10.00"}, "unknown"),
        ({"offer": None}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_free_is_what_the_offer_says(values: dict[str, Any], kind: str, connectors_folder: Any) -> None:
    read = normalise(_listing(**values), load_rules(connectors_folder / "fun_mooc"))
    assert read.listing.free_kind == kind
    assert [note.kind for note in read.notes] == (["contradiction"] if values.get("price") == "10.00" else [])


@pytest.mark.parametrize("price", ["ten euros", True, "NaN"])
def test_a_price_that_is_none_is_refused(price: Any) -> None:
    page = _page(_course(offer="paid", price=price))
    assert [each for each in FunMooc().courses(page) if isinstance(each, RawListing)] == []
    assert page.rejected == 1


def test_address_leads_to_the_portal() -> None:
    assert _listing().url == "https://www.fun-mooc.fr/fr/cours/lire/"
