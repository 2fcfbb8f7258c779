"""The demo's catalogues and settings: small, ours, and complete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.demo import DEMO_SOURCES, DemoServer, demo_folder, demo_settings, material
from pipeline.errors import UsageError
from pipeline.model import Job, Settings, SourcePlan

Records = Callable[[str], list[dict[str, Any]]]
TEXT_KEYS = {"description", "short_description", "introduction", "caption", "summary", "short_summary"}
ADDRESS_KEYS = {"url", "link", "homepage", "marketing_url", "self", "first", "last"}
RUN = 80  # characters in a row that would be copied text and not a coincidence


def test_without_the_projects_folder_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(material, "_FOLDER", tmp_path)
    with pytest.raises(UsageError, match="run the demo from a copy of the project's folder"):
        DemoServer()


def test_a_demo_night_does_not_pause_and_takes_small_catalogues(catalogues: dict[str, tuple[str, str]]) -> None:
    own = SourcePlan(weekdays=("monday",))
    given = Settings(
        timezone="UTC", night=Job(at="02:30"), contact="a person", politeness={"retries": 2}, sources={"own": own}
    )
    settings = demo_settings(given)
    assert settings.politeness == {"retries": 2, "delay_seconds": 0.0}
    assert settings.sources["own"] == own
    assert {source: settings.sources[source].expect for source in DEMO_SOURCES} == {
        source: {"min_listings": 1} for source in catalogues
    }
    assert given.sources == {"own": own}


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the key it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)


@pytest.mark.parametrize("source", DEMO_SOURCES)
def test_addresses_are_web_addresses_and_texts_are_short(source: str, records: Records) -> None:
    found = list(strings(records(source)))
    addresses = [text for key, text in found if key in ADDRESS_KEYS]
    assert all(urlsplit(text).scheme in ("http", "https") and urlsplit(text).hostname for text in addresses)
    texts = [text for key, text in found if key in TEXT_KEYS]
    assert len(texts) >= len(records(source))
    assert max(map(len, texts)) < 300


def test_there_are_no_other_catalogues(catalogues: dict[str, tuple[str, str]]) -> None:
    folder = demo_folder() / "catalogues"
    there = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json")}
    assert there == {address for address, _ in catalogues.values()}


@pytest.mark.shared
def test_no_description_is_copied_from_recorded_payloads(
    shared: Path, records: Records, catalogues: dict[str, tuple[str, str]]
) -> None:
    """A copied run of 80 characters would hold one of our blocks of 40 whole: only those are searched for."""
    files = [path for path in sorted((shared / "catalogs").rglob("*")) if path.suffix in (".json", ".csv", ".html")]
    payloads = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
    assert len(payloads) > 1_000_000
    half = RUN // 2
    for source in catalogues:
        for text in (text for key, text in strings(records(source)) if key in TEXT_KEYS):
            for at in range(0, len(text) - half + 1, half):
                if text[at : at + half] in payloads:
                    windows = range(max(0, at - half), min(at + 1, len(text) - RUN + 1))
                    assert not [n for n in windows if text[n : n + RUN] in payloads], text
