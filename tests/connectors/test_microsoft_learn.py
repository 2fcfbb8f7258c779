"""Microsoft Learn: what changed since, and names that stay the same whatever kind of walk found a course."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from connectors.microsoft_learn.connector import MicrosoftLearn
from pipeline.contract import Page, RawListing, Request, Watermark

SINCE = "2026-06-23T17:12:00Z"
RECORDINGS = Path(__file__).resolve().parents[1] / "recordings" / "microsoft_learn"


def _read(connector: MicrosoftLearn, request: Any, body: bytes) -> list[Any]:
    assert isinstance(request, Request)
    page = Page(request, request.url, 200, {}, body)
    found = list(getattr(connector, request.reader)(page))
    assert [note for note in page.audit() if note.kind == "unknown_key"] == []
    return found


def _topics(found: list[Any]) -> dict[str, tuple[str, ...]]:
    return {each.key: each.topics for each in found if isinstance(each, RawListing)}


def _recorded(case: str) -> bytes:
    return (RECORDINGS / case / "page.json").read_bytes()


def test_a_course_has_the_same_topics_in_a_full_walk_and_in_a_delta() -> None:
    full = MicrosoftLearn()
    (request,) = full.start()
    whole = _topics(_read(full, request, _recorded("catalogue")))
    delta = MicrosoftLearn(since=SINCE)
    (request,) = delta.start()
    (following,) = _read(delta, request, _recorded("taxonomy"))
    assert following.url.endswith("type=modules,learningPaths&last_modified=gte%202026-06-23")
    changed = _topics(_read(delta, following, _recorded("changes")))
    assert changed == {"learn.wwl.keep-accounts-safe": whole["learn.wwl.keep-accounts-safe"]}


def test_no_change_is_no_watermark_and_no_error() -> None:
    delta = MicrosoftLearn(since=SINCE)
    body = json.dumps({"modules": [], "learningPaths": []}).encode()
    assert _read(delta, Request("https://learn.microsoft.com/api/catalog/", "changes"), body) == []


@pytest.mark.shared
def test_replayed_changes_are_those_of_the_day_of_the_watermark(gateway: str) -> None:
    connector, found = MicrosoftLearn(since=SINCE), []
    waiting: list[Any] = list(connector.start())
    while waiting:
        request = waiting.pop()
        with urllib.request.urlopen(f"{gateway}/{request.url.split('://', 1)[1]}", timeout=30) as answer:
            produced = _read(connector, request, answer.read())
        waiting += [each for each in produced if isinstance(each, Request)]
        found += produced
    assert [each.key for each in found if isinstance(each, RawListing)] == ["learn-bizapps.access-prepare-power-bi"]
    assert [each.text for each in found if isinstance(each, Watermark)] == [SINCE]
