"""Starts a source: its folder and its first recordings, written from what its first page shows."""

from __future__ import annotations

import importlib
import keyword
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from pipeline.author.cut import as_json, cut_records, with_records
from pipeline.author.draft import Draft, Project, Recording, Started
from pipeline.author.markup import find_cards, render_html
from pipeline.author.on_platform import NotThisError, draft_on_platform
from pipeline.author.page import Taken, Visit, check_address, decoded, sorted_out
from pipeline.author.platforms import Sign, candidates, chosen, find_signs, missing
from pipeline.author.render import render_json
from pipeline.author.rules import render_rules
from pipeline.author.shape import Shape, find_shape
from pipeline.author.shorten import in_words, shortened
from pipeline.contract import Page, PageChangedError, RawListing, Request
from pipeline.errors import RecordError, UsageError
from pipeline.fetch import Clock
from pipeline.model import Expect, Settings, SourceRules
from pipeline.normalize.listing import normalise
from pipeline.settings import settle_rules
from pipeline.sources import NO_SOURCES, load_connector, load_rules

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
FIRST_CASE = "first_page"


def start_connector(
    name: str, url: str, project: Project, settings: Settings, clock: Clock, *, platform: str | None = None
) -> Started:
    """Look at the page once and write connectors/NAME and its first recordings.

    Where a shared platform is recognised, its first pages are asked as well, until one gives courses. `platform` names
    the only one to look for, or `none` for the page itself.

    Raises:
        UsageError: the name is taken or no id, the address is none, leads to another host or holds no courses.
        BlockedError: robots.txt or the server refuses; nothing is written.
        SourceError: the page cannot be had.
        TransientError: every try failed.
        SettingsError: a recogniser does not fit its platform.
    """
    project.check()
    _check_name(name, project)
    check_address(url)
    signs = chosen(find_signs(project.connectors), platform)
    rules = SourceRules(
        source=name,
        title=name,
        publisher=name,
        home=url,
        terms="not read yet",
        expect=Expect(min_listings=1, max_drop_pct=20, fill_rate={}),
    )
    politeness = settle_rules(rules, settings).politeness
    with Visit(name, politeness, settings, clock, random.Random()) as visit:  # noqa: S311
        draft = _draft(name, url, signs, visit, clock.now().date(), is_wanted=platform is not None and bool(signs))
    files = draft.write(name, project)
    listings, to_review = _read(name, draft, project)
    return Started(
        files=files,
        on_page=draft.on_page,
        recorded=draft.recorded,
        texts_cut=draft.texts_cut,
        listings=listings,
        guessed=draft.guessed,
        to_review=(*draft.remarks, *to_review),
        platform=draft.platform,
    )


def _check_name(name: str, project: Project) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or name in NO_SOURCES:
        raise UsageError(
            f"{name!r} cannot be a source's name; small letters, digits and _ were expected, a letter first, such as "
            "open_university"
        )
    folders = (project.connectors / name, project.recordings / name)
    for folder in folders:
        if folder.exists():
            raise UsageError(
                f"{folder} exists; choose another name, or add a page to that source: circlewise record {name} URL. "
                f"A bad start is undone by deleting both folders, {folders[0]} and {folders[1]}"
            )


def _draft(name: str, url: str, signs: list[Sign], visit: Visit, on: date, *, is_wanted: bool) -> Draft:
    """On the surest platform that can be read, else from the page itself; what was tried in vain is told.

    The address alone is asked first: some platforms answer their own clients only.
    """
    tried: list[str] = []
    unseen = Page(Request(url, "courses"), url, 0, {}, b"")
    draft = _on_platform(name, unseen, signs, visit, on, tried)
    if draft:
        return draft
    page = visit.page(unseen.request)
    draft = _on_platform(name, page, signs, visit, on, tried)
    if draft:
        return draft
    if is_wanted:
        said = "; ".join(tried) or f"{page.url} shows no sign of it"
        raise UsageError(f"{signs[0].title}: {said}. Leave --platform out to have the page itself read")
    tried += _sitemaps(page, signs, visit)
    return _of_page(name, sorted_out(page), on, tuple(dict.fromkeys(tried)))


def _on_platform(name: str, page: Page, signs: list[Sign], visit: Visit, on: date, tried: list[str]) -> Draft | None:
    for candidate in candidates(page, signs):
        title, why = candidate.sign.title, candidate.seen.why
        if candidate.seen.by == "told":
            tried.append(why)
        elif candidate.sign.platform is None:
            tried.append(f"this looks like {title}: {why}; but {missing(candidate.sign)}")
        else:
            try:
                draft = draft_on_platform(name, page.url, candidate, page if page.body else None, visit, on)
            except NotThisError as error:
                tried.append(f"this looked like {title} ({why}), but: {error}")
                continue
            return replace(draft, remarks=(*draft.remarks, *tried))
    return None


def _sitemaps(page: Page, signs: list[Sign], visit: Visit) -> list[str]:
    """What robots.txt, which was read before the page, names as a sitemap."""
    parts = urlsplit(page.url)
    named = "\n".join(f"Sitemap: {each}" for each in visit.sitemaps(page.url))
    robots = f"{parts.scheme}://{parts.netloc}/robots.txt"
    asked = Page(Request(robots, "robots"), robots, 200, {"content-type": "text/plain"}, named.encode())
    return [each.seen.why for each in candidates(asked, signs) if each.seen.by == "told"]


def _of_page(name: str, taken: Taken, on: date, tried: tuple[str, ...]) -> Draft:
    if taken.suffix not in ("json", "html"):
        what = taken.feed or {"xml": "XML"}.get(taken.suffix, f"a table ({taken.suffix})")
        said = "; ".join(tried) or "no shared shape reads it (connectors/platforms)"
        raise UsageError(f"{taken.url}: this is {what}. {said[:1].upper()}{said[1:]}")
    draft = _json_draft(name, taken, on) if taken.suffix == "json" else _html_draft(name, taken, on)
    return replace(draft, remarks=(*draft.remarks, *tried))


def _json_draft(name: str, taken: Taken, on: date) -> Draft:
    body = decoded(taken.body)
    shape = find_shape(body, taken.url)
    on_page = len(shape.records)
    kept = cut_records(shape.records)
    why = f"The first page, as it came on {on.isoformat()}."
    if len(kept) < on_page:
        why = (
            f"The first page of {on.isoformat()}, cut to {len(kept)} of its {on_page} courses: the first ones and "
            "those that show a key or a kind of value that the others do not."
        )
    kept_body, texts_cut = shortened(with_records(body, shape.list_path, kept))
    if texts_cut:
        why += f" {in_words(texts_cut).capitalize()}."
    return Draft(
        connector=render_json(name, taken.url, shape),
        rules=render_rules(name, taken.url, on, shown=on_page, stated=shape.total, has_url="url" in shape.fields),
        recordings=(
            Recording(
                FIRST_CASE,
                "json",
                taken.body if len(kept) == on_page and not texts_cut else as_json(kept_body),
                why,
                Request(taken.url, "courses"),
            ),
        ),
        on_page=on_page,
        recorded=len(kept),
        guessed={field: guess.dotted for field, guess in shape.fields.items()},
        texts_cut=texts_cut,
        remarks=tuple(_remarks(shape)),
    )


def _remarks(shape: Shape) -> Iterator[str]:
    n = len(shape.records)
    if "url" not in shape.fields:
        yield (
            "no address of the course was found: build `url` from a key such as the slug, then set `url: 0.9` under "
            "`fill_rate` in source.yaml"
        )
    if shape.next_path is None and shape.total is not None and shape.total > n:
        yield (
            f"the page shows {n} of {shape.total} courses and no address of the next page was found: write that request"
        )


def _html_draft(name: str, taken: Taken, on: date) -> Draft:
    cards = find_cards(taken.text, taken.url)
    guessed = {
        "key": f"{cards.link} (its href, without the host)",
        "title": cards.title or cards.link,
        "url": cards.link,
    }
    return Draft(
        connector=render_html(name, taken.url, taken.text, cards),
        rules=render_rules(name, taken.url, on, shown=max(1, cards.n), stated=None, has_url=True),
        recordings=(
            Recording(
                FIRST_CASE,
                "html",
                taken.body,
                f"The first page, as it came on {on.isoformat()}.",
                Request(taken.url, "courses"),
            ),
        ),
        on_page=cards.n,
        recorded=cards.n,
        guessed=guessed if cards.n else {},
    )


def _read(name: str, draft: Draft, project: Project) -> tuple[tuple[RawListing, ...], tuple[str, ...]]:
    """What the connector just written makes of its recordings, and what it leaves for a person."""
    importlib.invalidate_caches()  # the folder is younger than the import system's view of its parent
    connector = load_connector(name, project.connectors)()
    rules = load_rules(project.connectors / name)
    listings: list[RawListing] = []
    notes = []
    for recording in draft.recordings:
        page = recording.page()
        try:
            produced = getattr(connector, page.request.reader)(page)
            listings += [item for item in produced if isinstance(item, RawListing)]
            notes += [*page.notes, *page.audit()]
        except PageChangedError as error:
            return (), (str(error),)
    for listing in listings:
        try:
            notes += [note for note in normalise(listing, rules).notes if note.kind == "unknown_value"]
        except RecordError as error:
            return tuple(listings), (f"{listing.key}: {error}",)
    unread = ", ".join(dict.fromkeys(str(note.field) for note in notes if note.kind == "unknown_key"))
    words = [note.message for note in notes if note.kind != "unknown_key"]
    words += [f"keys that nobody reads yet: {unread}"] if unread else []
    return tuple(listings), tuple(dict.fromkeys(words))
