"""YouTube: playlists as long as their videos together, in whatever order these come, and a key that stays secret."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.youtube.connector import YouTube
from pipeline.contract import Page, PageChangedError, RawListing, Request
from pipeline.fetch import Fetched

KEY = {"YOUTUBE_API_KEY": "AIza-not-a-real-one"}
Answers = dict[str, Any]


class OneChannel(YouTube):
    source = "one_channel"
    channel_ids = ("UC1",)
    user_names = ()


def _list(items: list[Any], token: str | None = None) -> dict[str, Any]:
    return {"pageInfo": {"totalResults": len(items)}, "items": items} | ({"nextPageToken": token} if token else {})


def _playlist(key: str) -> dict[str, Any]:
    return {"id": key, "snippet": {"title": f"Course {key}", "channelTitle": "A School"}}


def _items(*videos: str, token: str | None = None) -> dict[str, Any]:
    return _list([{"id": f"item {each}", "contentDetails": {"videoId": each}} for each in videos], token)


def _video(key: str, length: str = "PT10M", **about: str) -> dict[str, Any]:
    told = {"language": "en", "license": "youtube", "privacy": "public"} | about
    return {
        "id": key,
        "snippet": {"defaultAudioLanguage": told["language"]},
        "contentDetails": {"duration": length},
        "status": {"license": told["license"], "privacyStatus": told["privacy"]},
    }


class Walk:
    """A walk against an answer for each list of playlists, page of items and set of videos."""

    def __init__(self, playlists: list[str], items: Answers, videos: Answers) -> None:
        self.playlists, self.items, self.videos = playlists, items, videos
        self.listings: list[RawListing] = []
        self.asked: list[Request] = []
        self.left_out = self.rejected = 0
        connector, waiting = OneChannel(KEY), list(OneChannel(KEY).start())
        while waiting:
            request = waiting.pop(0)
            assert isinstance(request, Request)
            self.asked.append(request)
            page = Page(request, request.url, 200, {}, json.dumps(self._answer(request)).encode())
            for produced in getattr(connector, request.reader)(page):
                if isinstance(produced, Request):
                    waiting.append(produced)
                else:
                    self.listings.append(produced)
            assert page.audit() == []
            self.left_out += page.left_out
            self.rejected += page.rejected

    def _answer(self, request: Request) -> dict[str, Any]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        if request.reader == "channels":
            return _list([{"id": "UC1"}])
        if request.reader == "playlists":
            return _list([_playlist(key) for key in self.playlists])
        if request.reader == "playlistItems":
            answer: dict[str, Any] = self.items[query["playlistId"] + query.get("pageToken", "")]
            return answer
        known = [self.videos[key] for key in reversed(query["id"].split(",")) if key in self.videos]
        return _list(known)


def test_length_is_the_sum_of_the_videos_over_all_pages() -> None:
    items = {"PL1": _items("a", "b", token="T"), "PL1T": _items("c", "a")}
    walk = Walk(["PL1"], items, {"a": _video("a", "PT1H2M3S"), "b": _video("b", "P1DT1S"), "c": _video("c", "P0D")})
    (listing,) = walk.listings
    assert listing.effort == f"{3723 + 86401} seconds"
    assert (listing.provider, listing.language, listing.licence, listing.free) == (
        "A School",
        "en",
        "youtube",
        "public",
    )


def test_each_video_is_asked_for_once_and_at_most_fifty_at_a_time() -> None:
    many = [f"v{n}" for n in range(60)]
    items = {"PL1": _items(*many), "PL2": _items(*many[:5], "x"), "PL3": _items(*many[:4])}
    walk = Walk(["PL1", "PL2", "PL3"], items, {each: _video(each) for each in [*many, "x"]})
    asked = [parse_qs(urlsplit(each.url).query)["id"][0].split(",") for each in walk.asked if each.reader == "videos"]
    assert [len(ids) for ids in asked] == [50, 10, 1]
    assert {each.key: each.effort for each in walk.listings} == {
        "PL1": "36000 seconds", "PL2": "3600 seconds", "PL3": "2400 seconds",
    }  # fmt: skip


def test_playlist_whose_videos_are_all_known_is_told_at_once() -> None:
    """The same videos twice: no second request for them, which would end the walk as going round."""
    items = {"PL1": _items("a", "b", "c"), "PL2": _items("c", "b", "a")}
    walk = Walk(["PL1", "PL2"], items, {each: _video(each) for each in "abc"})
    assert sorted(each.key for each in walk.listings) == ["PL1", "PL2"]
    assert len([each for each in walk.asked if each.reader == "videos"]) == 1


def test_deleted_videos_do_not_count_and_too_few_are_no_course() -> None:
    items = {"PL1": _items("a", "b", "c", "gone"), "PL2": _items("a", "b", "gone")}
    walk = Walk(["PL1", "PL2"], items, {each: _video(each) for each in "abc"})
    assert [(each.key, each.effort) for each in walk.listings] == [("PL1", "1800 seconds")]
    assert (walk.left_out, walk.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("about", "field"),
    [({"license": "creativeCommon"}, "licence"), ({"privacy": "unlisted"}, "free"), ({"language": "es"}, "language")],
)
def test_what_the_videos_do_not_agree_on_is_unknown(about: dict[str, str], field: str) -> None:
    videos = {"a": _video("a"), "b": _video("b"), "c": _video("c", **about)}
    (listing,) = Walk(["PL1"], {"PL1": _items("a", "b", "c")}, videos).listings
    assert getattr(listing, field) is None


def test_page_that_leads_to_itself_is_an_error() -> None:
    items = {"PL1": _items("a", token="T"), "PL1T": _items("b", token="T")}
    with pytest.raises(PageChangedError, match="this very page"):
        Walk(["PL1"], items, {})


def test_key_is_in_a_header_of_every_request_and_nowhere_else() -> None:
    walk = Walk(["PL1"], {"PL1": _items("a", "b", "c")}, {each: _video(each) for each in "abc"})
    assert {each.reader for each in walk.asked} == {"channels", "playlists", "playlistItems", "videos"}
    for request in walk.asked:
        assert dict(request.headers) == {"X-Goog-Api-Key": KEY["YOUTUBE_API_KEY"]}
        assert "AIza" not in request.url + repr(request)


def test_key_reaches_the_provider_and_no_disk(world: Any) -> None:
    (request,) = OneChannel(KEY).start()
    assert isinstance(request, Request)
    world.says(request.url.removeprefix("https://"), world.reply(json.dumps(_list([{"id": "UC1"}])).encode()))
    fetched: Fetched = world.fetch(request)
    assert fetched.archived is not None
    assert world.asked()[0].headers["x-goog-api-key"] == KEY["YOUTUBE_API_KEY"]
    kept = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    assert b"youtube/v3/channels" in kept
    assert b"AIza" not in kept
