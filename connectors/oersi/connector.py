"""OERSI: the search index of open educational resources in German-speaking higher education; its courses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.contract import (
    Connector,
    Page,
    PageChangedError,
    Produced,
    RawListing,
    Record,
    RecordError,
    Request,
    StatedTotal,
)

SEARCH = "https://oersi.org/resources/api/search"
KEEP_ALIVE = "5m"
COURSE = "https://w3id.org/kim/hcrt/course"
PAGE_SIZE = 100
HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
PEOPLE = ["creator", "contributor", "mainEntityOfPage.creator"]
LEFT_ASIDE = (
    "@context type image thumbnailUrl datePublished dateCreated dateModified conditionsOfAccess audience "
    "educationalLevel encoding trailer caption hasPart isPartOf isBasedOn hasVersion isVersionOf assesses teaches "
    "competencyRequired interactivityType persistentIdentifier identifier aggregateRating interactionStatistic funder"
)
OTHER_LANGUAGES = "cs da es fi fr it nl pl pt sv tr uk"


class OERSI(Connector):
    """A point in time, then its pages by `search_after` until one is empty."""

    source = "oersi"

    def start(self) -> Iterator[Produced]:
        """Opens the point in time: what changes while we read does not shift the pages."""
        address = f"{SEARCH}/oer_data/_pit?keep_alive={KEEP_ALIVE}"
        yield Request(address, "opened", method="POST", headers={"Accept": "application/json"})

    def opened(self, page: Page) -> Iterator[Produced]:
        """The id of the point in time, and with it the first page."""
        body = page.json()
        body.ignore("_shards")
        yield _page_after(body.take("id", str), None)

    def records(self, page: Page) -> Iterator[Produced]:
        """A page of records, and the next page, asked for with the newest id of the point in time."""
        body = page.json()
        body.ignore("took", "terminated_early", "num_reduce_phases")
        point, shards, found = body.take("pit_id", str), body.maybe("_shards", dict), body.object("hits")
        if body.take("timed_out", bool) or (shards or {}).get("failed"):
            raise PageChangedError(f"{page.url}: the search timed out or failed in part, all of it was expected")
        if found is None:
            raise PageChangedError(f"{page.url}: `hits` is missing, records were expected")
        found.ignore("max_score")
        hits, total = found.entries("hits"), found.object("total")
        last = hits[-1].maybe("sort", object) if hits else None
        if hits and not isinstance(last, list):
            raise PageChangedError(f"{page.url}: the last hit has no `sort`, the place of the next page was expected")
        if last is not None and last == json.loads(page.request.body or b"{}").get("search_after"):
            raise PageChangedError(f"{page.url}: the page after {last} ends with {last} again; it would never end")
        yield from page.each(hits, lambda hit: _listing(page, hit))
        if total:
            total.ignore("relation")
            yield StatedTotal(total.take("value", int))
        if isinstance(last, list):
            yield _page_after(point, last)


def _page_after(point: str, last: list[Any] | None) -> Request:
    """The request for the page after a record; the index and the order belong to the point in time."""
    asked: dict[str, Any] = {
        "size": PAGE_SIZE,
        "query": {"term": {"learningResourceType.id": COURSE}},
        "pit": {"id": point, "keep_alive": KEEP_ALIVE},
        "sort": [{"id": "asc"}],
        "track_total_hits": True,
        "_source": {"excludes": PEOPLE},
    }
    if last is not None:
        asked["search_after"] = last
    return Request(f"{SEARCH}/_search", "records", method="POST", headers=HEADERS, body=json.dumps(asked).encode())


def _listing(page: Page, hit: Record) -> RawListing | None:
    hit.ignore("_index", "_id", "_score", "_ignored", "sort")
    course = hit.object("_source")
    if course is None:
        raise RecordError("a hit has no `_source`, a record was expected", field="_source")
    key, kinds = course.take("id", str), course.entries("learningResourceType", or_one=True)
    is_course = COURSE in [kind.text("id") for kind in kinds]
    for kind in kinds:
        kind.ignore("type", "inScheme", "prefLabel")
    if not is_course:
        page.leave_out(course, f"`{key}` is of another type than course")
        return None
    course.ignore(*LEFT_ASIDE.split(), *PEOPLE)
    is_free = course.maybe("isAccessibleForFree", bool)
    licence, subjects = course.object("license"), _words(course.objects("about", or_one=True))
    return RawListing(
        key=key,
        title=course.take("name", str),
        url=key,
        provider=_provider(course),
        description=course.text("description"),
        language=" | ".join(course.texts("inLanguage", or_one=True)) or None,
        topics=tuple(dict.fromkeys((*subjects, *course.texts("keywords", or_one=True)))),
        effort=course.text("duration"),
        free=None if is_free is None else f"isAccessibleForFree {str(is_free).lower()}",
        licence=licence.text("id") if licence else None,
    )


def _words(concepts: list[Record]) -> list[str]:
    """What concepts are called, in English where that is there."""
    names = []
    for concept in concepts:
        concept.ignore("id", "type", "inScheme")
        labels = concept.object("prefLabel")
        if labels:
            german, english = labels.text("de"), labels.text("en")
            labels.ignore(*OTHER_LANGUAGES.split())
            names.append(english or german)
    return [name for name in names if name]


def _provider(course: Record) -> str | None:
    """Organisations that stand behind it, else those that publish it, else the repository; people are not named."""
    names: dict[str, list[str]] = {}
    for key in ("sourceOrganization", "publisher"):
        for each in course.objects(key, or_one=True):
            name, kind = each.text("name"), each.text("type")
            each.ignore("id", "sameAs", "location")
            names.setdefault(key, []).extend([name] if name and kind != "Person" else [])
    repositories = []
    for entry in course.objects("mainEntityOfPage", or_one=True):
        repository = entry.object("provider")
        name = repository.text("name") if repository else None
        entry.ignore("id", "type", "dateCreated", "dateModified")
        if repository:
            repository.ignore("id", "type")
        repositories += [name] if name else []
    found = names.get("sourceOrganization") or names.get("publisher") or repositories
    return " | ".join(dict.fromkeys(found)) or None
