"""Joins measured where the truth is known without us: Coursera's slugs, MIT's course numbers, pages that list courses.

The floors are what was measured on 2026-11-24 (docs/decisions/0009).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.normalize import identity, url
from pipeline.normalize.same import ListingBrief, find_joins

pytestmark = pytest.mark.shared
SEEN = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone


def brief(
    course_id: str, title: str, provider: str, page: str | None = None, language: str | None = None
) -> ListingBrief:
    return ListingBrief(
        course_id=course_id, kind="course", title=title, provider=provider, language=language, is_active=True,
        canonical_url=url.canonical(url.clean(page).value), first_seen_at=SEEN,
    )  # fmt: skip


def table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def two_catalogues(shared: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Title and provider by address in two independent lists of Coursera courses."""
    folder = shared / "catalogs" / "coursera"
    one = {row["URL"]: [row["Title"], row["Partner"]] for row in table(folder / "courses_CourseLens_2026.csv")}
    other = {
        row["Course URL"]: [row["Course Name"], row["University"]]
        for row in table(folder / "courses_IT_GannaSafar_2026.csv")
    }
    return {page: words for page, words in one.items() if "/learn/" in page}, other


def listings(catalogues: tuple[Mapping[str, list[str]], ...], *, with_page: bool) -> list[ListingBrief]:
    return [
        brief(f"list{number}:{page}", *words, page=page if with_page else None)
        for number, catalogue in enumerate(catalogues)
        for page, words in catalogue.items()
    ]


def same_slug(one: str, other: str) -> bool:
    return one.split(":", 1)[1] == other.split(":", 1)[1]


def test_titles_alone_find_the_courses_of_two_catalogues(two_catalogues: tuple[dict[str, list[str]], ...]) -> None:
    """Addresses are left out, and tell afterwards what was right: 131 of 131, of 144 there are."""
    in_both = set(two_catalogues[0]) & set(two_catalogues[1])
    assert len(in_both) == 144
    joins = list(find_joins(listings(two_catalogues, with_page=False)))
    right = [join for join in joins if same_slug(join.course_id, join.canonical_course_id)]
    assert len(right) >= 0.97 * len(joins)
    assert len(right) >= 0.9 * len(in_both)
    assert {join.rule for join in joins} == {"same_title", "near_title"}


def test_addresses_find_the_courses_of_two_catalogues(two_catalogues: tuple[dict[str, list[str]], ...]) -> None:
    """140 of 144; the other four were given another title since, unlike the one before."""
    joins = list(find_joins(listings(two_catalogues, with_page=True)))
    right = [join for join in joins if same_slug(join.course_id, join.canonical_course_id)]
    assert len(right) >= 0.97 * len(joins)
    assert len(right) >= 140


def test_terms_of_an_ocw_course(shared: Path) -> None:
    """No two course numbers are joined; 130 of 144 pairs of terms are, the others are seminars or have no address."""
    numbers: dict[str, str] = {}
    briefs = []
    for row in table(shared / "catalogs" / "mit" / "ocw_fm_keywords_export.csv"):
        course_id = f"ocw:{len(numbers):05}"
        numbers[course_id] = row["zz_kbcx_courseNumber"].strip().upper()
        briefs.append(brief(course_id, row["zzm_courseTitle_noEdit"], "OCW", row["zze_courseURL"] or None, "en"))
    joins = list(find_joins(briefs))
    right = [join for join in joins if numbers[join.course_id] == numbers[join.canonical_course_id]]
    assert len(right) >= 120
    assert len(right) >= 0.97 * len(joins)
    stands = {each.course_id: each.course_id for each in briefs}
    stands |= {join.course_id: join.canonical_course_id for join in joins}
    alike: dict[tuple[str, str], list[str]] = {}
    for each in briefs:
        alike.setdefault((numbers[each.course_id], identity.title_key(each.title)), []).append(each.course_id)
    pairs = [pair for ids in alike.values() for pair in combinations(ids, 2)]
    assert sum(stands[one] == stands[other] for one, other in pairs) >= 0.9 * len(pairs)


def test_pages_that_list_several_trainings_join_none(shared: Path) -> None:
    """A hand-made list names 22 pages for two or more different trainings; an address alone would join them."""
    rows = list(table(shared / "catalogs" / "library_field" / "courses.csv"))
    briefs = [
        brief(f"table:{n}", row["title"], row["provider"], row["url"], row["language"]) for n, row in enumerate(rows)
    ]
    pages = [identity.address(each.canonical_url) for each in briefs]
    assert len([page for page in set(pages) if page and pages.count(page) > 1]) >= 15
    assert list(find_joins(briefs)) == []
