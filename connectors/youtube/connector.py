"""YouTube: playlists of named education channels, each as one course, by the Data API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from connectors.youtube import records
from connectors.youtube.records import Video
from pipeline.contract import Connector, Page, Produced, RawListing, Record, RecordError, Request

API = "https://www.googleapis.com/youtube/v3"
MOST = 50
MIN_VIDEOS = 3
VIDEO_FIELDS = "pageInfo,items(id,snippet(defaultAudioLanguage),contentDetails(duration),status(license,privacyStatus))"


@dataclass
class Playlist:
    """A playlist whose videos are not all known yet."""

    listing: RawListing
    videos: list[str] = field(default_factory=list)
    is_whole: bool = False
    """All its pages were read."""


class YouTube(Connector):
    """Channels, their playlists, the items of each, then the videos, each asked for once however many lists it is in.

    The length of a playlist is that of its videos together, so it is told when the last of them is known.
    """

    source = "youtube"
    remembers_pages = True
    channel_ids: ClassVar[tuple[str, ...]] = (
        "UCEBb1b_L6zDS3xTUrIALZOw",  # MIT OpenCourseWare
        "UCX6b17PVsYBQ0ip5gyeme-Q",  # CrashCourse
        "UC8butISFwT-Wl7EV0hUK0BQ",  # freeCodeCamp.org
        "UCcabW7890RKJzL968QWEykA",  # CS50 of Harvard University
    )
    user_names: ClassVar[tuple[str, ...]] = ("GCFLearnFree",)
    """Channels of which the old name in addresses is known, not the id."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Made by the runner, once a run; it remembers which videos each playlist has."""
        super().__init__(*args, **options)
        self._waiting: dict[str, Playlist] = {}
        self._videos: dict[str, Video | None] = {}
        """By id: None was asked for and is deleted, private, or not answered yet (then it is in `_unanswered`)."""
        self._unanswered: set[str] = set()

    def start(self) -> Iterator[Produced]:
        """The channels."""
        if self.channel_ids:
            yield self._asked("channels", part="snippet", id=",".join(self.channel_ids), maxResults=MOST)
        for name in self.user_names:
            yield self._asked("channels", part="snippet", forUsername=name, maxResults=MOST)

    def channels(self, page: Page) -> Iterator[Produced]:
        """The channels that are there, and their playlists; one that was named and is not there is rejected."""
        asked = _query(page)
        items = records.items(page, page.json())
        found = list(page.each(items, records.channel_id))
        named = asked.get("id", "").split(",") if "id" in asked else []
        missing = [each for each in named if each not in found] or ([] if found else [asked.get("forUsername", "")])
        for name in missing:
            page.reject(
                RecordError(f"channel `{name}` is not there; was it renamed or closed?", field="id", value=name)
            )
        for number in found:
            yield self._asked("playlists", part="snippet,contentDetails", channelId=number, maxResults=MOST)

    def playlists(self, page: Page) -> Iterator[Produced]:
        """A page of playlists, the items of each, and the next page."""
        body = page.json()
        for playlist in records.items(page, body):
            if records.n_videos(playlist) in range(MIN_VIDEOS):
                page.leave_out(playlist, f"a playlist with fewer than {MIN_VIDEOS} videos is no course")
                continue
            for listing in page.each([playlist], records.listing):
                if listing.key not in self._waiting:
                    self._waiting[listing.key] = Playlist(listing)
                    asked = self._asked("playlistItems", part="contentDetails", playlistId=listing.key, maxResults=MOST)
                    yield replace(asked, is_optional=True)
        yield from _next_page(page, body)

    def playlistItems(self, page: Page) -> Iterator[Produced]:  # noqa: N802 - the interface's own word
        """A page of a playlist's items, and the next page; after the last one its videos that are not known yet."""
        body, key = page.json(), _query(page).get("playlistId", "")
        playlist = self._waiting.get(key)
        found = list(page.each(records.items(page, body), records.video_id))
        following = list(_next_page(page, body))
        yield from following
        if playlist is None:
            return
        playlist.videos += found
        if following:
            return
        playlist.is_whole = True
        new = [each for each in dict.fromkeys(playlist.videos) if each not in self._videos]
        for start in range(0, len(new), MOST):
            batch = new[start : start + MOST]
            self._videos |= dict.fromkeys(batch)
            self._unanswered |= set(batch)
            yield self._asked(
                "videos", part="snippet,contentDetails,status", id=",".join(batch), maxResults=MOST, fields=VIDEO_FIELDS
            )
        yield from self._told(page, body, [key])

    def videos(self, page: Page) -> Iterator[Produced]:
        """Up to 50 videos in any order, deleted and private ones just missing; and the playlists they complete."""
        body = page.json()
        self._videos |= dict(page.each(records.items(page, body), records.video))
        self._unanswered -= set(_query(page).get("id", "").split(","))
        yield from self._told(page, body, list(self._waiting))

    def _told(self, page: Page, body: Record, keys: Iterable[str]) -> Iterator[RawListing]:
        """Those of these playlists of which everything is known, once."""
        for key in keys:
            playlist = self._waiting[key]
            if not playlist.is_whole or not self._unanswered.isdisjoint(playlist.videos):
                continue
            del self._waiting[key]
            known = [video for each in dict.fromkeys(playlist.videos) if (video := self._videos[each])]
            if len(known) < MIN_VIDEOS:
                page.left_out += 1
                message = (
                    f"{page.url}: playlist `{key}` has {len(known)} videos left, at least {MIN_VIDEOS} make a course"
                )
                page.notes.append(body.note("info", "left_out", message))
                continue
            yield records.with_videos(playlist.listing, known)

    def _asked(self, what: str, **query: Any) -> Request:
        """A request read by the method of the same name; the key stands in a header, so that pages can be archived."""
        key = self.credentials.get("YOUTUBE_API_KEY")
        return Request(f"{API}/{what}?{urlencode(query)}", what, headers={"X-Goog-Api-Key": key} if key else {})


def _query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.request.url).query))


def _next_page(page: Page, body: Record) -> Iterator[Request]:
    token = body.text("nextPageToken")
    if token:
        yield page.follow(f"?{urlencode(_query(page) | {'pageToken': token})}")
