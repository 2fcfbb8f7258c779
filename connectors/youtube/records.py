"""How the Data API words channels, playlists and videos."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.contract import Page, PageChangedError, RawListing, Record, RecordError

LENGTH = re.compile(r"P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?")
SECONDS = (86400, 3600, 60, 1)
OF_SNIPPETS = (
    "publishedAt channelId thumbnails localized customUrl country defaultLanguage tags categoryId liveBroadcastContent "
    "thumbnailVideoId"
)


@dataclass(frozen=True)
class Video:
    """What a video adds to its playlist."""

    seconds: int
    language: str | None
    licence: str | None
    privacy: str | None


def items(page: Page, body: Record) -> list[Record]:
    """The items of a list; the key `items` is missing where nothing was found.

    Raises:
        PageChangedError: the page does not say how many there are, or says there are some and has none.
    """
    body.ignore("kind", "etag", "prevPageToken")
    about = body.object("pageInfo")
    if about is None:
        raise PageChangedError(f"{page.url}: `pageInfo` is missing, the number of items was expected")
    about.ignore("resultsPerPage")
    return body.entries("items") if about.take("totalResults", int) else body.objects("items")


def channel_id(channel: Record) -> str:
    """The id of a channel; all else is said by its playlists."""
    found = channel.take("id", str)
    channel.drop()
    return found


def n_videos(playlist: Record) -> int | None:
    """How many videos a playlist says it has, deleted ones included."""
    details = playlist.object("contentDetails")
    return details.maybe("itemCount", int) if details else None


def listing(playlist: Record) -> RawListing:
    """A playlist, without what its videos say."""
    playlist.ignore("kind", "etag")
    key, snippet = playlist.take("id", str), playlist.object("snippet")
    if snippet is None:
        raise RecordError(f"playlist `{key}` has no `snippet`, its title was expected", field="snippet")
    snippet.ignore(*OF_SNIPPETS.split())
    return RawListing(
        key=key,
        title=snippet.take("title", str),
        url=f"https://www.youtube.com/playlist?list={key}",
        provider=snippet.text("channelTitle"),
        description=snippet.text("description"),
    )


def video_id(item: Record) -> str:
    """The video of an item of a playlist."""
    item.ignore("kind", "etag", "id")
    details = item.object("contentDetails")
    if details is None:
        raise RecordError("an item has no `contentDetails`, the id of its video was expected", field="contentDetails")
    details.ignore("videoPublishedAt", "startAt", "endAt", "note")
    return details.take("videoId", str)


def video(found: Record) -> tuple[str, Video]:
    """A video by its id."""
    found.ignore("kind", "etag")
    key, details = found.take("id", str), found.object("contentDetails")
    if details is None:
        raise RecordError(f"video `{key}` has no `contentDetails`, its length was expected", field="contentDetails")
    seconds = _seconds(details.take("duration", str))
    details.ignore("dimension", "definition", "caption", "licensedContent", "projection", "contentRating")
    details.ignore("regionRestriction", "hasCustomThumbnail")
    snippet, status = found.object("snippet"), found.object("status")
    language = snippet.text("defaultAudioLanguage") if snippet else None
    if snippet:
        snippet.ignore("title", "description", "channelTitle", *OF_SNIPPETS.split())
    licence, privacy = (status.text("license"), status.text("privacyStatus")) if status else (None, None)
    return key, Video(seconds, language, licence, privacy)


def with_videos(told: RawListing, videos: Sequence[Video]) -> RawListing:
    """The playlist with its length in all, and with what its videos agree on; a live one has no length yet (`P0D`)."""
    seconds = sum(each.seconds for each in videos)
    languages = {each.language.split("-")[0] for each in videos if each.language}
    licences, privacies = {each.licence for each in videos}, {each.privacy for each in videos}
    return replace(
        told,
        language=languages.pop() if len(languages) == 1 else None,
        effort=f"{seconds} seconds" if seconds else None,
        licence=licences.pop() if len(licences) == 1 else None,
        free="public" if privacies == {"public"} else None,
    )


def _seconds(words: str) -> int:
    """An ISO 8601 duration of days and less.

    Raises:
        RecordError: it is none.
    """
    parts = LENGTH.fullmatch(words)
    if parts is None:
        raise RecordError(f"`duration` is `{words}`, one such as PT7M13S was expected", field="duration", value=words)
    return sum(int(n) * unit for n, unit in zip(parts.groups("0"), SECONDS, strict=True))
