"""SURF Sharekit: the JSON:API feed of learning materials that Dutch universities share, one channel a portal.

Pages are shorter than asked and `totalCount` is far off (2,246 on a list of 11, recorded 2021): only `links.next` says
whether there is more. A source on it names its `channel`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

from connectors.platforms.changes import change_second, latest
from pipeline.contract import Connector, Page, Produced, RawListing, Record, RecordError, Request, Tombstone, Watermark

CHANNELS = "https://api.surfsharekit.nl/api/jsonapi/channel/v1"
KEYS_LEFT_ASIDE = (
    "aggregationlevel authors availability conference doi educationalLevels handle hasParts intendedUser numOfPages "
    "partOf place publishedAt publishedIn technicalFormat themesResearchObject typeLearningMaterial "
    "typeResearchObject typesLearningMaterial typicalAgeRange urn:nbn"
)
VOCABULARIES = (
    "vocabularyDas", "vocabularyInformationLiteracy", "vocabularyVaktherapie", "vocabularyVerpleegkunde",
    "vocabularyZiezo",
)  # fmt: skip


class Sharekit(Connector):
    """Pages of `data` until `links.next` is missing; a deleted item has a status, a time and no attributes."""

    channel: ClassVar[str]
    tells_changes = True

    def start(self) -> Iterator[Produced]:
        """The first page: of all items, or of those modified or deleted since; with the key where there is one."""
        key = self.credentials.get("SHAREKIT_API_KEY")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        since = f"filter[modified][GE]={quote(self.since)}&" if self.since else ""
        address = f"{CHANNELS}/{self.channel}/repoItems?{since}page[size]=25&page[number]=1"
        yield Request(address, reader="items", headers=headers)

    def items(self, page: Page) -> Iterator[Produced]:
        """A page of items, and the next page."""
        body = page.json()
        about, links = body.object("meta"), body.object("links")
        if about:
            about.ignore("totalCount")
        moments: list[str | None] = []
        items: Iterator[Produced] = page.each(body.entries("data"), lambda item: _read(page, item, moments))
        yield from items
        modified = latest(moments)
        if modified:
            yield Watermark(modified)
        if links:
            links.ignore("first", "self", "prev", "last")
            following = links.text("next")
            if following:
                yield page.follow(following)


def _read(page: Page, item: Record, moments: list[str | None]) -> Produced:
    """An item or its tombstone; when it was modified or deleted is added to `moments`."""
    item.ignore("type")
    key, about = item.take("id", str), item.object("meta")
    status = about.text("status") if about else None
    if about and status == "deleted":
        moments.append(change_second(page, about, "deletedAt"))
        item.drop()
        page.left_out += 1
        return Tombstone(key)
    if status is not None:
        raise RecordError(f"`status` of `{key}` is `{status}`, `deleted` or none was expected", field="status")
    course = item.object("attributes")
    if course is None:
        raise RecordError(f"`{key}` has no attributes and is not deleted", field="attributes")
    moments.append(change_second(page, course, "modifiedAt"))
    return _listing(key, course)


def _listing(key: str, course: Record) -> RawListing:
    course.ignore(*KEYS_LEFT_ASIDE.split())
    subtitle, publishers = course.text("subtitle"), course.texts("publishers", or_one=True)
    institutes, consortium = course.texts("institutes", or_one=True), course.texts("consortium", or_one=True)
    addresses, rights = _places(course.objects("links") + course.objects("files"))
    cost = course.object("cost")
    if cost:
        cost.ignore("source")
    worded_cost = cost.text("value") if cost else None
    free = ([f"cost {worded_cost}"] if worded_cost else []) + (rights if len(rights) == 1 else [])
    return RawListing(
        key=key,
        title=course.take("title", str),
        url=next(iter(addresses), None),
        provider=" | ".join(institutes or consortium or publishers) or None,
        description=course.text("abstract") or subtitle,
        language=course.text("language"),
        topics=tuple(dict.fromkeys((*course.texts("keywords"), *_themes(course)))),
        free=" | ".join(free) or None,
        licence=course.text("termsOfUse"),
    )


def _places(records: list[Record]) -> tuple[list[str], list[str]]:
    """Addresses of links and files, and the rights of access named there; where they differ, none counts for all."""
    addresses, rights = [], []
    for record in records:
        record.ignore("fileName", "resourceMimeType", "urlName")
        address, right = record.text("url"), record.text("accessRight")
        addresses += [address] if address else []
        rights += [right] if right else []
    return addresses, list(dict.fromkeys(rights))


def _themes(course: Record) -> list[str]:
    """Themes as codes such as `kunst_cultuur`, and the entries of subject vocabularies in words."""
    found = list(course.texts("themesLearningMaterial", or_one=True))
    vocabularies = course.object("vocabularies")
    for name in VOCABULARIES if vocabularies else ():
        for entry in vocabularies.objects(name) if vocabularies else ():
            entry.ignore("source")
            value = entry.text("value")
            found += [value] if value else []
    return found
