"""Khan Academy: its free courses, from the exports it makes for partners, a table a language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from connectors.khan import left_aside
from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, RecordError, Request

STORE = "https://storage.googleapis.com/storage/v1/b/"
LANGUAGES = ("en", "es")  # those in which circles are held by default; further ones have exports of their own
EXPORT = re.compile(r"([a-z]{2,3}(?:-[a-z]{2,4})?)-export-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[+-][0-9]{4}\.tsv")
NEEDS = ("id", "kind", "listed", "original_title", "children_ids", "canonical_url", "translated_description_html")
TRUE, FALSE = ("True", "true"), ("False", "false")


class KhanAcademy(Connector):
    """The place of the exports is told where their use is agreed; the latest one of each language is read.

    Its name is no secret, the listing only is of no use once read: it is asked for anew every night and not kept.
    """

    source = "khan"

    def start(self) -> Iterator[Produced]:
        """The list of the exports in each language; nothing without an agreement."""
        bucket = quote(self.credentials.get("KHAN_EXPORT_BUCKET", ""), safe="")
        for language in LANGUAGES if bucket else ():
            yield Request(f"{STORE}{bucket}/o?prefix={language}-export-", reader="exports", is_secret=True)

    def exports(self, page: Page) -> Iterator[Produced]:
        """The latest export: names are in order, so it is the last one on the last page."""
        body = page.json()
        body.ignore("kind", "prefixes")
        token = body.text("nextPageToken")
        names = [str(name) for name in page.each(body.objects("items"), _name)]
        if token:
            asked = page.request.url.partition("&pageToken=")[0]
            yield Request(f"{asked}&pageToken={quote(token, safe='')}", reader="exports", is_secret=True)
            return
        exports = sorted(name for name in names if EXPORT.fullmatch(name))
        if not exports:
            raise PageChangedError(
                f"{page.url}: none of {len(names)} names is an export, one such as "
                "en-export-2026-11-20T09:54:36+0000.tsv was expected"
            )
        yield Request(f"{page.url}/{quote(exports[-1], safe='')}?alt=media", reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """The courses among some ten thousand rows, each once, under the domains that hold them."""
        export = EXPORT.fullmatch(unquote(urlsplit(page.url).path.rpartition("/")[2]))
        if export is None:
            raise PageChangedError(f"{page.url}: the name tells no language, one such as en-export-… was expected")
        rows = page.table(delimiter="\t", needs=NEEDS)
        kinds = [row.text("kind") or "" for row in rows]
        courses = [row for row, kind in zip(rows, kinds, strict=True) if kind == "Course"]
        domains = [row for row, kind in zip(rows, kinds, strict=True) if kind == "Domain"]
        if not courses:
            raise PageChangedError(f"{page.url}: none of {len(rows)} rows is of kind Course")
        topics: dict[str, list[str]] = {}
        for title, children in page.each(domains, lambda row: _domain(row, export[1])):
            for child in children:
                topics.setdefault(child, []).append(title)
        for row, kind in zip(rows, kinds, strict=True):
            if kind not in ("Course", "Domain"):
                row.drop()
        for kind, row in dict(zip(kinds, rows, strict=True)).items():
            if kind not in left_aside.KINDS:
                message = f"{page.url}: {kinds.count(kind)} row(s) are of kind {kind[:40]!r}, which nobody knows"
                page.notes.append(row.note("warning", "unknown_value", message, field="kind", value=kind))
        met: dict[str, RawListing] = {}
        for listing in page.each(courses, lambda row: _listing(page, row, export[1], topics)):
            met.setdefault(listing.key, listing)
        yield from met.values()


def _name(item: Record) -> str:
    name = item.take("name", str)
    item.drop()  # size, checksums and times of the file
    return name


def _domain(row: Record, language: str) -> tuple[str, list[str]]:
    """Its title, and the ids of what it holds."""
    title, written = _title(row, language), row.text("children_ids") or "[]"
    row.drop()
    try:
        return title, [child["id"] for child in json.loads(written)]
    except (ValueError, TypeError, KeyError) as error:
        raise RecordError(
            f"`children_ids` is {written[:80]!r}, a list of objects with id was expected", field="children_ids"
        ) from error


def _listing(page: Page, row: Record, language: str, topics: dict[str, list[str]]) -> RawListing | None:
    key = row.take("id", str)
    if not _is(row, "listed", unsaid=False):
        page.leave_out(row, f"course `{key}` is not listed")
        return None
    if not _is(row, "fully_translated", unsaid=True):  # the English export has no such column
        page.leave_out(row, f"course `{key}` is translated in part only")
        return None
    title = _title(row, language)
    row.ignore("slug", *left_aside.OF_COURSES.split())
    return RawListing(
        key=f"{language}:{key}",
        title=title,
        url=row.text("canonical_url"),
        description=row.text("translated_description_html"),
        language=language,
        topics=tuple(dict.fromkeys(topics.get(key, ()))),
    )


def _title(row: Record, language: str) -> str:
    """In English the original title: the translated one is a column of the other exports."""
    title, other = (
        ("original_title", "translated_title") if language == "en" else ("translated_title", "original_title")
    )
    row.ignore(other)
    return row.take(title, str)


def _is(row: Record, column: str, *, unsaid: bool) -> bool:
    word = row.text(column)
    if word is not None and word not in TRUE + FALSE:
        raise RecordError(f"`{column}` is {word[:40]!r}, True or False was expected", field=column, value=word[:40])
    return unsaid if word is None else word in TRUE
