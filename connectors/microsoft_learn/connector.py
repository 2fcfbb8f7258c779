"""Microsoft Learn: self-paced modules and learning paths, from the catalogue API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from connectors.platforms.changes import change_second, latest
from pipeline.contract import Connector, Page, Produced, RawListing, Record, Request, Watermark

API = "https://learn.microsoft.com/api/catalog/?locale=en-us&type="
TAXONOMY = ("products", "subjects")
COURSES = ("modules", "learningPaths")  # `courses` are taught by people and cost: they are not asked for


class MicrosoftLearn(Connector):
    """One body without paging. Products and subjects are slugs, their names stand in arrays of their own.

    `last_modified` filters by day. Whether it filters those arrays away as well is not told (2026-11), so for changes
    they are asked for first: a course must not change its topics with the kind of walk.
    """

    source = "microsoft_learn"
    tells_changes = True
    remembers_pages = True

    def __init__(self, *args: Any, **options: Any) -> None:
        """Made by the runner, once a run; it remembers the names of products and subjects."""
        super().__init__(*args, **options)
        self._names: dict[str, dict[str, str]] = {kind: {} for kind in TAXONOMY}

    def start(self) -> Iterator[Produced]:
        """Everything at once; for changes the names first."""
        if self.since is None:
            yield Request(f"{API}{','.join(COURSES + TAXONOMY)}", reader="catalogue")
        else:
            yield Request(f"{API}{','.join(TAXONOMY)}", reader="taxonomy")

    def taxonomy(self, page: Page) -> Iterator[Produced]:
        """The names of products and subjects, then what changed on the day of the watermark or later."""
        self._learn(page, page.json())
        day = quote(f"gte {(self.since or '')[:10]}")
        yield Request(f"{API}{','.join(COURSES)}&last_modified={day}", reader="changes")

    def catalogue(self, page: Page) -> Iterator[Produced]:
        """Names and courses in one body."""
        body = page.json()
        self._learn(page, body)
        yield from self._courses(page, body)

    def changes(self, page: Page) -> Iterator[Produced]:
        """The courses that changed."""
        yield from self._courses(page, page.json())

    def _learn(self, page: Page, body: Record) -> None:
        for kind in TAXONOMY:
            self._names[kind].update(page.each(_branches(body.entries(kind)), _named))

    def _courses(self, page: Page, body: Record) -> Iterator[Produced]:
        courses = [course for kind in COURSES for course in body.entries(kind)]
        modified = latest([change_second(page, course, "last_modified") for course in courses])
        yield from page.each(courses, lambda course: _listing(page, course, self._names))
        if modified:
            yield Watermark(modified)


def _branches(terms: Iterable[Record]) -> Iterator[Record]:
    """Terms and the terms below them, such as Azure and what belongs to it."""
    for term in terms:
        below = term.objects("children")
        yield term
        yield from _branches(below)


def _named(term: Record) -> tuple[str, str]:
    return term.take("id", str), term.take("name", str)


def _listing(page: Page, course: Record, names: Mapping[str, Mapping[str, str]]) -> RawListing:
    course.ignore("type", "roles", "rating", "popularity", "icon_url", "social_image_url")
    course.ignore("firstUnitUrl", "units", "firstModuleUrl", "modules", "number_of_children")
    minutes = course.maybe("duration_in_minutes", int)
    return RawListing(
        key=course.take("uid", str),
        title=course.take("title", str),
        url=course.take("url", str),
        description=course.text("summary"),
        language=_language(page, course),
        topics=tuple(dict.fromkeys(_topics(page, course, names))),
        level=" | ".join(course.texts("levels")) or None,
        effort=f"{minutes} minutes" if minutes else None,
    )


def _language(page: Page, course: Record) -> str | None:
    """The locale, if it is English: under any other one the text is English where there is no translation."""
    locale = course.text("locale")
    if locale is None or locale.lower().startswith("en-"):
        return locale
    message = f"{page.url}: `locale` is {locale!r}, en-us was asked for; the language of the text is not known"
    page.notes.append(course.note("warning", "unknown_value", message, field="locale", value=locale))
    return None


def _topics(page: Page, course: Record, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Subjects and products by name; a slug without a name is kept, with a note where there are names at all."""
    for kind in ("subjects", "products"):
        for slug in course.texts(kind):
            if names[kind] and slug not in names[kind]:
                message = f"{page.url}: `{kind}` holds {slug!r}, which the array of {kind} does not name"
                page.notes.append(course.note("warning", "unknown_value", message, field=kind, value=slug))
            yield names[kind].get(slug, slug)
