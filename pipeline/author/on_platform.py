"""Starts a source on a shared platform: the first pages are walked, and kept as its recordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.author.cut import as_json, cut_records, with_records
from pipeline.author.draft import Draft, Recording
from pipeline.author.page import Visit, decoded, sorted_out
from pipeline.author.platforms import Candidate
from pipeline.author.rules import render_rules
from pipeline.author.shape import find_shape
from pipeline.author.shorten import in_words, shortened
from pipeline.author.ten_lines import made, render_on_platform
from pipeline.contract import Connector, Page, PageChangedError, RawListing, Request, StatedTotal
from pipeline.errors import BlockedError, SourceError, TransientError, UsageError

MOST_PAGES = 4
"""Pages asked to meet the first courses: lists of lists come before them."""
CASES = ("first_page", "second_page", "third_page", "fourth_page")
MANY = 10
ENOUGH = 0.9


class NotThisError(Exception):
    """The page looked like this platform, and no course could be read as one of it; the text says why."""


@dataclass
class Walk:
    """The first pages of a source, and what they gave."""

    pages: list[Page] = field(default_factory=list)
    listings: list[RawListing] = field(default_factory=list)
    total: int | None = None


def draft_on_platform(name: str, url: str, candidate: Candidate, known: Page | None, visit: Visit, on: date) -> Draft:
    """What would be written; `known` is the page that was looked at, and is not asked for again.

    Raises:
        NotThisError: no course was met on the first pages.
        BlockedError: robots.txt or the server refuses: nothing works around it.
    """
    base = candidate.sign.platform
    assert base is not None
    seen = candidate.seen
    walk = _walk(made(name, base, seen.constants), known, visit)
    n, shown = len(walk.listings), walk.total or len(walk.listings)
    has_url = sum(listing.url is not None for listing in walk.listings) >= ENOUGH * n
    recordings, texts_cut = _recordings(walk.pages, on)
    to_do = list(seen.to_do)
    if n > MANY and any(each.suffix != "json" for each in recordings):
        to_do.append(f"the recording holds {n} courses as they came: cut it by hand to those that differ")
    return Draft(
        connector=render_on_platform(name, url, candidate, base),
        rules=render_rules(
            name, url, on, shown=shown, stated=walk.total, has_url=has_url, is_complete=seen.is_complete
        ),
        recordings=tuple(recordings),
        on_page=n,
        recorded=n,
        guessed=_filled(walk.listings),
        texts_cut=texts_cut,
        remarks=tuple(to_do),
        platform=f"{candidate.sign.title}: {seen.why}. It is read by {base.__name__} in {_module(candidate)}",
    )


def _module(candidate: Candidate) -> str:
    return f"connectors/platforms/{candidate.sign.shape}.py"


def _walk(connector: Connector, known: Page | None, visit: Visit) -> Walk:
    """Page after page, a page's own requests first, until one gives courses; a later one that fails is passed over."""
    walk, asked, trouble = Walk(), 0, ""
    waiting = [request for request in connector.start() if isinstance(request, Request)]
    while waiting and not walk.listings and asked < MOST_PAGES:
        request, asked = waiting.pop(0), asked + 1
        try:
            page = _page(request, known, visit)
            produced = list(getattr(connector, request.reader)(page))
        except BlockedError:  # a refusal is no trouble to pass over, and it is a SourceError
            raise
        except (PageChangedError, SourceError, TransientError, UsageError) as error:
            if not walk.pages:
                raise NotThisError(str(error)) from error
            trouble = f"; {error}"
            continue
        walk.pages.append(page)
        walk.listings += [item for item in produced if isinstance(item, RawListing)]
        walk.total = next((item.n for item in produced if isinstance(item, StatedTotal)), walk.total)
        waiting = [item for item in produced if isinstance(item, Request)] + waiting
    if not walk.listings:
        where = f"{asked} pages from {walk.pages[0].url}" if asked > 1 else walk.pages[0].url
        raise NotThisError(f"no course was met on {where}{trouble}")
    return walk


def _page(request: Request, known: Page | None, visit: Visit) -> Page:
    if known is not None and known.url == request.url and not request.headers and request.method == "GET":
        return Page(request, known.url, known.status, known.headers, known.body)
    return visit.page(request)


def _recordings(pages: list[Page], on: date) -> tuple[list[Recording], int]:
    """The pages as they will be kept: long lists and long texts of JSON are cut, all else is as it came."""
    recordings, cut = [], 0
    for case, page in zip(CASES, pages, strict=False):
        taken = sorted_out(page)
        body, n_cut = _cut(taken.body, page.url) if taken.suffix == "json" else (taken.body, 0)
        cut += n_cut
        why = f"The {case.replace('_', ' ')} of a walk, on {on.isoformat()}."
        if body != taken.body:
            why += " A long list was cut to the courses that differ in shape; texts may be shortened."
        why += f" {in_words(n_cut).capitalize()}." if n_cut else ""
        recordings.append(Recording(case, taken.suffix, body, why, page.request))
    return recordings, cut


def _cut(body: bytes, url: str) -> tuple[bytes, int]:
    values = decoded(body)
    try:
        shape = find_shape(values, url)
    except UsageError:
        return body, 0
    kept = cut_records(shape.records)
    short, n_cut = shortened(with_records(values, shape.list_path, kept))
    return (body, 0) if len(kept) == len(shape.records) and not n_cut else (as_json(short), n_cut)


def _filled(listings: list[RawListing]) -> Mapping[str, str]:
    """By field: in how many of the listings it is filled."""
    names = RawListing.__dataclass_fields__
    counts = {name: sum(bool(getattr(listing, name)) for listing in listings) for name in names}
    return {name: f"{n} of {len(listings)}" for name, n in counts.items() if n}
